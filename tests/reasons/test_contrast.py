"""A supposition changes what a case's verbs change, and a contrast tells every difference."""

from collections.abc import Callable

import pytest

from cyclewise.advice.advising import Adviser
from cyclewise.documents.node import Document
from cyclewise.documents.problem import BadInput
from cyclewise.documents.yamlfile import parse_yaml
from cyclewise.reasons.contrast import Contrast
from cyclewise.reasons.explaining import explain
from cyclewise.reasons.supposing import Supposition, unseen
from cyclewise.timeline.reading import timeline_from
from cyclewise.timeline.timeline import Timeline
from cyclewise.values.calendar import parse_day

Suppose = Callable[..., tuple[Timeline, Timeline]]

DAY = parse_day("2024-02-13")
WRITTEN = """
patient: {id: P-1, sex: female, birth_date: 1978-05-14}
diagnosis: {lineage: B}
events:
  - {date: 2024-02-01, bilirubin: 0.8 mg/dL, uln: 1.2 mg/dL}
  - {date: 2024-02-12, bilirubin: 2.3 mg/dL, uln: 1.2 mg/dL}
  - {date: 2024-02-12, alt: 30 U/L, uln: 35 U/L}
  - {date: 2024-02-12, platelets: 90 10^9/L}
  - {date: 2024-02-13, platelets: 40 10^9/L, known: 2024-02-14}
  - {date: 2024-02-12, anc: 0.8 10^9/L}
  - {date: 2024-02-14, anc: 1.9 10^9/L}
"""


@pytest.fixture
def document() -> Document:
    return parse_yaml(WRITTEN, "P-1.yaml")


@pytest.fixture
def supposed(adviser: Adviser, document: Document) -> Suppose:
    def suppose(**said: tuple[str, ...]) -> tuple[Timeline, Timeline]:
        timeline = timeline_from(document, adviser.program.knowledge)
        return timeline, Supposition(**said).of(document, timeline, adviser.program, (DAY, DAY))

    return suppose


def told(timeline: Timeline, concept: str) -> list[tuple[str, str]]:
    events = (each for each in timeline.events if each.concept == concept)
    return [(each.date, each.value.text) for each in events]


def test_nothing_supposed_leaves_the_timeline_as_it_is(supposed: Suppose) -> None:
    before, after = supposed()
    assert after == before


def test_a_value_that_is_set_is_that_of_the_latest_event(supposed: Suppose) -> None:
    _, after = supposed(sets=("bilirubin=1.2 mg/dL",))
    assert told(after, "bilirubin") == [("2024-02-01", "0.8 mg/dL"), ("2024-02-12", "1.2 mg/dL")]
    assert {"uln"} == set(
        next(e for e in after.events[::-1] if e.concept == "bilirubin").attributes
    )


@pytest.mark.parametrize(
    ("concept", "was", "later"),
    [
        ("platelets", "90", ("2024-02-13", "40 10^9/L")),  # not known yet
        ("anc", "0.8", ("2024-02-14", "1.9 10^9/L")),  # not taken yet
    ],
)
def test_what_the_question_does_not_see_is_not_what_is_set(
    concept: str, was: str, later: tuple[str, str], supposed: Suppose
) -> None:
    before, after = supposed(sets=(f"{concept}=1.2 10^9/L",))
    assert told(before, concept) == [("2024-02-12", f"{was} 10^9/L"), later]
    assert told(after, concept) == [("2024-02-12", "1.2 10^9/L"), later]
    assert list(unseen(before, after, DAY, DAY)) == []


def test_a_value_without_an_event_is_one_of_the_day_of_the_question(supposed: Suppose) -> None:
    _, after = supposed(sets=("ascites=present",))
    assert told(after, "ascites") == [("2024-02-13", "present")]


def test_a_fact_of_the_person_can_be_set(supposed: Suppose) -> None:
    _, after = supposed(sets=("birth_date=2010-01-01",))
    assert [value for _, value in told(after, "birth_date")] == ["2010-01-01"]


def test_a_concept_is_dropped_whole_or_on_one_day(supposed: Suppose) -> None:
    assert told(supposed(drops=("bilirubin",))[1], "bilirubin") == []
    dated = supposed(drops=("bilirubin@2024-02-12",))[1]
    assert told(dated, "bilirubin") == [("2024-02-01", "0.8 mg/dL")]


def test_an_event_that_lies_after_the_question_is_named(supposed: Suppose) -> None:
    before, after = supposed(adds=("{date: 2024-03-01, alt: 40 U/L}",))
    assert list(unseen(before, after, DAY, DAY)) == ["alt of 1 Mar 2024"]
    assert list(unseen(before, after, DAY + 30, DAY + 30)) == []


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"sets": ("bilirubin",)}, "sets nothing"),
        ({"sets": ("bilirubn=1 mg/dL",)}, "Did you mean “bilirubin”?"),
        ({"sets": ("bilirubin=1 stone",)}, "stone"),
        ({"drops": ("ascites",)}, "no ascites on record"),
        ({"drops": ("bilirubin@soon",)}, "--drop"),
        ({"adds": ("{date: 2024-02-30, alt: 3 U/L}",)}, "is no date"),
    ],
)
def test_what_cannot_be_supposed_is_refused_by_name(
    supposed: Suppose, said: dict[str, tuple[str, ...]], message: str
) -> None:
    with pytest.raises(BadInput) as refused:
        supposed(**said)
    assert message in str(refused.value)


def test_a_contrast_tells_the_rule_that_turned_and_the_criterion(
    adviser: Adviser,
    supposed: Suppose,
) -> None:
    before, after = supposed(sets=("bilirubin=1.2 mg/dL",))
    now, then = (explain(adviser.recommend(each, DAY), adviser.program) for each in (before, after))
    contrast = Contrast(now, then)
    changed = {each.rule: each for each in contrast.rules}
    turned = [(line.now, line.then) for line in changed["ELI-010"].criteria]
    assert turned == [
        (
            "bilirubin 1.92 × ULN (2.3 mg/dL, ULN 1.2 mg/dL) on 12 Feb 2024, not at most 1.5 × ULN",
            "bilirubin 1 × ULN (1.2 mg/dL, ULN 1.2 mg/dL) on 12 Feb 2024, at most 1.5 × ULN",
        )
    ]


def test_an_answer_contrasted_with_itself_differs_in_nothing(
    adviser: Adviser,
    supposed: Suppose,
) -> None:
    now = explain(adviser.recommend(supposed()[0], DAY), adviser.program)
    contrast = Contrast(now, now)
    assert contrast.same_answer
    assert not contrast.rules
    assert not any(line.differs for line in contrast.lines)

"""Values that deserve a second look."""

import pytest

from cyclewise.bundled import bundled
from cyclewise.documents.yamlfile import parse_yaml
from cyclewise.knowledge.knowledgebase import Knowledge, read_knowledge
from cyclewise.timeline.reading import timeline_from, unusual


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return read_knowledge(bundled("knowledge"))


def sentences(knowledge: Knowledge, *events: str) -> list[str]:
    lines = "\n".join(f"  - {each}" for each in events)
    text = f"patient: {{id: P-1}}\nevents:\n{lines}\n"
    found = timeline_from(parse_yaml(text, "P-1"), knowledge)
    return [sentence for _, sentence in unusual(found, knowledge)]


def test_a_value_outside_the_usual_range_is_named_with_its_date(knowledge: Knowledge) -> None:
    assert sentences(knowledge, "{date: 2024-02-12, bilirubin: 31 mg/dL}") == [
        "Bilirubin 31 mg/dL on 12 Feb 2024 is unusual (above 30 mg/dL): check it."
    ]


def test_a_value_at_the_end_of_the_usual_range_is_usual(knowledge: Knowledge) -> None:
    assert not sentences(knowledge, "{date: 2024-02-12, bilirubin: 30 mg/dL}")
    assert not sentences(knowledge, "{date: 2024-02-12, bilirubin: 0.1 mg/dL}")


def test_the_unit_written_makes_no_difference(knowledge: Knowledge) -> None:
    assert sentences(knowledge, "{date: 2024-02-12, weight: 34000 g}") == [
        "Weight 34000 g on 12 Feb 2024 is unusual (below 35 kg): check it."
    ]


def test_a_count_under_transfusion_is_judged_by_the_number_measured(knowledge: Knowledge) -> None:
    event = "{date: 2024-02-12, platelets: %s 10^9/L, transfused: true}"
    assert not sentences(knowledge, event % 60)
    assert len(sentences(knowledge, event % 1500)) == 1


def test_words_and_corrected_values_are_left_out(knowledge: Knowledge) -> None:
    assert not sentences(
        knowledge,
        "{date: 2024-02-12, mrd: not detected, sensitivity: 1e-5}",
        "{date: 2024-02-12, sos: suspected}",
        "{date: 2024-02-12, bilirubin: 70 mg/dL}",
        "{date: 2024-02-12, bilirubin: 0.7 mg/dL, known: 2024-02-13, replaces: 2024-02-12}",
    )


def test_a_limit_of_normal_in_another_unit_than_its_value_is_named(knowledge: Knowledge) -> None:
    assert sentences(knowledge, "{date: 2024-02-12, bilirubin: 14 mg/dL, uln: 21 umol/L}") == [
        "Bilirubin 14 mg/dL on 12 Feb 2024 has its ULN in another unit (21 umol/L): check both."
    ]


def test_the_same_unit_in_another_spelling_is_the_same(knowledge: Knowledge) -> None:
    assert not sentences(knowledge, "{date: 2024-02-12, bilirubin: 14 µmol/L, uln: 21 umol/L}")
    assert not sentences(knowledge, "{date: 2024-02-12, alt: 30 U/L, uln: 40 IU/L}")


def test_a_sensitivity_in_percent_is_no_other_unit(knowledge: Knowledge) -> None:
    event = "{date: 2024-02-12, mrd: 0.02 %, method: flow, material: marrow, sensitivity: 1e-5}"
    assert not sentences(knowledge, event)

"""Timelines: the order of events, the last day, and what a correction replaces."""

from pathlib import Path

import pytest

from cyclewise.bundled import bundled
from cyclewise.documents.yamlfile import parse_yaml
from cyclewise.knowledge.knowledgebase import Knowledge, read_knowledge
from cyclewise.timeline.event import UNDATED
from cyclewise.timeline.reading import read_timeline, timeline_from
from cyclewise.timeline.timeline import Timeline
from cyclewise.values.calendar import day_text


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return read_knowledge(bundled("knowledge"))


def timeline(knowledge: Knowledge, *events: str, person: str = "{id: P-1}") -> Timeline:
    lines = "\n".join(f"  - {each}" for each in events)
    text = f"patient: {person}\nevents:\n{lines}\n" if events else f"patient: {person}\nevents: []"
    return timeline_from(parse_yaml(text, "P-1.yaml"), knowledge)


def order(found: Timeline) -> list[str]:
    return [f"{event.concept} {event.value.text}" for event in found.events]


def test_within_a_day_results_stand_before_treatment_and_outcomes_last(
    knowledge: Knowledge,
) -> None:
    found = timeline(
        knowledge,
        "{date: 2024-01-15, sos: suspected}",
        "{date: 2024-01-15, dose: inotuzumab, cycle: 1, day: 1}",
        "{date: 2024-01-15, weight: 70 kg}",
        "{date: 2024-01-14, relapse: molecular}",
    )
    assert order(found) == ["relapse molecular", "weight 70 kg", "dose inotuzumab", "sos suspected"]


def test_at_one_place_of_a_day_time_decides_and_none_stands_first_and_then_the_line(
    knowledge: Knowledge,
) -> None:
    found = timeline(
        knowledge,
        "{date: 2024-01-15, time: 14:00, weight: 71 kg}",
        "{date: 2024-01-15, time: 09:30, weight: 72 kg}",
        "{date: 2024-01-15, weight: 73 kg}",
        "{date: 2024-01-15, weight: 74 kg}",
    )
    assert order(found) == ["weight 73 kg", "weight 74 kg", "weight 72 kg", "weight 71 kg"]


def test_facts_about_the_person_come_first_and_are_always_known(knowledge: Knowledge) -> None:
    found = timeline(
        knowledge,
        "{date: 2024-01-15, weight: 71 kg}",
        person="{id: P-1, birth_date: 1978-05, sex: female}",
    )
    sex, birth, weight = found.events
    assert [sex.concept, birth.concept, weight.concept] == ["sex", "birth_date", "weight"]
    assert (sex.first, sex.known) == (UNDATED, UNDATED)
    assert (day_text(birth.first), day_text(birth.last)) == ("1978-05-01", "1978-05-31")
    assert birth.known == UNDATED


@pytest.mark.parametrize(
    ("events", "last"),
    [
        (["{date: 2024-01-15, weight: 71 kg}", "{date: 2024-01-14, weight: 71 kg}"], "2024-01-15"),
        (["{date: 2024-01-15, mrd: 3e-4, known: 2024-01-19}"], "2024-01-19"),
        (["{date: 2024-01-15, adverse_event: rash, resolved: 2024-01-20}"], "2024-01-20"),
        (["{date: 2024, remission: CR1}", "{date: 2024-03-01, weight: 71 kg}"], "2024-03-01"),
    ],
)
def test_the_last_day_is_the_latest_that_anything_speaks_of(
    knowledge: Knowledge, events: list[str], last: str
) -> None:
    assert day_text(timeline(knowledge, *events).last_day) == last


def test_a_date_of_birth_makes_no_last_day(knowledge: Knowledge) -> None:
    found = timeline(knowledge, person="{id: P-1, birth_date: 1978-05-14}")
    assert found.last_day == UNDATED


def test_a_corrected_event_is_replaced_from_the_day_the_correction_is_known(
    knowledge: Knowledge,
) -> None:
    found = timeline(
        knowledge,
        "{date: 2024-01-10, mrd: 3e-4}",
        "{date: 2024-01-11, mrd: 4e-4}",
        "{date: 2024-01-10, mrd: 3e-5, known: 2024-01-20, replaces: 2024-01-10}",
    )
    ((place, day),) = found.replaced.items()
    assert found.events[place].value.text == "3e-4"
    assert day_text(day) == "2024-01-20"


def test_a_correction_may_move_an_event_to_another_day(knowledge: Knowledge) -> None:
    found = timeline(
        knowledge,
        "{date: 2024-01-10, mrd: 3e-4}",
        "{date: 2024-01-12, mrd: 3e-4, known: 2024-01-20, replaces: 2024-01-10}",
    )
    assert {found.events[place].date for place in found.replaced} == {"2024-01-10"}


def test_a_correction_can_itself_be_corrected(knowledge: Knowledge) -> None:
    found = timeline(
        knowledge,
        "{date: 2024-01-10, mrd: 1e-5, known: 2024-02-01, replaces: 2024-01-10}",
        "{date: 2024-01-10, mrd: 3e-4}",
        "{date: 2024-01-10, mrd: 3e-5, known: 2024-01-20, replaces: 2024-01-10}",
    )
    replaced = {
        found.events[place].value.text: day_text(day) for place, day in found.replaced.items()
    }
    assert replaced == {"3e-4": "2024-01-20", "3e-5": "2024-02-01"}


def test_the_same_event_written_twice_is_kept_twice(knowledge: Knowledge) -> None:
    twice = "{date: 2024-01-15, weight: 71 kg}"
    found = timeline(knowledge, twice, twice)
    assert len(found.events) == 2
    assert found.events[0] == found.events[1]


def test_a_file_is_read_from_its_path_and_named_by_it(knowledge: Knowledge, tmp_path: Path) -> None:
    path = tmp_path / "P-1.json"
    path.write_text('{"patient": {"id": "P-1"}, "events": [{"date": "2024-01-10", "ecog": 1}]}')
    found = read_timeline(path, knowledge)
    assert (found.patient, found.label) == ("P-1", path.as_posix())
    assert read_timeline(path, knowledge, label="P-1").label == "P-1"

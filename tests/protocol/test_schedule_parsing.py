from collections.abc import Callable
from pathlib import Path

import pytest

from cyclewise.documents.problem import Problems
from cyclewise.documents.yamlfile import parse_yaml
from cyclewise.knowledge.knowledgebase import Knowledge
from cyclewise.protocol.criterion import Parameter
from cyclewise.protocol.notes import Notes
from cyclewise.protocol.protocol import Protocol
from cyclewise.protocol.schedule import FirstDose, Schedule
from cyclewise.protocol.schedule_parsing import read_schedule
from cyclewise.values.calendar import Duration

WRITTEN = (Path(__file__).parent / "ward/rules/tiny/schedule.yaml").read_text(encoding="utf-8")
Reader = Callable[[str, str], Schedule]


@pytest.fixture
def changed(knowledge: Knowledge, notes: Notes) -> Reader:
    """Read the small protocol's schedule with one text in it replaced."""

    def read(old: str, new: str) -> Schedule:
        assert old in WRITTEN
        document = parse_yaml(WRITTEN.replace(old, new), "schedule.yaml")
        return read_schedule(document, "schedule.yaml", knowledge, notes)

    return read


def said(problems: Problems) -> list[str]:
    return [each.message for each in problems.found]


def test_the_slots_of_a_schedule_follow_one_another(protocol: Protocol) -> None:
    slots = protocol.schedule.slots
    assert [(slot.cycle, slot.day) for slot in slots] == [
        (1, 1),
        (1, 8),
        (2, 1),
        (2, 8),
        (3, 1),
        (3, 8),
    ]
    assert [slot.rows[0].dose.text for slot in slots[:3]] == ["0.6 mg/m2", "0.3 mg/m2", "0.3 mg/m2"]
    assert [slot.ends_cycle for slot in slots] == [False, True] * 3


def test_each_slot_has_its_timing(protocol: Protocol) -> None:
    first, eighth, second = protocol.schedule.slots[:3]
    assert first.timing is None
    assert eighth.timing is not None
    assert eighth.timing.omitted_after == Duration(14)
    assert second.timing is not None
    assert second.timing.counted_from == "day 1 of the last cycle"
    assert [second.timing.earliest, second.timing.due, second.timing.latest] == [
        Duration(21),
        Duration(28),
        Duration(35),
    ]
    assert second.timing.omitted_after is None


def test_what_bounds_the_first_dose_and_the_gap_is_read(protocol: Protocol) -> None:
    schedule = protocol.schedule
    assert schedule.first_dose == FirstDose("enrolment", "mrd", Parameter("mrd window"))
    assert schedule.between_doses == Duration(6)
    assert schedule.levels == (1.0, 0.75)


def test_what_a_schedule_leaves_out_has_a_plain_meaning(changed: Reader, notes: Notes) -> None:
    bare = changed(WRITTEN[WRITTEN.index("first dose") : WRITTEN.index("timing")], "")
    assert bare.first_dose == FirstDose(None, None, None)
    bare = changed("reduction: {levels: [100 %, 75 %], raised again: never}\n", "")
    assert bare.levels == (1.0,)
    bare = changed("between doses: {at_least: 6 days}\n", "")
    assert bare.between_doses == Duration(0)
    assert not notes.problems


def test_a_dose_may_last_and_may_hang_on_a_condition(changed: Reader, notes: Notes) -> None:
    both = (
        "{cycle: 1, day: 1, dose: 0.6 mg/m2, for: 28 days, when: {fact: ascites, is: absent}}\n"
        "  - {cycle: 1, day: 1, dose: 0.5 mg/m2, when: {fact: ascites, is: present}}"
    )
    schedule = changed("{cycle: 1, day: 1, dose: 0.6 mg/m2}", both)
    assert not notes.problems
    rows = schedule.slots[0].rows
    assert [row.dose.text for row in rows] == ["0.6 mg/m2", "0.5 mg/m2"]
    assert [row.lasts for row in rows] == [Duration(28), None]
    assert all(row.when is not None for row in rows)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "{cycle: 1, day: 1, dose: 0.6 mg/m2}",
            (
                "{cycle: 1, day: 1, dose: 0.6 mg/m2}\n"
                "  - {cycle: 1, day: 1, dose: 0.5 mg/m2, when: {fact: ascites, is: present}}"
            ),
            "Cycle 1 day 1 has a dose with “when” and this one without.",
        ),
        ("dose: 0.6 mg/m2", "dose: -0.6 mg/m2", "“-0.6 mg/m2” is no dose."),
        ("dose: 0.6 mg/m2", "dose: low", "“low” is no dose."),
        ("{cycle: 1, day: 1", "{cycle: 3 to 1, day: 1", "“3 to 1” are no cycles."),
        ("{cycle: 1, day: 1", "{cycle: 1 to 9999, day: 1", "“1 to 9999” are no cycles."),
        ("{cycle: 1, day: 1", "{cycle: 0, day: 1", "“0” are no cycles."),
        ("{cycle: 1, day: 1", "{cycle: 1, day: 0", "Days of a cycle count from 1."),
        ("[100 %, 75 %]", "[100 %, 75 %, 75 %]", "These levels do not go down from 100 %."),
        ("[100 %, 75 %]", "[100 %, 0 %]", "A level is a part of the planned dose."),
        ("latest: 9 days", "latest: 5 days", "“latest” comes before “due”."),
        ("after: 14 days", "after: 8 days", "“omitted after” comes before “latest”."),
        ("earliest: 21 days", "earliest: 29 days", "“due” comes before “earliest”."),
    ],
)
def test_what_does_not_fit_is_refused(
    old: str, new: str, message: str, changed: Reader, notes: Notes
) -> None:
    changed(old, new)
    assert said(notes.problems) == [message]


def test_dates_that_coincide_are_in_order(changed: Reader, notes: Notes) -> None:
    changed(
        "earliest: 6 days, due: 7 days, latest: 9 days",
        "earliest: 7 days, due: 7 days, latest: 7 days",
    )
    assert not notes.problems

"""The facts that follow from the doses: cycles, the next dose, and what is counted from them."""

from __future__ import annotations

import pytest
from tests.clinic import patient, program, sheet, truth

from cyclewise.facts.reading import Reading
from cyclewise.timeline.timeline import Timeline
from cyclewise.values.calendar import day_text
from cyclewise.values.truth import Truth

DAY_1 = "2024-03-01, dose: x, cycle: 1, day: 1"
DAY_8 = "2024-03-08, dose: x, cycle: 1, day: 8"
SECOND_DAY_1 = "2024-03-29, dose: x, cycle: 2, day: 1"
SECOND_DAY_8 = "2024-04-05, dose: x, cycle: 2, day: 8"
ALL = (
    DAY_1,
    DAY_8,
    SECOND_DAY_1,
    SECOND_DAY_8,
    "2024-04-26, dose: x, cycle: 3, day: 1",
    "2024-05-03, dose: x, cycle: 3, day: 8",
)


def read(who: Timeline, fact: str, as_of: str, **facts: str) -> Reading:
    return sheet(program(facts), who, as_of=as_of).reading(fact)


def number(who: Timeline, fact: str, as_of: str, **facts: str) -> float | None:
    reading = read(who, fact, as_of, **facts)
    return float(reading.value.low[0]) if reading.known[0] else None


@pytest.mark.parametrize(
    ("fact", "as_of", "expected"),
    [
        ("cycles_given", "2024-02-29", 0),
        ("cycles_given", "2024-03-07", 0),
        ("cycles_given", "2024-03-08", 1),
        ("next_cycle", "2024-02-29", 1),
        ("next_cycle", "2024-03-07", 1),
        ("next_cycle", "2024-03-08", 2),
        ("next_day", "2024-03-07", 8),
        ("next_day", "2024-03-08", 1),
        ("days_past_due", "2024-03-07", -1),
        ("days_past_due", "2024-03-28", -1),
        ("days_past_due", "2024-03-29", -7),  # day 8 of the second cycle
        ("days_past_due", "2024-04-07", -19),
    ],
)
def test_the_numbers_of_a_course(fact: str, as_of: str, expected: float) -> None:
    assert number(patient(*ALL), fact, as_of) == expected


def test_after_the_last_slot_there_is_no_next_dose_and_nothing_past_due() -> None:
    who = patient(*ALL)
    assert number(who, "cycles_given", "2024-05-03") == 3
    for fact in ("next_cycle", "next_day", "days_past_due"):
        reading = read(who, fact, "2024-05-03")
        assert reading.absent[0]
    assert truth("{fact: next_cycle, at_least: 1}", who, "2024-05-03") == "not met"
    assert truth("{fact: days_past_due, at_most: 1000 days}", who, "2024-05-03") == "not met"


@pytest.mark.parametrize(
    ("fact", "as_of", "day"),
    [
        ("first_dose", "2024-04-30", "2024-03-01"),
        ("last_dose", "2024-04-04", "2024-03-29"),
        ("first_cycle_end", "2024-04-30", "2024-03-08"),
        ("last_cycle_end", "2024-04-04", "2024-03-08"),
        ("last_cycle_end", "2024-04-05", "2024-04-05"),
    ],
)
def test_the_events_of_a_course(fact: str, as_of: str, day: str) -> None:
    facts = {"since": f"days_since: {fact}"}
    here = sheet(program(facts), patient(*ALL), as_of=as_of)
    past = here.reading("since")
    assert past.known[0]
    assert day_text(int(here.points.day[0] - past.value.low[0])) == day


def test_before_the_first_dose_there_are_no_events_of_a_course() -> None:
    for fact in ("first_dose", "last_dose", "first_cycle_end", "last_cycle_end"):
        for who in (patient(), patient("2024-02-01, dose: y")):
            reading = read(who, fact, "2024-03-01")
            assert reading.key[0] == -1
            assert reading.absent[0]


def test_doses_of_another_drug_are_no_doses_of_the_course() -> None:
    who = patient("2024-02-01, dose: y", DAY_1, "2024-03-04, dose: y")
    since = {"since": "days_since: first_dose"}
    assert number(who, "since", "2024-03-05", **since) == 4
    assert number(who, "next_day", "2024-03-05") == 8


@pytest.mark.parametrize(
    ("as_of", "open_", "due"),
    [
        ("2024-02-29", False, True),
        ("2024-03-01", True, False),
        ("2024-03-06", True, False),
        ("2024-03-07", True, True),
        ("2024-03-08", False, False),
        ("2024-03-21", False, False),
        ("2024-03-22", False, True),
    ],
)
def test_whether_a_cycle_is_open_and_whether_a_dose_may_be_given(
    as_of: str, open_: bool, due: bool
) -> None:
    here = sheet(program(), patient(DAY_1, DAY_8), as_of=as_of)
    assert bool(here.condition("cycle_open")[0] == Truth.MET) is open_
    assert bool(here.condition("dose_due")[0] == Truth.MET) is due


COUNT = {"counted": "cycles_since: scan"}


@pytest.mark.parametrize(
    ("scanned", "as_of", "expected"),
    [
        (None, "2024-05-03", 0),
        ("2024-02-01", "2024-05-03", 3),
        ("2024-03-01", "2024-05-03", 3),  # a result of the day is before its dose
        ("2024-03-02", "2024-05-03", 2),
        ("2024-03-02", "2024-05-02", 1),  # the third cycle is not complete yet
        ("2024-03-02", "2024-04-04", 0),
        ("2024-05-03", "2024-05-03", 0),
    ],
)
def test_cycles_since_an_event_are_complete_and_begun_after_it(
    scanned: str | None, as_of: str, expected: int
) -> None:
    events = ALL if scanned is None else (*ALL, f"{scanned}, scan: dark")
    assert number(patient(*events), "counted", as_of, **COUNT) == expected


def test_without_doses_no_cycle_follows_an_event() -> None:
    assert number(patient("2024-03-01, scan: dark"), "counted", "2024-03-05", **COUNT) == 0


def test_the_cycle_of_the_very_dose_that_is_counted_from_did_not_begin_after_it() -> None:
    facts = {"counted": "cycles_since: first_dose"}
    assert number(patient(*ALL), "counted", "2024-05-03", **facts) == 2


def test_a_cycle_without_its_day_1_begins_with_the_dose_it_has() -> None:
    who = patient("2024-03-08, dose: x, cycle: 1, day: 8", "2024-03-05, scan: dark")
    assert number(who, "counted", "2024-03-09", **COUNT) == 1


def test_a_cycle_whose_day_8_was_passed_over_in_time_is_given() -> None:
    who = patient(DAY_1)
    assert number(who, "cycles_given", "2024-03-15") == 0
    assert number(who, "cycles_given", "2024-03-16") == 1


def test_an_infusion_keeps_its_cycle_open_and_counts_the_gap_from_its_end() -> None:
    who = patient(DAY_1, "2024-03-08, dose: x, cycle: 1, day: 8, until: 2024-03-20")
    assert number(who, "cycles_given", "2024-03-19") == 0
    assert number(who, "cycles_given", "2024-03-20") == 1
    slots = sheet(program(), who, as_of="2024-03-20").slots
    assert day_text(int(slots.earliest[0])) == "2024-03-26"


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ((DAY_1, DAY_8), ["2024-03-22", "2024-03-29", "2024-04-05"]),
        (
            (DAY_1, "2024-03-25, dose: x, cycle: 1, day: 8"),
            ["2024-03-31", "2024-03-31", "2024-04-05"],
        ),
        (
            (DAY_1, "2024-04-02, dose: x, cycle: 1, day: 8"),
            ["2024-04-08", "2024-04-08", "2024-04-08"],
        ),
        # Without its day 1 a cycle is counted from the day on which day 1 would have been due.
        (("2024-03-08, dose: x, cycle: 1, day: 8",), ["2024-03-22", "2024-03-29", "2024-04-05"]),
    ],
)
def test_a_due_or_last_day_before_the_opening_moves_to_it(
    events: tuple[str, ...], expected: list[str]
) -> None:
    slots = sheet(program(), patient(*events), as_of="2024-04-02").slots
    found = [day_text(int(each[0])) for each in (slots.earliest, slots.due, slots.latest)]
    assert found == expected


def test_the_first_dose_waits_for_the_enrolment() -> None:
    who = patient("2024-03-05, enrolled: present, known: 2024-03-05")
    slots = sheet(program(), who, as_of="2024-03-05").slots
    assert day_text(int(slots.earliest[0])) == "2024-03-05"
    assert day_text(int(slots.due[0])) == "2024-03-05"

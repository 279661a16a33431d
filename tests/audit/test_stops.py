"""Doses after a stop that a cycle once begun would seem to allow."""

from __future__ import annotations

from tests.audit.ward import (
    DAY_1,
    DAY_8,
    GOOD,
    HELD,
    HOLD,
    MISSED,
    Audited,
    audit,
    page,
)
from tests.clinic import patient, rule

from cyclewise.audit.deviation import Concerned
from cyclewise.values.calendar import parse_day

DONE = page("DEV-007", "{fact: standing, is: complete}", category="stop")
BETWEEN_CYCLES = rule(
    "STP-002",
    "complete",
    "{all: [{ever: stage, is: CR2, since: first_dose}, {fact: cycle_open, is: false}]}",
    phases=("on",),
)
COURSE = (*GOOD, DAY_1, DAY_8)
REACHED = "2024-03-20, stage: CR2"
FORBIDDEN = "2024-03-29, dose: x, cycle: 2, day: 1"
FOLLOWING = "2024-04-05, dose: x, cycle: 2, day: 8"


def audited(*events: str) -> Audited:
    """Return the audit of a course whose end can be seen between cycles alone."""
    return audit(
        patient(*COURSE, *events, "2024-04-20, scan: clear"),
        pages=[HELD, DONE, MISSED],
        rules=[HOLD, BETWEEN_CYCLES],
    )


def test_the_day_8_of_a_cycle_that_was_not_to_begin_is_a_consequence() -> None:
    found = audited(REACHED, FORBIDDEN, FOLLOWING)
    assert found.one.rule == "DEV-007"
    assert found.one.consequences == (Concerned(parse_day("2024-04-05"), "dose", 2, 8),)


def test_what_else_was_wrong_with_such_a_dose_is_no_second_deviation() -> None:
    found = audited(REACHED, FORBIDDEN, "2024-04-05, lab: 3 mg/dL", FOLLOWING)
    assert found.said == [("DEV-007", "2024-03-29")]


def test_it_is_counted_with_the_stop_and_not_as_right() -> None:
    found = audited(REACHED, FORBIDDEN, "2024-04-05, lab: 3 mg/dL", FOLLOWING)
    checked = {each.rule: each for each in found.findings.checked}
    stop, held = checked["DEV-007"], checked["DEV-001"]
    assert (stop.judged, stop.right, stop.deviating, stop.elsewhere) == (4, 2, 1, 1)
    assert (held.judged, held.deviating, held.elsewhere) == (4, 0, 1)


def test_a_day_8_left_out_of_such_a_cycle_is_not_missed() -> None:
    assert audited(REACHED, FORBIDDEN).said == [("DEV-007", "2024-03-29")]


def test_a_cycle_that_was_rightly_begun_goes_on() -> None:
    found = audited(FORBIDDEN, "2024-04-01, stage: CR2", "2024-04-05, lab: 3 mg/dL", FOLLOWING)
    assert found.said == [("DEV-001", "2024-04-05")]


def test_a_dose_missed_before_the_stop_stays_missed() -> None:
    found = audit(
        patient(*GOOD, DAY_1, REACHED, FORBIDDEN, FOLLOWING),
        pages=[DONE, MISSED],
        rules=[HOLD, BETWEEN_CYCLES],
    )
    assert found.said == [("DEV-005", "2024-03-10"), ("DEV-007", "2024-03-29")]

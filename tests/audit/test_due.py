"""What was due under audit: judged at the end of its last day, excused by a hold, dated on it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.audit.ward import (
    DAY_1,
    DAY_8,
    GOOD,
    HELD,
    HOLD,
    MISSED,
    STOP,
    Audited,
    audit,
    expecting,
    page,
)
from tests.clinic import patient

from cyclewise.audit.deviation import Concerned, Link
from cyclewise.protocol.rule import Rule
from cyclewise.values.calendar import parse_day

LATER = "2024-06-01, scan: clear"
"""Something dated long after, so that the follow-up does not end before what was due."""


def missed(*events: str) -> Audited:
    return audit(patient(*events), pages=[MISSED], rules=[STOP])


def test_a_dose_that_never_came_is_a_deviation_on_its_latest_day() -> None:
    found = missed(DAY_1, "2024-03-12, scan: clear").one
    assert (found.rule, found.date, found.event) == ("DEV-005", parse_day("2024-03-10"), None)
    assert found.expected == "Cycle 1 day 8 by 2024-03-10."
    assert found.observed == "It was not given by 2024-03-10, nor later."


def test_a_dose_that_came_late_is_one_deviation_that_names_it() -> None:
    found = missed(DAY_1, "2024-03-12, dose: x, cycle: 1, day: 8", "2024-03-13, scan: clear").one
    assert found.date == parse_day("2024-03-10")
    assert found.event == Concerned(parse_day("2024-03-12"), "dose", 1, 8)
    assert found.observed == "It was given on 2024-03-12, 2 days late."


@pytest.mark.parametrize("day", ["2024-03-07", "2024-03-08", "2024-03-10"])
def test_a_dose_up_to_its_latest_day_is_in_time(day: str) -> None:
    assert missed(DAY_1, f"{day}, dose: x, cycle: 1, day: 8").said == []


def test_nothing_is_judged_that_closes_after_the_end_of_follow_up() -> None:
    found = missed(DAY_1, "2024-03-09, scan: clear")
    assert found.said == []
    assert [each.judged for each in found.findings.checked] == [0]
    assert missed(DAY_1, "2024-03-10, scan: clear").said == [("DEV-005", "2024-03-10")]


def test_the_first_dose_is_never_due() -> None:
    assert missed("2024-02-20, stage: CR1", LATER).said == []


def test_after_a_day_8_left_out_the_next_day_1_is_due() -> None:
    assert missed(DAY_1, LATER).said == [("DEV-005", "2024-03-10"), ("DEV-005", "2024-04-05")]


def test_a_slot_that_a_label_passed_over_in_time_was_not_due() -> None:
    found = missed(DAY_1, "2024-03-08, dose: x, cycle: 2, day: 1", "2024-03-11, scan: clear")
    assert found.said == []


def test_no_dose_is_due_once_the_treatment_has_ended() -> None:
    assert missed(DAY_1, "2024-03-05, end_of_treatment: toxicity", LATER).said == []
    assert missed(DAY_1, "2024-03-05, relapse: overt", LATER).said == []


def test_a_dose_that_was_held_on_its_last_day_is_excused_by_the_rule() -> None:
    found = audit(patient(DAY_1, "2024-03-09, lab: 3 mg/dL", "2024-03-12, scan: clear"))
    assert "DEV-005" not in [page for page, _ in found.said]
    (checked,) = (each for each in found.findings.checked if each.rule == "DEV-005")
    assert (checked.judged, checked.excused, dict(checked.excused_by)) == (1, 1, {"HLD-001": 1})


def test_a_hold_that_could_not_be_excluded_excuses_as_well() -> None:
    found = audit(patient(DAY_1, "2024-03-12, scan: clear"), pages=[MISSED], rules=[HOLD])
    assert found.said == []
    assert [each.excused for each in found.findings.checked] == [1]


def test_a_dose_that_was_not_counted_moves_the_days_of_what_is_due() -> None:
    double = "2024-03-05, dose: x, cycle: 1, day: 1"
    assert missed(DAY_1, double, "2024-03-11, dose: x, cycle: 1, day: 8").said == []


AFTER = expecting("MON-001", "after: last_dose\ndue: 3 days\ncloses: 7 days")
UNTESTED = page("DEV-030", "{fact: expected, is: overdue}", judges="MON-001", category="assessment")


def untested(*events: str, rule: Rule = AFTER, rules: tuple[Rule, ...] = ()) -> Audited:
    return audit(patient(*events), pages=[UNTESTED], rules=[rule, *rules])


def test_a_test_that_was_not_taken_after_a_dose_is_a_deviation_on_its_last_day() -> None:
    found = untested("2024-03-01, lab: 1 mg/dL, note: before", DAY_1, LATER).one
    assert (found.date, found.cause, found.event) == (parse_day("2024-03-08"), "not there", None)
    assert found.expected == "Lab from 2024-03-01 to 2024-03-08."
    assert found.observed == "No lab from 2024-03-01 to 2024-03-08."


def test_every_dose_opens_an_occasion_of_its_own() -> None:
    between = "2024-03-06, lab: 1 mg/dL"
    assert untested(DAY_1, between, DAY_8, LATER).said == [("DEV-030", "2024-03-15")]
    assert untested(DAY_1, DAY_8, LATER).said == [
        ("DEV-030", "2024-03-08"),
        ("DEV-030", "2024-03-15"),
    ]


@pytest.mark.parametrize(("day", "deviates"), [("2024-03-08", False), ("2024-03-09", True)])
def test_a_test_up_to_the_last_day_is_in_time(day: str, deviates: bool) -> None:
    assert bool(untested(DAY_1, f"{day}, lab: 1 mg/dL", LATER).said) is deviates


def test_a_test_that_was_taken_in_time_and_told_later_is_in_time() -> None:
    assert untested(DAY_1, "2024-03-05, lab: 1 mg/dL, known: 2024-03-20", LATER).said == []


def test_a_window_that_closes_after_the_follow_up_is_not_judged() -> None:
    assert untested(DAY_1, "2024-03-07, scan: clear").said == []


BEFORE = replace(expecting("MON-001", "before: next dose\nopens: 3 days"), phases=("before", "on"))


def test_what_is_expected_before_each_dose_is_judged_at_the_dose() -> None:
    tests = ("2024-02-26, lab: 1 mg/dL", "2024-03-05, lab: 1 mg/dL")
    found = untested(*tests, DAY_1, DAY_8, rule=BEFORE).one
    assert (found.date, found.event) == (
        parse_day("2024-03-01"),
        Concerned(parse_day("2024-03-01"), "dose"),
    )
    assert found.observed == "No lab from 2024-02-27 to 2024-03-01 before the dose."
    assert found.expected == "Lab from 2024-02-27 to 2024-03-01 before the dose."


BETWEEN = replace(
    expecting("MON-001", "after: last_cycle_end\ndue: next dose\ncloses: next dose"), phases=("on",)
)
NEXT = "2024-03-29, dose: x, cycle: 2, day: 1"


def test_what_closes_with_the_next_dose_is_judged_there() -> None:
    found = untested(DAY_1, DAY_8, NEXT, LATER, rule=BETWEEN)
    assert found.said[0] == ("DEV-030", "2024-03-29")
    assert found.deviations[0].event is not None
    assert untested(DAY_1, DAY_8, "2024-03-20, lab: 1 mg/dL", NEXT, rule=BETWEEN).said == []


def test_what_closes_with_a_dose_that_never_came_is_judged_on_its_latest_day() -> None:
    found = untested(DAY_1, DAY_8, "2024-05-01, scan: clear", rule=BETWEEN)
    assert found.said == [("DEV-030", "2024-04-05")]


def test_nothing_is_expected_for_a_dose_that_is_not_to_come() -> None:
    over = "2024-03-20, relapse: overt"
    assert untested(DAY_1, DAY_8, over, LATER, rule=BETWEEN, rules=(STOP,)).said == []


OPEN_END = page(
    "DEV-040",
    "{all: [{fact: standing, is: discontinue}, {fact: ended_on_record, is: false}]}",
    judges="the end of follow-up",
    category="assessment",
    importance="minor",
)


def test_an_end_that_was_never_recorded_is_told_at_the_end_of_follow_up() -> None:
    course = (*GOOD, DAY_1, DAY_8, "2024-03-20, relapse: overt")
    found = audit(patient(*course), pages=[OPEN_END, HELD]).one
    assert (found.rule, found.date, found.cause) == (
        "DEV-040",
        parse_day("2024-03-20"),
        "not there",
    )
    ended = (*course, "2024-03-25, end_of_treatment: toxicity")
    assert audit(patient(*ended), pages=[OPEN_END]).said == []


def test_a_dose_that_did_not_come_follows_from_one_without_a_place_that_came_instead() -> None:
    stray = page("DEV-050", "{fact: placed, is: slot filled}", category="dose")
    twice = "2024-03-08, dose: x, cycle: 1, day: 1"
    found = audit(patient(DAY_1, twice, "2024-04-01, scan: clear"), pages=[stray, MISSED], rules=[])
    assert found.said == [("DEV-050", "2024-03-08"), ("DEV-005", "2024-03-14")]
    assert found.deviations[1].follows == Link("DEV-050", parse_day("2024-03-08"))


def test_a_dose_that_did_not_come_stands_by_itself_where_none_came_instead() -> None:
    stray = page("DEV-050", "{fact: placed, is: slot filled}", category="dose")
    twice = ("2024-03-01, dose: x, cycle: 1, day: 1", DAY_8, "2024-06-01, scan: clear")
    found = audit(patient(DAY_1, *twice), pages=[stray, MISSED], rules=[])
    assert [(each.rule, each.follows) for each in found.deviations] == [
        ("DEV-050", None),
        ("DEV-005", None),
    ]


def test_a_dose_that_did_not_come_is_no_deviation_where_its_page_yields_to_what_came() -> None:
    stray = page("DEV-050", "{fact: placed, is: no such slot}", category="dose")
    missed = page(
        "DEV-005",
        "{fact: expected, is: overdue}",
        judges="each dose due",
        category="timing",
        yields=["DEV-050"],
    )
    other = "2024-03-08, dose: x, cycle: 1, day: 15"
    known = ("2024-03-08, lab: 1 mg/dL", "2024-04-01, scan: clear")
    found = audit(patient(DAY_1, other, *known), pages=[stray, missed], rules=[])
    assert found.said == [("DEV-050", "2024-03-08")]
    late = "2024-03-16, dose: x, cycle: 1, day: 8"
    found = audit(patient(DAY_1, other, late, *known), pages=[stray, missed], rules=[])
    assert found.said == [("DEV-050", "2024-03-08"), ("DEV-005", "2024-03-14")]


ANSWER = expecting("MON-001", "after: onset\ndue: 0 days\ncloses: 2 days")
ONSET = {"ill": "when: {fact: scan, is: dark}", "onset": "first_met: {when: ill}"}
UNANSWERED = replace(UNTESTED, expected="An answer.")


def answered(*events: str) -> Audited:
    course = ("2024-03-01, scan: clear", DAY_1, "2024-03-04, scan: dark", "2024-04-01, stage: CR1")
    return audit(patient(*course, *events), pages=[UNANSWERED], rules=[ANSWER], facts=ONSET)


def test_what_is_expected_from_the_first_day_of_a_condition_is_judged_once() -> None:
    found = answered("2024-03-08, scan: dark").one
    assert found.date == parse_day("2024-03-06")
    assert found.expected == "An answer from 2024-03-04 to 2024-03-06."
    assert found.observed == "Nothing of what was expected from 2024-03-04 to 2024-03-06."


def test_what_is_dated_on_the_first_day_of_a_condition_counts() -> None:
    assert answered("2024-03-04, lab: 1 mg/dL").said == []
    assert answered("2024-03-06, lab: 1 mg/dL").said == []
    assert answered("2024-03-03, lab: 1 mg/dL").said == [("DEV-030", "2024-03-06")]

"""Doses under audit: each is judged by what stood before it, and by what was known that day."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.audit.ward import DAY_1, DAY_8, GOOD, HOLD, STOP, audit, page
from tests.clinic import patient, rule

from cyclewise.audit.deviation import Concerned, Link
from cyclewise.values.calendar import parse_day


def test_a_treatment_by_the_protocol_has_no_deviation() -> None:
    found = audit(patient(*GOOD, DAY_1, DAY_8))
    assert found.said == []
    assert found.late == []


def test_a_dose_given_while_it_was_held_is_a_deviation() -> None:
    found = audit(patient(*GOOD[:2], DAY_1, "2024-03-08, lab: 3 mg/dL", DAY_8)).one
    assert (found.rule, found.category, found.importance) == ("DEV-001", "safety", "important")
    assert found.event == Concerned(parse_day("2024-03-08"), "dose", 1, 8)
    assert found.expected == "No dose. HLD-001: withhold."
    assert found.observed == "A dose, cycle 1 day 8, was given on 2024-03-08."
    assert found.cause == "known and ignored"
    assert found.deciding == ("HLD-001",)


def test_a_result_of_the_day_counts_unless_its_time_is_after_the_doses() -> None:
    timed = "2024-03-08, time: 10:00, dose: x, cycle: 1, day: 8"
    earlier, later = (f"2024-03-08, time: {at}:00, lab: 3 mg/dL" for at in ("09", "11"))
    before = (*GOOD[:2], DAY_1, "2024-03-07, lab: 1 mg/dL")
    assert audit(patient(*before, earlier, timed)).said == [("DEV-001", "2024-03-08")]
    assert audit(patient(*before, later, timed)).said == []
    assert audit(patient(*before, later, DAY_8)).said == [("DEV-001", "2024-03-08")]


def test_a_dose_that_nobody_could_have_judged_names_what_was_lacking() -> None:
    found = audit(patient(*GOOD[:2], DAY_1, DAY_8)).one
    assert (found.rule, found.category, found.cause) == ("DEV-003", "assessment", "not there")
    assert found.lacking == ("lab",)
    assert found.observed == "A dose, cycle 1 day 8, was given on 2024-03-08 without lab."


def test_a_page_of_a_rule_that_could_not_be_judged_says_nothing_was_right() -> None:
    asked = page("DEV-024", "{rule: HLD-001, is: in force}")
    found = audit(patient(*GOOD[:2], DAY_1, DAY_8), pages=[asked])
    assert found.said == []
    (held,) = found.findings.checked
    assert (held.judged, held.right, held.unjudged) == (2, 1, 1)
    assert dict(held.unjudged_for) == {"lab": 1}


def test_a_result_that_came_in_later_is_the_cause_where_it_would_have_been_right() -> None:
    late = "2024-03-07, lab: 1 mg/dL, known: 2024-03-10"
    found = audit(patient(*GOOD[:2], DAY_1, late, DAY_8)).one
    assert (found.rule, found.cause) == ("DEV-003", "result late")


def test_what_came_in_later_blames_nobody_and_is_told_apart() -> None:
    late = "2024-03-08, lab: 3 mg/dL, known: 2024-03-10"
    found = audit(patient(*GOOD[:2], DAY_1, "2024-03-07, lab: 1 mg/dL", late, DAY_8))
    assert found.said == []
    assert found.late == [("DEV-001", "2024-03-08", "2024-03-10")]


def test_only_the_first_dose_after_a_stop_is_a_deviation() -> None:
    found = audit(
        patient(
            *GOOD,
            DAY_1,
            "2024-03-05, relapse: overt",
            DAY_8,
            "2024-03-29, dose: x, cycle: 2, day: 1",
            "2024-04-05, dose: x, cycle: 2, day: 8",
        )
    ).one
    assert (found.rule, found.date) == ("DEV-002", parse_day("2024-03-08"))
    assert found.consequences == (
        Concerned(parse_day("2024-03-29"), "dose", 2, 1),
        Concerned(parse_day("2024-04-05"), "dose", 2, 8),
    )


def test_a_dose_after_the_recorded_end_reopens_nothing() -> None:
    ended = "2024-03-05, end_of_treatment: completed"
    assert audit(patient(*GOOD, DAY_1, ended, DAY_8)).said == [("DEV-002", "2024-03-08")]


def test_eligibility_is_judged_at_the_first_dose_alone() -> None:
    found = audit(patient("2024-02-20, stage: CR2", *GOOD[1:], DAY_1, DAY_8))
    assert found.said == [("DEV-006", "2024-03-01")]
    checked = {each.rule: each.judged for each in found.findings.checked}
    assert (checked["DEV-006"], checked["DEV-001"]) == (1, 2)


def test_the_outcome_of_a_doses_own_day_does_not_blame_it() -> None:
    found = audit(patient(*GOOD, DAY_1, DAY_8, "2024-03-08, relapse: overt"))
    assert found.said == []


def test_a_dose_that_was_corrected_later_is_judged_as_it_was_given() -> None:
    wrong = "2024-03-08, dose: x, cycle: 2, day: 8, known: 2024-03-08"
    right = "2024-03-08, dose: x, cycle: 1, day: 8, known: 2024-03-20, replaces: 2024-03-08"
    assert audit(patient(*GOOD, DAY_1, wrong, right)).said == []


def test_one_event_is_one_deviation_where_a_page_yields() -> None:
    broad = page("DEV-010", "{fact: placed, is: too near}", category="timing", yields=["DEV-001"])
    near = (*GOOD[:2], DAY_1, "2024-03-05, lab: 3 mg/dL", "2024-03-05, dose: x")
    held = page("DEV-001", "{fact: lab, above: 2 mg/dL}")
    found = audit(patient(*near), pages=[held, broad])
    assert found.said == [("DEV-001", "2024-03-05")]
    checked = {each.rule: each for each in found.findings.checked}
    assert (checked["DEV-010"].deviating, checked["DEV-010"].elsewhere) == (0, 1)


def test_a_dose_that_is_wrong_only_because_of_an_earlier_one_follows_from_it() -> None:
    found = audit(
        patient(
            *GOOD,
            DAY_1,
            "2024-03-05, lab: 1 mg/dL",
            "2024-03-05, dose: x",
            "2024-03-08, dose: x, cycle: 1, day: 8",
        )
    )
    assert found.said == [("DEV-004", "2024-03-05"), ("DEV-004", "2024-03-08")]
    assert found.deviations[1].follows == Link("DEV-004", parse_day("2024-03-05"))
    assert found.deviations[0].follows is None


def caused(limit: str, since: str, later: str) -> str:
    """Return the cause of a dose at a laboratory value of 1.5 mg/dL where a limit was amended."""
    found = audit(
        patient("2024-02-20, stage: CR1", "2024-03-01, lab: 1.5 mg/dL", DAY_1),
        rules=[rule("HLD-001", "withhold", _OVER_LIMIT, at=True), STOP],
        parameters={"limit": limit},
        amendments=[(since, {"limit": later})],
    ).one
    assert found.rule == "DEV-001"
    return found.cause


_OVER_LIMIT = "{fact: lab, above: {parameter: limit}, within: 3 days}"


def test_a_dose_that_an_earlier_version_allowed_was_given_by_a_rule_that_was_changed() -> None:
    assert caused("2 mg/dL", "2024-03-01", "1 mg/dL") == "rule changed"


def test_a_dose_that_only_a_later_amendment_allows_came_before_it_was_in_force() -> None:
    assert caused("1 mg/dL", "2024-03-02", "2 mg/dL") == "amendment not yet in force"


def test_a_dose_that_no_version_allows_has_another_cause() -> None:
    assert caused("1 mg/dL", "2024-03-02", "1.4 mg/dL") == "known and ignored"


AMOUNT = page(
    "DEV-020",
    "{any: [{fact: dose_off, above: 0.5 %}, {fact: amount_off, above: 5 %}]}",
    category="dose",
    importance="[{importance: important, when: {fact: dose_off, above: 10 %}},"
    " {importance: minor}]",
)
RAISED = page("DEV-021", "{fact: level_raised, is: true}", category="dose")
PLACED = page("DEV-022", "{not: {fact: placed, is: in its slot}}", category="dose")
SIZE = ("2024-02-28, height: 168 cm", "2024-03-01, weight: 71.5 kg", "2024-03-08, weight: 71.5 kg")


@pytest.mark.parametrize(
    ("given", "important"),
    [
        ("0.3 mg/m2", None),
        ("0.3015 mg/m2", None),
        ("0.302 mg/m2", False),
        ("0.27 mg/m2", False),
        ("0.26 mg/m2", True),
        ("0.34 mg/m2", True),
    ],
)
def test_a_dose_off_the_prescribed_one_is_weighed_by_how_far(
    given: str, important: bool | None
) -> None:
    who = patient(*GOOD, f"{DAY_1}, given: 0.6 mg/m2", f"{DAY_8}, given: {given}")
    found = audit(who, pages=[AMOUNT]).deviations
    weights = [each.importance for each in found]
    assert weights == ([] if important is None else ["important" if important else "minor"])


def test_milligrams_are_held_against_the_body_surface_of_the_day() -> None:
    def given(amount: str) -> list[tuple[str, str]]:
        doses = (
            f"{DAY_1}, given: 0.6 mg/m2, amount: 1.1 mg",
            f"{DAY_8}, given: 0.3 mg/m2, amount: {amount}",
        )
        return audit(patient(*GOOD, *SIZE, *doses), pages=[AMOUNT]).said

    assert given("0.55 mg") == []
    assert given("0.57 mg") == []
    assert given("0.58 mg") == [("DEV-020", "2024-03-08")]


def test_an_amount_is_judged_only_where_a_dose_was_prescribed() -> None:
    held = ("2024-03-08, lab: 3 mg/dL", f"{DAY_8}, given: 0.6 mg/m2")
    off = page("DEV-023", "{fact: dose_off, above: 0.5 %}", category="dose")
    found = audit(patient(*GOOD[:2], f"{DAY_1}, given: 0.6 mg/m2", *held), pages=[off])
    assert found.said == []
    (checked,) = found.findings.checked
    assert (checked.judged, checked.right, checked.unjudged) == (1, 1, 0)


def test_an_amount_that_nobody_recorded_cannot_be_judged() -> None:
    off = page("DEV-023", "{fact: dose_off, above: 0.5 %}", category="dose")
    (checked,) = audit(patient(*GOOD, DAY_1), pages=[off]).findings.checked
    assert (checked.judged, checked.right, checked.unjudged) == (1, 0, 1)
    assert checked.unjudged_for == {"dose given": 1}


def test_a_reduced_level_is_what_is_prescribed_from_then_on() -> None:
    reduced = f"{DAY_8}, level: 75 %, given: 0.225 mg/m2"
    next_ = "2024-03-29, dose: x, cycle: 2, day: 1"
    before = (*GOOD, "2024-03-29, lab: 1 mg/dL", f"{DAY_1}, given: 0.6 mg/m2", reduced)
    pages = [AMOUNT, RAISED]
    assert audit(patient(*before, f"{next_}, given: 0.225 mg/m2"), pages=pages).said == []
    raised = audit(patient(*before, f"{next_}, given: 0.3 mg/m2"), pages=pages)
    assert raised.said == [("DEV-020", "2024-03-29"), ("DEV-021", "2024-03-29")]
    named = audit(patient(*before, f"{next_}, level: 100 %"), pages=[RAISED])
    assert named.said == [("DEV-021", "2024-03-29")]


@pytest.mark.parametrize(
    ("dose", "placed"),
    [
        ("2024-03-08, dose: x, cycle: 1, day: 1", "; that dose had been given before."),
        ("2024-03-08, dose: x, cycle: 9, day: 1", "; the schedule has no such dose."),
        ("2024-03-04, dose: x", ", too soon after the one before."),
        ("2024-03-08, dose: x, cycle: 2, day: 1", "; another dose was due."),
    ],
)
def test_a_dose_without_a_place_in_the_schedule_says_how(dose: str, placed: str) -> None:
    found = audit(patient(*GOOD, DAY_1, dose), pages=[PLACED], rules=[HOLD]).one
    assert found.observed.endswith(placed)


def test_a_dose_of_a_slot_that_was_passed_is_told() -> None:
    later = ("2024-03-29, dose: x, cycle: 2, day: 1", "2024-04-05, dose: x, cycle: 1, day: 8")
    found = audit(patient(*GOOD, DAY_1, *later), pages=[PLACED], rules=[HOLD])
    assert found.one.observed.endswith("; the course had gone past that dose.")


def test_a_page_may_say_in_its_own_words_what_was_expected() -> None:
    bare = page("DEV-030", "{fact: scan, recorded: false}", judges="the first dose")
    worded = replace(bare, expected="A scan before the first dose.")
    found = audit(patient(*GOOD, DAY_1), pages=[worded]).one
    assert found.expected == "A scan before the first dose."
    assert found.observed == "A dose, cycle 1 day 1, was given on 2024-03-01."


def test_what_is_not_on_record_was_not_there_whatever_stood() -> None:
    unseen = page("DEV-030", "{fact: scan, recorded: false}")
    assert audit(patient(*GOOD, DAY_1), pages=[unseen]).one.cause == "not there"
    dark = page("DEV-030", "{fact: scan, is: dark}")
    scanned = patient(*GOOD, "2024-02-28, scan: dark", DAY_1)
    assert audit(scanned, pages=[dark]).one.cause == "known and ignored"

"""A surveillance says how each sign stands, what the signs add up to, and what would decide it."""

from __future__ import annotations

import pytest
from tests.clinic import rule
from tests.watched import DAY_1, surveillance

from cyclewise.advice.surveillance import Surveillance
from cyclewise.advice.watching import CriteriaSet, Sign
from cyclewise.values.calendar import day_text
from cyclewise.values.truth import Truth

HIGH = "2024-03-05, lab: 2 mg/dL"


def sign(seen: Surveillance, fact: str) -> Sign:
    return next(each for each in seen.signs if each.fact == fact)


def criteria(seen: Surveillance, fact: str) -> CriteriaSet:
    return next(each for each in seen.criteria if each.fact == fact)


# --- signs --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fact", "events", "state"),
    [
        ("yellow", [HIGH], "present"),
        ("yellow", ["2024-03-05, lab: 1.9 mg/dL"], "absent"),
        ("yellow", [], "never measured"),
        ("yellow", ["2024-03-01, lab: 2 mg/dL"], "too old"),
        ("yellow", ["2024-03-05, lab: 2 mg/dL, known: 2024-03-08"], "not known yet"),
        ("yellow", [HIGH, "2024-03-05, reaction: rash"], "explained otherwise"),
        ("yellow", ["2024-03-05, lab: 1 mg/dL", "2024-03-05, reaction: rash"], "absent"),
        ("swollen", ["2024-03-05, sign: present"], "present"),
        ("swollen", ["2024-03-05, sign: absent"], "absent"),
        ("swollen", [], "presumed absent"),
        ("dark", ["2024-03-05, scan: dark"], "present"),
        ("dark", [], "never measured"),
    ],
)
def test_a_sign_says_how_it_stands(fact: str, events: list[str], state: str) -> None:
    assert sign(surveillance(DAY_1, *events, as_of="2024-03-05"), fact).state == state


def test_a_weight_without_a_baseline_asks_for_it_by_name() -> None:
    found = sign(surveillance(DAY_1, "2024-03-05, weight: 80 kg", as_of="2024-03-05"), "gaining")
    assert found.state == "none that counts"
    assert [each.seen.fact for each in found.missing] == ["first_weight"]


def test_a_computed_sign_shows_the_event_it_rests_on() -> None:
    before = "2024-02-28, weight: 70 kg"
    seen = surveillance(before, DAY_1, "2024-03-05, weight: 80 kg", as_of="2024-03-05")
    event = sign(seen, "gaining").evidence
    assert event is not None
    assert event.value.text == "80 kg"


def test_what_explains_a_sign_is_shown() -> None:
    seen = surveillance(DAY_1, HIGH, "2024-03-05, reaction: rash", as_of="2024-03-05")
    explained = sign(seen, "yellow").explained
    assert explained is not None
    assert explained.concept == "reaction"


# --- sets of criteria ---------------------------------------------------------------------------


def test_two_signs_are_enough_whatever_the_scan_would_show() -> None:
    seen = surveillance(DAY_1, HIGH, "2024-03-05, sign: present", as_of="2024-03-05")
    assert criteria(seen, "two_signs").truth == Truth.MET
    assert sign(seen, "dark").state == "never measured"
    assert sign(seen, "dark").matters_to == ()


def test_one_sign_and_no_scan_cannot_be_ruled_out_without_it() -> None:
    seen = surveillance(DAY_1, HIGH, as_of="2024-03-05")
    found = criteria(seen, "two_signs")
    assert found.truth == Truth.UNKNOWN
    assert found.rules_out == ("scan",)
    assert [each.fact for each in found.decides_alone] == ["scan"]
    assert sign(seen, "dark").matters_to == ("two_signs", "yellow_and_one")


def test_no_sign_and_no_scan_is_ruled_out() -> None:
    seen = surveillance(DAY_1, "2024-03-05, lab: 1 mg/dL", as_of="2024-03-05")
    assert [each.truth for each in seen.criteria] == [Truth.NOT_MET, Truth.NOT_MET, None]
    assert sign(seen, "dark").matters_to == ()


def test_a_set_that_is_not_meant_for_the_patient_does_not_apply_and_says_why() -> None:
    signs = [HIGH, "2024-03-05, sign: present"]
    idle = criteria(surveillance(DAY_1, *signs, as_of="2024-03-05"), "after_graft")
    assert (idle.truth, idle.since, idle.missing) == (None, None, ())
    assert idle.applies is not None
    assert idle.applies.truth == Truth.NOT_MET
    seen = surveillance("2024-02-01, graft: other", DAY_1, *signs, as_of="2024-03-05")
    assert criteria(seen, "after_graft").truth == Truth.MET


def test_a_set_is_met_since_the_first_day_of_the_run_that_goes_on() -> None:
    first = [HIGH, "2024-03-05, sign: present"]
    gone = ["2024-03-07, sign: absent", "2024-03-07, scan: clear"]
    again = ["2024-03-09, lab: 3 mg/dL", "2024-03-09, sign: present", "2024-03-10, lab: 3 mg/dL"]
    found = criteria(surveillance(DAY_1, *first, *gone, *again, as_of="2024-03-11"), "two_signs")
    runs = [(day_text(each.first), day_text(each.last)) for each in found.runs]
    assert runs == [("2024-03-05", "2024-03-06"), ("2024-03-09", "2024-03-11")]
    assert found.since == found.runs[-1]


def test_a_run_goes_on_over_days_that_could_not_be_told_and_counts_them() -> None:
    signs = [HIGH, "2024-03-05, sign: present", "2024-03-11, lab: 3 mg/dL"]
    found = criteria(surveillance(DAY_1, *signs, as_of="2024-03-12"), "yellow_and_one")
    assert [(day_text(each.first), day_text(each.last), each.untold) for each in found.runs] == [
        ("2024-03-05", "2024-03-12", 2)
    ]


def test_what_was_met_and_is_no_more_has_no_since() -> None:
    events = [HIGH, "2024-03-05, sign: present", "2024-03-07, sign: absent"]
    found = criteria(surveillance(DAY_1, *events, as_of="2024-03-07"), "yellow_and_one")
    assert found.runs
    assert found.since is None


def test_the_past_is_judged_with_what_is_known_now() -> None:
    events = [HIGH, "2024-03-05, scan: dark, known: 2024-03-07"]
    met = criteria(surveillance(DAY_1, *events, as_of="2024-03-07"), "two_signs")
    assert day_text(met.runs[0].first) == "2024-03-05"
    unknown = surveillance(DAY_1, *events, as_of="2024-03-07", known="2024-03-06")
    assert criteria(unknown, "two_signs").runs == ()


# --- severity, grades and what it leans on ------------------------------------------------------


def test_the_severity_is_told_where_criteria_are_met_or_a_grade_is_reached_without_them() -> None:
    assert surveillance(DAY_1, as_of="2024-03-05").severity is None
    assert surveillance(DAY_1, "2024-03-05, lab: 1 mg/dL", as_of="2024-03-05").severity is None
    alone = surveillance(DAY_1, HIGH, as_of="2024-03-05").severity
    assert alone is not None
    assert (alone.low, alone.high) == (1, 1)
    met = surveillance(DAY_1, HIGH, "2024-03-05, sign: present", as_of="2024-03-05").severity
    assert met is not None
    assert (met.low, met.high) == (1, 1)
    assert [step.called for step in met.telling] == ["mild"]


def test_a_grade_tells_what_its_source_says_of_it() -> None:
    events = ["2024-03-05, lab: 8 mg/dL", "2024-03-05, sign: present"]
    found = surveillance(DAY_1, *events, as_of="2024-03-05").severity
    assert found is not None
    assert found.reached is not None
    assert found.reached.information == "Read the book."


def test_a_grade_whose_value_is_missing_is_open_and_asks_for_it() -> None:
    (found,) = surveillance(DAY_1, as_of="2024-03-05").grades
    assert (found.low, found.high) == (0, 2)
    assert [each.fact for each in found.missing] == ["count"]
    (known,) = surveillance(DAY_1, "2024-03-05, count: 3 10^9/L", as_of="2024-03-05").grades
    assert (known.low, known.high, known.missing) == (0, 0, ())


def test_what_was_presumed_is_listed() -> None:
    seen = surveillance(DAY_1, HIGH, as_of="2024-03-05")
    assert "sign" in [each.fact for each in seen.presumed]


def test_what_is_urgent_comes_first() -> None:
    rules = [rule("ALT-001", "alert", "{fact: lab, at_least: 2 mg/dL}")]
    seen = surveillance(DAY_1, HIGH, as_of="2024-03-05", rules=rules)
    assert [each.rule for each in seen.alerts] == ["ALT-001"]

"""The recommendation: what stands, who asks for it, when the next dose is, what comes then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from tests.clinic import KNOWLEDGE, SCHEDULE, advice, patient, program, protocol, rule

from cyclewise.advice.advising import Adviser
from cyclewise.advice.recommendation import Recommendation
from cyclewise.documents.problem import BadInput
from cyclewise.facts.program import Program
from cyclewise.facts.reading import Why
from cyclewise.inference.agreement import Disagreement, SecondEngine
from cyclewise.inference.rete import FiredCondition, available
from cyclewise.values.calendar import day_text
from cyclewise.values.truth import Truth

DAY_1 = "2024-03-01, dose: x, cycle: 1, day: 1"
DAY_8 = "2024-03-08, dose: x, cycle: 1, day: 8"
BODY = ("2024-02-20, height: 170 cm", "2024-02-20, weight: 70 kg")
HIGH = "{fact: lab, above: 2 mg/dL}"
DARK = "{fact: scan, is: dark}"


def told(linked: Program, *events: str, as_of: str = "", known: str = "") -> Recommendation:
    return advice(linked, patient(*events), as_of, known)


def days(found: Recommendation) -> tuple[str | None, str, str | None]:
    timing = found.timing
    assert timing is not None
    earliest, latest = (
        None if day is None else day_text(day) for day in (timing.earliest, timing.latest)
    )
    return earliest, day_text(timing.due), latest


# --- the point ----------------------------------------------------------------------------------


def test_as_of_defaults_to_the_last_day_of_the_record_and_known_to_as_of() -> None:
    found = told(program(), DAY_1, "2024-03-03, lab: 1 mg/dL, known: 2024-03-05")
    assert (day_text(found.as_of), day_text(found.known)) == ("2024-03-05", "2024-03-05")
    resolved = told(program(), "2024-03-03, reaction: rash, resolved: 2024-03-09")
    assert day_text(resolved.as_of) == "2024-03-09"


def test_what_was_known_may_be_asked_of_another_day() -> None:
    hold = program(rules=[rule("HLD-001", "withhold", HIGH)])
    late = "2024-03-08, lab: 3 mg/dL, known: 2024-03-10"
    assert told(hold, DAY_1, late, as_of="2024-03-08").action == "insufficient-data"
    assert told(hold, DAY_1, late, as_of="2024-03-08", known="2024-03-10").action == "withhold"


def test_a_record_without_a_date_has_no_day_to_answer_for() -> None:
    for who in (patient(), patient(born="1980-05-01")):
        with pytest.raises(BadInput, match="there is no day to answer for"):
            advice(program(), who)
        assert advice(program(), who, "2024-03-01").action == "administer"


# --- the next dose ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("as_of", "action", "status"),
    [
        ("2024-03-06", "wait", "upcoming"),
        ("2024-03-07", "administer", "early"),
        ("2024-03-08", "administer", "due"),
        ("2024-03-10", "administer", "due"),
        ("2024-03-11", "administer", "late"),
        ("2024-03-15", "administer", "late"),
    ],
)
def test_the_status_of_the_next_dose(as_of: str, action: str, status: str) -> None:
    found = told(program(), DAY_1, *BODY, as_of=as_of)
    assert found.action == action
    assert (found.cycle, found.day) == (1, 8)
    assert days(found) == ("2024-03-07", "2024-03-08", "2024-03-10")
    assert found.timing is not None
    assert found.timing.status == status


def test_after_day_8_is_omitted_the_next_cycle_is_upcoming() -> None:
    found = told(program(), DAY_1, as_of="2024-03-16")
    assert (found.action, found.cycle, found.day) == ("wait", 2, 1)
    assert days(found) == ("2024-03-22", "2024-03-29", "2024-04-05")


def test_the_first_dose_is_due_today_from_the_enrolment_on() -> None:
    found = told(program(), "2024-03-01, enrolled: present", as_of="2024-03-04")
    assert days(found) == ("2024-03-01", "2024-03-04", None)
    assert days(told(program(), as_of="2024-03-04")) == (None, "2024-03-04", None)


def test_the_first_dose_has_a_last_day_where_the_schedule_sets_one() -> None:
    plan = SCHEDULE.replace(
        "{earliest: enrolled}", "{latest: {after: lab, by: {parameter: window}}}"
    )
    linked = program(plan=plan, parameters={"window": "21 days"})
    found = told(linked, "2024-03-01, lab: 1 mg/dL", as_of="2024-03-22")
    assert days(found) == (None, "2024-03-22", "2024-03-22")
    assert found.timing is not None
    assert found.timing.status == "due"
    late = told(linked, "2024-03-01, lab: 1 mg/dL", as_of="2024-03-23").timing
    assert late is not None
    assert late.status == "late"


def test_after_treatment_there_is_no_next_dose() -> None:
    found = told(program(), DAY_1, "2024-03-05, graft: own")
    assert (found.phase, found.action) == ("after", "follow-up")
    assert (found.cycle, found.day, found.dose, found.timing, found.ahead) == (None,) * 5


def test_a_stop_names_no_next_dose_and_a_hold_does() -> None:
    stop = program(rules=[rule("STP-001", "discontinue", DARK, phases=["on"])])
    found = told(stop, DAY_1, "2024-03-08, scan: dark")
    assert (found.action, found.cycle, found.timing) == ("discontinue", None, None)
    hold = program(rules=[rule("HLD-001", "withhold", DARK)])
    held = told(hold, DAY_1, "2024-03-08, scan: dark", *BODY)
    assert (held.action, held.cycle, held.day, held.dose) == ("withhold", 1, 8, None)


def test_when_no_slot_is_left_the_answer_waits_without_a_dose() -> None:
    plan = SCHEDULE.replace("2 to 3", "2").replace("1 to 3", "1 to 2")
    given = (DAY_1, DAY_8, "2024-03-29, dose: x", "2024-04-05, dose: x")
    found = told(program(plan=plan), *given, as_of="2024-06-01")
    assert (found.action, found.cycle, found.dose, found.timing) == ("wait", None, None, None)


# --- the due date ahead -------------------------------------------------------------------------


def test_while_waiting_the_due_date_is_looked_at_with_nothing_more_happening() -> None:
    asked = rule("HLD-001", "withhold", "{fact: lab, above: 2 mg/dL, within: 3 days}", at=True)
    found = told(program(rules=[asked]), DAY_1, "2024-03-02, lab: 1 mg/dL", as_of="2024-03-04")
    assert (found.action, found.settled, found.missing) == ("wait", True, ())
    assert found.ahead is not None
    assert day_text(found.ahead.as_of) == "2024-03-08"
    assert (found.ahead.action, found.ahead.to_give) == ("insufficient-data", ("lab",))


def test_on_the_due_date_nothing_lies_ahead() -> None:
    assert told(program(), DAY_1, *BODY, as_of="2024-03-08").ahead is None
    assert told(program(), DAY_1, *BODY, as_of="2024-03-07").ahead is not None


def test_what_is_known_later_does_not_show_ahead() -> None:
    asked = rule("HLD-001", "withhold", DARK, at=True)
    events = (DAY_1, "2024-03-05, scan: dark", "2024-03-06, lab: 1 mg/dL")
    found = told(program(rules=[asked]), *events, as_of="2024-03-04")
    assert found.ahead is not None
    assert found.ahead.action == "insufficient-data"


# --- rules --------------------------------------------------------------------------------------

RULES = (
    rule("STP-001", "discontinue", DARK, phases=["on"]),
    rule("HLD-001", "withhold", HIGH),
    rule("HLD-002", "withhold", "{fact: sign, is: present}"),
    rule("ALT-001", "alert", HIGH),
    rule("MON-001", "alert", HIGH, phases=["after"]),
)


def standings(found: Recommendation) -> dict[str, str]:
    return {each.rule.id: each.standing for each in found.rulings}


def test_rules_with_the_same_action_are_all_in_force_and_the_weaker_overruled() -> None:
    signs = "2024-03-08, sign: present"
    found = told(
        program(rules=RULES), DAY_1, "2024-03-08, lab: 3 mg/dL", signs, "2024-03-08, scan: clear"
    )
    assert found.action == "withhold"
    assert found.deciding == ("HLD-001", "HLD-002")
    assert standings(found) == {
        "DOS-001": "overruled",
        "STP-001": "not in force",
        "HLD-001": "in force",
        "HLD-002": "in force",
        "ALT-001": "in force",
        "MON-001": "not applicable",
    }
    assert found.rulings[0].overruled_by == ("HLD-001", "HLD-002")
    assert found.urgency == "before next dose"


def test_a_stop_overrules_a_hold_and_names_itself() -> None:
    found = told(program(rules=RULES), DAY_1, "2024-03-08, lab: 3 mg/dL", "2024-03-08, scan: dark")
    assert found.deciding == ("STP-001",)
    hold = next(each for each in found.rulings if each.rule.id == "HLD-001")
    assert (hold.standing, hold.overruled_by) == ("overruled", ("STP-001",))


def test_without_a_rule_the_schedule_decides() -> None:
    found = told(program(rules=RULES), DAY_1, "2024-03-08, lab: 1 mg/dL", "2024-03-08, scan: clear")
    assert (found.action, found.deciding) == ("administer", ("DOS-001",))
    assert standings(found)["DOS-001"] == "in force"


def test_an_undecided_rule_is_called_so_and_the_certain_action_is_otherwise() -> None:
    found = told(program(rules=RULES), DAY_1, "2024-03-08, lab: 1 mg/dL")
    assert found.action == "insufficient-data"
    assert found.otherwise == "administer"
    assert found.may_become == ("discontinue",)
    assert standings(found)["STP-001"] == "undecided"


def test_a_hold_that_is_sure_stands_although_a_stop_is_possible() -> None:
    found = told(program(rules=RULES), DAY_1, "2024-03-08, lab: 3 mg/dL")
    assert (found.action, found.settled, found.otherwise) == ("withhold", False, None)
    assert found.may_become == ("discontinue",)
    assert [each.fact for each in found.missing] == ["scan"]
    assert found.to_give == ("scan",)
    assert [(each.fact, each.then) for each in found.decides_alone] == [("scan", "discontinue")]


def test_what_leaves_the_answer_as_unsettled_as_it_was_does_not_decide() -> None:
    both = rule(
        "STP-001", "discontinue", f"{{all: [{DARK}, {{fact: stage, is: CR1}}]}}", phases=["on"]
    )
    hold = rule("HLD-001", "withhold", HIGH)
    found = told(program(rules=[both, hold]), DAY_1, "2024-03-08, lab: 3 mg/dL")
    assert found.action == "withhold"
    assert [each.fact for each in found.missing] == ["scan", "stage"]
    assert found.to_give == ("scan",)
    assert found.decides_alone == ()


def test_the_most_urgent_of_the_deciding_rules_says_how_soon() -> None:
    urgent = replace(rule("HLD-002", "withhold", DARK), urgency="now")
    linked = program(rules=[rule("HLD-001", "withhold", HIGH), urgent])
    found = told(linked, DAY_1, "2024-03-08, lab: 3 mg/dL", "2024-03-08, scan: dark")
    assert found.urgency == "now"
    assert told(linked, DAY_1, "2024-03-08, lab: 3 mg/dL", "2024-03-08, scan: clear").urgency == (
        "before next dose"
    )


# --- missing ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("events", "why"),
    [
        ((), Why.NO_RECORD),
        (("2024-02-20, lab: 1 mg/dL",), Why.TOO_OLD),
        (("2024-03-08, lab: 1 mg/dL, known: 2024-03-12",), Why.NOT_KNOWN_YET),
    ],
)
def test_what_is_missing_says_why_and_for_which_rules(events: Sequence[str], why: Why) -> None:
    fresh = "{fact: lab, above: 2 mg/dL, within: 3 days}"
    rules = [
        rule("HLD-001", "withhold", fresh),
        rule("HLD-002", "withhold", "{fact: lab, above: 5 mg/dL, within: 3 days}"),
    ]
    found = told(program(rules=rules), DAY_1, *events, as_of="2024-03-08")
    (missing,) = found.missing
    assert (missing.fact, missing.why) == ("lab", why)
    assert missing.needed_by == ("HLD-001", "HLD-002")


def test_a_computed_fact_asks_for_what_it_is_computed_from() -> None:
    facts = {
        "gain": "change: {of: weight, from: base}",
        "base": "read: weight\nuntil: first_dose",
        "ratio": "read: lab\nvalue: {over: uln}",
        "ill": "when: {any: [{fact: gain, above: 5 %}, {fact: ratio, above: 2}]}",
        "age": "years_since: born",
    }
    rules = [
        rule("HLD-001", "withhold", "{fact: ill, is: true}"),
        rule("HLD-002", "withhold", "{fact: age, at_least: 18 years}"),
        rule("HLD-003", "withhold", "{fact: ill, is: false}", requirement=True),
    ]
    found = told(program(facts, rules), DAY_1, as_of="2024-03-08")
    assert [each.fact for each in found.missing] == ["weight", "lab", "born"]
    assert found.to_give == ("weight", "lab", "born")


def test_a_date_known_too_coarsely_is_asked_for_by_its_own_name() -> None:
    asked = rule(
        "ELI-001",
        "ineligible",
        "{fact: age, at_least: 18 years}",
        phases=["before"],
        requirement=True,
    )
    who = patient(born="2006")
    found = advice(program({"age": "years_since: born"}, [asked]), who, "2024-03-01")
    assert [each.fact for each in found.missing] == ["born"]


def test_a_fact_of_two_unknown_parts_decides_nothing_alone() -> None:
    facts = {"ratio": "ratio: {of: lab, to: count}"}
    found = told(
        program(facts, [rule("HLD-001", "withhold", "{fact: ratio, above: 2}")]),
        DAY_1,
        as_of="2024-03-08",
    )
    assert found.to_give == ("lab", "count")
    assert found.decides_alone == ()


def test_a_hold_in_force_shows_what_would_end_it() -> None:
    hold = replace(
        rule("HLD-001", "withhold", HIGH),
        until=rule("HLD-001", "withhold", "{fact: lab, at_most: 1 mg/dL}").condition,
    )
    for value, truth in (("3", Truth.NOT_MET), ("1", None)):
        found = told(program(rules=[hold]), DAY_1, f"2024-03-08, lab: {value} mg/dL")
        ruling = next(each for each in found.rulings if each.rule.id == "HLD-001")
        assert (ruling.until.truth if ruling.until else None) == truth


def test_nothing_is_asked_of_rules_that_ask_on_dose_days_while_waiting() -> None:
    linked = program(rules=[rule("HLD-001", "withhold", HIGH, asks=True)])
    assert told(linked, DAY_1, as_of="2024-03-05").missing == ()
    assert [each.fact for each in told(linked, DAY_1, as_of="2024-03-07").missing] == ["lab"]


# --- the line that gives the dose ---------------------------------------------------------------

ROW = "  - {cycle: 2 to 3, day: 1, dose: 0.3 mg/m2}\n"


def plan_of(*rows: str) -> str:
    given = "".join(f"  - {{cycle: 2 to 3, day: 1, {row}}}\n" for row in rows)
    return SCHEDULE.replace(ROW, given)


def lines(*rows: str) -> Program:
    return program(plan=plan_of(*rows))


BY_SCAN = lines(f"dose: 0.3 mg/m2, when: {DARK}", "dose: 0.5 mg/m2, when: {not: " + DARK + "}")


def test_a_dose_that_depends_on_a_result_asks_for_it_when_it_may_be_given() -> None:
    found = told(BY_SCAN, DAY_1, DAY_8, as_of="2024-03-22")
    assert (found.action, found.otherwise, found.settled) == (
        "insufficient-data",
        "administer",
        False,
    )
    assert [each.fact for each in found.missing] == ["scan"]
    assert found.missing[0].needed_by == ("DOS-001",)
    assert found.dose is None


def test_before_that_nobody_is_asked_and_the_due_date_shows_it() -> None:
    found = told(BY_SCAN, DAY_1, DAY_8, as_of="2024-03-15")
    assert (found.action, found.settled, found.missing, found.dose) == ("wait", True, (), None)
    assert found.ahead is not None
    assert (found.ahead.action, found.ahead.to_give) == ("insufficient-data", ("scan",))


def test_after_treatment_nobody_is_asked_what_the_dose_would_be() -> None:
    assert told(BY_SCAN, DAY_1, DAY_8, "2024-03-20, graft: own", as_of="2024-03-29").missing == ()


@pytest.mark.parametrize(("scan", "amount"), [("dark", 0.3), ("clear", 0.5)])
def test_the_result_chooses_the_line(scan: str, amount: float) -> None:
    found = told(BY_SCAN, DAY_1, DAY_8, f"2024-03-20, scan: {scan}", *BODY, as_of="2024-03-22")
    assert found.dose is not None
    assert found.dose.amount == amount


TWO = (f"dose: 0.3 mg/m2, when: {DARK}", "dose: 0.5 mg/m2, when: {fact: sign, is: absent}")


def test_two_doses_in_force_are_refused_naming_both_lines() -> None:
    with pytest.raises(BadInput) as error:
        told(lines(*TWO), DAY_1, DAY_8, "2024-03-20, scan: dark", as_of="2024-03-22")
    assert "Two lines of DOS-001 both give a dose on 2024-03-22: " in str(error.value)
    assert "0.3 mg/m2 (page.yaml:7) and 0.5 mg/m2 (page.yaml:8)" in str(error.value)
    assert "Only one of them may apply." in str(error.value)
    assert error.value.problems[0].line == 8


def test_two_lines_that_give_the_same_dose_are_one() -> None:
    same = lines(
        "dose: 0.5 mg/m2, when: {fact: sign, is: absent}",
        "dose: 0.50 mg/m2, when: {not: {fact: sign, is: present}}",
    )
    found = told(same, DAY_1, DAY_8, as_of="2024-03-22")
    assert found.dose is not None
    assert found.dose.amount == 0.5


def test_a_slot_for_which_no_line_applies_is_refused() -> None:
    none = lines(f"dose: 0.3 mg/m2, when: {DARK}")
    with pytest.raises(BadInput, match="DOS-001 gives no dose on 2024-03-22: cycle 2 has a day 1"):
        told(none, DAY_1, DAY_8, "2024-03-20, scan: clear", as_of="2024-03-22")


def test_two_doses_do_not_matter_while_the_drug_is_not_given() -> None:
    held = program(rules=[rule("HLD-001", "withhold", DARK)], plan=plan_of(*TWO))
    found = told(held, DAY_1, DAY_8, "2024-03-20, scan: dark", as_of="2024-04-10")
    assert found.action == "withhold"


# --- two engines --------------------------------------------------------------------------------


@pytest.mark.skipif(available() is not None, reason="durable-rules is not installed")
def test_no_answer_is_given_where_the_engines_differ(monkeypatch: pytest.MonkeyPatch) -> None:
    linked = program(rules=RULES)
    monkeypatch.setattr(FiredCondition, "fire", lambda self, pattern: 1)
    with pytest.raises(Disagreement, match="HLD-001"):
        told(linked, "2024-03-08, lab: 3 mg/dL")


def test_with_one_engine_the_answer_says_why() -> None:
    linked = program(rules=RULES)
    second = SecondEngine(linked, absent="It is not installed.")
    found = Adviser(linked, second).recommend(patient(DAY_1))
    assert found.one_engine == "It is not installed."
    assert found.action == "wait"


def test_with_both_engines_the_answer_says_nothing_of_them() -> None:
    if available() is None:
        assert told(program(rules=RULES), DAY_1).one_engine is None
    adviser = Adviser.of(protocol(rules=RULES), KNOWLEDGE)
    assert adviser.second.program is adviser.program

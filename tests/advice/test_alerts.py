"""Alerts: of rules, of the schedule and of the data; and what the answer leans on."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.clinic import SCHEDULE, advice, patient, program, rule

from cyclewise.facts.program import Program
from cyclewise.protocol.rule import Assumption, Basis, Rule

DAY_1 = "2024-03-01, dose: x, cycle: 1, day: 1"
BODY = ("2024-02-20, height: 170 cm", "2024-02-20, weight: 70 kg")
HIGH = "{fact: lab, above: 2 mg/dL}"


def alerts(linked: Program, *events: str, as_of: str, known: str = "") -> list[tuple[str, str]]:
    found = advice(linked, patient(*events, *BODY), as_of, known)
    return [(each.rule, each.summary) for each in found.alerts]


# --- rules --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("recorded", "told"),
    [("lab: 3 mg/dL", True), ("lab: 1 mg/dL", False), ("scan: dark", False)],
)
def test_a_rules_alert_is_told_where_it_is_surely_met(recorded: str, told: bool) -> None:
    linked = program(rules=[rule("ALT-001", "alert", HIGH)])
    found = alerts(linked, DAY_1, f"2024-03-02, {recorded}", as_of="2024-03-04")
    assert found == ([("ALT-001", "ALT-001: alert.")] if told else [])


def test_alerts_stand_by_their_urgency() -> None:
    rules = [
        replace(rule("ALT-001", "alert", HIGH), urgency="routine"),
        replace(rule("ALT-002", "alert", HIGH), urgency="now"),
        replace(rule("ALT-003", "alert", HIGH), urgency="before next dose"),
    ]
    found = alerts(program(rules=rules), DAY_1, "2024-03-02, lab: 3 mg/dL", as_of="2024-03-04")
    assert [name for name, _ in found] == ["ALT-002", "ALT-003", "ALT-001"]


# --- the schedule -------------------------------------------------------------------------------


@pytest.mark.parametrize(("as_of", "told"), [("2024-03-10", False), ("2024-03-11", True)])
def test_a_dose_after_its_last_day_is_late(as_of: str, told: bool) -> None:
    late = "The dose is late: its last day was 10 Mar 2024. It is left out after 15 Mar 2024."
    expected = [("DOS-001", late)] if told else []
    assert alerts(program(), DAY_1, as_of=as_of) == expected


def test_a_dose_that_is_held_is_not_called_late() -> None:
    linked = program(rules=[rule("HLD-001", "withhold", HIGH)])
    assert alerts(linked, DAY_1, "2024-03-11, lab: 3 mg/dL", as_of="2024-03-11") == []


def test_a_dose_that_fits_nowhere_is_told_with_its_date() -> None:
    found = alerts(program(), DAY_1, "2024-03-04, dose: x", as_of="2024-03-05")
    assert [name for name, _ in found] == ["DOS-001"]
    assert found[0][1].startswith("The dose of 4 Mar 2024 fits no free place in the schedule")


def test_a_label_against_the_calendar_is_told_with_its_date() -> None:
    odd = "2024-03-29, dose: x, cycle: 1, day: 8"
    found = alerts(program(), DAY_1, odd, as_of="2024-03-30")
    assert found[0][1].startswith("The dose of 29 Mar 2024 is labelled otherwise")


# --- the data -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("as_of", "known", "told"),
    [
        ("2024-03-02", "", False),
        ("2024-03-03", "", False),
        ("2024-03-05", "", True),
        ("2024-03-05", "2024-03-04", False),
    ],
)
def test_an_unusual_value_is_told_once_it_is_there_and_known(
    as_of: str, known: str, told: bool
) -> None:
    who = (DAY_1, "2024-03-03, lab: 40 mg/dL, known: 2024-03-05")
    found = alerts(program(), *who, as_of=as_of, known=known)
    assert [name for name, _ in found] == (["lab"] if told else [])


@pytest.mark.parametrize(
    ("again", "told"),
    [
        ("2024-03-03, lab: 1 mg/dL", True),
        ("2024-03-03, lab: 1.0 mg/dL", False),
        ("2024-03-04, lab: 1 mg/dL", False),
        ("2024-03-03, lab: 1 mg/dL, known: 2024-03-06", False),
        ("2024-03-03, lab: 1 mg/dL, note: by phone", False),
    ],
)
def test_what_is_recorded_again_word_for_word_is_told(again: str, told: bool) -> None:
    found = alerts(program(), DAY_1, "2024-03-03, lab: 1 mg/dL", again, as_of="2024-03-05")
    assert [name for name, said in found if "recorded again" in said] == ["lab"] * told


# --- leaning ------------------------------------------------------------------------------------


def assumed(base: Rule, name: str, basis: Basis) -> Rule:
    return replace(base, assumptions=(Assumption(name, f"{name} is taken to be so.", basis),))


def leant_on(linked: Program, *events: str, as_of: str) -> dict[str, tuple[str, ...]]:
    found = advice(linked, patient(*events, *BODY), as_of)
    return {each.name: each.rules for each in found.assumptions}


HOLD = rule("HLD-001", "withhold", HIGH)
STOP = rule("STP-001", "discontinue", "{fact: scan, is: dark}", phases=["on"])


def test_an_answer_leans_on_the_rules_that_are_as_strong_or_stronger() -> None:
    rules = [assumed(STOP, "stopping", "assumed"), assumed(HOLD, "holding", "proxy")]
    given = leant_on(
        program(rules=rules),
        DAY_1,
        "2024-03-08, lab: 1 mg/dL",
        "2024-03-08, scan: clear",
        as_of="2024-03-08",
    )
    assert given == {"stopping": ("STP-001",), "holding": ("HLD-001",)}
    stopped = leant_on(
        program(rules=rules),
        DAY_1,
        "2024-03-08, lab: 3 mg/dL",
        "2024-03-08, scan: dark",
        as_of="2024-03-08",
    )
    assert stopped == {"stopping": ("STP-001",)}


def test_a_rule_that_does_not_apply_is_not_leant_on() -> None:
    rules = [assumed(STOP, "stopping", "assumed")]
    assert leant_on(program(rules=rules), as_of="2024-03-08") == {}


@pytest.mark.parametrize(
    ("basis", "told"),
    [
        ("assumed", True),
        ("proxy", True),
        ("recalled", True),
        ("derived", True),
        ("found", False),
        ("owner", False),
    ],
)
def test_what_is_found_or_the_owners_is_no_assumption(basis: Basis, told: bool) -> None:
    found = leant_on(program(rules=[assumed(HOLD, "holding", basis)]), DAY_1, as_of="2024-03-08")
    assert (found != {}) is told


def test_an_alert_is_leant_on_only_where_it_is_told() -> None:
    rules = [assumed(rule("ALT-001", "alert", HIGH), "alerting", "assumed")]
    for value, expected in (("3", {"alerting": ("ALT-001",)}), ("1", {})):
        given = leant_on(
            program(rules=rules), DAY_1, f"2024-03-08, lab: {value} mg/dL", as_of="2024-03-08"
        )
        assert given == expected


def test_the_parameters_behind_a_rule_are_leant_on_wherever_they_stand() -> None:
    facts = {
        "young": "read: lab\nwithin: {parameter: age}",
        "high": "read: young\nshown: {value: {above: {parameter: size}}}",
        "marked": "read: scan\nshown: {value: {is: {parameter: word}}}",
        "ill": "when: {fact: high, above: {parameter: limit}}",
        "unused": "read: lab\nwithin: {parameter: other}",
        "gain": "change: {of: weight, from: weight}\nnone_yet: {of: scan, value: {parameter: no}}",
    }
    asked = (
        "{any: [{fact: ill, is: true}, {fact: gain, above: 5 %},"
        " {ever: lab, since: marked, within: {parameter: window}},"
        " {parameter: switch, is: true}]}"
    )
    parameters = {
        "age": "3 days",
        "size": "2 mg/dL",
        "word": "dark",
        "limit": "3 mg/dL",
        "window": "5 days",
        "switch": "false",
        "no": "0 %",
        "other": "9 days",
    }
    linked = program(facts, [rule("HLD-001", "withhold", asked)], parameters=parameters)
    found = leant_on(linked, DAY_1, as_of="2024-03-08")
    assert set(found) == set(parameters) - {"other"}
    assert set(found.values()) == {("HLD-001",)}


def test_the_parameters_of_the_schedule_are_leant_on_by_the_schedule() -> None:
    plan = SCHEDULE.replace("{at_least: 6 days}", "{at_least: {parameter: gap}}")
    linked = program(rules=[HOLD], plan=plan, parameters={"gap": "6 days"})
    ok, high = "2024-03-08, lab: 1 mg/dL", "2024-03-08, lab: 3 mg/dL"
    assert leant_on(linked, DAY_1, ok, as_of="2024-03-08") == {"gap": ("DOS-001",)}
    assert leant_on(linked, DAY_1, high, as_of="2024-03-08") == {}


def test_an_assumption_of_two_rules_is_told_once_with_both() -> None:
    rules = [
        assumed(HOLD, "same", "assumed"),
        assumed(replace(HOLD, id="HLD-002"), "same", "assumed"),
    ]
    assert leant_on(program(rules=rules), DAY_1, as_of="2024-03-08") == {
        "same": ("HLD-001", "HLD-002")
    }


def test_what_was_presumed_is_told_once_and_only_where_it_was() -> None:
    facts = {"ill": "when: {fact: sign, is: present}"}
    rules = [
        rule("HLD-001", "withhold", "{fact: ill, is: true}"),
        rule("HLD-002", "withhold", "{all: [{fact: sign, is: present}, {fact: scan, is: dark}]}"),
    ]
    linked = program(facts, rules)
    silent = advice(linked, patient(DAY_1), "2024-03-08")
    assert [seen.fact for seen in silent.presumed] == ["sign"]
    charted = advice(linked, patient(DAY_1, "2024-03-02, sign: absent"), "2024-03-08")
    assert charted.presumed == ()


def test_a_sign_charted_too_long_ago_is_presumed_absent() -> None:
    asked = rule("HLD-001", "withhold", "{fact: sign, is: present, within: 3 days}")
    found = advice(
        program(rules=[asked]), patient(DAY_1, "2024-03-02, sign: present"), "2024-03-08"
    )
    assert found.action == "administer"
    assert [seen.fact for seen in found.presumed] == ["sign"]


def test_two_different_results_of_one_day_are_told() -> None:
    told = alerts(
        program(),
        "2024-02-14, lab: 8.0 mg/dL",
        "2024-02-14, lab: 0.8 mg/dL",
        "2024-02-15, lab: 0.8 mg/dL",
        "2024-02-15, lab: 0.8 mg/dL",
        "2024-02-16, time: 08:00, lab: 1 mg/dL",
        "2024-02-16, time: 18:00, lab: 2 mg/dL",
        as_of="2024-02-20",
    )
    clashes = [summary for _, summary in told if summary.startswith("Two different")]
    assert len(clashes) == 1
    assert "on 14 Feb 2024: 8.0 mg/dL and 0.8 mg/dL. The last one written is read." in clashes[0]


def test_a_corrected_result_and_an_ordered_one_are_no_clash() -> None:
    told = alerts(
        program({"assay": "read: assay\none_a_day: [{value: highest}]"}),
        "2024-02-14, lab: 8.0 mg/dL",
        "2024-02-14, lab: 0.8 mg/dL, replaces: 2024-02-14",
        "2024-02-15, assay: 1e-3, sensitivity: 1e-5",
        "2024-02-15, assay: 2e-3, sensitivity: 1e-5",
        as_of="2024-02-20",
    )
    assert [summary for _, summary in told if summary.startswith("Two different")] == []

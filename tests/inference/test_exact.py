"""The exact engine: phases, floors, when a rule applies and pulls, which line gives the dose."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from tests.clinic import SCHEDULE, patient, program, rule, sheet

from cyclewise.facts.phase import AFTER, BEFORE, ON
from cyclewise.facts.program import Program
from cyclewise.inference.exact import (
    CONFLICTING_DOSES,
    NO_DOSE,
    UNDECIDED_DOSE,
    Verdicts,
    evaluate,
    floors,
)
from cyclewise.protocol.rule import PHASES, Phase, Rule
from cyclewise.timeline.timeline import Timeline

DAY_1 = "2024-03-01, dose: x, cycle: 1, day: 1"
DAY_8 = "2024-03-08, dose: x, cycle: 1, day: 8"


def judged(who: Timeline, as_of: str, *rules: Rule, linked: Program | None = None) -> Verdicts:
    return evaluate(sheet(linked or program(rules=rules), who, as_of=as_of))


def action(verdicts: Verdicts) -> str:
    return verdicts.settled.at(0)[0]


# --- phases -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("events", "as_of", "phase"),
    [
        ([], "2024-03-01", "before"),
        (["2024-03-01, dose: y"], "2024-03-01", "before"),
        ([DAY_1], "2024-02-29", "before"),
        ([DAY_1], "2024-03-01", "on"),
        ([DAY_1 + ", known: 2024-03-03"], "2024-03-02", "before"),
        (["2024-02-01, graft: own"], "2024-03-01", "before"),
        (["2024-02-01, graft: own", DAY_1], "2024-03-01", "on"),
        (["2024-02, graft: own", DAY_1], "2024-03-01", "on"),
        ([DAY_1, "2024-03-01, graft: own"], "2024-03-01", "after"),
        ([DAY_1, "2024-03-05, graft: own"], "2024-03-04", "on"),
        ([DAY_1, "2024-03-05, graft: own"], "2024-03-05", "after"),
        (["2024-03-05, death: infection"], "2024-03-05", "after"),
        (["2024-03-05, death: infection"], "2024-03-04", "before"),
        (["2024-03-05, end_of_treatment: toxicity"], "2024-03-05", "after"),
        ([DAY_1, "2024-03-05, end_of_treatment: toxicity", DAY_8], "2024-03-09", "after"),
    ],
)
def test_where_a_patient_stands(events: Sequence[str], as_of: str, phase: str) -> None:
    assert PHASES[judged(patient(*events), as_of).phase[0]] == phase


def test_patients_side_by_side_keep_their_own_phases() -> None:
    who = (
        patient(),
        patient(DAY_1, name="B"),
        patient(DAY_1, "2024-03-05, graft: own", name="C"),
        patient("2024-03-05, graft: own", name="D"),
    )
    phase = evaluate(sheet(program(), *who, as_of="2024-03-06")).phase
    assert [PHASES[each] for each in phase] == ["before", "on", "after", "before"]


# --- floors -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("events", "as_of", "expected"),
    [
        ([], "2024-03-01", "administer"),
        ([DAY_1], "2024-03-06", "wait"),
        ([DAY_1], "2024-03-07", "administer"),
        ([DAY_1, DAY_8], "2024-03-21", "wait"),
        ([DAY_1, DAY_8], "2024-03-22", "administer"),
        ([DAY_1, "2024-03-05, death: infection"], "2024-03-07", "follow-up"),
    ],
)
def test_without_rules_the_schedule_alone_stands(
    events: Sequence[str], as_of: str, expected: str
) -> None:
    verdicts = judged(patient(*events), as_of)
    assert verdicts.settled.at(0) == (expected, expected, True, ())


def test_of_the_floors_exactly_one_stands_in_every_phase() -> None:
    phase = np.array([BEFORE, BEFORE, ON, ON, AFTER], np.int8)
    due = np.array([True, False, True, False, False])
    standing = floors(phase, due)
    assert {action: flags.tolist() for action, flags in standing.items()} == {
        "administer": [True, False, True, False, False],
        "withhold": [False, True, False, False, False],
        "wait": [False, False, False, True, False],
        "follow-up": [False, False, False, False, True],
    }


# --- rules --------------------------------------------------------------------------------------

HIGH = "{fact: lab, above: 2 mg/dL}"
MET, NOT_MET, UNKNOWN = (
    "2024-03-01, lab: 3 mg/dL",
    "2024-03-01, lab: 1 mg/dL",
    "2024-03-01, scan: dark",
)


@pytest.mark.parametrize(
    ("recorded", "as_rule", "as_requirement"),
    [
        (MET, "withhold", "administer"),
        (NOT_MET, "administer", "withhold"),
        (UNKNOWN, "insufficient-data", "insufficient-data"),
    ],
)
def test_a_requirement_pulls_where_it_is_not_met(
    recorded: str, as_rule: str, as_requirement: str
) -> None:
    who = patient(recorded)
    for requirement, expected in ((False, as_rule), (True, as_requirement)):
        asked = rule("HLD-001", "withhold", HIGH, requirement=requirement)
        assert action(judged(who, "2024-03-01", asked)) == expected


def test_the_truth_of_a_requirement_is_the_requirements_own() -> None:
    asked = rule("ELI-001", "ineligible", HIGH, phases=["before"], requirement=True)
    assert int(judged(patient(MET), "2024-03-01", asked).truths["ELI-001"][0]) == 2


@pytest.mark.parametrize("phases", [["before"], ["on"], ["before", "on"]])
def test_a_rule_speaks_only_in_its_phases(phases: list[Phase]) -> None:
    asked = rule("HLD-001", "withhold", HIGH, phases=phases)
    for phase, events in (("before", ()), ("on", ("2024-02-20, dose: x",))):
        verdicts = judged(patient(MET, *events), "2024-03-01", asked)
        inside = phase in phases
        assert bool(verdicts.applies["HLD-001"][0]) == inside
        assert (action(verdicts) == "withhold") == inside


@pytest.mark.parametrize(
    ("kind", "recorded", "as_of", "applies", "pull"),
    [
        ("plain", MET, "2024-03-05", True, 2),
        ("plain", UNKNOWN, "2024-03-05", True, 1),
        ("at", MET, "2024-03-05", False, 0),
        ("at", UNKNOWN, "2024-03-05", False, 0),
        ("at", MET, "2024-03-07", True, 2),
        ("at", UNKNOWN, "2024-03-07", True, 1),
        ("asks", MET, "2024-03-05", True, 2),
        ("asks", UNKNOWN, "2024-03-05", True, 0),
        ("asks", UNKNOWN, "2024-03-07", True, 1),
        ("asks", NOT_MET, "2024-03-07", True, 0),
    ],
)
def test_when_a_rule_applies_and_when_its_unknowns_count(
    kind: str, recorded: str, as_of: str, applies: bool, pull: int
) -> None:
    asked = rule("HLD-001", "withhold", HIGH, at=kind == "at", asks=kind == "asks")
    verdicts = judged(patient(DAY_1, recorded), as_of, asked)
    assert bool(verdicts.applies["HLD-001"][0]) == applies
    assert int(verdicts.pulls["HLD-001"][0]) == pull
    assert int(verdicts.states["withhold"][0]) == pull


def test_a_requirement_that_asks_on_dose_days_is_silent_between_them() -> None:
    asked = rule("HLD-001", "withhold", HIGH, requirement=True, asks=True)
    assert int(judged(patient(DAY_1, UNKNOWN), "2024-03-05", asked).pulls["HLD-001"][0]) == 0
    assert int(judged(patient(DAY_1, NOT_MET), "2024-03-05", asked).pulls["HLD-001"][0]) == 2
    assert int(judged(patient(DAY_1, MET), "2024-03-05", asked).pulls["HLD-001"][0]) == 0


def test_after_treatment_no_dose_is_due() -> None:
    asked = rule("HLD-001", "alert", HIGH, phases=["before", "on", "after"], at=True)
    who = patient(DAY_1, "2024-03-05, graft: own", MET)
    assert not judged(who, "2024-03-07", asked).applies["HLD-001"][0]


def test_an_alert_asks_for_no_action() -> None:
    verdicts = judged(patient(MET), "2024-03-01", rule("ALT-001", "alert", HIGH))
    assert int(verdicts.pulls["ALT-001"][0]) == 2
    assert action(verdicts) == "administer"


def test_of_several_rules_with_an_action_the_surest_counts() -> None:
    rules = [
        rule("HLD-001", "withhold", "{fact: scan, is: dark}"),
        rule("HLD-002", "withhold", HIGH),
        rule("HLD-003", "withhold", "{fact: sign, is: present}"),
    ]
    assert action(judged(patient(MET), "2024-03-01", *rules)) == "withhold"
    assert action(judged(patient(NOT_MET), "2024-03-01", *rules)) == "insufficient-data"
    assert action(judged(patient(NOT_MET, "2024-03-01, scan: clear"), "2024-03-01", *rules)) == (
        "administer"
    )


# --- the line that gives the dose ---------------------------------------------------------------

ROW = "  - {cycle: 2 to 3, day: 1, dose: 0.3 mg/m2}\n"


def lines(*rows: str) -> Program:
    given = "".join(f"  - {{cycle: 2 to 3, day: 1, {row}}}\n" for row in rows)
    return program(plan=SCHEDULE.replace(ROW, given))


DARK = "dose: 0.3 mg/m2, when: {fact: scan, is: dark}"
CLEAR = "dose: 0.5 mg/m2, when: {fact: scan, is: clear}"
NOT_DARK = "dose: 0.5 mg/m2, when: {not: {fact: scan, is: dark}}"
ALWAYS = "dose: 0.5 mg/m2, when: {fact: sign, is: absent}"
SAME = "dose: 0.5 mg/m2, when: {not: {fact: sign, is: present}}"


@pytest.mark.parametrize(
    ("rows", "scan", "expected"),
    [
        ([DARK, NOT_DARK], "dark", 0),
        ([DARK, NOT_DARK], "clear", 1),
        ([DARK, NOT_DARK], None, UNDECIDED_DOSE),
        ([DARK, CLEAR], "clear", 1),
        ([DARK, ALWAYS], "dark", CONFLICTING_DOSES),
        ([DARK, ALWAYS], "clear", 1),
        ([DARK, ALWAYS], None, UNDECIDED_DOSE),
        ([ALWAYS, SAME], "dark", 0),  # two lines that give the same are one dose
        ([DARK], "clear", NO_DOSE),
        ([DARK, SAME, ALWAYS], "dark", CONFLICTING_DOSES),
        ([DARK, SAME, ALWAYS], "clear", 1),
    ],
)
def test_which_line_of_the_next_slot_gives_the_dose(
    rows: Sequence[str], scan: str | None, expected: int
) -> None:
    events = [DAY_1, DAY_8] + ([f"2024-03-20, scan: {scan}"] if scan else [])
    verdicts = judged(patient(*events), "2024-03-29", linked=lines(*rows))
    assert int(verdicts.dose_row[0]) == expected
    assert (action(verdicts) == "administer") == (expected >= 0)


def test_the_conditions_of_other_slots_do_not_matter() -> None:
    verdicts = judged(patient(DAY_1), "2024-03-08", linked=lines(DARK, NOT_DARK))
    assert int(verdicts.dose_row[0]) == 0
    assert action(verdicts) == "administer"


def test_patients_at_different_slots_have_their_own_lines() -> None:
    who = (
        patient(DAY_1),
        patient(DAY_1, DAY_8, "2024-03-20, scan: clear", name="B"),
        patient(DAY_1, DAY_8, name="C"),
    )
    verdicts = evaluate(sheet(lines(DARK, NOT_DARK), *who, as_of="2024-03-29"))
    assert verdicts.dose_row.tolist() == [UNDECIDED_DOSE, 1, UNDECIDED_DOSE]


def test_a_dose_that_is_not_known_matters_only_where_it_would_be_given() -> None:
    linked = lines(DARK, NOT_DARK)
    assert judged(patient(DAY_1, DAY_8), "2024-03-15", linked=linked).settled.at(0) == (
        "wait",
        "wait",
        True,
        (),
    )

"""The smaller forms of a definition: days between events, powers of ten, what applies to whom."""

from __future__ import annotations

import pytest
from tests.clinic import KNOWLEDGE, advice, patient, program, rule, sheet, truth

from cyclewise.facts.linking import link
from cyclewise.inference.trace import Tracer
from cyclewise.reasons.explaining import Explainer

BETWEEN = {"gap": "days_between: {from: stage, to: relapse}"}
FALL = {"fall": "log_reduction: {of: assay, from: before}", "before": "read: assay\ntake: first"}
LATE = {"late": "applies: {fact: scan, is: dark}\nwhen: {fact: lab, at_least: 2 mg/dL}"}


def value(facts: dict[str, str], fact: str, *events: str) -> tuple[float, float] | str:
    found = sheet(program(facts), patient(*events), as_of="2024-03-30").reading(fact)
    if not found.known[0]:
        return "unknown"
    return float(found.value.low[0]), float(found.value.high[0])


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        (("2024-03-01, stage: CR1", "2024-03-11, relapse: overt"), (10, 10)),
        (("2024-03-11, stage: CR1", "2024-03-01, relapse: overt"), (-10, -10)),
        (("2024-02, stage: CR1", "2024-03-01, relapse: overt"), (1, 29)),
        (("2024-03-01, stage: CR1",), "unknown"),
        (("2024-03-01, relapse: overt",), "unknown"),
    ],
)
def test_days_between_two_events(
    events: tuple[str, ...], expected: tuple[float, float] | str
) -> None:
    assert value(BETWEEN, "gap", *events) == expected


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        ("assay: 1e-2", "assay: 1e-5", (3, 3)),
        ("assay: 1e-3", "assay: 1e-2", (-1, -1)),
        ("assay: 1e-2", "assay: not detected, sensitivity: 1e-4", (2, float("inf"))),
        ("assay: not detected, sensitivity: 1e-4", "assay: 1e-2", (float("-inf"), -2)),
        ("assay: not detected", "assay: 1e-2", (float("-inf"), 2)),
        ("assay: 1e-2", "assay: 0", (float("inf"), float("inf"))),
        ("assay: 0", "assay: 0", "unknown"),
    ],
)
def test_a_log_reduction_counts_powers_of_ten(
    before: str, now: str, expected: tuple[float, float] | str
) -> None:
    assert value(FALL, "fall", f"2024-03-01, {before}", f"2024-03-11, {now}") == expected


def test_the_last_completed_cycle_starts_with_its_first_dose() -> None:
    facts = {"days": "days_since: last_cycle_start"}
    doses = ["2024-03-01, dose: x", "2024-03-08, dose: x", "2024-03-29, dose: x"]
    assert value(facts, "days", doses[2]) == "unknown"
    assert value(facts, "days", *doses[:2]) == (29, 29)
    assert value(facts, "days", *doses) == (29, 29)
    assert value(facts, "days") == "unknown"


@pytest.mark.parametrize(
    ("scan", "lab", "expected"),
    [
        ("dark", "3 mg/dL", "met"),
        ("dark", "1 mg/dL", "not met"),
        ("clear", "3 mg/dL", "not met"),
        (None, "3 mg/dL", "unknown"),
        (None, "1 mg/dL", "not met"),
    ],
)
def test_what_does_not_apply_is_not_met(scan: str | None, lab: str, expected: str) -> None:
    events = [f"2024-03-09, lab: {lab}"] + ([f"2024-03-09, scan: {scan}"] if scan else [])
    asked = truth("{fact: late, is: true}", patient(*events), "2024-03-10", facts=LATE)
    assert asked == expected


def test_an_answer_says_that_something_is_not_applicable_and_why() -> None:
    hold = rule("HLD-001", "withhold", "{fact: late, is: true}")
    linked = program(LATE, [hold])
    who = patient(
        "2024-03-01, enrolled: present", "2024-03-09, lab: 3 mg/dL", "2024-03-09, scan: clear"
    )
    told = Explainer(advice(linked, who, "2024-03-10"), linked).explanation()
    (reason,) = [each.reason for each in told.rules if each.rule.id == "HLD-001"]
    assert reason is not None
    assert reason.text == "late: not applicable"
    assert [part.fact for part in reason.parts] == ["scan"]


def test_a_condition_given_by_hand_is_never_idle() -> None:
    linked = link(program(LATE).protocol, KNOWLEDGE)
    asked = rule("ASK-001", "alert", "{fact: late, is: true}")
    who = patient("2024-03-09, lab: 3 mg/dL", "2024-03-09, scan: dark")
    trace = Tracer(sheet(linked, who, as_of="2024-03-10"), 0, who).condition(asked.condition)
    assert trace.idle is False
    assert trace.below is not None
    assert [part.criterion and part.criterion.subject for part in trace.below.parts] == [
        "scan",
        "lab",
    ]

"""The course of a measurement: the greatest rise of two values that are near enough."""

from __future__ import annotations

import pytest
from tests.clinic import patient, program, sheet, truth

from cyclewise.documents.problem import BadInput
from cyclewise.facts.reading import Why
from cyclewise.inference.trace import Tracer

INFINITE = float("inf")


def rise(form: str, *events: str) -> tuple[float, float] | str:
    linked = program({"rise": f"kinetics: {{of: lab, {form}}}"})
    found = sheet(linked, patient(*events), as_of="2024-03-30").reading("rise")
    if not found.known[0]:
        return "unknown"
    return float(found.value.low[0]), float(found.value.high[0])


COURSE = (
    "2024-03-01, lab: 1 mg/dL",
    "2024-03-05, lab: 4 mg/dL",
    "2024-03-07, lab: 2 mg/dL",
    "2024-03-10, lab: 3 mg/dL",
)


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("as: ratio, to: any, within: 7 days", 4),
        ("as: ratio, to: latest, within: 7 days", 1.5),
        ("as: ratio, to: latest, within: 9 days", 3),
        ("as: difference, to: latest, within: 3 days", 1),
        ("as: change, to: any, within: 4 days", 3),
        ("as: ratio, to: any, within: 2 days", 0.5),
        ("as: difference, to: any, within: 7 days, per: day", 0.75),
        ("as: difference, to: latest, within: 9 days, per: day", 0.333333333333),
    ],
)
def test_the_greatest_rise_within_the_time(form: str, expected: float) -> None:
    assert rise(form, *COURSE) == (expected, expected)


@pytest.mark.parametrize(
    ("begin", "end", "expected"),
    [
        ("2024-03-01", "2024-03-03", "unknown"),
        ("2024-03-01", "2024-03-02", (2, 2)),
        ("2024-03-01", "2024-03-04", "unknown"),
        ('2024-03-01, time: "08:00"', '2024-03-03, time: "08:00"', (2, 2)),
        ('2024-03-01, time: "08:00"', '2024-03-03, time: "08:01"', "unknown"),
        ("2024-03-01", '2024-03-03, time: "00:00"', (2, 2)),
        ("2024-03-01", '2024-03-02, time: "23:59"', (2, 2)),
    ],
)
def test_hours_are_decided_to_the_minute(
    begin: str, end: str, expected: tuple[float, float] | str
) -> None:
    events = (f"{begin}, lab: 1 mg/dL", f"{end}, lab: 2 mg/dL")
    assert rise("as: ratio, to: any, within: 48 hours", *events) == expected


def test_a_pair_that_may_be_near_enough_raises_what_may_be() -> None:
    events = (
        "2024-03-01, lab: 1 mg/dL",
        "2024-03-03, lab: 3 mg/dL",
        "2024-03-04, lab: 3.3 mg/dL",
    )
    assert rise("as: ratio, to: any, within: 48 hours", *events) == (1.1, 3)


def test_a_value_that_is_not_known_may_be_the_greatest() -> None:
    facts = {
        "times": "read: lab\nvalue: {over: uln}",
        "rise": "kinetics: {of: times, as: ratio, to: any, within: 7 days}",
    }
    who = patient(
        "2024-03-01, lab: 1 mg/dL, uln: 1 mg/dL",
        "2024-03-02, lab: 2 mg/dL, uln: 1 mg/dL",
        "2024-03-03, lab: 9 mg/dL",
    )
    found = sheet(program(facts), who, as_of="2024-03-05").reading("rise").value
    assert (found.low[0], found.high[0]) == (2, INFINITE)
    asked = "{fact: rise, at_least: %s}"
    assert truth(asked % 2, who, "2024-03-05", facts=facts) == "met"
    assert truth(asked % 3, who, "2024-03-05", facts=facts) == "unknown"


@pytest.mark.parametrize(
    ("events", "why", "fact"),
    [
        ((), Why.NO_RECORD, "lab"),
        (("2024-03-01, lab: 1 mg/dL",), Why.ONE_VALUE, "lab"),
        (("2024-03-01, lab: 1 mg/dL", "2024-03-20, lab: 2 mg/dL"), Why.NONE_NEAR, "lab"),
    ],
)
def test_what_is_missing_is_named(events: tuple[str, ...], why: Why, fact: str) -> None:
    linked = program({"rise": "kinetics: {of: lab, as: ratio, to: any, within: 7 days}"})
    who = patient(*events)
    seen = Tracer(sheet(linked, who, as_of="2024-03-30"), 0, who).seen("rise")
    assert seen.why == Why.INPUT_UNKNOWN
    assert [(each.fact, each.why) for each in seen.inputs] == [(fact, why)]


def test_the_evidence_is_the_later_value_and_the_earlier_stands_beside_it() -> None:
    linked = program({"rise": "kinetics: {of: lab, as: ratio, to: any, within: 7 days}"})
    who = patient(*COURSE)
    seen = Tracer(sheet(linked, who, as_of="2024-03-30"), 0, who).seen("rise")
    assert seen.event is not None
    assert seen.event.value.text == "4 mg/dL"
    assert [each.low for each in seen.inputs] == [1, 4]


@pytest.mark.parametrize(
    ("of", "message"),
    [("scan", "has no number"), ("weight_gain", "needs a reading"), ("many", "has no number")],
)
def test_only_what_is_measured_has_a_course(of: str, message: str) -> None:
    facts = {
        "weight_gain": "change: {of: weight, from: weight}",
        "many": "read: lab\ntake: count",
        "rise": f"kinetics: {{of: {of}, as: ratio, to: any, within: 7 days}}",
    }
    with pytest.raises(BadInput, match=message):
        program(facts)

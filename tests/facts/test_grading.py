"""A graded fact is the highest grade that is met, and open between what is sure and what may be."""

from __future__ import annotations

import pytest
from tests.clinic import advice, patient, program, rule, sheet, truth

from cyclewise.documents.problem import BadInput
from cyclewise.facts.program import Program
from cyclewise.inference.agreement import SecondEngine
from cyclewise.inference.trace import Tracer
from cyclewise.timeline.timeline import Timeline

LIVER = """
grades:
  - grade: 4
    called: very severe
    when: {any: [{fact: lab, at_least: 8 mg/dL}, {fact: sign, is: present}]}
    information: Call somebody.
  - {grade: 3, called: severe, when: {fact: lab, at_least: 5 mg/dL}}
  - {grade: 1, when: {any: [{fact: lab, at_least: 3 mg/dL}, {fact: scan, is: dark}]}}
"""
FACTS = {"liver": LIVER, "gap": "difference: {of: liver, from: level}", "level": "read: lab"}


def grade(*events: str) -> tuple[float, float]:
    found = sheet(program({"liver": LIVER}), patient(*events), as_of="2024-03-10").reading("liver")
    return float(found.value.low[0]), float(found.value.high[0])


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        (("2024-03-09, lab: 9 mg/dL", "2024-03-09, scan: clear"), (4, 4)),
        (("2024-03-09, lab: 5 mg/dL", "2024-03-09, scan: clear"), (3, 3)),
        (("2024-03-09, lab: 1 mg/dL", "2024-03-09, scan: dark"), (1, 1)),
        (("2024-03-09, lab: 1 mg/dL", "2024-03-09, scan: clear"), (0, 0)),
        (("2024-03-09, lab: 1 mg/dL",), (0, 1)),
        (("2024-03-09, scan: dark",), (1, 4)),
        (("2024-03-09, sign: present",), (4, 4)),
        ((), (0, 4)),
    ],
)
def test_the_highest_grade_met_counts_and_what_is_missing_leaves_it_open(
    events: tuple[str, ...], expected: tuple[float, float]
) -> None:
    assert grade(*events) == expected


@pytest.mark.parametrize(
    ("when", "met", "not_met", "unknown"),
    [
        ("{fact: liver, at_least: severe}", "5 mg/dL", "4 mg/dL", None),
        ("{fact: liver, at_least: 3}", "5 mg/dL", "4 mg/dL", None),
        ("{fact: liver, above: severe}", "8 mg/dL", "7 mg/dL", None),
        ("{fact: liver, below: severe}", "4 mg/dL", "5 mg/dL", None),
        ("{fact: liver, at_most: 3}", "7 mg/dL", "8 mg/dL", None),
        ("{fact: liver, is: severe}", "6 mg/dL", "8 mg/dL", None),
        ("{fact: liver, one_of: [4, severe]}", "6 mg/dL", "4 mg/dL", None),
        ("{fact: liver, one_of: [1, very severe]}", "4 mg/dL", "6 mg/dL", None),
        ("{fact: liver, is: 0}", None, "3 mg/dL", "2 mg/dL"),
        ("{fact: liver, below: 3}", "1 mg/dL", "5 mg/dL", None),
        ("{fact: liver, at_least: 1}", "3 mg/dL", None, "2 mg/dL"),
    ],
)
def test_a_grade_is_compared_by_name_or_by_number(
    when: str, met: str | None, not_met: str | None, unknown: str | None
) -> None:
    for expected, value in (("met", met), ("not met", not_met), ("unknown", unknown)):
        if value is not None:
            who = patient(f"2024-03-09, lab: {value}")
            assert truth(when, who, "2024-03-10", facts={"liver": LIVER}) == expected


def test_a_grade_may_be_a_parameter() -> None:
    when = "{fact: liver, at_least: {parameter: severe from}}"
    who = patient("2024-03-09, lab: 5 mg/dL")
    for text, expected in (("3", "met"), ("severe", "met"), ("very severe", "not met")):
        found = truth(when, who, "2024-03-10", facts=FACTS, parameters={"severe from": text})
        assert found == expected


def test_arithmetic_takes_a_grade_as_a_number() -> None:
    facts = {"liver": LIVER, "other": LIVER, "gap": "difference: {of: liver, from: other}"}
    known = sheet(program(facts), patient("2024-03-09, lab: 9 mg/dL"), as_of="2024-03-10")
    open_ = sheet(program(facts), patient("2024-03-09, lab: 2 mg/dL"), as_of="2024-03-10")
    assert (known.reading("gap").value.low[0], known.reading("gap").value.high[0]) == (0, 0)
    assert (open_.reading("gap").value.low[0], open_.reading("gap").value.high[0]) == (-1, 1)


@pytest.mark.parametrize(
    ("when", "message"),
    [
        ("{fact: liver, at_least: sever}", "liver has no grade “sever”. Did you mean “severe”"),
        ("{fact: liver, is: 2}", "liver has no grade “2”"),
        ("{fact: liver, at_least: 0}", "Every grade of liver fulfils this"),
        ("{fact: liver, above: 4}", "No grade of liver fulfils this"),
        ("{fact: liver, recorded: true}", "liver is graded, which `recorded` cannot compare"),
        ("{fact: liver, at_least: 3, within: 3 days}", "“within” and “since” say nothing"),
        ("{fact: liver.3, is: true}", "Unknown fact “liver.3”"),
        ("{ever: liver, at_least: 3}", "“ever” needs a reading"),
    ],
)
def test_what_a_graded_fact_cannot_be_asked_is_refused(when: str, message: str) -> None:
    with pytest.raises(BadInput) as refused:
        program({"liver": LIVER}, [rule("ASK-001", "alert", when)])
    assert message in " ".join(str(refused.value).split())


def test_an_amendment_cannot_change_a_grade_by_date() -> None:
    asked = rule("ASK-001", "alert", "{fact: liver, at_least: {parameter: from}}")
    with pytest.raises(BadInput, match="cannot change by date"):
        program(
            {"liver": LIVER},
            [asked],
            parameters={"from": "3"},
            amendments=[("2024-03-01", {"from": "4"})],
        )


def held_by(linked: Program, who: Timeline) -> Tracer:
    return Tracer(sheet(linked, who, as_of="2024-03-10"), 0, who)


def test_a_trace_goes_through_the_grades_to_what_was_read() -> None:
    asked = rule("ASK-001", "alert", "{fact: liver, at_least: severe}")
    linked, who = program({"liver": LIVER}, [asked]), patient("2024-03-09, lab: 6 mg/dL")
    trace = held_by(linked, who).condition(asked.condition)
    assert trace.seen is not None
    assert (trace.seen.low, trace.seen.high) == (3, 3)
    assert [each.fact for each in trace.seen.inputs] == ["lab"]
    assert trace.below is not None
    assert trace.below.criterion is not None
    assert trace.below.criterion.subject == "liver.3"
    assert linked.title("liver.3") == "liver severe or worse"
    assert linked.title("liver.1") == "liver grade 1 or higher"
    assert trace.below.truth == trace.truth


def test_an_open_grade_asks_for_what_would_tell_it() -> None:
    hold = rule("HLD-001", "withhold", "{fact: liver, at_least: 1}")
    linked = program({"liver": LIVER}, [hold])
    told = advice(
        linked,
        patient("2024-03-01, enrolled: present", "2024-03-09, lab: 1 mg/dL"),
        "2024-03-10",
    )
    assert [each.fact for each in told.missing] == ["scan"]
    assert told.to_give == ("scan",)
    assert [each.fact for each in told.decides_alone] == ["scan"]
    everything = advice(linked, patient("2024-03-01, enrolled: present"), "2024-03-10")
    assert [each.fact for each in everything.missing] == ["lab", "scan"]


def test_both_engines_agree_on_every_grade() -> None:
    asked = rule("ASK-001", "alert", "{fact: liver, one_of: [1, 4]}")
    found = dict(SecondEngine(program({"liver": LIVER}, [asked])).check_every_pattern())
    assert {"liver.4", "liver.3", "liver.1"} <= found.keys()
    assert found["liver.1"] == 27

"""The trace: what each criterion read, down to the event, or why there is nothing."""

from __future__ import annotations

from itertools import product

import pytest
from tests.clinic import patient, program, rule, sheet

from cyclewise.facts.reading import Why
from cyclewise.inference.trace import Seen, Trace, Tracer, folded
from cyclewise.timeline.timeline import Timeline
from cyclewise.values.truth import Truth

AS_OF = "2024-03-31"
FACTS = {
    "ratio": "read: lab\nvalue: {over: uln}",
    "ill": "when: {any: [{fact: lab, above: 2 mg/dL}, {fact: scan, is: dark}]}",
    "gain": "change: {of: weight, from: first_weight}",
    "first_weight": "read: weight\ntake: first",
    "age": "years_since: born",
    "after": "cycles_since: scan",
}


def traced(when: str, who: Timeline, as_of: str = AS_OF) -> Trace:
    asked = rule("ASK-001", "alert", when)
    here = sheet(program(FACTS, [asked], parameters={"stop": "true"}), who, as_of=as_of)
    return Tracer(here, 0, who).condition(asked.condition)


def seen(when: str, who: Timeline) -> Seen:
    found = traced(when, who).seen
    assert found is not None
    return found


@pytest.mark.parametrize("kind", ["all", "any", "not", "at least"])
def test_a_condition_folds_its_parts_as_kleene_does(kind: str) -> None:
    parts = [Truth.NOT_MET, Truth.UNKNOWN, Truth.MET]
    if kind == "not":
        assert [folded("not", 0, [each]) for each in parts] == parts[::-1]
        return
    for below in product(parts, repeat=3):
        for count in (1, 2, 3) if kind == "at least" else (0,):
            met, open_ = below.count(Truth.MET), below.count(Truth.UNKNOWN)
            needed = {"all": 3, "any": 1, "at least": count}[kind]
            expected = Truth.NOT_MET
            if met + open_ >= needed:
                expected = Truth.MET if met >= needed else Truth.UNKNOWN
            assert folded(kind, count, below) == expected


def test_the_tree_of_a_trace_is_the_tree_of_the_condition() -> None:
    who = patient("2024-03-01, lab: 3 mg/dL")
    trace = traced(
        "{all: [{not: {fact: scan, is: dark}}, {at_least: 1, of: [{fact: lab, above: 2 mg/dL},"
        " {fact: sign, is: present}]}]}",
        who,
    )
    assert trace.kind == "all"
    assert trace.truth == Truth.UNKNOWN
    negated, counted = trace.parts
    assert (negated.kind, negated.truth) == ("not", Truth.UNKNOWN)
    assert (counted.kind, counted.count, counted.truth) == ("at least", 1, Truth.MET)
    assert [part.truth for part in counted.parts] == [Truth.MET, Truth.NOT_MET]


def test_the_evidence_is_the_event_it_was_read_from() -> None:
    who = patient("2024-03-01, lab: 1 mg/dL", "2024-03-05, lab: 3 mg/dL")
    found = seen("{fact: lab, above: 2 mg/dL}", who)
    assert (found.fact, found.title, found.low, found.high) == ("lab", "lab", 3.0, 3.0)
    assert found.known
    assert found.event == who.events[1]


def test_what_is_too_old_is_named_and_not_known() -> None:
    found = seen("{fact: lab, above: 2 mg/dL, within: 3 days}", patient("2024-03-01, lab: 3 mg/dL"))
    assert found.why == Why.TOO_OLD
    assert not found.known
    assert found.event is not None
    assert found.event.date == "2024-03-01"


def test_what_did_not_happen_is_known_and_has_no_event() -> None:
    found = seen("{fact: sign, is: present}", patient())
    assert found.known
    assert found.absent
    assert found.presumed
    assert found.event is None


def test_a_fact_that_is_a_condition_shows_its_own_tree() -> None:
    trace = traced("{fact: ill, is: false}", patient("2024-03-01, lab: 3 mg/dL"))
    assert trace.truth == Truth.NOT_MET
    assert trace.seen is None
    assert trace.below is not None
    assert trace.below.truth == Truth.MET
    assert [part.truth for part in trace.below.parts] == [Truth.MET, Truth.UNKNOWN]


@pytest.mark.parametrize("fact", ["dose_due", "cycle_open"])
def test_a_fact_of_the_course_has_no_tree(fact: str) -> None:
    trace = traced(f"{{fact: {fact}, is: true}}", patient())
    assert trace.below is None
    assert trace.seen is None


def test_a_parameter_is_read_of_nobody() -> None:
    trace = traced("{parameter: stop, is: true}", patient())
    assert (trace.truth, trace.seen, trace.below) == (Truth.MET, None, None)


@pytest.mark.parametrize(
    ("when", "inputs"),
    [
        ("{fact: gain, above: 5 %}", ["weight", "first_weight"]),
        ("{fact: age, at_least: 18 years}", ["born"]),
        ("{fact: after, at_least: 1}", ["scan"]),
        ("{fact: ratio, above: 2}", []),
        ("{fact: cycles_given, at_least: 1}", []),
        ("{fact: first_dose, recorded: true}", []),
    ],
)
def test_a_computed_fact_shows_what_it_was_computed_from(when: str, inputs: list[str]) -> None:
    assert [each.fact for each in seen(when, patient("2024-03-01, weight: 70 kg")).inputs] == inputs


EVER = "{ever: ratio, above: 2}"


@pytest.mark.parametrize(
    ("events", "truth", "place"),
    [
        (["lab: 3 mg/dL, uln: 1 mg/dL", "lab: 5 mg/dL, uln: 1 mg/dL", "lab: 1 mg/dL"], "met", 1),
        (["lab: 3 mg/dL, uln: 1 mg/dL", "lab: 1 mg/dL, uln: 1 mg/dL"], "met", 0),
        (["lab: 1 mg/dL", "lab: 1 mg/dL, uln: 1 mg/dL"], "unknown", 0),
        (["lab: 1 mg/dL, uln: 1 mg/dL", "lab: 1 mg/dL, uln: 1 mg/dL"], "not met", 1),
    ],
)
def test_ever_shows_the_row_that_decides(events: list[str], truth: str, place: int) -> None:
    who = patient(*(f"2024-03-0{number}, {event}" for number, event in enumerate(events, 1)))
    trace = traced(EVER, who)
    assert trace.truth.word == truth
    assert trace.seen is not None
    assert trace.seen.event == who.events[place]
    assert trace.seen.known == (truth != "unknown")


def test_ever_without_a_row_did_not_happen() -> None:
    found = seen(EVER, patient())
    assert found.absent
    assert found.known
    assert not found.presumed
    assert found.event is None


def test_patients_side_by_side_are_traced_each_alone() -> None:
    who = patient("2024-03-01, lab: 1 mg/dL"), patient("2024-03-02, lab: 3 mg/dL", name="B")
    asked = rule("ASK-001", "alert", "{ever: lab, above: 2 mg/dL}")
    here = sheet(program(FACTS, [asked]), *who, as_of=AS_OF)
    for place, (truth, event) in enumerate([(Truth.NOT_MET, who[0]), (Truth.MET, who[1])]):
        trace = Tracer(here, place, who[place]).condition(asked.condition)
        assert trace.truth == truth
        assert trace.seen is not None
        assert trace.seen.event == event.events[0]

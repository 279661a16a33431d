"""The kernel says what the slow reference says, of many patients at once and of each alone."""

from __future__ import annotations

from random import Random
from typing import Any

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.facts.invented_protocol import Author
from tests.facts.invention import BASE, KNOWLEDGE, SPAN, Ward
from tests.facts.reference import Reference
from tests.facts.reference_answer import Answer
from tests.facts.reference_truth import Truths
from tests.thoroughness import examples

from cyclewise.facts.point import Points
from cyclewise.facts.program import Program
from cyclewise.facts.sheet import Sheet
from cyclewise.inference.exact import evaluate
from cyclewise.protocol.definition import ReadingForm
from cyclewise.protocol.protocol import Protocol
from cyclewise.protocol.rule import PHASES
from cyclewise.timeline.columns import Columns, columns_from
from cyclewise.timeline.timeline import Timeline

NO_DAY = -(2**29)


def kernel_says(
    protocol: Protocol, timelines: list[Timeline], points: list[tuple[int, int, int]]
) -> list[dict[str, Any]]:
    """Return for each point (patient, day, known) what the kernel says of everything."""
    at = Points.at_end_of_day(*(np.array(each, np.int64) for each in zip(*points, strict=True)))
    return kernel_says_at(protocol, columns_from(timelines, KNOWLEDGE), at)


def kernel_says_at(protocol: Protocol, columns: Columns, points: Points) -> list[dict[str, Any]]:
    """Return for each point what the kernel says of everything."""
    sheet = Sheet(Program(protocol, KNOWLEDGE), columns, points)
    verdicts = evaluate(sheet)
    return [
        {
            **{f"fact {name}": fact_said(sheet, name, point) for name in protocol.definitions},
            **{
                f"rule {name}": int(held[point]) if verdicts.applies[name][point] else None
                for name, held in verdicts.truths.items()
            },
            "phase": PHASES[verdicts.phase[point]],
            "answer": verdicts.settled.at(point),
            **course_said(sheet, point),
        }
        for point in range(len(points))
    ]


def fact_said(sheet: Sheet, name: str, point: int) -> object:
    if sheet.program.is_condition(name):
        return int(sheet.condition(name)[point])
    reading = sheet.reading(name)
    if reading.absent[point]:
        return "absent"
    if not reading.known[point]:
        return "unknown"
    cells = reading.value
    if takes_extreme(sheet.program.protocol, name):
        return float(cells.low[point]), float(cells.high[point]), ""
    return float(cells.low[point]), float(cells.high[point]), cells.words[cells.word[point]]


def takes_extreme(protocol: Protocol, name: str) -> bool:
    """Say whether a fact may lie between several rows, so that no one word stands for it."""
    form = protocol.definitions[name].form
    return isinstance(form, ReadingForm) and form.take in ("highest", "lowest")


def course_said(sheet: Sheet, point: int) -> dict[str, object]:
    slots = sheet.slots
    days = [int(each[point]) for each in (slots.earliest, slots.due, slots.latest)]
    return {
        "next": int(slots.following[point]),
        "days": [None if day < NO_DAY else day for day in days] if slots.left[point] else None,
        "level": float(slots.standing.level[point]),
        "open": bool(slots.cycle_open[point]),
    }


def reference_says(
    protocol: Protocol, timeline: Timeline, point: tuple[int, int, int], dose: int | None = None
) -> dict[str, Any]:
    reference = Reference(protocol, KNOWLEDGE, timeline, point[1], point[2], dose=dose)
    truths = Truths(reference)
    answer = Answer(truths)
    course, standing = reference.course()
    left = standing.following < len(course.slots)
    possible = answer.possible
    return {
        **{f"fact {name}": fact_meant(truths, name) for name in protocol.definitions},
        **{
            f"rule {rule.id}": truths.truth(rule.condition) if answer.applies(rule) else None
            for rule in protocol.rules
        },
        "phase": answer.phase,
        "answer": (answer.action, answer.certain, answer.settled, possible),
        "next": standing.following,
        "days": list(reference.timing()) if left else None,
        "level": course.level,
        "open": standing.cycle_open,
    }


def fact_meant(truths: Truths, name: str) -> object:
    truth = truths.yes_or_no(name)
    if truth is not None:
        return truth
    fact = truths.reference.fact(name)
    if fact.absent:
        return "absent"
    if fact.span.missing:
        return "unknown"
    return (fact.span.low, fact.span.high, fact.span.word)


def differences(said: dict[str, Any], meant: dict[str, Any]) -> dict[str, tuple[object, object]]:
    assert said.keys() == meant.keys()
    return {key: (said[key], meant[key]) for key in said if repr(said[key]) != repr(meant[key])}


@settings(
    max_examples=examples(15),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    database=None,
)
@given(st.randoms(use_true_random=True))
def test_the_kernel_says_what_the_reference_says(random: Random) -> None:
    protocol = Author(random).protocol()
    timelines = [Ward(random).patient(f"P{number}") for number in range(25)]
    days = [BASE + random.randrange(-5, SPAN + 10) for _ in timelines for _ in range(2)]
    points = [(place // 2, day, day - random.choice([0, 0, 4])) for place, day in enumerate(days)]
    together = kernel_says(protocol, timelines, points)
    for said, point in zip(together, points, strict=True):
        meant = reference_says(protocol, timelines[point[0]], point)
        assert differences(said, meant) == {}, point
    for place in range(0, len(points), 10):
        patient, day, known = points[place]
        (alone,) = kernel_says(protocol, [timelines[patient]], [(0, day, known)])
        assert differences(alone, together[place]) == {}, points[place]


@settings(
    max_examples=examples(15),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    database=None,
)
@given(st.randoms(use_true_random=True))
def test_before_each_dose_the_kernel_says_what_the_reference_says(random: Random) -> None:
    protocol = Author(random).protocol()
    ward = Ward(random, crowded=0.5)
    timelines = [ward.patient(f"P{number}") for number in range(20)]
    columns = columns_from(timelines, KNOWLEDGE)
    doses = columns.frame("dose")
    assert doses.event is not None
    patient = np.repeat(np.arange(len(timelines)), np.diff(doses.start))
    points = Points.before_treatment(patient, doses, np.arange(len(doses)))
    for row, said in enumerate(kernel_says_at(protocol, columns, points)):
        day = int(doses.first[row])
        timeline = timelines[int(patient[row])]
        meant = reference_says(protocol, timeline, (row, day, day), int(doses.event[row]))
        assert differences(said, meant) == {}, (timeline, day)

"""What is expected at many points is what the slow reference says of each patient alone."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.facts.invented_protocol import RANKS, Author
from tests.facts.invention import BASE, KNOWLEDGE, SPAN, Ward
from tests.facts.reference import Reference
from tests.facts.reference_expected import Stood, stood

from cyclewise.facts.expected import Expected, State, expected
from cyclewise.facts.point import Points
from cyclewise.facts.program import Program
from cyclewise.facts.sheet import Sheet
from cyclewise.facts.slots import NO_DAY
from cyclewise.protocol.criterion import Parameter
from cyclewise.protocol.definition import FirstMetForm
from cyclewise.protocol.expectation import NEXT_DOSE, Expectation, Length, NextDose, Until
from cyclewise.protocol.protocol import Protocol
from cyclewise.protocol.rule import ALWAYS, EXPECT, Rule
from cyclewise.timeline.columns import columns_from
from cyclewise.values.calendar import Duration

EVENTS = ("first_dose", "last_dose", "first_cycle_end", "last_cycle_end", "graft", "relapse")
ITEMS = ("lab", "assay", "weight", "sign")


def invented(random: Random) -> Protocol:
    """Return a protocol whose rules expect something on every kind of occasion."""
    author = Author(random)
    protocol = author.protocol()
    rules = tuple(expecting_rule(author, random, turn) for turn in range(9))
    return replace(protocol, rules=rules)


def expecting_rule(author: Author, random: Random, turn: int) -> Rule:
    items = tuple(item for item in ITEMS if item in author.readings)[: random.randrange(1, 4)]
    return Rule(
        id=f"MON-{turn:03}",
        title="",
        status="draft",
        phases=tuple(each for each in RANKS if random.random() < 0.7) or ("on",),
        condition=author.condition(1) if random.random() < 0.4 else ALWAYS,
        requirement=False,
        action=EXPECT,
        summary="",
        urgency="routine",
        expectation=_expectation(random, items, turn, _events(author)),
    )


def _events(author: Author) -> tuple[str, ...]:
    """Return what days may be counted from: doses, events, first days of conditions."""
    onsets = [
        name
        for name, definition in author.definitions.items()
        if isinstance(definition.form, FirstMetForm)
    ]
    return (*EVENTS, *onsets)


def _expectation(
    random: Random, items: tuple[str, ...], turn: int, events: tuple[str, ...]
) -> Expectation:
    def length() -> Length:
        if random.random() < 0.2:
            return Parameter("window")
        return Duration(random.choice([0, 1, 3, 9]))

    def bound() -> Length | NextDose:
        return NEXT_DOSE if random.random() < 0.3 else length()

    event = random.choice(events)
    if turn % 3 == 0:
        return Expectation(items, "before", None, length(), NEXT_DOSE, NEXT_DOSE)
    if turn % 3 == 1:
        closes = random.choice([None, bound()])
        return Expectation(items, "after", event, length(), bound(), closes)
    until = Until(random.choice([Duration(20), Duration(60)]), random.choice(EVENTS))
    return Expectation(
        items, "every", event, Duration(0), random.choice([Duration(1), Duration(7)]),
        random.choice([None, Duration(9)]), random.choice([None, until]),
    )  # fmt: skip


def said(each: Expected, point: int) -> Stood:
    """Return what the kernel says at a point; of what is unknown only that it is."""
    state = State(int(each.state[point])).word
    if state in ("unknown", "not applicable"):
        return (state, None, None, None, None)
    opens, due, closes = (
        None if day[point] < NO_DAY // 2 else int(day[point])
        for day in (each.opens, each.due, each.closes)
    )
    row = int(each.row[point])
    return (state, opens, due, closes, None if row < 0 else int(each.frame.first[row]))


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
)
@given(st.randoms(use_true_random=True))
def test_what_is_expected_is_what_the_reference_expects(random: Random) -> None:
    protocol = invented(random)
    timelines = [Ward(random).patient(f"P{number}") for number in range(20)]
    points = [(place, BASE + random.randrange(-5, SPAN + 10)) for place in range(20)]
    known = [day - random.choice([0, 0, 4]) for _, day in points]
    at = Points.at_end_of_day(
        np.array([place for place, _ in points]),
        np.array([day for _, day in points]),
        np.array(known),
    )
    sheet = Sheet(Program(protocol, KNOWLEDGE), columns_from(timelines, KNOWLEDGE), at)
    for rule in protocol.expecting:
        for each in expected(sheet, rule):
            for point, (patient, day) in enumerate(points):
                reference = Reference(protocol, KNOWLEDGE, timelines[patient], day, known[point])
                meant = stood(reference, rule, each.item)
                assert said(each, point) == meant, (rule.expectation, each.item, point)

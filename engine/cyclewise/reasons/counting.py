"""Which events count as the fact of their concept's name: the others are told, and not as it."""

from __future__ import annotations

import numpy as np

from cyclewise.advice.recommendation import Recommendation
from cyclewise.facts.point import Points
from cyclewise.facts.program import Program
from cyclewise.facts.rows import Rows
from cyclewise.facts.sheet import Sheet
from cyclewise.timeline.columns import columns_from
from cyclewise.timeline.event import Event

_ONE = np.zeros(1, np.int64)


def counting(
    recommendation: Recommendation, program: Program, events: tuple[Event, ...], concept: str
) -> tuple[Event, ...]:
    """Return the events of a concept that its own definition does not leave out for what they are.

    ``events`` are those that the recommendation sees.
    """
    mine = tuple(each for each in events if each.concept == concept)
    steps = program.chains[concept].steps
    if not mine or all(step.drop is None for step in steps):
        return mine
    timeline = recommendation.timeline
    points = Points.at_end_of_day(_ONE, _ONE + recommendation.as_of, _ONE + recommendation.known)
    sheet = Sheet(program, columns_from([timeline], program.knowledge), points)
    rows = Rows(program, program.knowledge.concepts[concept], points, sheet.sight(concept))
    kept = rows.undropped(steps)
    places = kept.frame.event
    if places is None:
        raise TypeError(f"The frame of {concept} names no events.")
    counted = {id(timeline.events[int(places[row])]) for row in kept.row}
    return tuple(each for each in mine if id(each) in counted)

"""Since when something is met: its truth on every day with an event, as runs of days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from cyclewise.facts.point import Points
from cyclewise.facts.program import Program
from cyclewise.facts.sheet import Sheet
from cyclewise.logic.condition import Truths
from cyclewise.records import dataclass
from cyclewise.timeline.columns import Columns
from cyclewise.timeline.timeline import Timeline
from cyclewise.values.calendar import Day
from cyclewise.values.truth import Truth


@dataclass(frozen=True, slots=True)
class Run:
    """Days with an event on all of which something was met, none between on which it was not."""

    first: Day
    last: Day


def runs_of(
    program: Program,
    timeline: Timeline,
    columns: Columns,
    facts: Sequence[str],
    seen_on: tuple[Day, Day],
) -> dict[str, tuple[Run, ...]]:
    """Return for each condition the runs of days on which it was met, up to a point.

    ``seen_on`` is the point's day and what was known by then: earlier days are judged with what
    is known at the point, as one batch.
    """
    if not facts:
        return {}
    as_of, known = seen_on
    days = np.array(sorted(_days(timeline, as_of, known)), np.int64)
    none = np.zeros(len(days), np.int64)
    sheet = Sheet(program, columns, Points.at_end_of_day(none, days, none + known))
    return {fact: tuple(_runs(days.tolist(), sheet.condition(fact))) for fact in facts}


def _days(timeline: Timeline, as_of: Day, known: Day) -> set[Day]:
    """Return the days of a patient's events up to a point, and the point's own."""
    found = {
        event.first
        for event in timeline.events
        if event.dated and event.first == event.last <= as_of and event.known <= known
    }
    return {*found, as_of}


def _runs(days: Sequence[Day], held: Truths) -> Iterator[Run]:
    first = None
    for place, day in enumerate(days):
        met = held[place] == Truth.MET
        if met and first is None:
            first = day
        if not met and first is not None:
            yield Run(first, days[place - 1])
            first = None
    if first is not None:
        yield Run(first, days[-1])

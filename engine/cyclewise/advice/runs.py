"""Since when something is met: its truth on every day of the course, as runs of days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from cyclewise.advice.everyday import every_day
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
    """Days from one on which something was met to another, none between on which it was not.

    ``untold`` is how many days between could not be told.
    """

    first: Day
    last: Day
    untold: int = 0


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
    days = every_day(timeline, columns, _first_day(timeline, as_of, known), as_of)
    none = np.zeros(len(days), np.int64)
    sheet = Sheet(program, columns, Points.at_end_of_day(none, days, none + known))
    return {fact: tuple(_runs(days.tolist(), sheet.condition(fact))) for fact in facts}


def _first_day(timeline: Timeline, as_of: Day, known: Day) -> Day:
    """Return the day of a patient's first event up to a point, or the point's own."""
    found = (
        event.first
        for event in timeline.events
        if event.dated and event.first == event.last <= as_of and event.known <= known
    )
    return min(found, default=as_of)


def _runs(days: Sequence[Day], held: Truths) -> Iterator[Run]:
    met: list[Day] = []
    for day, truth in zip(days, held.tolist(), strict=True):
        if truth == Truth.MET:
            met.append(day)
        elif truth == Truth.NOT_MET and met:
            yield _run(met)
            met = []
    if met:
        yield _run(met)


def _run(met: Sequence[Day]) -> Run:
    return Run(met[0], met[-1], met[-1] - met[0] + 1 - len(met))

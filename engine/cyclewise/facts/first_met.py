"""The first day on which a condition was met, found by asking it on every day with an event."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from cyclewise.facts.reading import Reading, Why, nothing
from cyclewise.facts.sight import Sight
from cyclewise.facts.stub import Stub
from cyclewise.logic.condition import Truths
from cyclewise.protocol.definition import FirstMetForm
from cyclewise.records import dataclass
from cyclewise.timeline.columns import NEVER, Cells, Frame, Integers, end_of_day
from cyclewise.timeline.event import UNDATED
from cyclewise.values.truth import Truth

if TYPE_CHECKING:
    from cyclewise.facts.sheet import Sheet

_NO_DAYS = np.zeros(0, np.int64)


@dataclass(frozen=True, slots=True)
class EventDays:
    """Days of each decision point, one entry a day, sorted by point and day."""

    point: Integers
    day: Integers

    def where(self, kept: npt.NDArray[np.bool_]) -> EventDays:
        """Return some of the days."""
        return EventDays(self.point[kept], self.day[kept])


def event_days(sheet: Sheet) -> EventDays:
    """Return every day up to each point on which its patient has an event known by then."""
    frames = sheet.columns.frames
    found = [_days_of(sheet.sight(name)) for name, frame in frames.items() if len(frame)]
    point = np.concatenate([each.point for each in found]) if found else _NO_DAYS
    day = np.concatenate([each.day for each in found]) if found else _NO_DAYS
    order = np.lexsort((day, point))
    point, day = point[order], day[order]
    fresh = np.ones(len(day), bool)
    fresh[1:] = (point[1:] != point[:-1]) | (day[1:] != day[:-1])
    return EventDays(point[fresh], day[fresh])


def _days_of(seen: Sight) -> EventDays:
    frame = seen.frame
    dated = seen.where(frame.known[seen.row] != UNDATED)
    return EventDays(dated.point, frame.first[dated.row])


def first_met(sheet: Sheet, form: FirstMetForm) -> Reading:
    """Return the first day on which a condition was met, judged with what each point knows.

    Where it was unknown on a day before, it may have been that day or any between: the day is
    then as uncertain as that of a coarse date. Surely never met, and not today
    either: it did not happen. Met or unknown today, and on no day with an event: not known.
    """
    days, on_days = sheet.daily
    held = on_days.condition(form.when)
    today = sheet.condition(form.when) != Truth.NOT_MET
    if form.since is not None:
        anchor = sheet.reading(form.since)
        days, held = _after(anchor, days, held)
        today = today & ((anchor.key < 0) | (sheet.points.day > anchor.days[0]))
    met = _earliest(sheet, days, held == Truth.MET)
    doubtful = _earliest(sheet, days, held == Truth.UNKNOWN)
    there = met < NEVER
    first = np.where(there, np.minimum(met, doubtful), 0)
    last = np.where(there, met, 0)
    open_ = ~there & ((doubtful < NEVER) | today)
    return _as_event(first, last, there, open_)


def daily(sheet: Sheet) -> tuple[EventDays, Sheet]:
    """Return each point's days with an event, and a sheet of them with what the point knows."""
    days = event_days(sheet)
    on_days = sheet.points.on_days(days.point, days.day)
    stubs = {name: _spread(stub, days.point) for name, stub in sheet.stubs.items()}
    return days, type(sheet)(sheet.program, sheet.columns, on_days, stubs)


def _spread(stub: Stub, point: Integers) -> Stub:
    return Stub(
        stub.at[point],
        None if stub.cells is None else stub.cells.take(point),
        None if stub.truths is None else stub.truths[point],
    )


def _after(anchor: Reading, days: EventDays, held: Truths) -> tuple[EventDays, Truths]:
    """Keep the days after another fact's event; in doubt where that has no exact date."""
    there = (anchor.key >= 0)[days.point]
    first, last = (each[days.point] for each in anchor.days)
    kept = ~there | (days.day > first)
    unsure = there & (days.day <= last) & (held == Truth.MET)
    held = np.where(unsure, np.int8(Truth.UNKNOWN), held)
    return days.where(kept), held[kept]


def _earliest(sheet: Sheet, days: EventDays, flags: npt.NDArray[np.bool_]) -> Integers:
    """Return the first flagged day of each point, ``NEVER`` where there is none."""
    found = np.full(len(sheet.points), NEVER, np.int64)
    np.minimum.at(found, days.point[flags], days.day[flags])
    return found


def _as_event(
    first: Integers,
    last: Integers,
    there: npt.NDArray[np.bool_],
    open_: npt.NDArray[np.bool_],
) -> Reading:
    """Return days as an event that others count from, its value the day itself."""
    points = len(first)
    blank = np.where(there, 1.0, np.nan)
    low, high = first.astype(float) * blank, last.astype(float) * blank
    cells = Cells(low, high, np.zeros(points, np.int64))
    key = end_of_day(last)
    always, never = np.zeros(points, np.int64), np.full(points, NEVER)
    one_each = np.arange(points + 1)
    frame = Frame("", one_each, first, last, key, always - 1, always, never, cells)
    why = np.where(open_, np.int8(Why.INPUT_UNKNOWN), np.int8(Why.NO_RECORD))
    return replace(
        nothing(points, absent=False, presumed=False),
        value=cells,
        why=np.where(there, np.int8(Why.KNOWN), why),
        row=np.where(there, one_each[:-1], -1),
        key=np.where(there, key, -1),
        absent=~there & ~open_,
        frame=frame,
    )

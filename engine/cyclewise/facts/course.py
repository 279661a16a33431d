"""The engine's own facts: what the doses and the schedule say of a patient's course."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from cyclewise.facts.point import Points
from cyclewise.facts.reading import Reading, Why, nothing
from cyclewise.facts.sight import Sight
from cyclewise.facts.slots import Slots
from cyclewise.timeline.columns import Cells, Integers

_END_OF_TIME = np.iinfo(np.int64).max


def dose_event(doses: Sight, *, first: bool) -> Reading:
    """Return the first or the last dose as an event that others count from."""
    entry = doses.first() if first else doses.latest()
    none = nothing(doses.points, absent=True, presumed=False)
    if not len(doses):
        return replace(none, frame=doses.frame)
    return _dose_in(doses, np.where(entry >= 0, doses.row[np.maximum(entry, 0)], -1))


def _dose_in(doses: Sight, row: Integers) -> Reading:
    """Return the doses in some rows, -1 for none, as events."""
    there, at = row >= 0, np.maximum(row, 0)
    return replace(
        nothing(doses.points, absent=True, presumed=False),
        value=doses.frame.value.take(at),
        why=np.where(there, np.int8(Why.KNOWN), np.int8(Why.NO_RECORD)),
        row=row,
        key=np.where(there, doses.frame.key[at], -1),
        absent=~there,
        frame=doses.frame,
    )


def last_cycle_start(slots: Slots, doses: Sight) -> Reading:
    """Return the first dose of the last completed cycle as an event that others count from."""
    none = nothing(doses.points, absent=True, presumed=False)
    if not len(doses):
        return replace(none, frame=doses.frame)
    standing, table = slots.standing, slots.table
    filled, points = standing.filled, np.arange(doses.points)
    running = np.where(slots.cycle_open, table.cycle_start[np.maximum(standing.slot, 0)], -1)
    row = np.full(doses.points, -1, np.int64)
    for start in dict.fromkeys(table.cycle_start.tolist()):
        given = filled[:, table.cycle_start == start]
        key = np.where(given >= 0, doses.frame.key[np.maximum(given, 0)], _END_OF_TIME)
        first = given[points, key.argmin(axis=1)]
        row = np.where((first >= 0) & (running != start), first, row)
    return _dose_in(doses, row)


def moment(key: Integers) -> Reading:
    """Return a moment in the order of events; -1 is none."""
    none = nothing(len(key), absent=True, presumed=False)
    return replace(none, key=key, absent=key < 0)


def number(found: npt.ArrayLike) -> Reading:
    """Return numbers that are always known; nan where there is none."""
    values = np.asarray(found, np.float64)
    there = ~np.isnan(values)
    return replace(
        nothing(len(values), absent=False, presumed=False),
        value=Cells(values, values, np.zeros(len(values), np.int64)),
        why=np.where(there, np.int8(Why.KNOWN), np.int8(Why.NO_RECORD)),
        absent=~there,
    )


def course_number(fact: str, slots: Slots, points: Points) -> Reading:
    """Return one of the numbers that follow from the schedule."""
    ahead = np.minimum(slots.following, len(slots.table) - 1)
    blank = np.where(slots.left, 1.0, np.nan)
    match fact:
        case "cycles_given":
            return number(slots.cycles_given)
        case "cycles_begun":
            return number(slots.cycles_given + slots.cycle_open)
        case "next_cycle":
            return number(slots.table.cycle[ahead] * blank)
        case "next_day":
            return number(slots.table.day[ahead] * blank)
        case "days_past_due":
            return number((points.day - slots.due) * blank)
        case _:
            raise ValueError(f"{fact} is no number of the course.")


def cycles_since(slots: Slots, doses: Sight, event: Reading) -> Reading:
    """Return how many completed cycles began after an event; none where there was no event."""
    filled = slots.standing.filled
    key = np.where(filled >= 0, doses.frame.key[np.maximum(filled, 0)], -1) if len(doses) else None
    if key is None:
        return number(np.zeros(len(event)))
    there = event.key >= 0
    begun = np.zeros(len(event), np.int64)
    for start in dict.fromkeys(slots.table.cycle_start.tolist()):
        # A cycle begins with the first of its doses, even where day 1 was passed over.
        given = key[:, slots.table.cycle_start == start]
        first = np.where(given < 0, _END_OF_TIME, given).min(axis=1)
        begun += there & (first > event.key) & (first < _END_OF_TIME)
    running = slots.cycle_open & (begun > 0)
    return number(begun - running)

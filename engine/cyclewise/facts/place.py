"""The place of one dose in the schedule: by its own label, or the slot that follows the last."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from cyclewise.facts.timetable import NO_LIMIT, Timetable
from cyclewise.records import dataclass
from cyclewise.timeline.columns import Floats, Frame, Integers

Flags = npt.NDArray[np.bool_]

_UNLABELLED = -2


def next_slot(table: Timetable, slot: Integers, day_1: Integers, day: Integers) -> Integers:
    """Return the slot after the last one filled, passing those already omitted on a day.

    The number of slots where none is left.
    """
    following = slot + 1
    for _ in range(len(table)):
        inside = np.minimum(following, len(table) - 1)
        same_cycle = (slot >= 0) & (table.cycle[inside] == table.cycle[np.maximum(slot, 0)])
        limit = table.omitted_after[inside]
        gone = (following < len(table)) & same_cycle & (limit < NO_LIMIT) & (day > day_1 + limit)
        if not gone.any():
            break
        following = following + gone
    return following


@dataclass(frozen=True, slots=True)
class Given:
    """Doses given: their rows, days, places in the order of events, and ends (nan: none)."""

    row: Integers
    day: Integers
    key: Integers
    until: Floats

    @classmethod
    def of(cls, frame: Frame, row: Integers) -> Given:
        """Return the doses in some rows of a frame."""
        return cls(row, frame.first[row], frame.key[row], frame.cells("until").low[row])

    def ended(self, lasts: Integers) -> Integers:
        """Return the day on which each infusion ended, as planned where nobody recorded it."""
        return np.where(np.isnan(self.until), self.day + lasts, self.until).astype(np.int64)


@dataclass(frozen=True, slots=True)
class Last:
    """The last slot filled of some points (-1: none), its cycle's day 1, and when it ended."""

    slot: Integers
    day_1: Integers
    ended: Integers


@dataclass(frozen=True, slots=True)
class Place:
    """Where doses belong.

    ``slot`` is the one each would fill (the number of slots: none), ``derived`` the one that
    follows the last. ``labelled`` says which name their own slot, ``near`` which without a label
    come before the gap is over, and ``fits`` which fill their slot.
    """

    slot: Integers
    derived: Integers
    labelled: Flags
    near: Flags
    fits: Flags

    @property
    def relabelled(self) -> Flags:
        """Return which fill another slot by their label than the one that follows."""
        return np.asarray(self.fits & self.labelled & (self.slot != self.derived))


def place_of(table: Timetable, frame: Frame, row: Integers, last: Last) -> Place:
    """Return where one dose a point belongs, after the doses before it."""
    day = frame.first[row]
    label = _label(table, frame, row, last.slot)
    labelled = label != _UNLABELLED
    derived = next_slot(table, last.slot, last.day_1, day)
    near = ~labelled & (last.slot >= 0) & (day - last.ended < table.gap)
    slot = np.where(labelled, label, np.where(near, len(table), derived))
    fits = (slot > last.slot) & (slot < len(table))
    return Place(slot, derived, labelled, near, fits)


def _label(table: Timetable, frame: Frame, row: Integers, last: Integers) -> Integers:
    """Return the slot that a dose's own label names: -2 without one, -1 where there is none."""
    cycle = frame.cells("cycle").low[row]
    day = frame.cells("day").low[row]
    slot = table.find(cycle, day)
    partly = np.isnan(cycle) != np.isnan(day)
    for place in np.flatnonzero(partly):
        fits = (table.cycle == cycle[place]) | (table.day == day[place])
        fits[: last[place] + 1] = False
        slot[place] = int(np.argmax(fits)) if fits.any() else -1
    return np.where(np.isnan(cycle) & np.isnan(day), _UNLABELLED, slot)

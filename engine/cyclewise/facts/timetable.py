"""A schedule compiled to arrays, one entry a slot, so that many patients walk it at once."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from cyclewise.protocol.schedule import ANCHORS, Days, Schedule, Slot
from cyclewise.records import dataclass
from cyclewise.timeline.columns import Integers

NO_LIMIT = 2**30
"""Days after which a slot that is never omitted would be omitted."""


@dataclass(frozen=True, slots=True)
class Timetable:
    """The slots of a schedule as arrays.

    ``earliest``, ``due``, ``latest`` and ``omitted_after`` are days after the anchor;
    ``anchor`` counts into ``ANCHORS``. ``cycle_start`` and ``cycle_end`` are the first and the
    last slot of each slot's cycle. ``lasts`` is how many days an infusion is planned to take.
    """

    slots: tuple[Slot, ...]
    cycle: Integers
    day: Integers
    anchor: Integers
    earliest: Integers
    due: Integers
    latest: Integers
    omitted_after: Integers
    cycle_start: Integers
    cycle_end: Integers
    lasts: Integers
    gap: int

    def __len__(self) -> int:
        """Return the number of slots."""
        return len(self.slots)

    def find(self, cycle: npt.NDArray[np.float64], day: npt.NDArray[np.float64]) -> Integers:
        """Return the slot with each label, -1 where the schedule has no such slot."""
        match = (self.cycle == cycle[:, None]) & (self.day == day[:, None])
        return np.where(match.any(axis=1), match.argmax(axis=1), -1)


def timetable(schedule: Schedule, days_of: Callable[[Days], int]) -> Timetable:
    """Compile a schedule; ``days_of`` gives the days of a duration or of a parameter."""
    slots = schedule.slots
    cycle = np.array([slot.cycle for slot in slots], np.int64)

    def timing(name: str, otherwise: int) -> Integers:
        values = [getattr(slot.timing, name) if slot.timing else None for slot in slots]
        return np.array([otherwise if each is None else days_of(each) for each in values], np.int64)

    lasts = [
        max((days_of(row.lasts) for row in slot.rows if row.lasts), default=0) for slot in slots
    ]
    return Timetable(
        slots=slots,
        cycle=cycle,
        day=np.array([slot.day for slot in slots], np.int64),
        anchor=np.array(
            [ANCHORS.index(slot.timing.counted_from) if slot.timing else 0 for slot in slots],
            np.int64,
        ),
        earliest=timing("earliest", 0),
        due=timing("due", 0),
        latest=timing("latest", 0),
        omitted_after=timing("omitted_after", NO_LIMIT),
        cycle_start=np.array([np.argmax(cycle == each) for each in cycle], np.int64),
        cycle_end=np.array(
            [len(cycle) - 1 - np.argmax(cycle[::-1] == each) for each in cycle], np.int64
        ),
        lasts=np.array(lasts, np.int64),
        gap=days_of(schedule.between_doses),
    )

"""When the next dose of invented patients may be given, by the schedule's own arrays."""

from __future__ import annotations

import numpy as np

from cyclewise.facts.timetable import NO_LIMIT, Timetable
from cyclewise.protocol.schedule import ANCHORS
from cyclewise.records import dataclass
from cyclewise.simulation.draft import NEVER
from cyclewise.simulation.page import Limit
from cyclewise.timeline.columns import Integers

_THE_LAST_DOSE = ANCHORS.index("the last dose")


@dataclass(frozen=True, slots=True)
class Window:
    """The days between which the next dose may be given, one entry a patient.

    After ``left_out`` it is given no more. ``ended`` is the day of the last dose.
    """

    earliest: Integers
    due: Integers
    latest: Integers
    left_out: Integers
    ended: Integers

    def beyond(self, limit: Limit, days: Integers) -> Integers:
        """Return the day that lies so many days beyond a limit, always after the last dose."""
        if limit == "before the earliest day":
            early: Integers = np.maximum(self.earliest - days, self.ended + 1)
            return early
        late = limit == "after the latest day"
        return (self.latest if late else self.left_out) + days


def inside(table: Timetable, slot: int) -> int:
    """Return the slot whose timing holds: beyond the last, that of a cycle's first dose."""
    return slot if slot < len(table) else int(table.cycle_start[-1])


def opens_cycle(table: Timetable, slot: int) -> bool:
    """Say whether a slot is the first of its cycle."""
    place = inside(table, slot)
    return bool(table.cycle_start[place] == place)


def window_of(table: Timetable, slot: int, day_1: Integers, ended: Integers) -> Window:
    """Return the window of a slot, from the days of the cycle's first and of the last dose.

    That of the very first dose is the day from which all is counted.
    """
    never = np.full(len(day_1), NEVER, np.int64)
    if slot == 0:
        return Window(day_1, day_1, day_1, never, ended)
    place = inside(table, slot)
    anchor = ended if table.anchor[place] == _THE_LAST_DOSE else day_1
    earliest = np.maximum(anchor + table.earliest[place], ended + table.gap)
    due = np.maximum(anchor + table.due[place], earliest)
    latest = np.maximum(anchor + table.latest[place], due)
    limit = int(table.omitted_after[place])
    left_out = day_1 + limit if limit < NO_LIMIT else never
    return Window(earliest, due, latest, left_out, ended)

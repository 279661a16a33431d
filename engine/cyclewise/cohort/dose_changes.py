"""The doses of a course that did not go as planned: reduced, held past their day, or omitted."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

import numpy as np

from cyclewise.cohort.found import HELD, OMITTED, REDUCED, DoseChange
from cyclewise.cohort.risk import Integers
from cyclewise.facts.point import Points
from cyclewise.facts.sheet import Sheet
from cyclewise.records import dataclass
from cyclewise.timeline.columns import end_of_day

_WHOLE = 1.0


@dataclass(frozen=True)
class DoseChanges:
    """The doses of every patient at one point each, asked how each stood to the schedule."""

    end: Sheet

    def of(self, place: int, began: int) -> tuple[DoseChange, ...]:
        """Return one patient's changes in the order of their days, counted from a day on."""
        found = [*self._reduced(place), *self._held(place), *self._omitted(place)]
        moved = (DoseChange(each.what, each.day - began, each.since - began) for each in found)
        return tuple(sorted(moved, key=lambda each: (each.day, each.what)))

    # --- the doses --------------------------------------------------------------------------

    @cached_property
    def _rows(self) -> Integers:
        return self.end.doses.row

    @cached_property
    def _days(self) -> Integers:
        return self.end.doses.frame.first[self._rows]

    @cached_property
    def _slots(self) -> Integers:
        """Return the slot that each dose fills, -1 where it fills none."""
        filled = self.end.slots.standing.filled[self.end.doses.point] == self._rows[:, None]
        return np.where(filled.any(axis=1), filled.argmax(axis=1), -1)

    def _sheet(self, key: Integers) -> Sheet:
        """Return the facts on the day of each dose, as far as a place in the order of events."""
        point, points = self.end.doses.point, self.end.points
        at = Points(points.patient[point], self._days, points.known[point], key)
        return Sheet(self.end.program, self.end.columns, at)

    @cached_property
    def _before(self) -> Sheet:
        return self._sheet(self.end.doses.frame.key[self._rows] - 1)

    @cached_property
    def _after(self) -> Sheet:
        return self._sheet(end_of_day(self._days))

    def _entries(self, place: int) -> Integers:
        return np.flatnonzero(self.end.doses.point == place)

    # --- the changes ------------------------------------------------------------------------

    def _reduced(self, place: int) -> Iterator[DoseChange]:
        level = self.end.doses.frame.cells("level").low[self._rows]
        for entry in self._entries(place):
            if level[entry] < _WHOLE:
                yield DoseChange(REDUCED, int(self._days[entry]), int(self._days[entry]))

    def _held(self, place: int) -> Iterator[DoseChange]:
        """Yield the doses given after their latest day; who held them is not on record."""
        slots = self._before.slots
        for entry in self._entries(place):
            placed = slots.following[entry] == self._slots[entry] >= 0
            later = slots.standing.doses[entry] > 0 and self._days[entry] > slots.latest[entry]
            if placed and later:
                yield DoseChange(HELD, int(self._days[entry]), int(slots.due[entry]))

    def _omitted(self, place: int) -> Iterator[DoseChange]:
        """Yield the slots passed over, each on the day on which it was due.

        Several in a row are one change. What fell due after treatment had ended was not omitted.
        """
        filled, following = self.end.slots.standing.filled[place], self.end.slots.following[place]
        gone = np.flatnonzero(filled[:following] < 0)
        for entry in self._entries(place):
            ahead = int(self._after.slots.following[entry])
            due = int(self._after.slots.due[entry])
            if ahead in gone and not self._ended(place, due):
                yield DoseChange(OMITTED, due, due)

    def _ended(self, place: int, day: int) -> bool:
        points = self.end.points
        at = Points.at_end_of_day(points.patient[[place]], np.array([day]), points.known[[place]])
        return bool(Sheet(self.end.program, self.end.columns, at).ended[0])

"""Each patient's course for the pictures: doses, how they differed from the plan, marks, levels."""

from __future__ import annotations

import numpy as np

from cyclewise.cohort.dose_changes import DoseChanges
from cyclewise.cohort.found import Course
from cyclewise.cohort.page import Courses
from cyclewise.cohort.risk import Flags, Integers
from cyclewise.cohort.timing import day_range
from cyclewise.facts.sheet import Sheet
from cyclewise.records import dataclass


def courses_of(end: Sheet, form: Courses, treated: Flags, began: Integers) -> tuple[Course, ...]:
    """Return the courses of the treated at the cut-off, in days from the day each began."""
    asked = _Asked(end, form, DoseChanges(end))
    places = np.flatnonzero(treated).tolist()
    return tuple(asked.course(place, int(began[place])) for place in places)


@dataclass(frozen=True)
class _Asked:
    """What a page of courses asks of the facts at the cut-off."""

    end: Sheet
    form: Courses
    changes: DoseChanges

    def course(self, place: int, began: int) -> Course:
        """Return one patient's course."""
        doses = self.end.doses
        given = doses.frame.first[doses.row[doses.point == place]] - began
        marks = []
        for mark in self.form.marks:
            first, _, there = day_range(self.end.reading(mark.fact))
            if there[place]:
                marks.append((mark.called, int(first[place]) - began))
        ends = (day_range(self.end.reading(fact)) for fact in self.form.until)
        end = max((int(last[place]) - began for _, last, there in ends if there[place]), default=0)
        changes = self.changes.of(place, began)
        drawn = (*map(int, given), *(day for _, day in marks), *(each.day for each in changes))
        return Course(
            self.end.columns.patients[place],
            max(end, *drawn),
            tuple(map(int, given)),
            tuple(marks),
            () if self.form.levels is None else self._levels(place, self.form.levels, began),
            changes,
        )

    def _levels(self, place: int, fact: str, began: int) -> tuple[tuple[int, float, float], ...]:
        measured = self.end.measured(fact)
        sight = measured.rows.sight
        mine = np.flatnonzero((sight.point == place) & ~measured.cells.missing)
        return tuple(
            (
                int(sight.frame.first[sight.row[each]]) - began,
                float(measured.cells.low[each]),
                float(measured.cells.high[each]),
            )
            for each in mine
        )

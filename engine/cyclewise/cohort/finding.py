"""The kernel is asked for every patient: at entry, at the cut-off, and at each landmark."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import numpy as np

from cyclewise.cohort.coursing import courses_of
from cyclewise.cohort.found import Course, Found, Times, Words, Worst
from cyclewise.cohort.page import (
    Courses,
    Flow,
    Landmark,
    Measure,
    Measures,
    TimeToEvent,
    WorstGrades,
)
from cyclewise.cohort.risk import Flags, Floats, Integers
from cyclewise.cohort.study import Study
from cyclewise.cohort.timing import after_landmark, time_to_event
from cyclewise.facts.disagreeing import disagreeing
from cyclewise.facts.point import Points
from cyclewise.facts.reading import Reading
from cyclewise.facts.sheet import Sheet
from cyclewise.logic.condition import Truths
from cyclewise.records import dataclass
from cyclewise.timeline.columns import POSITIONS, Columns, day_of, order_key
from cyclewise.timeline.event import NO_TIME, UNDATED
from cyclewise.timeline.table_reading import SetAside

MOST_DRAWN = 60
"""Patients of whom a course each can still be read in one picture."""

FIRST_DOSE = "first_dose"


def find(
    study: Study,
    columns: Columns,
    cut_off: int | None = None,
    set_aside: tuple[SetAside, ...] = (),
) -> Found:
    """Return what the study asks of every patient, by what was dated and known at the cut-off.

    Without one, everything on record counts.
    """
    asked = _Asked(study, columns, cut_off)
    drawn = len(columns.patients) <= MOST_DRAWN
    return Found(
        patients=columns.patients,
        treated=asked.treated,
        numbers=asked.numbers(),
        words=asked.words(),
        truths=asked.truths(),
        requirements=asked.requirements(),
        times=asked.times(),
        worst=asked.worst(),
        courses=asked.courses() if drawn else None,
        set_aside=set_aside,
        disagreeing=disagreeing(study.program, columns),
    )


def last_days(columns: Columns) -> Integers:
    """Return the last day on which anything of each patient is dated or became known."""
    last = np.full(len(columns.patients), UNDATED, np.int64)
    for frame in columns.frames.values():
        owner = np.repeat(np.arange(len(last)), np.diff(frame.start))
        np.maximum.at(last, owner, np.maximum(frame.first, frame.known))
    return last


@dataclass(frozen=True)
class _Asked:
    """One part of a cohort, asked once for each thing."""

    study: Study
    columns: Columns
    cut_off: int | None

    # --- points -----------------------------------------------------------------------------

    @cached_property
    def end(self) -> Sheet:
        """Return the facts at the cut-off."""
        last = last_days(self.columns)
        day = last if self.cut_off is None else np.full(len(last), self.cut_off, np.int64)
        points = Points.at_end_of_day(np.arange(len(last)), day, day)
        return Sheet(self.study.program, self.columns, points)

    @cached_property
    def start(self) -> Reading:
        """Return the first dose."""
        return self.end.reading(FIRST_DOSE)

    @cached_property
    def treated(self) -> Flags:
        """Return who has had a dose."""
        return np.asarray(self.start.key >= 0)

    @cached_property
    def began(self) -> Integers:
        """Return the day of the first dose; the last day where there was none."""
        return np.where(self.treated, day_of(self.start.key), self.end.points.day)

    @cached_property
    def entry(self) -> Sheet:
        """Return the facts just before the first dose, at the cut-off where there was none."""
        before = order_key(self.began, POSITIONS["treatment"], NO_TIME, 0) - 1
        key = np.where(self.treated, before, self.end.points.key)
        points = Points(self.end.points.patient, self.began, self.began, key)
        return Sheet(self.study.program, self.columns, points)

    def later(self, days: Integers) -> Sheet:
        """Return the facts so many days after the first dose, if the cut-off lies not before."""
        day = np.minimum(self.began + days, self.end.points.day)
        points = Points.at_end_of_day(self.end.points.patient, day, day)
        return Sheet(self.study.program, self.columns, points)

    # --- measures ---------------------------------------------------------------------------

    def _measures(self) -> list[tuple[Measure, Sheet]]:
        return [
            (measure, self.entry if page.form.at == "first dose" else self.end)
            for page in self.study.of(Measures)
            if isinstance(page.form, Measures)
            for measure in page.form.measures
        ]

    def numbers(self) -> dict[str, Floats]:
        """Return every measure that is a number; nan where it is unknown."""
        found = {}
        for measure, sheet in self._measures():
            if measure.fact is not None and not measure.words:
                reading = sheet.reading(measure.fact)
                exact = reading.known & (reading.value.low == reading.value.high)
                found[measure.id] = np.where(exact, reading.value.low, np.nan)
        return found

    def words(self) -> dict[str, Words]:
        """Return every measure that is a word, and every step divided by one; "" is none."""
        asked = {
            measure.id: (sheet, measure.fact)
            for measure, sheet in self._measures()
            if measure.words and measure.fact is not None
        }
        for page in self.study.of(Flow):
            if isinstance(page.form, Flow):
                divided = (box for box in page.form.boxes if box.by is not None)
                asked |= {f"{page.id}.{box.id}": (self.end, box.by or "") for box in divided}
        return {name: _words(sheet.reading(fact)) for name, (sheet, fact) in asked.items()}

    def truths(self) -> dict[str, Truths]:
        """Return every condition: of measures, and of the flow's steps."""
        asked = {
            measure.condition: sheet
            for measure, sheet in self._measures()
            if measure.condition is not None
        }
        for page in self.study.of(Flow):
            boxes = page.form.boxes if isinstance(page.form, Flow) else ()
            asked |= {box.condition: self.end for box in boxes if box.condition is not None}
        found = {name: sheet.condition(name) for name, sheet in asked.items()}
        for page in self.study.of(Landmark):
            if isinstance(page.form, Landmark):
                found[page.form.by] = self._at_landmark(page.form)
        return found

    def requirements(self) -> dict[str, Truths]:
        """Return by rule whether each requirement was met at entry."""
        rules = self.study.program.protocol.rules
        return {rule.id: self.entry.truth(rule.condition) for rule in rules if rule.requirement}

    # --- times ------------------------------------------------------------------------------

    def times(self) -> Mapping[str, Times]:
        """Return every time to an event, and those from each landmark on."""
        found = {
            page.id: time_to_event(page.form, self.end.reading)
            for page in self.study.of(TimeToEvent)
            if isinstance(page.form, TimeToEvent)
        }
        for page in self.study.of(Landmark):
            if isinstance(page.form, Landmark):
                days, held = self.end.days(page.form.after), self._at_landmark(page.form)
                found[page.id] = after_landmark(found[page.form.of], days, held)
        return found

    def _at_landmark(self, form: Landmark) -> Truths:
        return self.later(self.end.days(form.after)).condition(form.by)

    # --- tables and pictures ----------------------------------------------------------------

    def worst(self) -> dict[str, Worst]:
        """Return each patient's worst grade of each term."""
        return {
            page.id: _worst(self.end, page.form)
            for page in self.study.of(WorstGrades)
            if isinstance(page.form, WorstGrades)
        }

    def courses(self) -> tuple[Course, ...]:
        """Return the courses of the treated."""
        for page in self.study.of(Courses):
            if isinstance(page.form, Courses):
                return courses_of(self.end, page.form, self.treated, self.began)
        return ()


def _words(reading: Reading) -> Words:
    names = np.array(reading.value.words)
    return np.where(reading.known, names[reading.value.word], "")


def _worst(sheet: Sheet, form: WorstGrades) -> Worst:
    rows = sheet.rows(form.fact)
    terms, grades = rows.cells("value"), rows.cells(form.grade)
    grade = np.nan_to_num(grades.low, nan=0.0).astype(np.int64)
    group = rows.sight.point * len(terms.words) + terms.word
    distinct, place = np.unique(group, return_inverse=True)
    worst = np.zeros(len(distinct), np.int64)
    np.maximum.at(worst, place, grade)
    names = np.array(terms.words, np.str_)
    return Worst(distinct // len(terms.words), names[distinct % len(terms.words)], worst)

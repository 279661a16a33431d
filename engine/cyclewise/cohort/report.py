"""The report of a cohort: every endpoint counted."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import numpy as np

from cyclewise.cohort.counting import Count, count
from cyclewise.cohort.curves import Curve, Drawing, Grouped, Watch
from cyclewise.cohort.flow import Attrition, Step, attrition, flow_steps
from cyclewise.cohort.found import Course, Found
from cyclewise.cohort.grades import GradeTable, grade_table
from cyclewise.cohort.page import (
    Courses,
    Flow,
    FollowUp,
    Landmark,
    Measure,
    Measures,
    Page,
    TimeToEvent,
    WorstGrades,
)
from cyclewise.cohort.risk import Flags
from cyclewise.cohort.study import Study
from cyclewise.records import dataclass
from cyclewise.values.quantity import parse_quantity
from cyclewise.values.truth import Truth


@dataclass(frozen=True, slots=True)
class Told:
    """What the report says of a cohort beyond its figures: where it is from, whether invented."""

    label: str
    title: str = ""
    synthetic: bool = False
    note: str = ""
    cut_off: int | None = None
    ignored: tuple[str, ...] = ()


@dataclass(frozen=True)
class Report:
    """A cohort's report: the result of each page, in the order of the study's sections."""

    study: Study
    found: Found
    drawing: Drawing
    told: Told

    @property
    def treated(self) -> int:
        """Return how many patients had a dose: those of whom the figures speak."""
        return int(self.found.treated.sum())

    @cached_property
    def counts(self) -> Mapping[str, tuple[Count, ...]]:
        """Return the measures of each page of them."""
        return {
            page.id: tuple(
                count(measure, self.found, self.drawing.proportions)
                for measure in page.form.measures
            )
            for page in self.study.of(Measures)
            if isinstance(page.form, Measures)
        }

    @cached_property
    def curves(self) -> Mapping[str, Curve]:
        """Return the curve of each time to an event."""
        return {
            page.id: self.drawing.curve(
                page.title, page.form, self.found.times[page.id], self.found
            )
            for page in self.study.of(TimeToEvent)
            if isinstance(page.form, TimeToEvent)
        }

    @cached_property
    def watches(self) -> Mapping[str, Watch]:
        """Return each follow-up."""
        return {
            page.id: self.drawing.watch(self.found.times[page.form.of])
            for page in self.study.of(FollowUp)
            if isinstance(page.form, FollowUp)
        }

    @cached_property
    def landmarks(self) -> Mapping[str, Grouped]:
        """Return the two curves of each landmark."""
        return {
            page.id: self._landmark(page, page.form)
            for page in self.study.of(Landmark)
            if isinstance(page.form, Landmark)
        }

    def _landmark(self, page: Page, form: Landmark) -> Grouped:
        held = self.found.truths[form.by]
        groups = {form.called[0]: held == Truth.MET, form.called[1]: held == Truth.NOT_MET}
        return self.drawing.grouped(
            page.title, self._timed(form.of), self.found.times[page.id], self.found, groups
        )

    def _timed(self, name: str) -> TimeToEvent:
        form = self.study.pages[name].form
        if not isinstance(form, TimeToEvent):
            raise TypeError(f"{name} is no time to an event.")
        return form

    @cached_property
    def subgroups(self) -> Mapping[str, tuple[Grouped, ...]]:
        """Return by endpoint its curves in each division of the cohort."""
        layout = self.study.layout
        return {
            name: tuple(
                self.drawing.grouped(
                    division.title,
                    self._timed(name),
                    self.found.times[name],
                    self.found,
                    {self._measure(each).title: self._holds(each) for each in division.of},
                )
                for division in layout.subgroups
            )
            for name in layout.compared
        }

    def _measure(self, name: str) -> Measure:
        return next(
            each.measure
            for counts in self.counts.values()
            for each in counts
            if each.measure.id == name
        )

    def _holds(self, name: str) -> Flags:
        held = self.found.truths[self._measure(name).condition or ""]
        return np.asarray(held == Truth.MET)

    @cached_property
    def grades(self) -> Mapping[str, GradeTable]:
        """Return each table of grades."""
        tables = self.study.of(WorstGrades)
        return {page.id: grade_table(self.found.worst[page.id], self.found) for page in tables}

    @cached_property
    def steps(self) -> Mapping[str, tuple[Step, ...]]:
        """Return the steps of each flow."""
        return {
            page.id: flow_steps(page.id, page.form, self.found, self._titles)
            for page in self.study.of(Flow)
            if isinstance(page.form, Flow)
        }

    @cached_property
    def attrition(self) -> Attrition:
        """Return what each requirement cost."""
        return attrition(self.found, self._titles)

    @property
    def _titles(self) -> Mapping[str, str]:
        return {rule.id: rule.title for rule in self.study.program.protocol.rules}

    @property
    def courses(self) -> Mapping[str, tuple[Course, ...] | None]:
        """Return each page's courses; None where there are too many to draw."""
        return {page.id: self.found.courses for page in self.study.of(Courses)}

    def limit_of(self, form: Courses) -> float | None:
        """Return the level that counts in the pictures of courses, None where none does."""
        scale = None if form.levels is None else self.study.program.scale(form.levels)
        quantity = None if form.limit is None else parse_quantity(form.limit)
        return None if scale is None or quantity is None else scale.convert(quantity)

"""An audit as every output reads it: what was found, by whose pages, of which cohort."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property

import numpy as np

from cyclewise.audit.deviation import Deviation
from cyclewise.audit.findings import Findings
from cyclewise.audit.judging import Auditor
from cyclewise.audit.overview import Overview
from cyclewise.audit.telling import Teller
from cyclewise.audit.tracing import Because, because
from cyclewise.cohort.report import Told
from cyclewise.protocol.deviation import END, IMPORTANCES, DeviationRule
from cyclewise.reasons.course import Course, Flag, Happening, course_of, later_events
from cyclewise.records import dataclass
from cyclewise.timeline.columns import Integers
from cyclewise.timeline.event import UNDATED
from cyclewise.timeline.timeline import Timeline
from cyclewise.values.calendar import day_words

NOTICE = "Research use; the rules and the deviation pages are not reviewed by a clinician."
IMPORTANT, MINOR = IMPORTANCES
_DOSE = "dose"
_FOLLOWED = 60
"""Days after the last dose, or deviation, that a picture shows whose rest would be the longer."""
_SIGNS = {IMPORTANT: "!", MINOR: "~"}


@dataclass(frozen=True)
class Audit:
    """An audit to be told: by which protocol, what was found, and of whom.

    ``timelines`` are the patients that were read one by one; none where they came of a table.
    """

    auditor: Auditor
    findings: Findings
    told: Told
    timelines: tuple[Timeline, ...] = ()

    @property
    def title(self) -> str:
        """Return what was audited: one patient, or a cohort by its title or its path."""
        if self.patient is not None:
            return f"Audit of {self.patient.patient}"
        return f"Audit of {self.told.title or self.told.label}"

    @property
    def pages(self) -> tuple[DeviationRule, ...]:
        """Return the pages that judged."""
        return self.auditor.pages

    @cached_property
    def overview(self) -> Overview:
        """Return the findings counted."""
        return Overview(self.auditor, self.findings)

    @cached_property
    def gravest(self) -> Integers:
        """Return the places of all deviations, the important ones first."""
        return np.argsort(~self.overview.important, kind="stable")

    @property
    def patient(self) -> Timeline | None:
        """Return the one patient that was audited alone, None for a cohort."""
        return self.timelines[0] if self.timelines else None

    @cached_property
    def because(self) -> tuple[Because, ...]:
        """Return what each deviation of one patient rests on; nothing for a cohort."""
        return () if self.patient is None else because(self.auditor, self.patient)

    @cached_property
    def course(self) -> Course | None:
        """Return the one patient's course with the deviations marked, None where none is dated."""
        if self.patient is None or self.patient.last_day == UNDATED:
            return None
        from cyclewise.advice.advising import Adviser
        from cyclewise.inference.agreement import SecondEngine

        program = self.auditor.program
        until, known = self._drawn_until(self.patient), self.patient.last_day
        answer = Adviser(program, SecondEngine(program)).recommend(self.patient, until, known)
        flags = tuple(
            Flag(each.date, sign, f"{each.importance}: {each.title}", each.importance == IMPORTANT)
            for sign, each in self.signed
        )
        drawn = tuple(each for each in flags if each.day <= until)
        after = later_events(self.patient, program, until) + tuple(
            Happening(each.day, day_words(each.day), f"{each.sign} {each.text}")
            for each in flags
            if each.day > until
        )
        return replace(course_of(answer, program), flags=drawn, planned=None, after=after)

    def _drawn_until(self, patient: Timeline) -> int:
        """Return the last day of the picture, in which years of follow-up would leave no room."""
        ends = {page.id for page in self.pages if page.judges == END}
        days = [event.first for event in patient.events if event.concept == _DOSE]
        days += [each.date for each in self.deviations() if each.rule not in ends]
        last = patient.last_day
        until = max(days, default=last) + _FOLLOWED
        return until if days and last - until > until - min(days) else last

    @property
    def signed(self) -> tuple[tuple[str, Deviation], ...]:
        """Return the deviations with their signs: !1 is important, ~2 is minor."""
        return tuple(
            (f"{_SIGNS[each.importance]}{number}", each)
            for number, each in enumerate(self.deviations(), 1)
        )

    def deviations(self, places: Integers | None = None) -> Iterator[Deviation]:
        """Yield deviations by their places; all of them, by patient and date, where none are."""
        teller = Teller(self.auditor, self.findings.found)
        if places is None:
            yield from teller
            return
        for place in places.tolist():
            yield teller.deviation(place)

"""The days of a course, each judged with what is known on the day of the question."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

import numpy as np
import numpy.typing as npt

from cyclewise.advice.everyday import every_day
from cyclewise.advice.recommendation import Recommendation
from cyclewise.facts.point import Points
from cyclewise.facts.program import YES_NO_FACTS, Program
from cyclewise.facts.reading import Reading
from cyclewise.facts.sheet import Sheet
from cyclewise.logic.condition import Condition, Truths, distinct
from cyclewise.protocol.criterion import Criterion
from cyclewise.protocol.uses import conditions_of_form
from cyclewise.records import dataclass
from cyclewise.timeline.columns import Frame, Integers, columns_from, day_of
from cyclewise.timeline.event import Event


@dataclass(frozen=True)
class Days:
    """Days one after another, each a decision point of the same patient."""

    sheet: Sheet
    events: tuple[Event, ...]
    whole: bool
    """Every day that was asked for is among them."""

    @classmethod
    def of(cls, recommendation: Recommendation, program: Program, first: int, last: int) -> Days:
        """Return the days from a first to a last one; of a very long course the last of them."""
        timeline = recommendation.timeline
        columns = columns_from([timeline], program.knowledge)
        day = every_day(timeline, columns, first, last)
        nobody = np.zeros(len(day), np.int64)
        points = Points.at_end_of_day(nobody, day, nobody + recommendation.known)
        sheet = Sheet(program, columns, points)
        return cls(sheet, timeline.events, whole=(day[0], day[-1]) == (first, last))

    @property
    def day(self) -> Integers:
        """Return each day, in days since 1970-01-01."""
        return self.sheet.points.day

    @cached_property
    def program(self) -> Program:
        """Return the linked protocol."""
        return self.sheet.program

    def truth(self, condition: Condition[Criterion]) -> Truths:
        """Return whether a condition is met on each day."""
        return self.sheet.truth(condition)

    def begun(self, since: str | None) -> int:
        """Return how many days pass before an event; all of them where it never happens."""
        if since is None:
            return 0
        key = self.sheet.reading(since).key
        there = (key >= 0) & (day_of(np.maximum(key, 0)) <= self.day)
        return int(np.argmax(there)) if there.any() else len(self.day)

    def dated(self, reading: Reading) -> Iterator[tuple[int, Event]]:
        """Yield each place on which a reading's value was recorded that day, with the event."""
        frame = reading.frame
        if frame is None or not len(frame):
            return
        today = reading.known & (reading.key >= 0) & (reading.row >= 0)
        today &= _dated_on(frame, np.maximum(reading.row, 0), self.day)
        for place in np.flatnonzero(today).tolist():
            yield place, self._event(frame, int(reading.row[place]))

    def evidence(self, condition: Condition[Criterion]) -> Iterator[tuple[int, Event]]:
        """Yield each place on which something a condition reads was recorded, with the event."""
        for criterion in distinct(condition):
            if criterion.asks == "ever":
                yield from self._ever(criterion)
            elif criterion.asks == "fact":
                yield from self._read_for(criterion)

    def _read_for(self, criterion: Criterion) -> Iterator[tuple[int, Event]]:
        fact = criterion.subject
        if fact in YES_NO_FACTS:
            return
        definition = self.program.definitions.get(fact)
        below = conditions_of_form(definition.form) if definition is not None else ()
        if not below:
            yield from self.dated(self.sheet.reading(fact, criterion.within, criterion.since))
        for condition in below:
            yield from self.evidence(condition)

    def _ever(self, criterion: Criterion) -> Iterator[tuple[int, Event]]:
        measured, _ = self.sheet.ever(criterion)
        sight = measured.rows.sight
        if not len(sight):
            return
        today = _dated_on(sight.frame, sight.row, self.day[sight.point])
        for entry in np.flatnonzero(today).tolist():
            yield int(sight.point[entry]), self._event(sight.frame, int(sight.row[entry]))

    def _event(self, frame: Frame, row: int) -> Event:
        if frame.event is None:
            raise ValueError("A course is drawn of a timeline, which knows its events.")
        return self.events[int(frame.event[row])]


def _dated_on(frame: Frame, row: Integers, day: Integers) -> npt.NDArray[np.bool_]:
    """Return which rows are dated on a day, and not only in its month or year."""
    on_day: npt.NDArray[np.bool_] = (frame.first[row] == day) & (frame.last[row] == day)
    return on_day

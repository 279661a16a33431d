"""A crowd: patients invented for a question, side by side, judged by the kernel in one look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from cyclewise.facts.point import Points
from cyclewise.facts.program import Program
from cyclewise.facts.sheet import Sheet
from cyclewise.inference.exact import Verdicts, evaluate
from cyclewise.inference.settle import NothingCertain
from cyclewise.protocol.cases import Case
from cyclewise.records import dataclass
from cyclewise.timeline.columns import columns_from
from cyclewise.timeline.event import Event
from cyclewise.timeline.timeline import Timeline, timeline_of

MOST_EVENTS = 40
"""How many events a patient may have who is to show that a state is reached."""

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Invented:
    """A patient with the day of the question, what was known by then, and how they were made."""

    timeline: Timeline
    as_of: int
    known: int
    changes: tuple[str, ...] = ()

    @classmethod
    def from_case(cls, case: Case) -> Invented:
        """Return the patient of a case; facts given there by hand are left out."""
        return cls(case.timeline, case.as_of, case.known)

    @property
    def events(self) -> tuple[Event, ...]:
        """Return what the patient has on record."""
        return self.timeline.events

    @property
    def record(self) -> tuple[object, ...]:
        """Return what tells this patient from others: the day, and every event."""
        return (self.as_of, self.known, *map(_told, self.events))

    def with_events(self, events: Sequence[Event], program: Program, change: str) -> Invented:
        """Return the patient with other events; ``change`` says what was done."""
        timeline = timeline_of(self.timeline.patient, events, program.knowledge)
        return replace(self, timeline=timeline, changes=(*self.changes, change))


class Crowd:
    """Invented patients, each at one decision point."""

    def __init__(self, program: Program, patients: Sequence[Invented]) -> None:
        """Take the patients; those with more events than may show anything stay outside."""
        self.program = program
        self.patients = tuple(each for each in patients if len(each.events) <= MOST_EVENTS)

    @cached_property
    def sheet(self) -> Sheet:
        """Return the facts of all patients."""
        columns = columns_from([each.timeline for each in self.patients], self.program.knowledge)
        points = Points.at_end_of_day(
            np.arange(len(self.patients)),
            np.array([each.as_of for each in self.patients], np.int64),
            np.array([each.known for each in self.patients], np.int64),
        )
        return Sheet(self.program, columns, points)

    @cached_property
    def unsettled(self) -> Flags:
        """Return for whom nothing is certain; then nothing can be settled for the whole crowd."""
        try:
            _ = self.verdicts
        except NothingCertain as nothing:
            return nothing.where
        return np.zeros(len(self.patients), bool)

    @cached_property
    def verdicts(self) -> Verdicts:
        """Return what every rule says of all patients, and what stands."""
        return evaluate(self.sheet)


def crowd_of_cases(cases: Sequence[Case]) -> tuple[Invented, ...]:
    """Return the patients of cases, each once, the smallest first."""
    patients = [Invented.from_case(case) for case in cases if not case.parameters]
    once = {each.record: each for each in reversed(patients)}
    return tuple(sorted(once.values(), key=lambda each: len(each.events)))


def _told(event: Event) -> tuple[object, ...]:
    beside = ((name, value.text) for name, value in event.attributes.items())
    return (event.concept, event.first, event.minute, event.known, event.value.text, *beside)

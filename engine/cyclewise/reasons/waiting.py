"""Waiting: the first day on which an action would stand if nothing else happens, or nearly so."""

from __future__ import annotations

import numpy as np

from cyclewise.advice.advising import Adviser
from cyclewise.facts.point import Points
from cyclewise.facts.sheet import Sheet
from cyclewise.inference.exact import evaluate
from cyclewise.inference.settle import OUTCOMES
from cyclewise.protocol.rule import Phase
from cyclewise.reasons.counterfactual import Change, Counterfactual
from cyclewise.reasons.supposable import Supposable
from cyclewise.records import dataclass
from cyclewise.timeline.columns import columns_from
from cyclewise.timeline.timeline import timeline_of

_LONGEST = 366
"""So many days are waited for at most."""


@dataclass(frozen=True)
class Later:
    """A later day, and the changes with which an action stands then; none are needed if none is.

    ``patient`` is the record of today, looked at on that day.
    """

    patient: Supposable
    changes: tuple[Change, ...]

    @property
    def day(self) -> int:
        """Return the day that is waited for."""
        return self.patient.as_of


def nothing_new(patient: Supposable, day: int) -> Supposable:
    """Return a patient on a later day, if nothing is recorded or becomes known until then."""
    seen = [
        each
        for each in patient.timeline.events
        if each.first <= patient.as_of and each.known <= patient.known
    ]
    same = patient.timeline
    timeline = timeline_of(same.patient, seen, patient.program.knowledge, same.label)
    return Supposable(patient.program, timeline, day, day)


def waiting_alone(adviser: Adviser, patient: Supposable, action: str) -> Later | None:
    """Return the first later day on which an action stands of itself, None where it never does."""
    days = np.arange(patient.as_of + 1, patient.as_of + 1 + _LONGEST)
    alone = nothing_new(patient, patient.as_of)
    points = Points.at_end_of_day(np.zeros(len(days), np.int64), days, days)
    columns = columns_from([alone.timeline], patient.program.knowledge)
    sheet = Sheet(patient.program, columns, points)
    verdicts = evaluate(sheet)
    stands = np.flatnonzero(verdicts.settled.action == OUTCOMES.index(action))
    if not len(stands):
        return None
    first = int(stands[0])
    if adviser.second.absent is None:
        adviser.second.check(sheet, verdicts, first)
    return Later(nothing_new(patient, int(days[first])), ())


def waiting_until(
    adviser: Adviser, patient: Supposable, phase: Phase, action: str, day: int
) -> Later | None:
    """Return the smallest changes with which an action stands on a later day, None without any."""
    then = nothing_new(patient, day)
    found = Counterfactual(adviser, then, phase, action).found()
    return Later(then, found.changes) if found.changes else None

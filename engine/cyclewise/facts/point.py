"""Decision points: a patient, a moment, and what was known by then."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt

from cyclewise.records import dataclass
from cyclewise.timeline.columns import Frame, Integers, by_patient, end_of_day
from cyclewise.timeline.event import NO_TIME

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Moments:
    """Which points are doses judged before treatment of their own day, and at which minute.

    ``minute`` is ``NO_TIME`` where no time is recorded, and at every other point.
    """

    judged: Flags
    minute: Integers

    def take(self, which: Integers | Flags) -> Moments:
        """Return the moments of some points."""
        return Moments(self.judged[which], self.minute[which])


@dataclass(frozen=True)
class Points:
    """Decision points as columns, one entry a point.

    ``patient`` counts into the columns' patients; ``day`` and ``known`` are days since
    1970-01-01; ``key`` is the place in the order of events up to which a point sees.
    ``moments`` tells doses judged before treatment of their own day; None where there are none.
    """

    patient: Integers
    day: Integers
    known: Integers
    key: Integers
    moments: Moments | None = None

    def __len__(self) -> int:
        """Return the number of points."""
        return len(self.day)

    @cached_property
    def numbered(self) -> Integers:
        """Return the number of each point."""
        return np.arange(len(self.day))

    @cached_property
    def ordered(self) -> Integers:
        """Return a number for each point that rises with patient and moment, as in frames."""
        return by_patient(self.patient, self.key)

    @cached_property
    def some_know_less(self) -> bool:
        """Return whether some point knows less than was known on its own day."""
        return bool((self.known < self.day).any())

    @cached_property
    def timed(self) -> Moments | None:
        """Return the moments where some point has a time, else None."""
        if self.moments is None or not (self.moments.minute != NO_TIME).any():
            return None
        return self.moments

    @classmethod
    def at_end_of_day(cls, patient: Integers, day: Integers, known: Integers) -> Points:
        """Return points that see everything dated on their day and known by then."""
        day = np.asarray(day, np.int64)
        return cls(np.asarray(patient, np.int64), day, np.asarray(known, np.int64), end_of_day(day))

    @classmethod
    def before_treatment(cls, patient: Integers, frame: Frame, row: Integers) -> Points:
        """Return the points at which doses are judged, by what was known on their day.

        Each sees everything before its day; of its day the results, and the treatments before
        it in the order; neither itself nor the day's outcomes. Where an event of that day and
        the dose both have a time, the time alone decides.
        """
        moments = Moments(np.ones(len(row), bool), frame.minute[row])
        day = frame.first[row]
        return cls(np.asarray(patient, np.int64), day, day, frame.key[row] - 1, moments)

    @classmethod
    def together(cls, parts: Sequence[Points]) -> Points:
        """Return the points of several parts, in their order."""
        patient, day, known, key = (
            np.concatenate([getattr(part, name) for part in parts])
            for name in ("patient", "day", "known", "key")
        )
        if all(part.moments is None for part in parts):
            return cls(patient, day, known, key)
        told = [part.moments or _none_judged(len(part)) for part in parts]
        judged = np.concatenate([each.judged for each in told])
        minute = np.concatenate([each.minute for each in told])
        return cls(patient, day, known, key, Moments(judged, minute))

    def take(self, which: Integers | Flags) -> Points:
        """Return some of the points."""
        moments = None if self.moments is None else self.moments.take(which)
        return Points(
            self.patient[which], self.day[which], self.known[which], self.key[which], moments
        )

    def on_days(self, which: Integers, day: Integers) -> Points:
        """Return for some points a point on each of some days, by what they know.

        On a point's own day it is that point itself, on every other the end of the day.
        """
        ends = Points.at_end_of_day(self.patient[which], day, self.known[which])
        if self.moments is None:
            return ends
        own = self.moments.judged[which] & (day == self.day[which])
        key = np.where(own, self.key[which], ends.key)
        minute = np.where(own, self.moments.minute[which], NO_TIME)
        return Points(ends.patient, ends.day, ends.known, key, Moments(own, minute))


def _none_judged(points: int) -> Moments:
    return Moments(np.zeros(points, bool), np.full(points, NO_TIME, np.int64))

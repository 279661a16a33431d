"""Decision points: a patient, a moment, and what was known by then."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cyclewise.timeline.columns import Integers, end_of_day


@dataclass(frozen=True, slots=True)
class Points:
    """Decision points as columns, one entry a point.

    ``patient`` counts into the columns' patients; ``day`` and ``known`` are days since
    1970-01-01; ``key`` is the place in the order of events up to which a point sees.
    """

    patient: Integers
    day: Integers
    known: Integers
    key: Integers

    def __len__(self) -> int:
        """Return the number of points."""
        return len(self.day)

    @classmethod
    def at_end_of_day(cls, patient: Integers, day: Integers, known: Integers) -> Points:
        """Return points that see everything dated on their day and known by then."""
        day = np.asarray(day, np.int64)
        return cls(np.asarray(patient, np.int64), day, np.asarray(known, np.int64), end_of_day(day))

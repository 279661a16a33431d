"""The table every estimate begins with: who is at risk at each time, and what happens then."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from cyclewise.records import dataclass

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

CENSORED = 0
"""The outcome of somebody to whom nothing happened as long as they were followed."""


@dataclass(frozen=True, slots=True)
class Risk:
    """The distinct times of a cohort in rising order, events before what is censored on a time.

    ``at_risk`` counts those still followed just before each time; ``events`` has one row for each
    outcome, in the order of their codes from 1 on.
    """

    time: Integers | Floats
    at_risk: Integers
    events: Integers
    censored: Integers

    @property
    def failed(self) -> Integers:
        """Return how many had any event at each time."""
        return np.asarray(self.events.sum(axis=0), np.int64)


def risk_table(time: Integers | Floats, outcome: Integers, outcomes: int = 1) -> Risk:
    """Return the table of a cohort: one time and one outcome a patient, 0 where censored.

    Times are compared exactly, so they should be whole days. Raises ValueError for a time below
    zero or an outcome above ``outcomes``.
    """
    if len(time) and (time.min() < 0 or outcome.min() < 0 or outcome.max() > outcomes):
        raise ValueError("A time is below zero, or an outcome is not one of those counted.")
    distinct: Integers | Floats
    distinct, place = np.unique(time, return_inverse=True)  # type: ignore[assignment]
    leaving = np.bincount(place, minlength=len(distinct))
    at_risk = leaving[::-1].cumsum()[::-1]
    counts = np.zeros((outcomes + 1, len(distinct)), np.int64)
    np.add.at(counts, (outcome, place), 1)
    return Risk(distinct, at_risk, counts[1:], counts[CENSORED])

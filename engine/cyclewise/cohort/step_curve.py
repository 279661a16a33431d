"""What is read off any curve that changes in steps: at a time, and by when a part is reached."""

from __future__ import annotations

from abc import ABC, abstractmethod
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from cyclewise.cohort.band import band
from cyclewise.records import dataclass

if TYPE_CHECKING:
    from cyclewise.cohort.band import Kind
    from cyclewise.cohort.risk import Floats, Risk


@dataclass(frozen=True, slots=True)
class Estimate:
    """A probability at one time, with its interval and how many were still at risk.

    All but ``at_risk`` is None where nobody was followed so long: nothing is extrapolated. The
    limits alone are None where the curve has no interval, as before the first event.
    """

    probability: float | None
    low: float | None
    high: float | None
    at_risk: int


@dataclass(frozen=True, slots=True)
class Quantile:
    """A time with its interval; None where the curve, or the limit, never gets there."""

    time: float | None
    low: float | None
    high: float | None


class StepCurve(ABC):
    """A probability over time with its error and its interval, from a table of who is at risk."""

    risk: Risk
    kind: Kind
    level: float
    start: ClassVar[float]
    """The probability before anything has happened."""
    estimator: ClassVar[str]

    @property
    @abstractmethod
    def probability(self) -> Floats:
        """Return the probability just after each time."""

    @property
    @abstractmethod
    def error(self) -> Floats:
        """Return the standard error after each time; nan where nobody is left."""

    @abstractmethod
    def quantile(self, part: float = 0.5) -> Quantile:
        """Return by when a part has had the event; the median by default."""

    @cached_property
    def limits(self) -> tuple[Floats, Floats]:
        """Return the lower and upper limits after each time, nan where there are none."""
        return band(self.probability, self.error, self.kind, self.level)

    def at(self, time: float) -> Estimate:
        """Return the probability at a time; a time after the last one has none."""
        times = self.risk.time
        if not len(times) or time > times[-1]:
            return Estimate(None, None, None, 0)
        step = int(np.searchsorted(times, time, side="right")) - 1
        left = int(self.risk.at_risk[int(np.searchsorted(times, time, side="left"))])
        if step < 0:
            low, high = band(np.full(1, self.start), np.zeros(1), self.kind, self.level)
            return Estimate(self.start, known(low[0]), known(high[0]), left)
        low, high = (limit[step] for limit in self.limits)
        return Estimate(float(self.probability[step]), known(low), known(high), left)


def known(number: float) -> float | None:
    """Return a number, None for nan."""
    return None if np.isnan(number) else float(number)

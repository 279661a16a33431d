"""Aalen-Johansen: the part of a cohort that has had one event, where another may come first."""

from __future__ import annotations

from functools import cached_property
from typing import ClassVar

import numpy as np

from cyclewise.cohort.band import LEVEL, Kind
from cyclewise.cohort.quantile import crossing
from cyclewise.cohort.risk import Floats, Integers, Risk, risk_table
from cyclewise.cohort.step_curve import Quantile, StepCurve, known
from cyclewise.records import dataclass


@dataclass(frozen=True)
class Incidence(StepCurve):
    """The cumulative incidence of the outcome with one code among several that compete."""

    risk: Risk
    outcome: int
    kind: Kind = "log-log"
    level: float = LEVEL
    start: ClassVar[float] = 0.0
    estimator: ClassVar[str] = "Aalen-Johansen"

    @cached_property
    def _before(self) -> Floats:
        """Return the part to which nothing had happened just before each time."""
        at_risk = self.risk.at_risk
        after = np.cumprod((at_risk - self.risk.failed) / at_risk)
        return np.concatenate([[1.0], after[:-1]])

    @cached_property
    def probability(self) -> Floats:
        """Return the incidence just after each time."""
        hazard = self.risk.events[self.outcome - 1] / self.risk.at_risk
        return np.cumsum(self._before * hazard)

    @cached_property
    def error(self) -> Floats:
        """Return the standard error after each time (infinitesimal jackknife, as in R)."""
        at_risk, reached = self.risk.at_risk.astype(float), self.probability
        one, any_ = self.risk.events[self.outcome - 1] / at_risk, self.risk.failed / at_risk
        with np.errstate(all="ignore"):
            # What an event of today takes from the incidence to come; nobody is left, nothing.
            lost = np.where(any_ < 1, 1 / (1 - any_), 0.0)
        own = self._before**2 * one * (1 - one) / at_risk
        mixed = self._before * lost * one * (1 - any_) / at_risk
        other = lost**2 * any_ * (1 - any_) / at_risk
        sums = [np.cumsum(each) for each in (own, mixed, other)]
        moved = [np.cumsum(each * reached) for each in (mixed, other)]
        square = np.cumsum(other * reached**2)
        variance = (
            sums[0]
            - 2 * (reached * sums[1] - moved[0])
            + (reached**2 * sums[2] - 2 * reached * moved[1] + square)
        )
        return np.asarray(np.sqrt(np.maximum(variance, 0)), np.float64)

    def quantile(self, part: float = 0.5) -> Quantile:
        """Return by when a part of the cohort has had the event; its interval is not given."""
        if not len(self.risk.time):
            return Quantile(None, None, None)
        time = np.concatenate([[0], self.risk.time])
        reached = np.concatenate([[0.0], self.probability])
        return Quantile(known(crossing(time, reached, part)), None, None)


def aalen_johansen(
    time: Integers | Floats,
    outcome: Integers,
    outcomes: int,
    kind: Kind = "log-log",
    level: float = LEVEL,
) -> tuple[Incidence, ...]:
    """Return the incidence of each outcome from 1 to ``outcomes``; 0 is censored."""
    table = risk_table(time, outcome, outcomes)
    return tuple(Incidence(table, code, kind, level) for code in range(1, outcomes + 1))

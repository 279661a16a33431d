"""Kaplan-Meier: the part of a cohort to which nothing has happened yet, over time."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from cyclewise.cohort.band import LEVEL, Kind, band
from cyclewise.cohort.quantile import crossing
from cyclewise.cohort.risk import CENSORED, Floats, Integers, Risk, risk_table
from cyclewise.records import dataclass


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


@dataclass(frozen=True)
class Survival:
    """A Kaplan-Meier curve: its steps, its standard error (Greenwood) and its interval."""

    risk: Risk
    kind: Kind = "log-log"
    level: float = LEVEL

    @cached_property
    def probability(self) -> Floats:
        """Return the probability just after each time."""
        at_risk = self.risk.at_risk
        return np.asarray(np.cumprod((at_risk - self.risk.failed) / at_risk), np.float64)

    @cached_property
    def error(self) -> Floats:
        """Return the standard error after each time; nan where nobody is left."""
        at_risk, failed = self.risk.at_risk, self.risk.failed
        with np.errstate(all="ignore"):
            parts = failed / (at_risk * (at_risk - failed))
            return np.asarray(self.probability * np.sqrt(np.cumsum(parts)), np.float64)

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
            low, high = band(np.ones(1), np.zeros(1), self.kind, self.level)
            return Estimate(1.0, known(low[0]), known(high[0]), left)
        low, high = (limit[step] for limit in self.limits)
        return Estimate(float(self.probability[step]), known(low), known(high), left)

    def quantile(self, part: float = 0.5) -> Quantile:
        """Return by when a part has had the event; the median by default."""
        if not len(self.risk.time):
            return Quantile(None, None, None)
        time = np.concatenate([[0], self.risk.time])
        low, high = self.limits
        curves = (self.probability, low, high)
        found = (crossing(time, np.concatenate([[0.0], 1 - each]), part) for each in curves)
        return Quantile(*map(known, found))


def known(number: float) -> float | None:
    """Return a number, None for nan."""
    return None if np.isnan(number) else float(number)


def kaplan_meier(
    time: Integers | Floats, outcome: Integers, kind: Kind = "log-log", level: float = LEVEL
) -> Survival:
    """Return the curve of a cohort: any outcome above 0 is the event, 0 is censored."""
    happened = (np.asarray(outcome) != CENSORED).astype(np.int64)
    return Survival(risk_table(time, happened), kind, level)


def follow_up(
    time: Integers | Floats, outcome: Integers, kind: Kind = "log-log", level: float = LEVEL
) -> Survival:
    """Return the curve of how long a cohort was followed: events end it as censoring else does.

    This is the reverse Kaplan-Meier curve. Who dies on the day on which another is censored is
    still counted as followed on it, as in R.
    """
    return kaplan_meier(time, (np.asarray(outcome) == CENSORED).astype(np.int64), kind, level)

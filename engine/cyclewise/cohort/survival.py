"""Kaplan-Meier: the part of a cohort to which nothing has happened yet, over time."""

from __future__ import annotations

from functools import cached_property
from typing import ClassVar

import numpy as np

from cyclewise.cohort.band import LEVEL, Kind
from cyclewise.cohort.quantile import crossing
from cyclewise.cohort.risk import CENSORED, Floats, Integers, Risk, risk_table
from cyclewise.cohort.step_curve import Quantile, StepCurve, known
from cyclewise.records import dataclass


@dataclass(frozen=True)
class Survival(StepCurve):
    """A Kaplan-Meier curve: its steps, its standard error (Greenwood) and its interval."""

    risk: Risk
    kind: Kind = "log-log"
    level: float = LEVEL
    start: ClassVar[float] = 1.0
    estimator: ClassVar[str] = "Kaplan-Meier"

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

    def quantile(self, part: float = 0.5) -> Quantile:
        """Return by when a part has had the event; the median by default."""
        if not len(self.risk.time):
            return Quantile(None, None, None)
        time = np.concatenate([[0], self.risk.time])
        low, high = self.limits
        curves = (self.probability, low, high)
        found = (crossing(time, np.concatenate([[0.0], 1 - each]), part) for each in curves)
        return Quantile(*map(known, found))


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

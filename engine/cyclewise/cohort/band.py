"""Intervals around a probability that was estimated with a standard error, pointwise."""

from __future__ import annotations

from statistics import NormalDist
from typing import Literal

import numpy as np

from cyclewise.cohort.risk import Floats

Kind = Literal["log-log", "log", "plain"]
KINDS: tuple[Kind, ...] = ("log-log", "log", "plain")
LEVEL = 0.95


def deviate(level: float) -> float:
    """Return how many standard errors an interval of a level reaches to either side."""
    return NormalDist().inv_cdf(1 - (1 - level) / 2)


def band(
    probability: Floats, error: Floats, kind: Kind = "log-log", level: float = LEVEL
) -> tuple[Floats, Floats]:
    """Return the lower and upper limits of probabilities with their standard errors.

    nan where a kind gives none: at 0 for all three, at 1 for log-log as well.
    """
    z = deviate(level)
    with np.errstate(all="ignore"):
        relative = np.where(error == 0, 0.0, error / probability) * z
        if kind == "plain":
            width = relative * probability
            return np.maximum(probability - width, 0), np.minimum(probability + width, 1)
        if kind == "log":
            size = np.log(np.where(probability == 0, np.nan, probability))
            return np.exp(size - relative), np.minimum(np.exp(size + relative), 1)
        inner = np.where((probability == 0) | (probability == 1), np.nan, probability)
        size = np.log(inner)
        reach = relative / size
        return (
            np.exp(-np.exp(np.log(-size) - reach)),
            np.exp(-np.exp(np.log(-size) + reach)),
        )

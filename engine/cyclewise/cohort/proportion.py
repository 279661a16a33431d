"""A proportion with its exact interval, as trials print response rates."""

from __future__ import annotations

from math import exp, lgamma, log, log1p

from cyclewise.cohort.band import LEVEL, deviate
from cyclewise.records import dataclass

CLOPPER_PEARSON = "Clopper-Pearson"
WILSON = "Wilson"

_TINY = 1e-300
_ENOUGH = 1e-16
_HALVINGS = 200


@dataclass(frozen=True, slots=True)
class Proportion:
    """So many of so many, with an interval whose method is named; none of nobody."""

    count: int
    of: int
    low: float | None
    high: float | None
    method: str

    @property
    def fraction(self) -> float | None:
        """Return the part, None of nobody."""
        return self.count / self.of if self.of else None


def clopper_pearson(count: int, of: int, level: float = LEVEL) -> Proportion:
    """Return a proportion with the exact interval of the binomial distribution."""
    if not of:
        return Proportion(count, of, None, None, CLOPPER_PEARSON)
    tail = (1 - level) / 2
    low = 0.0 if count == 0 else _beta_quantile(tail, count, of - count + 1)
    high = 1.0 if count == of else 1 - _beta_quantile(tail, of - count, count + 1)
    return Proportion(count, of, low, high, CLOPPER_PEARSON)


def wilson(count: int, of: int, level: float = LEVEL) -> Proportion:
    """Return a proportion with Wilson's score interval."""
    if not of:
        return Proportion(count, of, None, None, WILSON)
    z = deviate(level)
    part, more = count / of, z * z / of
    middle = (part + more / 2) / (1 + more)
    reach = z * (part * (1 - part) / of + more / (4 * of)) ** 0.5 / (1 + more)
    low = 0.0 if count == 0 else middle - reach
    high = 1.0 if count == of else middle + reach
    return Proportion(count, of, low, high, WILSON)


METHODS = {CLOPPER_PEARSON: clopper_pearson, WILSON: wilson}
"""The intervals of a proportion by name."""


def _beta_quantile(probability: float, a: float, b: float) -> float:
    """Return where the beta distribution has a probability below it, by halving."""
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        if beta_below(middle, a, b) < probability:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def beta_below(x: float, a: float, b: float) -> float:
    """Return the regularised incomplete beta function, by its continued fraction."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x))
    if x < (a + 1) / (a + b + 2):
        return front * _fraction(x, a, b) / a
    return 1 - front * _fraction(1 - x, b, a) / b


def _fraction(x: float, a: float, b: float) -> float:
    """Return the continued fraction of the incomplete beta function, by Lentz's method."""
    c, d = 1.0, 1 / _kept(1 - (a + b) * x / (a + 1))
    total, turn = d, 0
    while True:
        turn += 1
        double = a + 2 * turn
        even = turn * (b - turn) * x / ((double - 1) * double)
        odd = -(a + turn) * (a + b + turn) * x / (double * (double + 1))
        for part in (even, odd):
            d, c = 1 / _kept(1 + part * d), _kept(1 + part / c)
            total *= d * c
        if abs(d * c - 1) < _ENOUGH:
            return total


def _kept(number: float) -> float:
    """Keep a number from zero, by which nothing can be divided."""
    return number if abs(number) > _TINY else _TINY

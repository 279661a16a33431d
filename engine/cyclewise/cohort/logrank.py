"""The log-rank test: whether the curves of several groups could be one curve."""

from __future__ import annotations

from math import erfc, exp, gamma, sqrt

import numpy as np

from cyclewise.cohort.risk import CENSORED, Flags, Floats, Integers, risk_table
from cyclewise.records import dataclass

_FEWEST = 2
"""Groups that can be compared."""


@dataclass(frozen=True, slots=True)
class LogRank:
    """Observed and expected events by group, the statistic and its probability by chance.

    ``probability`` is None where there is nothing to compare: one group, or no event.
    """

    observed: tuple[int, ...]
    expected: tuple[float, ...]
    statistic: float | None
    freedom: int
    probability: float | None


def log_rank(time: Integers | Floats, outcome: Integers, group: Integers, groups: int) -> LogRank:
    """Compare groups numbered from 0 on; any outcome above 0 is the event."""
    happened = (np.asarray(outcome) != CENSORED).astype(np.int64)
    table = risk_table(time, happened)
    at_risk = np.stack([_at_risk(time, group == each, table.time) for each in range(groups)])
    failed = np.stack(
        [_failed(time, happened, group == each, table.time) for each in range(groups)]
    )
    everyone, events = table.at_risk.astype(float), table.failed.astype(float)
    share = at_risk / everyone
    expected = (share * events).sum(axis=1)
    observed = failed.sum(axis=1)
    spread = np.where(everyone > 1, events * (everyone - events) / np.maximum(everyone - 1, 1), 0)
    between = np.diag((share * spread).sum(axis=1)) - (share * spread) @ share.T
    statistic, freedom = _statistic(observed - expected, expected, between)
    return LogRank(
        tuple(int(each) for each in observed),
        tuple(float(each) for each in expected),
        statistic,
        freedom,
        None if statistic is None else chi_square_above(statistic, freedom),
    )


def _at_risk(time: Integers | Floats, inside: Flags, times: Integers | Floats) -> Integers:
    """Return how many of a group are followed at each time."""
    mine = np.sort(np.asarray(time)[inside])
    return np.asarray(len(mine) - np.searchsorted(mine, times, side="left"), np.int64)


def _failed(
    time: Integers | Floats, happened: Integers, inside: Flags, times: Integers | Floats
) -> Integers:
    """Return how many of a group have the event at each time."""
    place = np.searchsorted(times, np.asarray(time)[inside])
    return np.bincount(place, weights=happened[inside], minlength=len(times)).astype(np.int64)


def _statistic(excess: Floats, expected: Floats, between: Floats) -> tuple[float | None, int]:
    """Return the statistic over the groups in which an event could have been expected."""
    there = np.flatnonzero(expected > 0)
    # One group follows from the others.
    kept = there[:-1]
    inner = between[np.ix_(kept, kept)]
    if len(there) < _FEWEST or np.linalg.matrix_rank(inner) < len(kept):
        return None, 0
    return float(excess[kept] @ np.linalg.solve(inner, excess[kept])), len(kept)


def chi_square_above(statistic: float, freedom: int) -> float:
    """Return the probability of a greater chi-square with whole degrees of freedom."""
    half = statistic / 2
    if freedom % 2 == 0:
        term, total = 1.0, 1.0
        for step in range(1, freedom // 2):
            term *= half / step
            total += term
        return exp(-half) * total
    total = erfc(sqrt(half))
    for step in range(1, (freedom + 1) // 2):
        total += exp(-half) * half ** (step - 0.5) / gamma(step + 0.5)
    return total

"""The axis of months under a curve or a course: as many marks as can be read, none overlapping."""

from __future__ import annotations

from math import ceil

from cyclewise.cohort.months import DAYS_A_MONTH

_STEPS = (1, 2, 3, 6, 12, 24, 60)
_MOST = 8


def months_over(days: float) -> range:
    """Return the months that are marked, from 0 to the first one not before a day."""
    longest = max(days, 1) / DAYS_A_MONTH
    step = next((each for each in _STEPS if longest <= _MOST * each), _STEPS[-1])
    return range(0, step * ceil(longest / step) + 1, step)

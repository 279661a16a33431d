"""The time by which a part of a cohort has had its event, by the conventions of R's survival."""

from __future__ import annotations

import numpy as np

from cyclewise.cohort.risk import Floats, Integers

# A curve that comes within this of a level stands on it: 5/6 × 4/5 × 3/4 is one half.
_TOLERANCE = float(np.sqrt(np.finfo(np.float64).eps))


def crossing(time: Integers | Floats, reached: Floats, part: float) -> float:
    """Return the time at which a rising curve reaches a part; nan where it never does.

    Where the curve is flat exactly at the part, the time is the middle of that stretch; a stretch
    that is the last one ends with the last time. ``reached`` may have gaps (nan).
    """
    last = float(time[-1])
    first_of_each = np.sort(np.unique(reached, return_index=True)[1])
    time, reached = np.asarray(time, np.float64)[first_of_each], reached[first_of_each]
    order = np.argsort(reached, kind="stable")
    rising = reached[order]
    rising = rising[~np.isnan(rising)]
    begins = int(np.searchsorted(rising, part - _TOLERANCE, side="left"))
    leaves = int(np.searchsorted(rising, part + _TOLERANCE, side="left"))
    if begins == len(rising):
        return float("nan")
    if leaves < len(rising):
        return float(time[order[begins]] + time[order[leaves]]) / 2
    stands_on_it = abs(part - reached[-1]) < _TOLERANCE
    return float(time[order[begins]] + last) / 2 if stands_on_it else float("nan")

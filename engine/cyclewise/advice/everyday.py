"""Every day of a patient's course, one after another, as far as a course can be judged daily."""

from __future__ import annotations

import numpy as np

from cyclewise.timeline.columns import Columns, Integers
from cyclewise.timeline.timeline import Timeline
from cyclewise.values.calendar import Day

_MOST_DAYS = 4000
_MOST_ROWS = 20_000_000
"""Rows of one concept times days: a file of many thousand results is judged for fewer days."""
_AFTERWARDS = 366
"""Days after the last event that are still judged; nothing new has happened by then."""


def every_day(timeline: Timeline, columns: Columns, first: Day, last: Day) -> Integers:
    """Return the days from a first to a last one; of a very long course the last of them."""
    happened = [each.last for each in timeline.events if each.dated and each.last <= last]
    end = max(first, min(last, max(happened, default=first) + _AFTERWARDS))
    begin = max(first, end - _most_days(columns) + 1)
    return np.arange(begin, end + 1, dtype=np.int64)


def _most_days(columns: Columns) -> int:
    rows = max((len(frame) for frame in columns.frames.values()), default=1)
    return max(1, min(_MOST_DAYS, _MOST_ROWS // max(1, rows)))

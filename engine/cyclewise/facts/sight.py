"""A sight is the rows of one concept that are visible at each decision point."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from cyclewise.facts.point import Moments, Points
from cyclewise.records import dataclass
from cyclewise.timeline.columns import (
    POSITIONS,
    Frame,
    Integers,
    by_patient,
    end_of_day,
    position_of,
)
from cyclewise.timeline.event import NO_TIME

Flags = npt.NDArray[np.bool_]

_NO_ROWS = np.zeros(0, np.int64)
_TREATMENT = POSITIONS["treatment"]


@dataclass(frozen=True, slots=True)
class Sight:
    """A ragged array of (point, row), sorted by point and within it by the order of events.

    ``maybe`` marks rows of which it is not certain that they belong: an attribute that
    decides it is not recorded, or a date too coarse to tell what came first.
    """

    frame: Frame
    points: int
    point: Integers
    row: Integers
    maybe: Flags

    def __len__(self) -> int:
        """Return the number of entries, of all points together."""
        return len(self.row)

    def where(self, kept: Flags) -> Sight:
        """Return the entries for which ``kept`` holds."""
        if every(kept):
            return self
        at = np.flatnonzero(kept)
        return Sight(self.frame, self.points, self.point[at], self.row[at], self.maybe[at])

    def doubting(self, doubtful: Flags) -> Sight:
        """Return the same entries with more of them marked ``maybe``."""
        if not some(doubtful):
            return self
        return Sight(self.frame, self.points, self.point, self.row, self.maybe | doubtful)

    def since(self, key: Integers, first: Integers, last: Integers) -> Sight:
        """Return the entries after an event of each point.

        ``key`` is the event's place in the order, ``first`` and ``last`` its earliest and
        latest day; where the dates are too coarse to tell, the entry stays as ``maybe``.
        """
        mine, theirs = self.frame, self.point
        if not mine.has_coarse_dates and not some(first != last):
            return self.where(mine.key[self.row] > key[theirs])
        coarse = (mine.first != mine.last)[self.row] | (first != last)[theirs]
        after = np.where(
            coarse, mine.last[self.row] >= first[theirs], mine.key[self.row] > key[theirs]
        )
        sure = ~coarse | (mine.first[self.row] > last[theirs])
        return self.doubting(~sure).where(after)

    def until(self, first: Integers, last: Integers) -> Sight:
        """Return the entries dated on or before a day of each point.

        The day lies from ``first`` to ``last``; where dates are too coarse to tell, the entry
        stays as ``maybe``.
        """
        late = self.frame.last[self.row] > first[self.point]
        return self.doubting(late).where(self.frame.first[self.row] <= last[self.point])

    def on_day(self, first: Integers, last: Integers) -> Sight:
        """Return the entries dated on a day of each point, ``maybe`` where dates are coarse."""
        begin, end = self.frame.first[self.row], self.frame.last[self.row]
        coarse = (begin != end) | (first != last)[self.point]
        return self.doubting(coarse).where((begin <= last[self.point]) & (end >= first[self.point]))

    def count(self) -> Integers:
        """Return how many entries each point has."""
        return np.bincount(self.point, minlength=self.points)

    def latest(self) -> Integers:
        """Return the entry that comes last for each point, -1 where there is none."""
        chosen = np.full(self.points, -1, np.int64)
        # Of several entries of a point the one written last stays.
        chosen[self.point] = np.arange(len(self.row))
        return chosen

    def first(self) -> Integers:
        """Return the entry that comes first for each point, -1 where there is none."""
        chosen = np.full(self.points, -1, np.int64)
        chosen[self.point[::-1]] = np.arange(len(self.row))[::-1]
        return chosen

    def peak(self, size: npt.NDArray[np.float64]) -> Integers:
        """Return the entry of the greatest size for each point, the latest of several."""
        order = np.lexsort((np.arange(len(size)), size, self.point))
        return self._ordered_last(order)

    def nadir(self, size: npt.NDArray[np.float64]) -> Integers:
        """Return the entry of the least size for each point, the latest of several."""
        return self.peak(-size)

    def _ordered_last(self, order: Integers) -> Integers:
        chosen = np.full(self.points, -1, np.int64)
        chosen[self.point[order]] = order
        return chosen

    def total(self, size: npt.NDArray[np.int64]) -> Integers:
        """Return the sum of whole numbers over each point's entries."""
        sums = np.zeros(self.points, np.int64)
        np.add.at(sums, self.point, size)
        return sums

    def latest_of_each(self, group: Integers) -> Flags:
        """Return the entries that are the last of their (point, group)."""
        order = np.lexsort((np.arange(len(group)), group, self.point))
        point, kind = self.point[order], group[order]
        final = np.ones(len(order), bool)
        final[:-1] = (point[1:] != point[:-1]) | (kind[1:] != kind[:-1])
        kept = np.zeros(len(order), bool)
        kept[order[final]] = True
        return kept


def some(flags: Flags) -> bool:
    """Return whether a flag is set anywhere; on short arrays far faster than ``any``."""
    return b"\1" in flags.tobytes()


def every(flags: Flags) -> bool:
    """Return whether a flag is set everywhere; on short arrays far faster than ``all``."""
    return b"\0" not in flags.tobytes()


def look(frame: Frame, points: Points) -> Sight:
    """Return what each point sees of a concept: dated by then, known by then, not corrected."""
    spread = _spread(frame, points)
    doubted = _perhaps_hidden(spread, points)
    if not len(doubted):
        return spread
    row, by_then = spread.row[doubted], points.known[spread.point[doubted]]
    hidden = (frame.known[row] > by_then) | (frame.replaced[row] <= by_then)
    if not some(hidden):
        return spread
    kept = np.ones(len(spread), bool)
    kept[doubted[hidden]] = False
    return spread.where(kept)


def unseen(frame: Frame, points: Points) -> Sight:
    """Return what is dated by each point and was not known yet."""
    spread = _spread(frame, points)
    doubted = _perhaps_hidden(spread, points)
    row, point, maybe = spread.row[doubted], spread.point[doubted], spread.maybe[doubted]
    later = Sight(frame, len(points), point, row, maybe)
    return later.where(frame.known[row] > points.known[point])


def _perhaps_hidden(spread: Sight, points: Points) -> Integers:
    """Return the entries that their points may not know; most rows are known on their own day."""
    if points.some_know_less:
        return np.arange(len(spread))
    flags = spread.frame.hidden_at_first
    return _NO_ROWS if flags is None else np.flatnonzero(flags[spread.row])


def _spread(frame: Frame, points: Points) -> Sight:
    """Return every row of each point's patient that is dated by then."""
    if points.timed is None or not frame.has_times:
        return _up_to(frame, points, points.key, points.ordered)
    key = np.maximum(points.key, end_of_day(points.day))
    today = _up_to(frame, points, key, by_patient(points.patient, key))
    by_order = frame.key[today.row] <= points.key[today.point]
    return today.where(_by_the_moment(today, points, points.timed, by_order))


def _up_to(frame: Frame, points: Points, key: Integers, ordered: Integers) -> Sight:
    """Return the rows of each point's patient up to a place in the order of events."""
    if not len(frame):
        return Sight(frame, len(points), _NO_ROWS, _NO_ROWS, _NO_ROWS.astype(bool))
    begin = frame.start[points.patient]
    end = np.searchsorted(frame.ordered, ordered, side="right")
    while some(past := (frame.key[end - 1] > key) & (end > begin)):
        # In the same minute the line decides.
        end = end - past
    counts = end - begin
    point = np.repeat(points.numbered, counts)
    row = np.repeat(begin - np.cumsum(counts) + counts, counts)
    row += np.arange(len(row))
    return Sight(frame, len(points), point, row, np.zeros(len(row), bool))


def _by_the_moment(sight: Sight, points: Points, moments: Moments, by_order: Flags) -> Flags:
    """Return what is dated by each point, where a time may decide within a dose's own day.

    Of two treatments in the same minute the order still decides, or each would see the other.
    """
    frame, row, point = sight.frame, sight.row, sight.point
    mine, theirs = frame.minute[row], moments.minute[point]
    today = moments.judged[point] & (frame.first[row] == points.day[point])
    timed = today & (frame.first == frame.last)[row] & (mine != NO_TIME) & (theirs != NO_TIME)
    if not some(timed):
        return by_order
    level = (mine == theirs) & (by_order | (position_of(frame.key[row]) != _TREATMENT))
    return np.where(timed, (mine < theirs) | level, by_order)

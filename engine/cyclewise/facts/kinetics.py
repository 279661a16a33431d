"""The course of a measurement: the greatest rise between two of its values that are near enough."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from cyclewise.facts.age import WHOLE_DAYS, Limit
from cyclewise.facts.arithmetic import OPERATIONS
from cyclewise.facts.reading import Reading, Why, nothing
from cyclewise.facts.rows import Measured
from cyclewise.facts.sight import some
from cyclewise.protocol.definition import KineticsForm
from cyclewise.records import dataclass
from cyclewise.timeline.columns import Cells, Floats, Integers
from cyclewise.timeline.event import NO_TIME
from cyclewise.values.exact import ratio

Flags = npt.NDArray[np.bool_]

_DAY = 24 * 60
_LAST_MINUTE = _DAY - 1


@dataclass(frozen=True, slots=True)
class Kinetics:
    """The greatest rise at each point, and the two entries of ``measured`` it lies between.

    ``earlier`` and ``later`` are -1 where there is no pair. ``lacking`` says why there is none:
    one value only, or none near enough.
    """

    reading: Reading
    measured: Measured
    earlier: Integers
    later: Integers
    lacking: npt.NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Entries two by two, with the rise between them and whether they surely are near enough."""

    earlier: Integers
    later: Integers
    low: Floats
    high: Floats
    sure: Flags


def kinetics(measured: Measured, form: KineticsForm, limit: Limit) -> Kinetics:
    """Return the greatest rise between an earlier and a later value at each point.

    A pair whose dates leave open whether it is near enough, or of which a value is not known,
    leaves open how great the rise is; without a pair that surely counts it is unknown.
    """
    points = measured.rows.sight.points
    low, high = np.full(points, -np.inf), np.full(points, -np.inf)
    earlier, later = np.full(points, -1, np.int64), np.full(points, -1, np.int64)
    possible = np.zeros(points, bool)
    for pairs in _pairs(measured, form, limit):
        at = measured.rows.sight.point[pairs.later]
        possible[at] = True
        np.maximum.at(high, at, np.where(np.isnan(pairs.high), np.inf, pairs.high))
        least = np.where(pairs.sure & ~np.isnan(pairs.low), pairs.low, -np.inf)
        best = np.full(points, -np.inf)
        np.maximum.at(best, at, least)
        # Of several equal rises the one between the nearest two values is the evidence.
        chosen = (least > low[at]) & (least == best[at])
        earlier[at[chosen]], later[at[chosen]] = pairs.earlier[chosen], pairs.later[chosen]
        low = np.maximum(low, best)
    return _told(measured, (low, high), (earlier, later), possible)


def _told(
    measured: Measured,
    ends: tuple[Floats, Floats],
    pair: tuple[Integers, Integers],
    possible: Flags,
) -> Kinetics:
    sight, (low, high), (earlier, later) = measured.rows.sight, ends, pair
    found = later >= 0
    blank = np.where(found, 1.0, np.nan)
    at = np.maximum(later, 0)
    row = np.where(found, sight.row[at], -1) if len(sight) else later
    frame = sight.frame
    reading = replace(
        nothing(sight.points, absent=False, presumed=False),
        value=Cells(low * blank, high * blank, np.zeros(sight.points, np.int64)),
        why=np.where(found, np.int8(Why.KNOWN), np.int8(Why.INPUT_UNKNOWN)),
        row=row,
        key=np.where(found, frame.key[np.maximum(row, 0)], -1) if len(sight) else later,
        frame=frame,
    )
    few, far = np.int8(Why.ONE_VALUE), np.int8(Why.NONE_NEAR)
    lacking = np.where(sight.count() < 2, few, far)  # noqa: PLR2004 - a rise is between two values
    lacking = np.where(possible, np.int8(Why.NOT_USABLE), lacking)
    return Kinetics(reading, measured, earlier, later, lacking.astype(np.int8))


def _pairs(measured: Measured, form: KineticsForm, limit: Limit) -> Iterator[_Pairs]:
    """Yield the pairs that may be near enough, neighbours first.

    Events stand in their order, so pairs further and further apart are tried until none of them
    can be near enough any more.
    """
    sight = measured.rows.sight
    latest = sight.latest()
    for lag in range(1, len(sight)):
        earlier = np.arange(len(sight) - lag)
        earlier = earlier[sight.point[:-lag] == sight.point[lag:]]
        later = earlier + lag
        apart = sight.frame.first[sight.row[later]] - sight.frame.last[sight.row[earlier]]
        near = apart <= limit.days[sight.point[later]]
        if not some(near):
            return
        earlier, later = earlier[near], later[near]
        if form.to == "latest":
            kept = latest[sight.point[later]] == later
            earlier, later = earlier[kept], later[kept]
        sure, may = _near_enough(measured, earlier, later, limit)
        if form.per_day:
            may &= _days(measured, earlier, later)[1] > 0
        yield _rise(measured, form, earlier[may], later[may], sure[may])


def _near_enough(
    measured: Measured, earlier: Integers, later: Integers, limit: Limit
) -> tuple[Flags, Flags]:
    """Return which pairs surely, and which possibly, are no further apart than the limit."""
    sight = measured.rows.sight
    point, frame = sight.point[later], sight.frame
    one, other = sight.row[earlier], sight.row[later]
    least, most = frame.first[other] - frame.last[one], frame.last[other] - frame.first[one]
    sure, may = most <= limit.days[point], least <= limit.days[point]
    if limit.minutes is not None:
        minutes = limit.minutes[point]
        begin, end = frame.minute[one], frame.minute[other]
        shortest = least * _DAY + _filled(end, 0) - _filled(begin, _LAST_MINUTE)
        longest = most * _DAY + _filled(end, _LAST_MINUTE) - _filled(begin, 0)
        in_days = minutes == WHOLE_DAYS
        sure = np.where(in_days, sure, longest <= minutes)
        may = np.where(in_days, may, shortest <= minutes)
    # A row of which it is not sure that it belongs makes no pair that surely counts.
    return sure & ~(sight.maybe[earlier] | sight.maybe[later]), may


def _filled(minute: Integers, otherwise: int) -> Integers:
    return np.where(minute == NO_TIME, otherwise, minute)


def _days(measured: Measured, earlier: Integers, later: Integers) -> tuple[Integers, Integers]:
    """Return the least and the most days between the dates of each pair, the least being 1."""
    sight = measured.rows.sight
    frame, one, other = sight.frame, sight.row[earlier], sight.row[later]
    least = frame.first[other] - frame.last[one]
    return np.maximum(least, 1), frame.last[other] - frame.first[one]


def _rise(
    measured: Measured, form: KineticsForm, earlier: Integers, later: Integers, sure: Flags
) -> _Pairs:
    work = OPERATIONS[form.operation]
    before, after = measured.cells.take(earlier), measured.cells.take(later)
    low, high = work(after.low, before.high), work(after.high, before.low)
    blank = np.isnan(low) | np.isnan(high)  # as wherever two numbers are set against each other
    low, high = (np.where(blank, np.nan, each) for each in (low, high))
    if form.per_day:
        fewest, most = (each.astype(float) for each in _days(measured, earlier, later))
        low = np.minimum(ratio(low, fewest), ratio(low, most))
        high = np.maximum(ratio(high, fewest), ratio(high, most))
    return _Pairs(earlier, later, low, high, sure)

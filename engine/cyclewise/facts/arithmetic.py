"""Facts computed from other facts: differences, ratios, ages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from cyclewise.facts.reading import Reading, Why
from cyclewise.timeline.columns import Cells, Floats, Integers
from cyclewise.values.exact import difference, log_reduction, ratio, relative_change

OPERATIONS: dict[str, Callable[[Floats, Floats], Floats]] = {
    "change": relative_change,
    "difference": difference,
    "ratio": ratio,
    "log_reduction": log_reduction,
}
FALLS = "log_reduction"
"""The operation whose result is the less, the greater the first of its two numbers is."""


def combined(operation: str, of: Reading, against: Reading) -> Reading:
    """Return one reading set against another: unknown where either is."""
    work = OPERATIONS[operation]
    low = high = work(of.value.low, against.value.high)
    if not (of.value.exact and against.value.exact):
        high = work(of.value.high, against.value.low)
    if operation == FALLS:
        low, high = high, low
    known = of.known & against.known & ~(np.isnan(low) | np.isnan(high))
    return replace(
        of,
        value=Cells(low, high, np.zeros(len(of), np.int64)),
        why=np.where(known, np.int8(Why.KNOWN), np.int8(Why.INPUT_UNKNOWN)),
        absent=np.zeros(len(of), bool),
        presumed=of.presumed | against.presumed,
    )


def where_none(reading: Reading, event: Reading, number: Floats | float) -> Reading:
    """Return the reading with a fixed number wherever another fact has no event yet."""
    none = event.key < 0
    value = reading.value
    return replace(
        reading,
        value=Cells(*value.ends(lambda end: np.where(none, number, end)), value.word),
        why=np.where(none, np.int8(Why.KNOWN), reading.why),
        row=np.where(none, -1, reading.row),
    )


def years_since(event: Reading, today: Integers, *, by_value: bool) -> Reading:
    """Return completed years since a date, an interval where the date is coarse.

    ``by_value``: the date is what the fact says (a birth), not when it was recorded.
    """
    first, last = _dates(event, by_value=by_value)
    return _elapsed(event, _years(last, today), _years(first, today))


def days_since(event: Reading, today: Integers, *, by_value: bool) -> Reading:
    """Return days since an event, or since the date that it says."""
    first, last = _dates(event, by_value=by_value)
    return _elapsed(event, (today - last).astype(float), (today - first).astype(float))


def days_between(begin: Reading, end: Reading, by_value: tuple[bool, bool]) -> Reading:
    """Return the days from one event to another, an interval where a date is coarse.

    ``by_value`` says of each whether what it says is the date. Unknown where one is missing; the
    evidence is the end.
    """
    first, last = _dates(begin, by_value=by_value[0])
    earliest, latest = _dates(end, by_value=by_value[1])
    reading = _elapsed(end, (earliest - last).astype(float), (latest - first).astype(float))
    there = (begin.key >= 0) & (end.key >= 0)
    return replace(
        reading.with_why(~there, Why.INPUT_UNKNOWN), presumed=begin.presumed | end.presumed
    )


def _elapsed(event: Reading, low: Floats, high: Floats) -> Reading:
    known = event.key >= 0
    blank = np.where(known, 1.0, np.nan)
    return replace(
        event,
        value=Cells(low * blank, high * blank, np.zeros(len(event), np.int64)),
        why=np.where(known, np.int8(Why.KNOWN), np.int8(Why.INPUT_UNKNOWN)),
        absent=np.zeros(len(event), bool),
    )


def _dates(event: Reading, *, by_value: bool) -> tuple[Integers, Integers]:
    """Return the first and last day of a date's value, or of the event itself."""
    if by_value:
        days = (np.nan_to_num(event.value.low), np.nan_to_num(event.value.high))
        return days[0].astype(np.int64), days[1].astype(np.int64)
    return event.days


def _years(since: Integers, today: Integers) -> npt.NDArray[np.float64]:
    """Return completed years; who was born on 29 February is a year older on 1 March."""
    start, end = since.astype("datetime64[D]"), today.astype("datetime64[D]")
    months = [each.astype("datetime64[M]") for each in (start, end)]
    day = [(each - month).astype(int) for each, month in zip((start, end), months, strict=True)]
    passed = (months[1] - months[0]).astype(int) - (day[1] < day[0])
    return np.asarray(np.floor_divide(passed, 12), np.float64)

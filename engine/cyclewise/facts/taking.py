"""Taking one value from a reading's rows: the latest, the highest, how many there are."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from cyclewise.facts.age import Limit
from cyclewise.facts.reading import Reading, Why, always, nothing
from cyclewise.facts.rows import Measured, Rows
from cyclewise.facts.sight import Flags, Sight, every, some
from cyclewise.protocol.definition import ReadingForm
from cyclewise.timeline.columns import Cells, Floats, Integers
from cyclewise.values.exact import digits12

UNKNOWN_RECORD = "unknown"
PRESUMED_ABSENT = "presumed absent"

_KNOWN, _NO_RECORD, _NOT_USABLE, _ORDER_UNCLEAR = (
    np.array(each, np.int8)
    for each in (Why.KNOWN, Why.NO_RECORD, Why.NOT_USABLE, Why.ORDER_UNCLEAR)
)

_SCALE = 10**9
"""Sums run over whole billionths, so that adding is exact."""


def take(measured: Measured, form: ReadingForm, limit: Limit | None, no_record: str) -> Reading:
    """Return the value a reading takes at each point.

    ``limit`` is how old the value may be at most; ``no_record`` what it means that there is no
    row. A latest value that is too old is unknown, and the reading names it.
    """
    if limit is not None and form.take != "latest":
        measured = measured.young(limit)
    rows = measured.rows
    if not len(rows.sight):
        # What is hidden from every point may still explain why there is nothing.
        return taken_of_none(len(rows.points), form, no_record).within(rows.sight.frame)
    if form.take in ("count", "total"):
        return _summed(rows, measured.cells, form)
    if form.take in ("highest", "lowest"):
        entry, cells = _extreme(rows, measured.cells, highest=form.take == "highest")
        return _picked(rows, form, entry, cells, no_record)
    entry = rows.sight.latest() if form.take == "latest" else rows.sight.first()
    reading = _picked(rows, form, entry, None, no_record)
    if limit is not None and form.take == "latest":
        return _fresh(reading, limit, rows.points.day, no_record)
    return reading


def taken_of_none(points: int, form: ReadingForm, no_record: str) -> Reading:
    """Return what a reading takes where no point has a row."""
    if form.take in ("count", "total"):
        return always(points, 0.0)
    absent, presumed = no_record != UNKNOWN_RECORD, no_record == PRESUMED_ABSENT
    return nothing(points, absent=absent, presumed=presumed)


def _summed(rows: Rows, cells: Cells, form: ReadingForm) -> Reading:
    """Count or add up rows; doubtful ones may or may not belong, unmeasured ones leave no sum."""
    sight = rows.sight
    sure = (~sight.maybe).astype(np.int64)
    points = len(rows.points)
    reading = nothing(points, absent=False, presumed=False, why=Why.KNOWN)
    if form.take == "count":
        low = sight.total(sure).astype(float)
        value = Cells(low, sight.count().astype(float), np.zeros(points, np.int64))
        return replace(reading, value=value)
    gaps = sight.total(cells.missing.astype(np.int64)) > 0
    low, high = (_exact_sum(rows, each) for each in (cells.low, cells.high))
    why = np.where(gaps, np.int8(Why.NOT_USABLE), np.int8(Why.KNOWN))
    return replace(reading, value=Cells(low, high, np.zeros(points, np.int64)), why=why)


def _exact_sum(rows: Rows, size: Floats) -> Floats:
    endless = rows.sight.total(np.isposinf(size).astype(np.int64)) > 0
    whole = np.rint(np.where(np.isfinite(size), size, 0.0) * _SCALE).astype(np.int64)
    return np.where(endless, np.inf, digits12(rows.sight.total(whole) / _SCALE))


def _extreme(rows: Rows, cells: Cells, *, highest: bool) -> tuple[Integers, Cells]:
    """Return the entry of the greatest (or least) value, and the interval in which that lies.

    The row with the greatest lower end need not have the greatest upper end, and a row without
    a value may exceed all the others.
    """
    sight, gap = rows.sight, np.isnan(cells.low)
    worst = -np.inf if highest else np.inf
    lows, highs = (np.where(gap, worst, each) for each in (cells.low, cells.high))
    best = sight.peak if highest else sight.nadir
    by_low, by_high = best(lows), best(highs)
    open_end = sight.total(gap.astype(np.int64)) > 0
    low = np.where(open_end & (not highest), -np.inf, lows[np.maximum(by_low, 0)])
    high = np.where(open_end & highest, np.inf, highs[np.maximum(by_high, 0)])
    entry = by_low if highest else by_high
    blank = (np.isinf(low) & np.isinf(high)) | (entry < 0)
    return entry, _spread_back(cells, entry, np.where(blank, np.nan, low), high, blank)


def _spread_back(
    cells: Cells, entry: Integers, low: Floats, high: Floats, blank: npt.NDArray[np.bool_]
) -> Cells:
    """Return the cells with the extreme's interval at the chosen entries."""
    chosen = entry[entry >= 0]
    lows, highs = cells.low.copy(), cells.high.copy()
    lows[chosen] = low[entry >= 0]
    highs[chosen] = np.where(blank, np.nan, high)[entry >= 0]
    return Cells(lows, highs, cells.word, cells.words)


def _picked(
    rows: Rows, form: ReadingForm, entry: Integers, cells: Cells | None, no_record: str
) -> Reading:
    """Return the reading of one chosen entry a point; -1 is none.

    ``cells`` are the values of all entries, None where those of the chosen are as they stand.
    """
    frame, there = rows.sight.frame, entry >= 0
    everywhere = every(there)
    at = entry if everywhere else np.maximum(entry, 0)
    picked = rows.at(at)
    row, maybe = picked.sight.row, picked.sight.maybe
    value = picked.read(form) if cells is None else cells.take(at)
    why = np.where(value.missing, _NOT_USABLE, _KNOWN)
    if some(maybe):
        unclear = value.missing & maybe & (frame.first[row] != frame.last[row])
        why = np.where(unclear, _ORDER_UNCLEAR, why)
    presumed = _leans(picked, form)
    if everywhere:
        return Reading(value, why, row, frame.key[row], ~there, presumed, frame)
    absent = ~there & (no_record != UNKNOWN_RECORD)
    return Reading(
        value=value,
        why=np.where(there, why, _NO_RECORD),
        row=np.where(there, row, -1),
        key=np.where(there, frame.key[row], -1),
        absent=absent,
        presumed=(absent & (no_record == PRESUMED_ABSENT)) | (there & presumed),
        frame=frame,
    )


def _leans(rows: Rows, form: ReadingForm) -> npt.NDArray[np.bool_]:
    """Return the entries of which some property was presumed rather than recorded."""
    named = [form.value, form.over]
    named += [name for each in (form.where, form.shown) if each for name, _ in each.parts]
    flags = np.zeros(len(rows.sight), bool)
    for name in named:
        if name is not None and rows.may_presume(name):
            flags |= rows.presumed(name)
    return flags


def _fresh(reading: Reading, limit: Limit, today: Integers, no_record: str) -> Reading:
    """Take away values that are older than the limit."""
    frame = reading.frame
    if frame is None or not len(frame):
        return reading
    there, row = reading.row >= 0, np.maximum(reading.row, 0)
    old, unclear = limit.exceeded(frame, row, np.arange(len(row)), today)
    old, unclear = old & there, unclear & there
    if some(unclear):
        reading = reading.with_why(unclear, Why.ORDER_UNCLEAR)
    if no_record == UNKNOWN_RECORD:
        return reading.with_why(old, Why.TOO_OLD)
    return replace(
        reading.with_why(old, Why.NO_RECORD),
        absent=reading.absent | old,
        presumed=np.where(old, no_record == PRESUMED_ABSENT, reading.presumed),
    )


def explained(reading: Reading, gone: Flags, seen: Sight, hidden: Sight) -> Reading:
    """Say of missing records, where they are ``gone``, whether an event explains it.

    ``seen`` are all visible rows of its kind: one that was not taken lies before the moment the
    reading counts from. ``hidden`` are those not known yet.
    """
    row = reading.row
    for sight, why in ((seen, Why.NOT_SINCE), (hidden, Why.NOT_KNOWN_YET)):
        entry = sight.latest()
        found = gone & (entry >= 0)
        if some(found):
            row = np.where(found, sight.row[np.maximum(entry, 0)], row)
            reading = reading.because(np.where(found, np.int8(why), reading.why), row)
    return reading

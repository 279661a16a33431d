"""Windows: from when to when a result counts as the one that a rule expects, at each point."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from cyclewise.facts.reading import Reading
from cyclewise.facts.sheet import Sheet
from cyclewise.facts.sight import Sight
from cyclewise.facts.slots import NO_DAY
from cyclewise.protocol.expectation import NEXT_DOSE, Expectation, Length, NextDose, Until
from cyclewise.records import dataclass
from cyclewise.timeline.columns import Integers, before_day, day_of
from cyclewise.timeline.event import NO_TIME

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Window:
    """The days of one item's current expectation at each point.

    ``there`` says where there is one, ``unclear`` where that cannot be told because the event
    it counts from has no whole date. ``due`` and ``closes`` are ``NO_DAY`` where nothing limits
    them. ``row`` is the record that counts in the item's frame, -1 where there is none, and
    ``done`` says where it is all that is expected by now.
    """

    there: Flags
    unclear: Flags
    opens: Integers
    due: Integers
    closes: Integers
    row: Integers
    done: Flags


def window(sheet: Sheet, asked: Expectation, item: str) -> Window:
    """Return the window of an item at each point."""
    sight = sheet.rows(item).sight
    sure = sight.where(~sight.maybe)
    match asked.occasion:
        case "before":
            return _before(sheet, asked, sure)
        case "after":
            return _after(sheet, asked, sure)
        case "every":
            return _every(sheet, asked, sure)


def _before(sheet: Sheet, asked: Expectation, sight: Sight) -> Window:
    """Count back from the next dose: from today where it may be given, else from its due date."""
    slots, today = sheet.slots, sheet.points.day
    there = slots.left & ~sheet.ended
    given = np.where(slots.may_give(today), today, slots.due)
    opens = np.where(there, given - sheet.days(asked.opens), NO_DAY)
    fits = sight.where(_dated(sight) >= opens[sight.point])
    row = _row(fits, fits.latest())
    return Window(
        there=there,
        unclear=np.zeros(len(today), bool),
        opens=opens,
        due=np.where(there, slots.due, NO_DAY),
        closes=np.where(there, slots.latest, NO_DAY),
        row=row,
        done=row >= 0,
    )


def _after(sheet: Sheet, asked: Expectation, sight: Sight) -> Window:
    """Count from the event; the first result from then on is the one expected, even if late."""
    event = sheet.reading(asked.event or "")
    there, unclear = _stands(event)
    day = day_of(event.key)
    opens = day + sheet.days(asked.opens)
    due = _not_before(_bound(sheet, asked.due, day), opens)
    closes = due
    if asked.closes is not None:
        closes = _not_before(_bound(sheet, asked.closes, day, latest=True), due)
    fits = sight.where((_dated(sight) >= opens[sight.point]) & follows(sight, Anchor.of(event)))
    row = _row(fits, fits.first())
    return Window(there, unclear, opens, due, closes, row, row >= 0)


def _every(sheet: Sheet, asked: Expectation, sight: Sight) -> Window:
    """Count from the latest result, or from the event where there is none since."""
    event = sheet.reading(asked.event or "")
    there, unclear = _stands(event)
    day = day_of(event.key)
    since = sight.where(follows(sight, Anchor.of(event)))
    row = _row(since, since.latest())
    last = _dated_at(sight, row)
    counted = np.where(row >= 0, last, day)
    due = _bound(sheet, asked.due, counted)
    closes = due
    if asked.closes is not None:
        closes = _not_before(_bound(sheet, asked.closes, counted, latest=True), due)
    opens = np.where(row >= 0, last + 1, day + sheet.days(asked.opens))
    if asked.until is not None:
        end = last_day(sheet, asked.until)
        unclear = unclear | (there & _stands(sheet.reading(asked.until.after))[1])
        ends = (end != NO_DAY) & ~unclear
        none_left = ends & (due > end)
        there = there & ~(ends & (sheet.points.day > end)) & ~(none_left & (row < 0))
        opens, due, closes = (np.where(none_left, NO_DAY, each) for each in (opens, due, closes))
    done = (row >= 0) & ((due == NO_DAY) | (sheet.points.day < due))
    return Window(there, unclear, opens, due, closes, row, done)


def last_day(sheet: Sheet, until: Until) -> Integers:
    """Return the last day of a repeated expectation, ``NO_DAY`` where there is none as yet."""
    event = sheet.reading(until.after)
    return np.where(event.key >= 0, day_of(event.key) + sheet.days(until.days), NO_DAY)


def _stands(event: Reading) -> tuple[Flags, Flags]:
    """Return where an event has happened, and where its date is too coarse to count from."""
    there = event.key >= 0
    if event.frame is None or not len(event.frame):
        return there, np.zeros(len(there), bool)
    row = np.maximum(event.row, 0)
    return there, there & (event.frame.first[row] != event.frame.last[row])


def _bound(
    sheet: Sheet, length: Length | NextDose, day: Integers, *, latest: bool = False
) -> Integers:
    """Return the day a length after another, or the next dose's; ``NO_DAY`` where none is left."""
    if length == NEXT_DOSE:
        slots = sheet.slots
        return np.where(slots.left, slots.latest if latest else slots.due, NO_DAY)
    return day + sheet.days(length)


def _not_before(day: Integers, other: Integers) -> Integers:
    """Return days moved to others that lie after them; without a limit there is none."""
    endless = (day == NO_DAY) | (other == NO_DAY)
    return np.where(endless, NO_DAY, np.maximum(day, other))


@dataclass(frozen=True, slots=True)
class Anchor:
    """The event of each point that something counts from; key -1 where there is none.

    The first day of a condition has no place in its day: what is dated on it follows.
    """

    key: Integers
    day: Integers
    minute: Integers

    @classmethod
    def of(cls, event: Reading) -> Anchor:
        """Return what a fact's events are as anchors."""
        key, day = event.key, day_of(event.key)
        minute = np.full(len(key), NO_TIME, np.int64)
        if event.frame is not None and len(event.frame):
            minute = event.frame.minute[np.maximum(event.row, 0)]
            if not event.frame.concept:
                key = np.where(key >= 0, before_day(day), key)
        return cls(key, day, minute)

    def take(self, which: Integers) -> Anchor:
        """Return the anchors of some points."""
        return Anchor(self.key[which], self.day[which], self.minute[which])


def follows(sight: Sight, anchor: Anchor) -> Flags:
    """Return the entries after an event; on its own day by the time where both have one."""
    frame, row, point = sight.frame, sight.row, sight.point
    there = (anchor.key >= 0)[point]
    after = (frame.key[row] > anchor.key[point]) & there
    mine, theirs = frame.minute[row], anchor.minute[point]
    timed = (frame.first[row] == anchor.day[point]) & (mine != NO_TIME) & (theirs != NO_TIME)
    return np.where(timed & there, mine > theirs, after)


def _dated(sight: Sight) -> Integers:
    return sight.frame.first[sight.row]


def _dated_at(sight: Sight, row: Integers) -> Integers:
    if not len(sight.frame):
        return np.full(len(row), NO_DAY, np.int64)
    return sight.frame.first[np.maximum(row, 0)]


def _row(sight: Sight, entry: Integers) -> Integers:
    """Return the row of an entry at each point, -1 where there is none."""
    if not len(sight):
        return np.full(sight.points, -1, np.int64)
    return np.where(entry >= 0, sight.row[np.maximum(entry, 0)], -1)

"""Recurrences: every time that something expected again and again was due, on its last day.

The event it counts from, and each result since, opens the next one. A gap is one of them however
long it is, for the next is counted from the result that ends it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from cyclewise.audit.course import distinct
from cyclewise.audit.docket import Docket, of_points
from cyclewise.audit.history import EVERYTHING, History, patients_of
from cyclewise.facts.point import Points
from cyclewise.facts.program import Program
from cyclewise.facts.sheet import Sheet
from cyclewise.facts.slots import NO_DAY
from cyclewise.facts.window import Anchor, follows, window
from cyclewise.protocol.expectation import Expectation
from cyclewise.records import dataclass
from cyclewise.timeline.columns import Integers
from cyclewise.timeline.event import UNDATED

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Recurrence:
    """One item's turns to be done, one entry each."""

    patient: Integers
    opens: Integers
    due: Integers
    closes: Integers
    done: Flags

    def places(self, patient: Integers, day: Integers) -> Integers:
        """Return for each turn the place of its patient and last day among sorted points."""
        span = np.int64(2**32)
        return np.searchsorted(patient * span + day, self.patient * span + self.closes)


def recurrences(
    program: Program,
    history: History,
    rule: str,
    asked: Expectation,
    anchors: Iterable[Points],
) -> Docket:
    """Return every turn of a repeated expectation; what is due on one day is one point.

    ``anchors`` are the days on which what it counts from, or what ends it, may have happened. A
    turn is left out where a newer event moved its days, or ended the expectation, by its last day.
    """
    sheet = _days(program, history, asked.items, anchors)
    found = [_of_item(history, sheet, asked, item) for item in asked.items]
    patient, day = distinct(
        np.concatenate([each.patient for each in found]),
        np.concatenate([each.closes for each in found]),
    )
    docket = of_points(rule, Points.at_end_of_day(patient, day, day), np.full(len(day), -1))
    opens, due = np.full(len(day), -NO_DAY), np.full(len(day), -NO_DAY)
    done = []
    for each in found:
        place, right = each.places(patient, day), np.ones(len(day), bool)
        np.minimum.at(opens, place, each.opens)
        np.minimum.at(due, place, each.due)
        right[place] = each.done
        done.append(right)
    return replace(docket, opens=opens, due=due, closes=day, items=asked.items, done=tuple(done))


def _days(
    program: Program, history: History, items: Sequence[str], anchors: Iterable[Points]
) -> Sheet:
    """Return the facts, as they are known today, on each day that may open another turn."""
    patients, days = [], []
    for each in anchors:
        patients.append(each.patient)
        days.append(each.day)
    for item in items:
        frame = history.columns.frame(program.chains[item].concept)
        dated = frame.known != UNDATED
        patients.append(patients_of(frame)[dated])
        days.append(frame.first[dated])
    patient, day = distinct(np.concatenate(patients), np.concatenate(days))
    known = np.full(len(day), EVERYTHING, np.int64)
    return Sheet(program, history.columns, Points.at_end_of_day(patient, day, known))


def _of_item(history: History, sheet: Sheet, asked: Expectation, item: str) -> _Recurrence:
    event, seen = sheet.reading(asked.event or ""), window(sheet, asked, item)
    chosen = np.flatnonzero(seen.there & ~seen.unclear & (seen.closes != NO_DAY))
    patient = sheet.points.patient[chosen]
    told = np.stack([patient, event.key[chosen], seen.row[chosen]])
    _, first = np.unique(told, axis=1, return_index=True)
    chosen = chosen[np.sort(first)]
    chosen = chosen[seen.closes[chosen] <= history.last_day[sheet.points.patient[chosen]]]
    patient, opens, closes = sheet.points.patient[chosen], seen.opens[chosen], seen.closes[chosen]
    known = np.full(len(chosen), EVERYTHING, np.int64)
    at_last = Sheet(sheet.program, sheet.columns, Points.at_end_of_day(patient, closes, known))
    stands = _stands(at_last, asked, item, event.key[chosen])
    done = _done(at_last, item, opens, Anchor.of(event).take(chosen))
    due = seen.due[chosen]
    return _Recurrence(patient[stands], opens[stands], due[stands], closes[stands], done[stands])


def _stands(at_last: Sheet, asked: Expectation, item: str, key: Integers) -> Flags:
    """Return which turns still count on their last day from the event that opened them."""
    seen = window(at_last, asked, item)
    mine = at_last.reading(asked.event or "").key == key
    return np.asarray(mine & seen.there & ~seen.unclear)


def _done(at_last: Sheet, item: str, opens: Integers, anchor: Anchor) -> Flags:
    """Return which turns were done in time, whenever the result was known."""
    sight = at_last.rows(item).sight
    sight = sight.where(~sight.maybe)
    in_time = sight.frame.first[sight.row] >= opens[sight.point]
    return np.asarray(sight.where(in_time & follows(sight, anchor)).count() > 0)

"""Occasions: every time that a rule expected something, judged on the last day for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from cyclewise.audit.course import Turns, distinct
from cyclewise.audit.docket import Docket, doses_given, of_points
from cyclewise.audit.history import EVERYTHING, History, patients_of
from cyclewise.audit.narrowing import condition_of, where_fact_met
from cyclewise.audit.possible import who_may_meet
from cyclewise.audit.recurrences import recurrences
from cyclewise.facts.point import Points
from cyclewise.facts.program import EVENT_FACTS, Program
from cyclewise.facts.sheet import Sheet
from cyclewise.facts.slots import NO_DAY
from cyclewise.facts.window import Anchor, follows, window
from cyclewise.protocol.definition import FirstMetForm
from cyclewise.protocol.expectation import NEXT_DOSE, Expectation
from cyclewise.protocol.rule import Rule
from cyclewise.timeline.columns import Frame, Integers
from cyclewise.timeline.event import UNDATED

Flags = npt.NDArray[np.bool_]


def occasions_of(program: Program, history: History, turns: Turns, rule: Rule) -> Docket:
    """Return every occasion of a rule that expects something.

    Where it closes with the next dose and that came in time, it is judged at that dose. What
    closes after the end of follow-up is not judged.
    """
    asked = rule.expectation
    if asked is None:
        raise TypeError(f"{rule.id} expects nothing.")
    match asked.occasion:
        case "before":
            return _before_doses(program, history, rule.id, asked)
        case "after":
            return _after_events(program, history, turns, rule.id, asked)
        case "every":
            events = (_sheet_of_events(program, history, turns, each) for each in asked.anchors)
            days = [sheet.points for sheet in events]
            return recurrences(program, history, rule.id, asked, days)


def _before_doses(program: Program, history: History, rule: str, asked: Expectation) -> Docket:
    docket = doses_given(history)
    sheet = Sheet(program, history.columns, docket.points)
    opens = docket.points.day - sheet.days(asked.opens)
    docket = replace(docket, judges=rule, opens=opens, closes=docket.points.day)
    return replace(docket, items=asked.items, done=_done(program, history, docket, asked, None))


def _after_events(
    program: Program, history: History, turns: Turns, rule: str, asked: Expectation
) -> Docket:
    sheet = _sheet_of_events(program, history, turns, asked.event or "")
    event = sheet.reading(asked.event or "")
    seen = window(sheet, asked, asked.items[0])
    chosen = np.flatnonzero(seen.there & ~seen.unclear)
    patient, closes = sheet.points.patient, seen.closes
    chosen = chosen[_first_of_each(patient[chosen], event.key[chosen])]
    chosen = chosen[closes[chosen] != NO_DAY]
    dose = np.full(len(chosen), -1, np.int64)
    if NEXT_DOSE in (asked.closes, asked.due):
        dose = _next_dose(history, patient[chosen], event.key[chosen], closes[chosen])
    kept = (closes[chosen] <= history.last_day[patient[chosen]]) | (dose >= 0)
    chosen, dose = chosen[kept], dose[kept]
    points = _closing(history, patient[chosen], closes[chosen], dose)
    docket = replace(
        of_points(rule, points, dose),
        opens=seen.opens[chosen],
        due=seen.due[chosen],
        closes=closes[chosen],
        items=asked.items,
    )
    anchor = Anchor.of(event).take(chosen)
    return replace(docket, done=_done(program, history, docket, asked, anchor))


def _sheet_of_events(program: Program, history: History, turns: Turns, event: str) -> Sheet:
    """Return the facts at the end of every day on which another event may have become the one."""
    if event in EVENT_FACTS:
        return turns.sheet
    form = program.definitions[event].form
    if not isinstance(form, FirstMetForm):
        name = program.chains[event].concept
        return _on_days_with(program, history, [history.columns.frame(name)])
    condition = condition_of(program, form.when)
    who = None if condition is None else who_may_meet(program, history.columns, condition)
    sheet = _on_days_with(program, history, list(history.columns.frames.values()), who)
    return Sheet(program, history.columns, sheet.points.take(where_fact_met(sheet, form.when)))


def _on_days_with(
    program: Program, history: History, frames: Sequence[Frame], who: Flags | None = None
) -> Sheet:
    """Return the facts, as they are known today, at the end of every day with some event.

    ``who`` says which patients are asked about, None that all are.
    """
    found = []
    for frame in frames:
        of, dated = patients_of(frame), frame.known != UNDATED
        kept = dated if who is None else dated & who[of]
        found.append((of[kept], frame.first[kept]))
    patient, day = distinct(*(np.concatenate(each) for each in zip(*found, strict=True)))
    known = np.full(len(day), EVERYTHING, np.int64)
    return Sheet(program, history.columns, Points.at_end_of_day(patient, day, known))


def _first_of_each(patient: Integers, key: Integers) -> Integers:
    """Return the places of the first entry of each patient and event."""
    _, first = np.unique(np.stack([patient, key]), axis=1, return_index=True)
    return np.sort(first)


def _next_dose(history: History, patient: Integers, key: Integers, closes: Integers) -> Integers:
    """Return the first dose after an event, as a row; -1 where none came before its last day."""
    frame, rows = history.frame, history.doses
    found = np.full(len(patient), -1, np.int64)
    place = np.searchsorted(history.of[rows], patient)
    last = np.searchsorted(history.of[rows], patient, side="right")
    for turn in range(int((last - place).max(initial=0))):
        row = rows[np.minimum(place + turn, max(len(rows) - 1, 0))]
        after = (place + turn < last) & (found < 0) & (frame.key[row] > key)
        found = np.where(after, row, found)
    in_time = (found >= 0) & (frame.first[np.maximum(found, 0)] <= closes)
    return np.where(in_time, found, -1)


def _closing(history: History, patient: Integers, closes: Integers, dose: Integers) -> Points:
    """Return the points at which windows close: before a dose, or at the end of a day."""
    ends = Points.at_end_of_day(patient, closes, closes)
    there = np.flatnonzero(dose >= 0)
    if not len(there):
        return ends
    before = Points.before_treatment(patient[there], history.frame, dose[there])
    order = np.arange(len(closes))
    order[there] = len(closes) + np.arange(len(there))
    return Points.together([ends, before]).take(order)


def _done(
    program: Program, history: History, docket: Docket, asked: Expectation, anchor: Anchor | None
) -> tuple[Flags, ...]:
    """Return of each item at which points it was done in time, whenever its result was known."""
    sheet = Sheet(program, history.columns, docket.knowing_everything.points)
    found = []
    for item in asked.items:
        sight = sheet.rows(item).sight
        sight = sight.where(~sight.maybe)
        in_time = sight.frame.first[sight.row] >= docket.opens[sight.point]
        if anchor is not None:
            in_time &= follows(sight, anchor)
        found.append(sight.where(in_time).count() > 0)
    return tuple(found)

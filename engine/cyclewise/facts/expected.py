"""What is expected of a patient at each point, item by item: since when, until when, and done."""

from __future__ import annotations

from enum import IntEnum

import numpy as np
import numpy.typing as npt

from cyclewise.facts.phase import in_phases
from cyclewise.facts.sheet import Sheet
from cyclewise.facts.sight import some
from cyclewise.facts.slots import NO_DAY
from cyclewise.facts.window import Window, last_day, window
from cyclewise.logic.condition import Truths
from cyclewise.protocol.expectation import STATES
from cyclewise.protocol.rule import ALWAYS, Rule
from cyclewise.records import dataclass
from cyclewise.timeline.columns import Frame, Integers
from cyclewise.values.truth import NOT_MET, UNKNOWN, from_bounds


class State(IntEnum):
    """Where one expectation stands, in the order of ``STATES``."""

    NOT_APPLICABLE = 0
    UNKNOWN = 1
    UPCOMING = 2
    OPEN = 3
    DUE = 4
    OVERDUE = 5
    DONE = 6

    @property
    def word(self) -> str:
        """Return the state as every output spells it."""
        return STATES[self]


@dataclass(frozen=True, slots=True)
class Expected:
    """A rule's current expectation of one item at many points.

    Days are ``NO_DAY`` where there is none. ``row`` is a row of ``frame``: the record that
    fulfils it, or the latest one of a repeated expectation; -1 where there is none. A repeated
    one is done from a result until the next is due, and its days are those of the next.
    """

    rule: Rule
    item: str
    state: npt.NDArray[np.int8]
    opens: Integers
    due: Integers
    closes: Integers
    row: Integers
    frame: Frame
    repeats: Integers | None = None
    """The days after which a repeated one comes again; None for what comes once."""
    ends: Integers | None = None
    """The last day of a repeated one, where a page names one."""


def expected(sheet: Sheet, rule: Rule) -> tuple[Expected, ...]:
    """Return a rule's current expectations at each point of a sheet, one an item."""
    asked = rule.expectation
    if asked is None:
        raise TypeError(f"{rule.id} expects nothing.")
    applies = where_expected(sheet, rule)
    repeats = None if asked.every is None else sheet.days(asked.every)
    ends = None if asked.until is None else last_day(sheet, asked.until)
    if not some(applies != NOT_MET):
        return tuple(_nowhere(sheet, rule, item) for item in asked.items)
    found = []
    for item in asked.items:
        frame = sheet.rows(item).sight.frame
        seen = window(sheet, asked, item)
        state = _states(seen, applies, sheet.points.day)
        shown = state != _NOT_APPLICABLE
        opens, due, closes = (
            np.where(shown, each, NO_DAY) for each in (seen.opens, seen.due, seen.closes)
        )
        row = np.where(shown, seen.row, -1)
        found.append(Expected(rule, item, state, opens, due, closes, row, frame, repeats, ends))
    return tuple(found)


def _nowhere(sheet: Sheet, rule: Rule, item: str) -> Expected:
    """Return an item that is expected at no point."""
    none = np.full(len(sheet.points), NO_DAY, np.int64)
    state = np.full(len(none), _NOT_APPLICABLE)
    frame = sheet.rows(item).sight.frame
    return Expected(rule, item, state, none, none, none, np.full(len(none), -1), frame)


def where_expected(sheet: Sheet, rule: Rule) -> Truths:
    """Return whether a rule expects anything at each point: by its phases and its ``when``."""
    inside = in_phases(rule.phases, sheet.phase)
    if rule.condition == ALWAYS or not some(inside):
        return from_bounds(inside, inside)
    return sheet.truth(rule.condition) * inside


def _states(seen: Window, applies: Truths, today: Integers) -> npt.NDArray[np.int8]:
    """Return the state of each point's window."""
    late = (seen.closes != NO_DAY) & (today > seen.closes)
    due = (seen.due != NO_DAY) & (today >= seen.due)
    state = np.where(due, _DUE, np.where(today >= seen.opens, _OPEN, _UPCOMING))
    state = np.where(seen.done, _DONE, np.where(late, _OVERDUE, state))
    state = np.where(seen.unclear | (applies == UNKNOWN), _UNKNOWN, state)
    gone = ~seen.there | (applies == NOT_MET)
    return np.where(gone, _NOT_APPLICABLE, state)


_NOT_APPLICABLE, _UNKNOWN, _UPCOMING, _OPEN, _DUE, _OVERDUE, _DONE = (
    np.array(each, np.int8) for each in State
)

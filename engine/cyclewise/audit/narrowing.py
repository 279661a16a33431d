"""Narrowing: where a condition is met, found by asking its parts of ever fewer points.

The kernel asks every part of every point. Where hardly any point meets a condition it is enough to
ask each part of the points that the parts before it left.
"""

from __future__ import annotations

import numpy as np

from cyclewise.audit.possible import opened, who_may_meet
from cyclewise.facts.program import Program
from cyclewise.facts.sheet import Sheet
from cyclewise.logic.condition import AtLeast, Both, Condition, Either, Leaf, Negation, criteria
from cyclewise.protocol.criterion import Criterion
from cyclewise.protocol.definition import ConditionForm
from cyclewise.timeline.columns import Columns, Integers
from cyclewise.values.truth import MET


def where_fact_met(sheet: Sheet, fact: str) -> Integers:
    """Return the points of a sheet without stubs at which a fact that is a condition is met."""
    condition = condition_of(sheet.program, fact)
    if condition is None:
        return np.flatnonzero(sheet.condition(fact) == MET)
    return where_met(sheet, condition)


def condition_of(program: Program, fact: str) -> Condition[Criterion] | None:
    """Return the condition that defines a fact; None where no page does."""
    definition = program.definitions.get(fact)
    if definition is None or not isinstance(definition.form, ConditionForm):
        return None
    return definition.form.condition


def where_met(sheet: Sheet, condition: Condition[Criterion]) -> Integers:
    """Return the points of a sheet without stubs at which a condition is surely met."""
    who = who_may_meet(sheet.program, sheet.columns, condition)
    if who is None:
        return _asked(sheet, condition)
    left = np.flatnonzero(who[sheet.points.patient])
    return left[_asked(_at(sheet, left), condition)]


def _asked(sheet: Sheet, condition: Condition[Criterion]) -> Integers:
    if not len(sheet.points):
        return np.arange(0)
    match opened(sheet.program, condition):
        case Both(parts):
            return _all_of(sheet, parts)
        case Either(parts):
            return _some_of(sheet, parts, 1)
        case AtLeast(count, parts):
            return _some_of(sheet, parts, count)
        case Leaf() | Negation() as asked:
            return np.flatnonzero(sheet.truth(asked) == MET)


def _all_of(sheet: Sheet, parts: tuple[Condition[Criterion], ...]) -> Integers:
    left = np.arange(len(sheet.points))
    for part in parts:
        left = left[where_met(_at(sheet, left), part)]
    return left


def _some_of(sheet: Sheet, parts: tuple[Condition[Criterion], ...], count: int) -> Integers:
    """Return where so many parts are met; the cheapest are asked first."""
    met = np.zeros(len(sheet.points), np.int64)
    by_cost = sorted(parts, key=lambda part: _rows_behind(sheet.program, sheet.columns, part))
    for asked, part in enumerate(by_cost):
        open_ = np.flatnonzero((met < count) & (met + len(parts) - asked >= count))
        met[open_[where_met(_at(sheet, open_), part)]] += 1
    return np.flatnonzero(met >= count)


def _at(sheet: Sheet, points: Integers) -> Sheet:
    """Return the facts at some points; those of all points are kept."""
    if len(points) == len(sheet.points):
        return sheet
    return Sheet(sheet.program, sheet.columns, sheet.points.take(points))


def _rows_behind(program: Program, columns: Columns, condition: Condition[Criterion]) -> int:
    """Return how many rows a condition is read from, the more the dearer it is to ask."""
    ahead, seen = [each.subject for each in criteria(condition)], set[str]()
    rows = 0
    while ahead:
        fact = ahead.pop()
        if fact in seen:
            continue
        seen.add(fact)
        if fact in program.chains:
            rows += len(columns.frame(program.chains[fact].concept))
        elif fact in program.definitions:
            ahead += program.inputs(fact)
    return rows

"""Who may meet a condition at all, by the values on record, whenever they were measured.

A reading takes the value of some row. Of a patient without a row that meets a limit, no day has to
be asked whether its reading does; and most patients never have a sign of what is asked for.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from cyclewise.facts.bound import Bound, compare
from cyclewise.facts.program import Program
from cyclewise.logic.condition import AtLeast, Both, Condition, Either, Leaf
from cyclewise.protocol.criterion import Criterion
from cyclewise.protocol.definition import VALUE, ConditionForm
from cyclewise.timeline.columns import Columns, Frame
from cyclewise.values.truth import MET

Flags = npt.NDArray[np.bool_]

_ONE_ROW = frozenset({"latest", "first"})
"""What a reading takes whose value is that of one of its rows."""


def who_may_meet(
    program: Program, columns: Columns, condition: Condition[Criterion]
) -> Flags | None:
    """Return the patients of whom it is not sure that they never meet a condition.

    None stands for all of them. Nothing may have been given by hand.
    """
    match opened(program, condition):
        case Both(parts):
            found = [who_may_meet(program, columns, part) for part in parts]
            told = [each for each in found if each is not None]
            return np.logical_and.reduce(told) if told else None
        case Either(parts):
            return _some_of(program, columns, parts, 1)
        case AtLeast(count, parts):
            return _some_of(program, columns, parts, count)
        case Leaf(criterion):
            return _may_meet(program, columns, criterion)
        case _:
            return None


def opened(program: Program, condition: Condition[Criterion]) -> Condition[Criterion]:
    """Return what a criterion that affirms a definition's condition stands for."""
    while isinstance(condition, Leaf):
        inner = _affirmed(program, condition.criterion)
        if inner is None:
            return condition
        condition = inner
    return condition


def _affirmed(program: Program, criterion: Criterion) -> Condition[Criterion] | None:
    fact = criterion.subject
    if criterion.asks != "fact" or not program.is_condition(fact):
        return None
    if program.ladders.asked(criterion) is not None or fact not in program.definitions:
        return None
    form = program.definitions[fact].form
    affirms = program.questions.bound(criterion).words == ("true",)
    return form.condition if affirms and isinstance(form, ConditionForm) else None


def _some_of(
    program: Program, columns: Columns, parts: tuple[Condition[Criterion], ...], count: int
) -> Flags | None:
    """Return who may meet so many parts."""
    found = [who_may_meet(program, columns, part) for part in parts]
    told = [each for each in found if each is not None]
    wanted = count - (len(found) - len(told))
    if wanted <= 0:
        return None
    return np.asarray(np.sum(told, axis=0) >= wanted)


def _may_meet(program: Program, columns: Columns, criterion: Criterion) -> Flags | None:
    chain = program.chains.get(criterion.subject)
    if chain is None or criterion.asks not in ("fact", "ever"):
        return None
    frame, ever = columns.frame(chain.concept), criterion.asks == "ever"
    if criterion.comparison is None:
        return _owners(frame, np.arange(len(frame)), len(columns.patients)) if ever else None
    bound, form = program.questions.bound(criterion), chain.last
    if bound.word == "recorded":
        there = bound.words == ("true",)
        return _owners(frame, np.arange(len(frame)), len(columns.patients)) if there else None
    plain = form.value == VALUE and form.over is None and (ever or form.take in _ONE_ROW)
    if not plain or not _fixed(bound) or program.ladders.asked(criterion) is not None:
        return None
    met = compare(frame.value, bound, frame.first) == MET
    return _owners(frame, np.flatnonzero(met), len(columns.patients))


def _fixed(bound: Bound) -> bool:
    """Return whether a limit is the same on every day, and nothing unrecorded meets it."""
    return "absent" not in bound.words and all(each.fixed is not None for each in bound.numbers)


def _owners(frame: Frame, rows: npt.NDArray[np.int64], patients: int) -> Flags:
    """Return the patients who have some of a frame's rows."""
    found = np.zeros(patients, bool)
    if len(rows):
        found[np.searchsorted(frame.start, rows, side="right") - 1] = True
    return found

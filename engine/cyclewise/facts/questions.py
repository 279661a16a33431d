"""Criteria made ready: what each asks of a sheet is worked out once for a program."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field
from typing import TYPE_CHECKING

import numpy as np

from cyclewise.facts.bound import Bound, compare
from cyclewise.facts.giving import rule_truth
from cyclewise.logic.condition import Condition, Truths
from cyclewise.protocol.criterion import Comparison, Criterion, Parameter
from cyclewise.records import dataclass
from cyclewise.timeline.columns import Cells, Integers
from cyclewise.values import truth
from cyclewise.values.quantity import Scale, parse_quantity

if TYPE_CHECKING:
    from cyclewise.facts.program import Program
    from cyclewise.facts.sheet import Sheet

Question = Callable[["Sheet"], Truths]
"""Gives a criterion's truth at each point of a sheet."""

_PLAIN = "number"


@dataclass(frozen=True, slots=True)
class Questions:
    """The criteria of a program, each made ready when it is first asked."""

    program: Program
    _ready: dict[Criterion, Question] = field(default_factory=dict, repr=False)
    _bounds: dict[Criterion, Bound] = field(default_factory=dict, repr=False)

    def of(self, criterion: Criterion) -> Question:
        """Return what a criterion asks; raise ValueError where it compares nothing and must."""
        ready = self._ready.get(criterion)
        if ready is None:
            ready = self._ready[criterion] = self._made_ready(criterion)
        return ready

    def bound(self, criterion: Criterion) -> Bound:
        """Return what a criterion compares its fact with, in the fact's own unit."""
        bound = self._bounds.get(criterion)
        if bound is None:
            if criterion.comparison is None:
                raise ValueError(f"A criterion on {criterion.subject} compares nothing.")
            scale = self.program.scale(criterion.subject)
            bound = self._bounds[criterion] = self.program.bound(criterion.comparison, scale)
        return bound

    def _made_ready(self, criterion: Criterion) -> Question:
        match criterion.asks:
            case "parameter":
                held = self.of_parameter(criterion)
                return lambda sheet: held(sheet.points.day)
            case "rule":
                return lambda sheet: rule_truth(sheet, criterion)
            case "ever":
                return lambda sheet: sheet.met_ever(criterion)
            case "fact":
                return self._fact(criterion)

    def _fact(self, criterion: Criterion) -> Question:
        graded = self.program.ladders.asked(criterion)
        if graded is not None:
            return _always(met=graded) if isinstance(graded, bool) else _part(graded)
        bound, fact = self.bound(criterion), criterion.subject
        affirmed = bound.words == ("true",)
        if self.program.is_condition(fact):
            return _held(fact) if affirmed else _denied(fact)
        if bound.word == "recorded":
            return lambda sheet: truth.certain(sheet.recorded(criterion) == affirmed)
        within, since = criterion.within, criterion.since
        return lambda sheet: sheet.reading(fact, within, since).truth(bound, sheet.points.day)

    def of_parameter(self, criterion: Criterion) -> Callable[[Integers], Truths]:
        """Return what a criterion asks of a parameter, by the value in force on each day."""
        if criterion.comparison is None:
            raise ValueError(f"A criterion on {criterion.subject} compares nothing.")
        texts = self.program.texts(Parameter(criterion.subject))
        starts = np.array([day for day, _ in texts])
        values = [self._compared(text, criterion.comparison) for _, text in texts]

        def asked(day: Integers) -> Truths:
            place = np.searchsorted(starts, day, side="right") - 1
            held = [compare(cells, bound, day) for cells, bound in values]
            return np.choose(np.maximum(place, 0), held).astype(np.int8)

        return asked

    def _compared(self, text: str, comparison: Comparison) -> tuple[Cells, Bound]:
        """Return one value of a parameter, and what it is compared with in its own unit."""
        quantity = parse_quantity(text)
        scale = None if quantity is None else Scale(quantity.unit or _PLAIN)
        number = np.nan if quantity is None or scale is None else scale.convert(quantity)
        numbers, word = np.array([number]), np.array([int(scale is None)])
        return Cells(numbers, numbers, word, ("", text)), self.program.bound(comparison, scale)


def _always(*, met: bool) -> Question:
    return lambda sheet: np.full(len(sheet.points), 2 * met, np.int8)


def _part(condition: Condition[Criterion]) -> Question:
    return lambda sheet: sheet.truth(condition)


def _held(fact: str) -> Question:
    return lambda sheet: sheet.condition(fact)


def _denied(fact: str) -> Question:
    return lambda sheet: truth.negate(sheet.condition(fact))

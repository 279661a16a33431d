"""What could be otherwise: what may lie along each axis, and what each criterion makes of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import product

import numpy as np
import numpy.typing as npt

from cyclewise.advice.missing import is_affirmed
from cyclewise.facts.sheet import Sheet
from cyclewise.logic.condition import Condition, Truths, criteria, truth_of
from cyclewise.protocol.criterion import Criterion
from cyclewise.protocol.definition import ConditionForm
from cyclewise.reasons.changeable import Changeable
from cyclewise.reasons.limit_search import cuts_of
from cyclewise.reasons.option import Option, Supposed, options_of
from cyclewise.values import truth

MOST = 2500
"""Patients that are looked at for one criterion; more than that is not searched."""


class TooMany(Exception):  # noqa: N818 - it says what there is, as BadInput does
    """A criterion rests on so many facts that not all of their results can be tried."""


class Supposable(Changeable):
    """A patient at a decision point, with everything that may lie along each axis."""

    # --- the options ----------------------------------------------------------------------------

    def options(self, axis: str) -> tuple[Option, ...]:
        """Return everything that may lie along an axis on the day."""
        held = self._options.get(axis)
        if held is None:
            held = self._options[axis] = self._options_of(axis)
        return held

    def _options_of(self, axis: str) -> tuple[Option, ...]:
        if axis in self.ongoing:
            return self.ongoing[axis].options
        page = self.program.knowledge.concepts[axis]
        cuts = cuts_of(self, axis) if page.kind == "quantity" else ()
        found = options_of(page, cuts, self.attributes(axis), self.ruler(axis))
        past = self.past_words(axis)
        return tuple(each for each in found if each.value.word not in past)

    @cached_property
    def _options(self) -> dict[str, tuple[Option, ...]]:
        return {}

    def leaves(self, condition: Condition[Criterion]) -> Iterator[Criterion]:
        """Yield the criteria at the bottom: those on facts that are no conditions themselves."""
        for criterion in criteria(condition):
            inner = self._inside(criterion)
            if inner is None:
                yield criterion
            elif not isinstance(inner, bool):
                yield from self.leaves(inner)

    def _inside(self, criterion: Criterion) -> Condition[Criterion] | bool | None:
        """Return the condition that a criterion asks for, None where it asks for a value."""
        graded = self.program.ladders.asked(criterion)
        if graded is not None:
            return graded
        definition = self.program.definitions.get(criterion.subject)
        if criterion.asks != "fact" or definition is None:
            return None
        form = definition.form
        return form.condition if isinstance(form, ConditionForm) else None

    # --- what a criterion makes of them -------------------------------------------------------

    def table(self, criterion: Criterion) -> tuple[tuple[str, ...], npt.NDArray[np.int8]]:
        """Return the axes of a criterion, and its truth for each choice of their options.

        The first place along each axis is the record as it is. Raises ``TooMany``.
        """
        axes = self.axes_of(criterion)
        shape = tuple(1 + len(self.options(each)) for each in axes)
        return axes, self._tried(axes).criterion(criterion).reshape(shape)

    def _tried(self, axes: tuple[str, ...]) -> Sheet:
        """Return the facts of the patient for each choice of options of some axes."""
        held = self._sheets.get(axes)
        if held is None:
            choices = [self._choices(each) for each in axes]
            if np.prod([len(each) for each in choices]) > MOST:
                raise TooMany
            supposed = [[one for one in each if one] for each in product(*choices)]
            held = self._sheets[axes] = self.sheet(supposed)
        return held

    @cached_property
    def _sheets(self) -> dict[tuple[str, ...], Sheet]:
        return {}

    def _choices(self, axis: str) -> list[Supposed | None]:
        return [None, *(self.supposed(axis, each) for each in self.options(axis))]

    def truth(
        self,
        condition: Condition[Criterion],
        places: Mapping[str, npt.NDArray[np.int64]],
        count: int,
    ) -> Truths:
        """Return a condition's truth for so many choices of options of its axes, by places."""

        def asked(criterion: Criterion) -> Truths:
            inner = self._inside(criterion)
            if isinstance(inner, bool):
                return np.full(count, 2 * inner, np.int8)
            if inner is not None:
                held = truth_of(inner, asked)
                graded = self.program.ladders.asked(criterion) is not None
                return held if graded or is_affirmed(criterion) else truth.negate(held)
            below, table = self.table(criterion)
            return np.broadcast_to(table[tuple(places[each] for each in below)], (count,))

        return truth_of(condition, asked)

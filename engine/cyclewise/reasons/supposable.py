"""What could be otherwise: the results that concepts could have, and what each criterion makes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import product
from math import isfinite, sqrt

import numpy as np
import numpy.typing as npt

from cyclewise.advice.missing import is_affirmed
from cyclewise.facts.point import Points
from cyclewise.facts.program import Program
from cyclewise.facts.sheet import Sheet
from cyclewise.knowledge.attribute import Attribute
from cyclewise.knowledge.value import Value
from cyclewise.logic.condition import Condition, Truths, criteria, truth_of
from cyclewise.protocol.criterion import Criterion
from cyclewise.protocol.definition import ConditionForm
from cyclewise.reasons.limit_search import asked_of, cuts_of
from cyclewise.reasons.option import Option, carried, options_of, result_of, with_results
from cyclewise.records import dataclass
from cyclewise.timeline.columns import columns_from
from cyclewise.timeline.event import Event
from cyclewise.timeline.timeline import Timeline, timeline_of
from cyclewise.values import truth
from cyclewise.values.numeral import number_text
from cyclewise.values.quantity import BARE

MOST = 1500
"""Patients that are looked at for one criterion; more than that is not searched."""


class TooMany(Exception):  # noqa: N818 - it says what there is, as BadInput does
    """A criterion rests on so many facts that not all of their results can be tried."""


@dataclass(frozen=True)
class Supposable:
    """One patient at one decision point, and the results that could be otherwise there."""

    program: Program
    timeline: Timeline
    as_of: int
    known: int

    @property
    def day(self) -> int:
        """Return the day of a new result: seen, and known, on the day of the question."""
        return min(self.as_of, self.known)

    # --- what rests on what -------------------------------------------------------------------

    @cached_property
    def asked(self) -> tuple[Criterion, ...]:
        """Return every criterion that an action may rest on."""
        return asked_of(self.program)

    def changeable(self, concept: str) -> bool:
        """Return whether a concept may have a new result, or is not on record and asked for."""
        page = self.program.knowledge.concepts[concept]
        asked = page.no_record == "unknown" and page.kind in ("quantity", "choice")
        return page.changeable or (asked and concept not in self._recorded)

    @cached_property
    def _recorded(self) -> frozenset[str]:
        return frozenset(event.concept for event in self.timeline.events)

    def concepts_of(self, criterion: Criterion) -> tuple[str, ...]:
        """Return the changeable concepts that a criterion rests on."""
        if criterion.asks == "parameter":
            return ()
        named = {criterion.subject, criterion.since or criterion.subject}
        below = set().union(*map(self._below, named))
        return tuple(sorted(each for each in below if self.changeable(each)))

    def _below(self, fact: str) -> frozenset[str]:
        """Return every concept that a fact rests on."""
        held = self._rests.get(fact)
        if held is None:
            chain = self.program.chains.get(fact)
            own = frozenset({chain.concept}) if chain is not None else frozenset()
            self._rests[fact] = own
            below = [self._below(each) for each in self.program.inputs(fact) if each != fact]
            held = self._rests[fact] = own.union(*below)
        return held

    @cached_property
    def _rests(self) -> dict[str, frozenset[str]]:
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

    # --- the results ----------------------------------------------------------------------------

    def attributes(self, concept: str) -> Mapping[str, Value]:
        """Return what a new result of a concept shares with those before it.

        A limit of normal that nobody recorded is the supposed one.
        """
        return {**self.supposed_limit(concept), **self._carried(concept)}

    def _carried(self, concept: str) -> Mapping[str, Value]:
        return carried(self.timeline, self.program.knowledge.concepts[concept], self.day)

    def supposed_limit(self, concept: str) -> Mapping[str, Value]:
        """Return the attribute that results are multiples of where it is not on record.

        It is supposed in the middle of what is possible: a multiple of it is told, not a number.
        """
        page, recorded = self.program.knowledge.concepts[concept], self._carried(concept)
        chains = (self.program.chains.get(each.subject) for each in self.asked)
        names = {each.last.over for each in chains if each is not None and each.concept == concept}
        names -= set(recorded)
        return {
            name: page.attributes[name].value_of(_middle(page.attributes[name]))
            for name in sorted(each for each in names if each)
            if isfinite(page.attributes[name].measure.possible.high)
        }

    def options(self, concept: str) -> tuple[Option, ...]:
        """Return every result that a concept could have on the day."""
        held = self._options.get(concept)
        if held is None:
            page, attributes = self.program.knowledge.concepts[concept], self.attributes(concept)
            cuts = cuts_of(self, concept) if page.kind == "quantity" else ()
            held = self._options[concept] = options_of(page, cuts, attributes)
        return held

    @cached_property
    def _options(self) -> dict[str, tuple[Option, ...]]:
        return {}

    def result(self, concept: str, option: Option) -> Event:
        """Return the event that records an option."""
        page = self.program.knowledge.concepts[concept]
        return result_of(self.timeline, page, option, self.day, self.attributes(concept))

    def with_results(self, results: Sequence[Event]) -> Timeline:
        """Return the patient with some new results."""
        events = with_results(self.timeline, results)
        return timeline_of(
            self.timeline.patient, events, self.program.knowledge, self.timeline.label
        )

    def sheet(self, supposed: Sequence[Sequence[Event]]) -> Sheet:
        """Return the facts of the patient once for each set of new results."""
        patients = [self.with_results(each) for each in supposed]
        count = len(patients)
        points = Points.at_end_of_day(
            np.arange(count), np.full(count, self.as_of), np.full(count, self.known)
        )
        return Sheet(self.program, columns_from(patients, self.program.knowledge), points)

    # --- what a criterion makes of them -------------------------------------------------------

    def table(self, criterion: Criterion) -> tuple[tuple[str, ...], npt.NDArray[np.int8]]:
        """Return the concepts of a criterion, and its truth for each choice of their options.

        The first place along each concept is the record as it is. Raises ``TooMany``.
        """
        concepts = self.concepts_of(criterion)
        shape = tuple(1 + len(self.options(each)) for each in concepts)
        return concepts, self._tried(concepts).criterion(criterion).reshape(shape)

    def _tried(self, concepts: tuple[str, ...]) -> Sheet:
        """Return the facts of the patient for each choice of options of some concepts."""
        held = self._sheets.get(concepts)
        if held is None:
            choices = [self._choices(each) for each in concepts]
            if np.prod([len(each) for each in choices]) > MOST:
                raise TooMany
            supposed = [[one for one in each if one] for each in product(*choices)]
            held = self._sheets[concepts] = self.sheet(supposed)
        return held

    @cached_property
    def _sheets(self) -> dict[tuple[str, ...], Sheet]:
        return {}

    def _choices(self, concept: str) -> list[Event | None]:
        return [None, *(self.result(concept, each) for each in self.options(concept))]

    def truth(
        self,
        condition: Condition[Criterion],
        places: Mapping[str, npt.NDArray[np.int64]],
        count: int,
    ) -> Truths:
        """Return a condition's truth for so many choices of options of its concepts, by places."""

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


def _middle(attribute: Attribute) -> str:
    """Return the number in the middle of what an attribute can be, by proportion, as written."""
    possible, unit = attribute.measure.possible, attribute.scale.unit if attribute.scale else ""
    number = float(f"{sqrt(possible.low * possible.high):.2g}") or possible.high
    return number_text(number) if unit in BARE else f"{number_text(number)} {unit}"

"""What of one patient may change: the concepts that may have a new result, the events not over.

Each is an axis, named by the concept or by the event; what lies along it are its options.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from math import isfinite, sqrt

import numpy as np

from cyclewise.facts.point import Points
from cyclewise.facts.program import Program
from cyclewise.facts.sheet import Sheet
from cyclewise.knowledge.attribute import Attribute
from cyclewise.knowledge.value import Value
from cyclewise.protocol.criterion import Criterion
from cyclewise.reasons.asked_criteria import asked_of
from cyclewise.reasons.heard import alone, reaches
from cyclewise.reasons.ongoing import Ongoing, courses_tried, ongoing_of
from cyclewise.reasons.option import (
    Option,
    Supposed,
    carried,
    latest_of,
    result_of,
    with_supposed,
)
from cyclewise.reasons.ruler import Ruler, ruler_of
from cyclewise.records import dataclass
from cyclewise.timeline.columns import columns_from
from cyclewise.timeline.timeline import Timeline, timeline_of
from cyclewise.values.numeral import number_text
from cyclewise.values.quantity import BARE


@dataclass(frozen=True)
class Changeable:
    """One patient at one decision point, and what could be otherwise there."""

    program: Program
    timeline: Timeline
    as_of: int
    known: int

    @property
    def day(self) -> int:
        """Return the day of a new result: seen, and known, on the day of the question."""
        return min(self.as_of, self.known)

    # --- what rests on what ---------------------------------------------------------------------

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

    def axes_of(self, criterion: Criterion) -> tuple[str, ...]:
        """Return what may change of all that a criterion rests on."""
        if criterion.asks == "parameter":
            return ()
        named = {criterion.subject, criterion.since or criterion.subject}
        below = set().union(*map(self._below, named))
        ongoing = (
            key
            for key, each in self.ongoing.items()
            if each.concept.id in below and criterion not in self._deaf[key]
        )
        return (*sorted(each for each in below if self.changeable(each)), *sorted(ongoing))

    @cached_property
    def ongoing(self) -> Mapping[str, Ongoing]:
        """Return the events on record that may take another course, by their axes."""
        found = [each for each in self._not_over if self._heard(each)]
        return {each.key: each for each in courses_tried(found)}

    @cached_property
    def _not_over(self) -> tuple[Ongoing, ...]:
        concepts = self.program.knowledge.concepts
        return ongoing_of(self.timeline, concepts, self.as_of, self.known)

    def _heard(self, event: Ongoing) -> bool:
        """Return whether some criterion on a value may hear of an event."""
        return any(each not in self._deaf[event.key] for each in self._resting(event.concept.id))

    def _resting(self, concept: str) -> Iterator[Criterion]:
        """Yield the criteria on values that rest on a concept."""
        for criterion in self.asked:
            named = {criterion.subject, criterion.since or criterion.subject}
            value = criterion.asks != "parameter" and not self.program.is_condition(
                criterion.subject
            )
            if value and any(concept in self._below(each) for each in named):
                yield criterion

    @cached_property
    def _deaf(self) -> Mapping[str, frozenset[Criterion]]:
        """Return for each event that is not over the criteria that hear of no course of it."""
        return {each.key: frozenset(self._not_hearing(each)) for each in self._not_over}

    def _not_hearing(self, event: Ongoing) -> Iterator[Criterion]:
        lonely = replace(self, timeline=alone(self.timeline, event, self.program))
        supposed = [[event.supposed(each, self.day)] for each in event.options]
        courses = lonely.sheet([[], *supposed])
        for criterion in self._resting(event.concept.id):
            if not reaches(self.program, event, criterion, courses, self._below):
                yield criterion

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

    # --- new results ----------------------------------------------------------------------------

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

    def past_words(self, concept: str) -> frozenset[str]:
        """Return the words that no later event may have: CR1 after CR2."""
        order = self.program.knowledge.concepts[concept].one_after_another
        recorded = {each.value.word for each in self.timeline.events if each.concept == concept}
        reached = max((place for place, word in enumerate(order) if word in recorded), default=0)
        return frozenset(order[:reached])

    def ruler(self, concept: str) -> Ruler:
        """Return the unit in which a concept's numbers are told: that of its latest result."""
        latest = latest_of(self.timeline, concept, self.as_of, self.known)
        return ruler_of(self.program.knowledge.concepts[concept], latest)

    def supposed(self, axis: str, option: Option) -> Supposed:
        """Return what records an option of an axis on the day."""
        if axis in self.ongoing:
            return self.ongoing[axis].supposed(option, self.day)
        page = self.program.knowledge.concepts[axis]
        return result_of(self.timeline, page, option, self.day, self.attributes(axis))

    def with_supposed(self, supposed: Sequence[Supposed]) -> Timeline:
        """Return the patient with all that is supposed."""
        events = with_supposed(self.timeline, supposed)
        return timeline_of(
            self.timeline.patient, events, self.program.knowledge, self.timeline.label
        )

    @cached_property
    def as_recorded(self) -> Sheet:
        """Return the facts of the patient as they are."""
        return self.sheet([[]])

    def sheet(self, supposed: Sequence[Sequence[Supposed]]) -> Sheet:
        """Return the facts of the patient once for each set of suppositions."""
        patients = [self.with_supposed(each) for each in supposed]
        count = len(patients)
        points = Points.at_end_of_day(
            np.arange(count), np.full(count, self.as_of), np.full(count, self.known)
        )
        return Sheet(self.program, columns_from(patients, self.program.knowledge), points)


def _middle(attribute: Attribute) -> str:
    """Return the number in the middle of what an attribute can be, by proportion, as written."""
    possible, unit = attribute.measure.possible, attribute.scale.unit if attribute.scale else ""
    number = float(f"{sqrt(possible.low * possible.high):.2g}") or possible.high
    return number_text(number) if unit in BARE else f"{number_text(number)} {unit}"

"""A protocol linked with knowledge: every fact found, every unit converted, no ring among them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace
from functools import cached_property

from cyclewise.facts.age import WHOLE_DAYS
from cyclewise.facts.bound import Bound, Dated
from cyclewise.facts.given import GIVEN_FACTS
from cyclewise.facts.intensity import INTENSITY_FACTS
from cyclewise.facts.ladders import Ladders
from cyclewise.facts.questions import Questions
from cyclewise.facts.timetable import Timetable, timetable
from cyclewise.knowledge.concept import Concept
from cyclewise.knowledge.knowledgebase import Knowledge
from cyclewise.protocol.criterion import Comparison, Limit, Parameter
from cyclewise.protocol.definition import (
    VALUE,
    ArithmeticForm,
    ConditionForm,
    CyclesForm,
    DaysBetweenForm,
    Definition,
    ElapsedForm,
    Form,
    GivenForm,
    GradesForm,
    KineticsForm,
    ReadingForm,
)
from cyclewise.protocol.grades import rungs_of
from cyclewise.protocol.protocol import Protocol
from cyclewise.protocol.schedule import Days
from cyclewise.protocol.uses import inputs_of
from cyclewise.records import dataclass
from cyclewise.values.calendar import Duration, parse_duration
from cyclewise.values.quantity import Scale, parse_quantity

NUMBER = Scale("number")
FRACTION = Scale("fraction")
DAYS = Scale("days")
YEARS = Scale("years")

EVENT_FACTS = {
    "first_dose": "the first dose",
    "last_dose": "the last dose",
    "first_cycle_end": "the end of the first cycle",
    "last_cycle_end": "the end of the last cycle",
    "last_cycle_start": "the first dose of the last completed cycle",
}
NUMBER_FACTS = {
    "cycles_given": "cycles given",
    "cycles_begun": "cycles begun",
    "next_cycle": "the next dose's cycle",
    "next_day": "the next dose's day in its cycle",
    "days_past_due": "days past the due date",
    **INTENSITY_FACTS,
}
YES_NO_FACTS = {
    "cycle_open": "a cycle is begun and not complete",
    "dose_due": "a dose may be given",
}
ENGINE_FACTS = {**EVENT_FACTS, **NUMBER_FACTS, **YES_NO_FACTS}
"""Facts that follow from the doses and the schedule; no file defines them."""


@dataclass(frozen=True, slots=True)
class Chain:
    """How a reading is read: its concept, and the steps of each reading it is built on."""

    concept: str
    steps: tuple[ReadingForm, ...]

    @property
    def last(self) -> ReadingForm:
        """Return the outermost reading, whose value and take apply."""
        return self.steps[-1]


@dataclass(frozen=True)
class Program:
    """A linked protocol: what the kernel runs."""

    protocol: Protocol
    knowledge: Knowledge
    overrides: Mapping[str, str] = field(default_factory=dict)
    """Parameters given other values, in cases and comparisons."""

    @cached_property
    def definitions(self) -> Mapping[str, Definition]:
        """Return every fact that has a definition; a concept without one is its latest value."""
        plain = {
            concept.id: Definition(concept.id, concept.title, ReadingForm(concept.id))
            for concept in self.knowledge.concepts.values()
        }
        written = self.protocol.definitions
        rungs = {rung.id: rung for each in written.values() for rung in rungs_of(each)}
        return {**GIVEN_FACTS, **plain, **written, **rungs}

    @cached_property
    def ladders(self) -> Ladders:
        """Return the graded facts."""
        return Ladders(self.definitions, lambda comparison: self.bound(comparison, None).words)

    @cached_property
    def questions(self) -> Questions:
        """Return what the criteria ask."""
        return Questions(self)

    def is_condition(self, fact: str) -> bool:
        """Return whether a fact is met, not met or unknown, and has no other value."""
        if fact in ENGINE_FACTS:
            return fact in YES_NO_FACTS
        return isinstance(self.definitions[fact].form, ConditionForm)

    def with_parameters(self, values: Mapping[str, str]) -> Program:
        """Return the program with some parameters given other values."""
        return replace(self, overrides={**self.overrides, **values}) if values else self

    def title(self, fact: str) -> str:
        """Return how a fact is called in a sentence."""
        return ENGINE_FACTS.get(fact) or self.definitions[fact].title

    @cached_property
    def chains(self) -> dict[str, Chain]:
        """Return the chain of every reading."""
        return {
            name: self._chain(name)
            for name, definition in self.definitions.items()
            if isinstance(definition.form, ReadingForm)
        }

    def _chain(self, fact: str) -> Chain:
        form = self.definitions[fact].form
        if not isinstance(form, ReadingForm):
            raise TypeError(f"{fact} is no reading.")
        if form.plain or form.read == fact or form.read not in self.protocol.definitions:
            return Chain(form.read, (form,))
        below = self._chain(form.read)
        return Chain(below.concept, (*below.steps, form))

    def orders_one_day(self, concept: str) -> bool:
        """Return whether a definition says which of several results of one day counts."""
        chain = self.chains.get(concept)
        return chain is not None and any(step.one_a_day for step in chain.steps)

    def concept(self, fact: str) -> Concept:
        """Return the concept that a reading reads."""
        return self.knowledge.concepts[self.chains[fact].concept]

    def scale(self, fact: str) -> Scale | None:
        """Return the unit of a fact's numbers; None where it has words instead."""
        if fact not in self._scales:
            self._scales[fact] = self._scale(fact)
        return self._scales[fact]

    @cached_property
    def _scales(self) -> dict[str, Scale | None]:
        return {}

    def _scale(self, fact: str) -> Scale | None:
        if fact in NUMBER_FACTS:
            return DAYS if "days" in fact else NUMBER
        form = None if fact in ENGINE_FACTS else self.definitions[fact].form
        match form:
            case ReadingForm():
                return self._reading_scale(fact, form)
            case ArithmeticForm("difference", of) | KineticsForm(of, "difference"):
                return self.scale(of)
            case ArithmeticForm() | KineticsForm():
                return FRACTION if form.operation == "change" else NUMBER
            case ElapsedForm("years"):
                return YEARS
            case _:
                return _plain_scale(form)

    def _reading_scale(self, fact: str, form: ReadingForm) -> Scale | None:
        if form.over is not None or form.take == "count":
            return NUMBER
        return self.column_scale(self.concept(fact), form.value)

    @staticmethod
    def column_scale(concept: Concept, column: str) -> Scale | None:
        """Return the unit of an event's value or of one of its attributes."""
        return concept.scale if column == VALUE else concept.attributes[column].scale

    def days(self, length: Days) -> Dated:
        """Return a duration, or a parameter's durations by date, in days."""
        if length not in self._days:
            lengths = self._lengths(length)
            counted = tuple(each.days for _, each in lengths)
            self._days[length] = Dated(tuple(day for day, _ in lengths), counted)
        return self._days[length]

    @cached_property
    def _days(self) -> dict[Days, Dated]:
        return {}

    def minutes(self, length: Days) -> Dated | None:
        """Return it in minutes, ``WHOLE_DAYS`` where it is in days; None where it always is."""
        lengths = self._lengths(length)
        if all(each.minutes is None for _, each in lengths):
            return None
        found = (WHOLE_DAYS if each.minutes is None else each.minutes for _, each in lengths)
        return Dated(tuple(day for day, _ in lengths), tuple(found))

    def _lengths(self, length: Days) -> list[tuple[int, Duration]]:
        if isinstance(length, Duration):
            return [(0, length)]
        return [(day, parse_duration(text)) for day, text in self.texts(length)]

    @cached_property
    def timetable(self) -> Timetable:
        """Return the compiled schedule."""
        return timetable(self.protocol.schedule, lambda length: int(self.days(length).numbers[-1]))

    def inputs(self, fact: str) -> tuple[str, ...]:
        """Return the facts that a fact is made of, directly."""
        if fact in ("first_dose", "last_dose"):
            return ()
        if fact in ENGINE_FACTS:
            first = self.protocol.schedule.first_dose
            return tuple(each for each in (first.earliest, first.latest_after) if each)
        definition = self.definitions.get(fact)
        return () if definition is None else inputs_of(definition)

    def number(self, fact: str, limit: Limit) -> Dated:
        """Return a limit in the unit of a fact, by date where amendments change it."""
        scale = self.scale(fact)
        dated = None if scale is None else self._dated(limit, scale)
        if dated is None:
            raise TypeError(f"{limit} is no number.")
        return dated

    def texts(self, parameter: Parameter) -> list[tuple[int, str]]:
        """Return a parameter's values with the day from which each holds."""
        name = parameter.name
        if name in self.overrides:
            return [(0, self.overrides[name])]
        amended = [
            (amendment.day, amendment.values[name])
            for amendment in self.protocol.amendments
            if name in amendment.values
        ]
        return [(-(2**30), self.protocol.parameters[name].text), *amended]

    def bound(self, comparison: Comparison, scale: Scale | None) -> Bound:
        """Return a comparison with its limits in a unit, or as words where there is none."""
        asked = (comparison, scale)
        if asked not in self._bounds:
            self._bounds[asked] = self._bound(comparison, scale)
        return self._bounds[asked]

    @cached_property
    def _bounds(self) -> dict[tuple[Comparison, Scale | None], Bound]:
        return {}

    def _bound(self, comparison: Comparison, scale: Scale | None) -> Bound:
        if comparison.word == "recorded":
            return Bound("recorded", words=(self._word(comparison.limits[0]),))
        dated = [self._dated(limit, scale) for limit in comparison.limits]
        if any(each is None for each in dated):
            return Bound(comparison.word, words=tuple(map(self._word, comparison.limits)))
        return Bound(comparison.word, numbers=tuple(each for each in dated if each))

    def _word(self, limit: Limit) -> str:
        return self.texts(limit)[-1][1] if isinstance(limit, Parameter) else limit.text

    def _dated(self, limit: Limit, scale: Scale | None) -> Dated | None:
        """Return a limit's numbers by date, None where it is a word."""
        texts = self.texts(limit) if isinstance(limit, Parameter) else [(0, limit.text)]
        numbers = []
        for _, text in texts:
            quantity = parse_quantity(text)
            if quantity is None or scale is None:
                return None
            numbers.append(scale.convert(quantity))
        return Dated(tuple(day for day, _ in texts), tuple(numbers))


def _plain_scale(form: Form | None) -> Scale | None:
    """Return the unit of a fact that counts or is given; None where it has none."""
    if isinstance(form, GivenForm):
        return Scale(form.unit) if form.unit else None
    if isinstance(form, ElapsedForm | DaysBetweenForm):
        return DAYS
    return NUMBER if isinstance(form, CyclesForm | GradesForm) else None

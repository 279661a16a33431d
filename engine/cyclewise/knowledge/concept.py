"""One thing that is measured or observed: how it is written, and what it means not to be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Literal

from cyclewise.documents.node import Node
from cyclewise.knowledge.attribute import Attribute
from cyclewise.knowledge.measure import Kind, Measure
from cyclewise.knowledge.number_word import NumberWord
from cyclewise.knowledge.range import Range
from cyclewise.knowledge.value import Value
from cyclewise.knowledge.value_reading import read_value, written
from cyclewise.records import dataclass
from cyclewise.values.quantity import Scale

Section = Literal["events", "patient", "diagnosis"]
Position = Literal["results", "treatment", "outcomes"]
NoRecord = Literal["unknown", "presumed absent", "did not happen"]
History = Literal["never", "before the first dose", "always"]

SECTIONS: tuple[Section, ...] = ("events", "patient", "diagnosis")
POSITIONS: tuple[Position, ...] = ("results", "treatment", "outcomes")
"""The order within a day: what was found, what was given, what came of it."""
NO_RECORD: tuple[NoRecord, ...] = ("unknown", "presumed absent", "did not happen")

COMMON_KEYS = ("date", "time", "known", "replaces", "note")
"""The keys that every dated event may have."""

_NOTHING: Mapping[str, Value] = {}


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing that can be recorded of a patient.

    ``section`` is where a patient's file holds it, ``position`` its place within a day,
    ``no_record`` what it means that there is none, ``history`` whether a month or a year alone
    may be its date, ``changeable`` whether a new result may come out otherwise.
    ``one_after_another`` are values of which a later event never has an earlier one.
    ``synonyms`` are suggested to whoever misspells it and never accepted.
    """

    id: str
    title: str
    measure: Measure
    no_record: NoRecord
    section: Section = "events"
    position: Position = "results"
    history: History = "never"
    changeable: bool = False
    one_after_another: tuple[str, ...] = ()
    attributes: Mapping[str, Attribute] = field(default_factory=dict)
    synonyms: tuple[str, ...] = ()
    codes: Mapping[str, str] = field(default_factory=dict)

    @property
    def kind(self) -> Kind:
        """Return whether it is a quantity, a choice, a term, a date or a text."""
        return self.measure.kind

    @property
    def scale(self) -> Scale | None:
        """Return the unit of its numbers and what converts to it; None where it has none."""
        return self.measure.scale

    @property
    def values(self) -> tuple[str, ...]:
        """Return what a choice may be."""
        return self.measure.values

    @property
    def words(self) -> Mapping[str, NumberWord]:
        """Return the words that may stand in place of its number."""
        return self.measure.words

    @property
    def terms(self) -> Mapping[str, tuple[str, ...]]:
        """Return its terms by group."""
        return self.measure.terms

    @property
    def possible(self) -> Range:
        """Return what its number can be at all."""
        return self.measure.possible

    @property
    def usual(self) -> Range:
        """Return what its number is as a rule; outside it deserves a second look."""
        return self.measure.usual

    def leans_on(self, word: str) -> tuple[str, ...]:
        """Return the attributes that a word in place of a number leans on."""
        return self.words[word].leans_on if word in self.words else ()

    def value(self, node: Node, attributes: Mapping[str, Value] = _NOTHING) -> Value:
        """Return what a node of a file says, given the event's attributes; raise Refused."""
        return self.value_of(written(self.measure, node), attributes)

    def value_of(self, text: str, attributes: Mapping[str, Value] = _NOTHING) -> Value:
        """Return what a text says, given the event's attributes; raise Refused."""
        value = read_value(self.measure, text)
        if value.word in self.words:
            low, high = self.words[value.word].span(attributes, self.possible)
            return Value(low, high, value.word, value.text)
        if any(self.attributes[name].caps(recorded) for name, recorded in attributes.items()):
            return Value(max(self.possible.low, 0.0), value.high, value.word, value.text)
        return value

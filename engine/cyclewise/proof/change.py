"""Single changes to an invented patient: a value given, moved to another day, or taken away."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace

from cyclewise.facts.program import Program
from cyclewise.knowledge.concept import Concept
from cyclewise.knowledge.value import Value
from cyclewise.proof.crowd import Invented
from cyclewise.records import dataclass
from cyclewise.timeline.event import UNDATED, Event
from cyclewise.values.calendar import day_text
from cyclewise.values.quantity import number_text
from cyclewise.values.refused import Refused


@dataclass(frozen=True, slots=True)
class Given:
    """A value is on record, so many days before the question.

    ``instead``: it takes the place of the latest one on record and leaves its day, where there is
    one; otherwise it is added. ``over``: the text is no value but a multiple of this attribute.
    ``bare``: attributes are not taken over from the latest one.
    """

    concept: str
    text: str
    attributes: Mapping[str, str]
    days_ago: int = 0
    instead: bool = False
    over: str = ""
    bare: bool = False

    def made(self, patient: Invented, program: Program) -> Invented | None:
        """Return the changed patient, None where it changes nothing or cannot be."""
        concept = program.knowledge.concepts[self.concept]
        latest = _latest(patient, self.concept)
        try:
            event = self._event(patient, concept, latest)
        except Refused:
            return None
        if concept.section != "events" or (self.instead and latest is not None):
            kept = [each for each in patient.events if each is not latest]
        else:
            kept = list(patient.events)
        if latest is not None and event == latest:
            return None
        return patient.with_events([*kept, event], program, self._said(event, latest))

    def _event(self, patient: Invented, concept: Concept, latest: Event | None) -> Event:
        old = dict(latest.attributes) if latest is not None and not self.bare else {}
        new = {name: concept.attributes[name].value_of(text) for name, text in self._named(concept)}
        attributes: dict[str, Value] = {**old, **new}
        if self.over and self.over not in attributes:
            attributes[self.over] = concept.attributes[self.over].value_of(
                _least(concept, self.over)
            )
        value = concept.value_of(self._text(concept, attributes), attributes)
        if concept.section != "events":
            day = int(value.low) if concept.kind == "date" else UNDATED
            return Event(concept.id, value, day, day, attributes=attributes)
        if self.instead and latest is not None:
            return replace(latest, value=value, attributes=attributes)
        day = patient.as_of - self.days_ago
        return Event(concept.id, value, day, day, known=day, attributes=attributes)

    def _text(self, concept: Concept, attributes: Mapping[str, Value]) -> str:
        """Return the value as text: as given, or as so many times an attribute."""
        if not self.over:
            return self.text
        unit = "" if concept.scale is None else concept.scale.unit
        return f"{number_text(float(self.text) * attributes[self.over].low)} {unit}"

    def _named(self, concept: Concept) -> Iterator[tuple[str, str]]:
        return (
            (name, text) for name, text in self.attributes.items() if name in concept.attributes
        )

    def _said(self, event: Event, latest: Event | None) -> str:
        """Return the change as a case writes it."""
        old = {} if latest is None else latest.attributes
        named = [name for name in event.attributes if name in self.attributes or name not in old]
        beside = {name: event.attributes[name].text for name in named}
        if (self.instead and latest is not None) or not event.dated:
            if not beside:
                return f"change: {{{self.concept}: {event.value.text}}}"
            listed = ", ".join(f"{name}: {text}" for name, text in beside.items())
            return f"change: {{{self.concept}: {{value: {event.value.text}, {listed}}}}}"
        pairs = {"date": event.date, self.concept: event.value.text}
        pairs |= {name: value.text for name, value in event.attributes.items()}
        return f"add: [{{{', '.join(f'{name}: {text}' for name, text in pairs.items())}}}]"


@dataclass(frozen=True, slots=True)
class Moved:
    """The latest value of a concept is so many days old."""

    concept: str
    days_ago: int

    def made(self, patient: Invented, program: Program) -> Invented | None:
        """Return the changed patient, None where there is nothing to move."""
        latest = _latest(patient, self.concept)
        day = patient.as_of - self.days_ago
        if latest is None or not latest.dated or latest.first == day:
            return None
        event = replace(latest, first=day, last=day, known=day)
        kept = [each for each in patient.events if each is not latest]
        said = f"move: {{{self.concept}: {day_text(day)}}}"
        return patient.with_events([*kept, event], program, said)


@dataclass(frozen=True, slots=True)
class Removed:
    """Nothing of a concept is on record."""

    concept: str

    def made(self, patient: Invented, program: Program) -> Invented | None:
        """Return the changed patient, None where there is nothing to remove."""
        kept = [each for each in patient.events if each.concept != self.concept]
        if len(kept) == len(patient.events):
            return None
        return patient.with_events(kept, program, f"remove: [{self.concept}]")


Change = Given | Moved | Removed


def _least(concept: Concept, attribute: str) -> str:
    """Return the least that an attribute can be, where that is more than nothing, else 1."""
    measure = concept.attributes[attribute].measure
    least = measure.possible.low if 0 < measure.possible.low < math.inf else 1.0
    unit = concept.scale.unit if concept.scale is not None else ""
    return f"{number_text(least)} {unit}".strip()


def _latest(patient: Invented, concept: str) -> Event | None:
    found = [each for each in patient.events if each.concept == concept]
    return found[-1] if found else None

"""An option: one result a concept could have on the day of the question, and how it is recorded."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from cyclewise.knowledge.concept import Concept
from cyclewise.knowledge.value import Value
from cyclewise.records import dataclass
from cyclewise.timeline.event import UNDATED, Event
from cyclewise.timeline.timeline import Timeline
from cyclewise.values.numeral import number_text
from cyclewise.values.quantity import BARE
from cyclewise.values.refused import Refused

_KEPT = ("quantity", "choice")
"""Attributes that a new result shares with the last: its limit of normal, its method."""
_LAST_LINE = 2**21


@dataclass(frozen=True, slots=True)
class Option:
    """A word, or a span of numbers of which ``value`` is one.

    A span is one number, ``low`` and ``high`` being equal, or what lies strictly between two;
    both are nan for a word. In one span every limit that a rule asks for has the same answer.
    """

    value: Value
    low: float = math.nan
    high: float = math.nan

    @property
    def is_word(self) -> bool:
        """Return whether it is a word in place of a number."""
        return math.isnan(self.low)

    @property
    def is_point(self) -> bool:
        """Return whether it is one number, not those between two."""
        return self.low == self.high


def options_of(
    concept: Concept, cuts: Iterable[float], attributes: Mapping[str, Value]
) -> tuple[Option, ...]:
    """Return every result that a concept can have, cut at the limits that somebody asks for."""
    words = concept.values or tuple(concept.words)
    spans = _spans(concept, sorted(set(cuts)), attributes) if concept.kind == "quantity" else ()
    said = (_value(concept, word, attributes) for word in words)
    return (*spans, *(Option(value) for value in said if value is not None))


def _spans(
    concept: Concept, cuts: list[float], attributes: Mapping[str, Value]
) -> Iterator[Option]:
    """Yield the points and what lies between them, from the lowest possible number up."""
    first = concept.possible.low
    top = concept.possible.high
    low = first if math.isfinite(first) else min(cuts, default=0.0) - 1
    inner = [each for each in cuts if low < each < top]
    for cut in inner:
        yield from _between(concept, low, cut, attributes)
        value = _number(concept, cut, attributes)
        if value is not None:
            yield Option(value, cut, cut)
        low = cut
    yield from _between(concept, low, top, attributes)


def _between(
    concept: Concept, low: float, high: float, attributes: Mapping[str, Value]
) -> Iterator[Option]:
    """Yield the numbers strictly between two, where there is one that can be written."""
    middle = (low + high) / 2 if math.isfinite(high) else 2 * abs(low) + 1
    for number in (middle, math.floor(low) + 1.0):
        value = _number(concept, number, attributes) if low < number < high else None
        if value is not None:
            yield Option(value, low, high)
            return


def _number(concept: Concept, number: float, attributes: Mapping[str, Value]) -> Value | None:
    unit = concept.scale.unit if concept.scale is not None else ""
    text = number_text(number)
    return _value(concept, text if unit in BARE else f"{text} {unit}", attributes)


def _value(concept: Concept, text: str, attributes: Mapping[str, Value]) -> Value | None:
    try:
        return concept.value_of(text, attributes)
    except Refused:
        return None


def carried(timeline: Timeline, concept: Concept, day: int) -> Mapping[str, Value]:
    """Return the attributes that a new result is taken to share with those before it."""
    return {
        name: value
        for event in timeline.events
        if event.concept == concept.id and event.first <= day
        for name, value in event.attributes.items()
        if concept.attributes[name].kind in _KEPT
    }


def latest_of(timeline: Timeline, concept: str, day: int, known: int) -> Event | None:
    """Return the last event of a concept that is seen on a day."""
    seen = (
        each
        for each in timeline.events
        if each.concept == concept and each.first <= day and each.known <= known
    )
    return max(seen, key=lambda each: (each.first, each.minute, each.line), default=None)


def result_of(
    timeline: Timeline, concept: Concept, option: Option, day: int, attributes: Mapping[str, Value]
) -> Event:
    """Return the event that records an option as the day's result."""
    if concept.section != "events":
        return Event(concept.id, option.value, UNDATED, UNDATED)
    same = latest_of(timeline, concept.id, day, day)
    made = Event(concept.id, option.value, day, day, known=day, attributes=attributes)
    if same is None or same.first != day:
        return replace(made, line=_LAST_LINE)
    return replace(made, minute=same.minute, replaces=same.replaces, line=same.line)


def with_results(timeline: Timeline, results: Iterable[Event]) -> tuple[Event, ...]:
    """Return a timeline's events with new results, each in place of those of its own day."""
    new = {event.concept: event for event in results}
    kept = (
        event
        for event in timeline.events
        if event.concept not in new or event.first != new[event.concept].first
    )
    return (*kept, *new.values())

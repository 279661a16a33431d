"""An option: one result a concept could have on the day of the question, and how it is recorded."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from cyclewise.knowledge.concept import Concept
from cyclewise.knowledge.value import Value
from cyclewise.reasons.ruler import Ruler
from cyclewise.records import dataclass
from cyclewise.timeline.event import UNDATED, Event
from cyclewise.timeline.timeline import Timeline
from cyclewise.values.refused import Refused

_KEPT = ("quantity", "choice")
"""Attributes that a new result shares with the last: its limit of normal, its method."""
LAST_LINE = 2**21
"""A line after every line of a file: what is supposed comes last of its day."""


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


@dataclass(frozen=True, slots=True)
class Supposed:
    """An event that is supposed, and those on record that it stands in place of."""

    event: Event
    instead_of: tuple[Event, ...]


def options_of(
    concept: Concept, cuts: Iterable[float], attributes: Mapping[str, Value], ruler: Ruler
) -> tuple[Option, ...]:
    """Return every result that a concept can have, cut at the limits that somebody asks for.

    Its numbers are written by the ruler.
    """
    words = concept.values or tuple(concept.words)
    measure = _Measuring(concept, attributes, ruler)
    spans = measure.spans(sorted(set(cuts))) if concept.kind == "quantity" else ()
    said = (measure.value(word) for word in words)
    return (*spans, *(Option(value) for value in said if value is not None))


@dataclass(frozen=True, slots=True)
class _Measuring:
    """The numbers of one concept: what is written for them, and the spans between limits."""

    concept: Concept
    attributes: Mapping[str, Value]
    ruler: Ruler

    def spans(self, cuts: list[float]) -> Iterator[Option]:
        """Yield the points and what lies between them, from the lowest possible number up."""
        first, top = self.concept.possible.low, self.concept.possible.high
        low = first if math.isfinite(first) else min(cuts, default=0.0) - 1
        for cut, value in self._points(cuts):
            if low < cut < top:
                yield from self._between(low, cut)
                if value is not None:
                    yield Option(value, cut, cut)
                low = cut
        yield from self._between(low, top)

    def _points(self, cuts: list[float]) -> list[tuple[float, Value | None]]:
        """Return each limit once, as the number that is written for it."""
        found: dict[float, Value | None] = {}
        for cut in cuts:
            value = self.value(self.ruler.text(cut))
            found[cut if value is None else value.low] = value
        return sorted(found.items(), key=lambda each: each[0])

    def _between(self, low: float, high: float) -> Iterator[Option]:
        """Yield the numbers strictly between two, where there is one that can be written."""
        middle = (low + high) / 2 if math.isfinite(high) else 2 * abs(low) + 1
        for number in (middle, math.floor(low) + 1.0):
            value = self.value(self.ruler.text(number))
            if value is not None and low < value.high < high:
                yield Option(value, low, high)
                return

    def value(self, text: str) -> Value | None:
        """Return what a text says as a result of the concept, None where it is refused."""
        try:
            return self.concept.value_of(text, self.attributes)
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
) -> Supposed:
    """Return the event that records an option as the day's result."""
    if concept.section != "events":
        same_word = tuple(each for each in timeline.events if each.concept == concept.id)
        return Supposed(Event(concept.id, option.value, UNDATED, UNDATED), same_word)
    of_day = tuple(
        each for each in timeline.events if each.concept == concept.id and each.first == day
    )
    same = latest_of(timeline, concept.id, day, day)
    made = Event(concept.id, option.value, day, day, known=day, attributes=attributes)
    if same is None or same.first != day:
        return Supposed(replace(made, line=LAST_LINE), of_day)
    made = replace(made, minute=same.minute, replaces=same.replaces, line=same.line)
    return Supposed(made, of_day)


def with_supposed(timeline: Timeline, supposed: Iterable[Supposed]) -> tuple[Event, ...]:
    """Return a timeline's events with what is supposed, in place of what it stands for."""
    together = tuple(supposed)
    gone = {id(event) for each in together for event in each.instead_of}
    kept = (event for event in timeline.events if id(event) not in gone)
    return (*kept, *(each.event for each in together))

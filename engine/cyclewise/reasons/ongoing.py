"""Ongoing: an event on record that may take another course: it ends, or comes to another degree."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from cyclewise.knowledge.attribute import Attribute
from cyclewise.knowledge.concept import Concept
from cyclewise.knowledge.value import NO_NUMBER, Value
from cyclewise.reasons.limits import attribute_word
from cyclewise.reasons.option import LAST_LINE, Option, Supposed
from cyclewise.records import dataclass
from cyclewise.timeline.event import Event
from cyclewise.timeline.timeline import Timeline
from cyclewise.values.calendar import day_text

_FEW = 4
"""Of more events than so many only the end is supposed: each degree of each is too much to try."""


@dataclass(frozen=True, slots=True)
class Ongoing:
    """The latest event of a word that is not over, and the attributes in which it may change.

    ``ends`` holds the date on which it is over, ``degree`` its grade; None where it has none that
    changes. ``graded``: other degrees are supposed as well, not its end alone.
    """

    event: Event
    concept: Concept
    ends: Attribute | None
    degree: Attribute | None
    graded: bool = True

    @property
    def key(self) -> str:
        """Return what tells it from every other event and concept."""
        return f"{self.concept.id}: {self.event.value.word}"

    @property
    def title(self) -> str:
        """Return what it is called: its own word."""
        return self.event.value.text

    @property
    def now(self) -> str:
        """Return how it stands: its degree, or that none is recorded."""
        if self.degree is None:
            return "not over"
        recorded, word = (
            self.event.attributes.get(self.degree.name),
            attribute_word(self.degree.name),
        )
        return f"{word} not recorded" if recorded is None else f"{word} {recorded.text}"

    def said(self, number: float) -> str:
        """Return a degree in words: “grade 2”."""
        return f"{attribute_word(self.degree.name) if self.degree else ''} {number:g}".strip()

    @property
    def options(self) -> tuple[Option, ...]:
        """Return every course it may take: each degree, then its end."""
        found = [Option(value, value.low, value.low) for value in self._degrees()]
        if self.ends is not None:
            word = attribute_word(self.ends.name)
            found.append(Option(Value(NO_NUMBER, NO_NUMBER, word, word)))
        return tuple(found)

    def _degrees(self) -> Iterator[Value]:
        """Yield every degree that is possible."""
        possible = self.degree.measure.possible if self.degree is not None else None
        if (
            self.degree is None
            or not self.graded
            or possible is None
            or not math.isfinite(possible.low + possible.high)
        ):
            return
        for number in range(int(possible.low), int(possible.high) + 1):
            yield self.degree.value_of(str(number))

    def supposed(self, option: Option, day: int) -> Supposed:
        """Return what records one of its options on a day: it is over, or a later event of it."""
        if option.is_word:
            assert self.ends is not None  # noqa: S101 - a word is an option only where it ends
            over = {**self.event.attributes, self.ends.name: self.ends.value_of(day_text(day))}
            return Supposed(replace(self.event, attributes=over), (self.event,))
        kept = {
            name: value
            for name, value in self.event.attributes.items()
            if self.concept.attributes[name].kind != "date"
        }
        degree = {self.degree.name: option.value} if self.degree is not None else {}
        made = replace(
            self.event, first=day, last=day, known=day, replaces=None, attributes={**kept, **degree}
        )
        if self.event.first == day:
            return Supposed(replace(made, replaces=self.event.replaces), (self.event,))
        return Supposed(replace(made, line=LAST_LINE), ())


def ongoing_of(
    timeline: Timeline, concepts: Mapping[str, Concept], day: int, known: int
) -> tuple[Ongoing, ...]:
    """Return the events of a timeline that may take another course, as they are seen on a day."""
    latest: dict[tuple[str, str], Event] = {}
    for event in sorted(timeline.events, key=lambda each: (each.first, each.minute, each.line)):
        if event.first <= day and event.known <= known:
            latest[event.concept, event.value.word] = event
    found = []
    for event in latest.values():
        concept = concepts[event.concept]
        changing = [each for each in concept.attributes.values() if each.changeable]
        ends = next((each for each in changing if each.kind == "date"), None)
        degree = next((each for each in changing if each.kind == "integer"), None)
        over = event.attributes.get(ends.name) if ends is not None else None
        if changing and (over is None or over.low > day):
            found.append(Ongoing(event, concept, ends, degree))
    return tuple(found)


def courses_tried(found: Sequence[Ongoing]) -> tuple[Ongoing, ...]:
    """Return events with the courses that are tried: of many of them the end alone."""
    if len(found) <= _FEW:
        return tuple(found)
    return tuple(each if each.ends is None else replace(each, graded=False) for each in found)

"""One patient's events in the order in which they are read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field
from functools import cached_property

from cyclewise.knowledge.concept import POSITIONS, Section
from cyclewise.knowledge.knowledgebase import Knowledge
from cyclewise.records import dataclass
from cyclewise.timeline.correction import corrections
from cyclewise.timeline.event import UNDATED, Event

_SECTIONS: tuple[Section, ...] = ("patient", "diagnosis", "events")


@dataclass(frozen=True)
class Timeline:
    """A patient's events, sorted by date, position in the day, time and line.

    ``last_day`` is the latest day that anything in it speaks of (``UNDATED`` where nothing is
    dated); ``label`` is the name of the file. ``timeline_of`` makes one.
    """

    patient: str
    events: tuple[Event, ...]
    last_day: int
    label: str = field(default="", compare=False)

    @cached_property
    def replaced(self) -> Mapping[int, int]:
        """Return by an event's place the day from which it is known to be corrected."""
        found = corrections(self.events)
        return {
            places[0]: self.events[by].known for by, places in found.items() if len(places) == 1
        }


def timeline_of(
    patient: str, events: Iterable[Event], knowledge: Knowledge, label: str = ""
) -> Timeline:
    """Return events, given in any order, as a timeline."""

    def order(event: Event) -> tuple[int, int, int, int, int]:
        concept = knowledge.concepts[event.concept]
        section = _SECTIONS.index(concept.section)
        return (event.first, POSITIONS.index(concept.position), event.minute, section, event.line)

    arranged = tuple(sorted(events, key=order))
    days = [day for event in arranged for day in _days(event, knowledge)]
    return Timeline(patient, arranged, max(days, default=UNDATED), label)


def _days(event: Event, knowledge: Knowledge) -> Iterable[int]:
    """Yield the days that a dated event speaks of: its own, when known, when resolved."""
    if not event.dated:
        return
    yield event.first
    yield event.known
    attributes = knowledge.concepts[event.concept].attributes
    for name, value in event.attributes.items():
        if attributes[name].kind == "date":
            yield int(value.low)

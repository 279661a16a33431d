"""Values that can be but seldom are: worth a second look before anybody acts on them."""

from __future__ import annotations

from collections.abc import Iterator

from cyclewise.documents.problem import visible
from cyclewise.knowledge.concept import Concept
from cyclewise.knowledge.knowledgebase import Knowledge
from cyclewise.knowledge.value_reading import capital
from cyclewise.timeline.event import Event
from cyclewise.timeline.timeline import Timeline
from cyclewise.values.calendar import day_words


def unusual(timeline: Timeline, knowledge: Knowledge) -> tuple[tuple[Event, str], ...]:
    """Return the events whose number lies outside the usual range, each with a sentence.

    Events that were corrected are left out.
    """
    return tuple(_found(timeline, knowledge))


def _found(timeline: Timeline, knowledge: Knowledge) -> Iterator[tuple[Event, str]]:
    for place, event in enumerate(timeline.events):
        concept = knowledge.concepts[event.concept]
        if place in timeline.replaced or event.value.word:
            continue
        # The upper bound is the number measured, also where the patient's own is at most that.
        fault = concept.usual.fault(event.value.high)
        if fault:
            yield event, visible(_sentence(event, concept, fault))


def _sentence(event: Event, concept: Concept, fault: str) -> str:
    on = f" on {day_words(event.first)}" if event.dated else ""
    title, text = capital(concept.title), event.value.text
    return f"{title} {text}{on} is unusual ({fault}): check it."

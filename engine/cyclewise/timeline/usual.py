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
from cyclewise.values.quantity import parse_quantity
from cyclewise.values.unit import normal_unit


def unusual(timeline: Timeline, knowledge: Knowledge) -> tuple[tuple[Event, str], ...]:
    """Return the events that deserve a second look, each with a sentence.

    Their number lies outside the usual range, or beside it stands one in another unit. Events
    that were corrected are left out.
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
            yield event, visible(f"{_named(event, concept)} is unusual ({fault}): check it.")
        for name in _in_other_units(event, concept):
            word, text = name.upper(), event.attributes[name].text
            told = f"{_named(event, concept)} has its {word} in another unit ({text}): check both."
            yield event, visible(told)


def _named(event: Event, concept: Concept) -> str:
    on = f" on {day_words(event.first)}" if event.dated else ""
    return f"{capital(concept.title)} {event.value.text}{on}"


def _in_other_units(event: Event, concept: Concept) -> Iterator[str]:
    """Yield the attributes that are measured as the value is and were written in another unit."""
    for name, value in event.attributes.items():
        scale = concept.attributes[name].scale
        if scale is not None and scale == concept.scale:
            written = [parse_quantity(each) for each in (event.value.text, value.text)]
            units = {normal_unit(each.unit) for each in written if each is not None and each.unit}
            if len(units) > 1:
                yield name

"""A timeline becomes a patient's file again, one event a line."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import chain

from cyclewise.knowledge.concept import Section
from cyclewise.knowledge.knowledgebase import Knowledge
from cyclewise.timeline.event import NO_TIME, Event
from cyclewise.timeline.timeline import Timeline
from cyclewise.values.calendar import day_text, time_text

_Pair = tuple[str, str]
_Say = Callable[[str], str]

# What YAML takes for plain text or a number inside braces; all else stands in quotes.
_PLAIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9 ._/%^+*()×²⁰¹³⁴⁵⁶⁷⁸⁹⁻µμ'-]|:(?=\d))*")
_NOTHING = frozenset({"null", "Null", "NULL"})
_JSON_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,14})(?:\.\d{1,14})?(?:[eE][-+]?\d{1,2})?", re.ASCII)
_FLAGS = frozenset({"true", "false"})


def timeline_yaml(timeline: Timeline, knowledge: Knowledge) -> str:
    """Return a patient's file in YAML that reads back to the same timeline."""
    lines = [f"patient: {_flow(_patient(timeline, knowledge), _yaml)}"]
    diagnosis = list(_person(timeline, knowledge, "diagnosis"))
    if diagnosis:
        lines.append(f"diagnosis: {_flow(diagnosis, _yaml)}")
    events = [f"  - {_flow(_pairs(event), _yaml)}" for event in timeline.events if event.dated]
    lines += ["events:", *events] if events else ["events: []"]
    return "\n".join(lines) + "\n"


def timeline_json(timeline: Timeline, knowledge: Knowledge) -> str:
    """Return a patient's file in JSON that reads back to the same timeline."""
    parts = [f'"patient": {_flow(_patient(timeline, knowledge), _json, _quoted)}']
    diagnosis = list(_person(timeline, knowledge, "diagnosis"))
    if diagnosis:
        parts.append(f'"diagnosis": {_flow(diagnosis, _json, _quoted)}')
    events = (_flow(_pairs(event), _json, _quoted) for event in timeline.events if event.dated)
    listed = ",\n".join(f"    {event}" for event in events)
    parts.append(f'"events": [\n{listed}\n  ]' if listed else '"events": []')
    return "{\n" + ",\n".join(f"  {part}" for part in parts) + "\n}\n"


def _patient(timeline: Timeline, knowledge: Knowledge) -> Iterable[_Pair]:
    return chain([("id", timeline.patient)], _person(timeline, knowledge, "patient"))


def _person(timeline: Timeline, knowledge: Knowledge, section: Section) -> Iterator[_Pair]:
    for event in timeline.events:
        if knowledge.concepts[event.concept].section == section:
            yield event.concept, event.value.text


def _pairs(event: Event) -> Iterator[_Pair]:
    """Yield the keys of an event in the order in which people write them."""
    yield "date", event.date
    if event.minute != NO_TIME:
        yield "time", time_text(event.minute)
    yield event.concept, event.value.text
    for name, value in event.attributes.items():
        yield name, value.text
    if event.known != event.first:
        yield "known", day_text(event.known)
    if event.replaces is not None:
        yield "replaces", day_text(event.replaces)
    if event.note:
        yield "note", event.note


def _flow(pairs: Iterable[_Pair], say: _Say, name: _Say = str) -> str:
    return "{" + ", ".join(f"{name(key)}: {say(text)}" for key, text in pairs) + "}"


def _yaml(text: str) -> str:
    plain = _PLAIN.fullmatch(text) and not text.endswith(" ") and text not in _NOTHING
    return text if plain else _quoted(text)


def _json(text: str) -> str:
    """Return a number or a truth as itself, exactly as written, and anything else in quotes."""
    return text if text in _FLAGS or _JSON_NUMBER.fullmatch(text) else _quoted(text)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)

"""One event as it is written in a file: found out, checked by itself, kept with its place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import TypeVar

from cyclewise.documents.form import found
from cyclewise.documents.node import Mapping as Keys
from cyclewise.documents.node import Node, Scalar
from cyclewise.documents.problem import Problems, short, suggestion
from cyclewise.knowledge.concept import COMMON_KEYS, Concept
from cyclewise.knowledge.knowledgebase import Knowledge
from cyclewise.knowledge.value_reading import capital, folded
from cyclewise.records import dataclass
from cyclewise.timeline.event import NO_TIME, UNDATED, Event, Value
from cyclewise.values.calendar import DateRange, day_words, parse_date, parse_day, parse_time
from cyclewise.values.refused import Refused

# The same dates stand in a file again and again.
_dated = lru_cache(maxsize=4096)(parse_date)

_LONGEST_NOTE = 1000
_LONGEST_NAME = 100
_MANY = 100
_AN_EVENT = "Write it like “- {date: 2024-02-12, weight: 71.5 kg}”."

_Read = TypeVar("_Read")


@dataclass(frozen=True, slots=True)
class Entry:
    """An event and where it is written."""

    event: Event
    node: Node

    def where(self, key: str) -> Node:
        """Return the place to point to for a key: its value, or the whole event."""
        return (self.node.get(key) if isinstance(self.node, Keys) else None) or self.node


@dataclass(frozen=True, slots=True)
class EntryReader:
    """Reads events one by one; what is wrong with them is recorded."""

    knowledge: Knowledge
    problems: Problems

    def event(self, node: Node) -> Entry | None:
        """Return the dated event that a node writes, None where something is wrong with it."""
        if not isinstance(node, Keys):
            message = f"An event is a group of keys with values, and this is {found(node)}."
            self.problems.add(node, message, _AN_EVENT)
            return None
        before = len(self.problems)
        concept = self._concept(node)
        if concept is None:
            return None
        if concept.section != "events":
            self.problems.add(
                node,
                f"{capital(concept.title)} is no event.",
                f"Write “{concept.id}” under “{concept.section}”, without a date.",
            )
            return None
        event = self._event(node, concept)
        return None if event is None or len(self.problems) > before else Entry(event, node)

    def undated(self, concept: Concept, node: Node) -> Entry | None:
        """Return a fact without a date, such as stand under “patient” and “diagnosis”."""
        value = self._read(node, concept.value, node)
        if value is None:
            return None
        first, last = UNDATED, UNDATED
        if concept.kind == "date":
            first, last = int(value.low), int(value.high)
        return Entry(
            Event(concept.id, value, first, last, line=node.line, column=node.column), node
        )

    def listed(self, node: Node) -> Entry | None:
        """Return an event that may also be one without a date: “- {concept: value}”."""
        if isinstance(node, Keys) and len(node.entries) == 1:
            word, value = node.entries[0]
            concept = self.knowledge.concepts.get(word.text)
            if concept is not None and concept.section != "events":
                return self.undated(concept, value)
        return self.event(node)

    # --- what is named ------------------------------------------------------------------------

    def _concept(self, node: Keys) -> Concept | None:
        """Return the one concept an event names; record what keeps it from being clear."""
        concepts = self.knowledge.concepts
        named = [word for word, _ in node.entries if word.text in concepts]
        if len(named) == 1:
            return concepts[named[0].text]
        strange = [word for word, _ in node.entries if self._is_strange(word.text)]
        if named:
            both = " and ".join(f"“{short(word.text)}”" for word in named)
            self.problems.add(
                named[1], f"This event names {both}.", "Write each as an event of its own."
            )
        elif not strange:
            self.problems.add(node, "This event does not say what happened.", _AN_EVENT)
        for word in strange:
            self.problems.add(word, *self.unknown(word.text))
        return None

    def _is_strange(self, key: str) -> bool:
        known = self.knowledge
        return not (key in COMMON_KEYS or key in known.concepts or key in known.attribute_names)

    def unknown(self, word: str, section: str = "events") -> tuple[str, str]:
        """Return that no concept has a name, and which one may be meant."""
        message = f"“{short(word)}” is not known here."
        names = [each.id for each in self.knowledge.concepts.values() if each.section == section]
        meant = self.knowledge.meant.get(folded(word[:_LONGEST_NAME]))
        if meant is not None:
            return message, f"It is written “{meant}”."
        key, colon, value = word.partition(":")
        if colon and key in {*self.knowledge.concepts, *COMMON_KEYS}:
            message = f"There is no space after the colon in “{short(word)}”."
            return message, f"Write “{short(f'{key}: {value.strip()}')}”."
        keys = COMMON_KEYS if section == "events" else ()
        # Looking for near names is slow, and past so many mistakes nobody reads it.
        near = "" if len(self.problems) > _MANY else suggestion(word, [*names, *keys])
        return message, near or f"Known are: {', '.join(names)}."

    def _refuse_strange_keys(self, node: Keys, concept: Concept) -> None:
        known = [*concept.attributes, *COMMON_KEYS]
        for word, _ in node.entries:
            if word.text == concept.id or word.text in known:
                continue
            near = suggestion(word.text, known)
            self.problems.add(
                word,
                f"An event of {concept.title} has no “{short(word.text)}”.",
                near or f"It can have: {', '.join(known)}.",
            )

    # --- what is said -------------------------------------------------------------------------

    def _event(self, node: Keys, concept: Concept) -> Event | None:
        self._refuse_strange_keys(node, concept)
        attributes = self._attributes(node, concept)
        written = node.get(concept.id)
        value = written and self._read(written, concept.value, written, attributes)
        date = self._date(node, concept)
        known = self._at(node, "known", parse_day)
        minute = self._at(node, "time", parse_time)
        replaces = self._at(node, "replaces", parse_day)
        note = self._at(node, "note", _note)
        if not isinstance(value, Value) or date is None:
            return None
        self._refuse_before(node, "known", known, date.first)
        for name, attribute in attributes.items():
            if concept.attributes[name].kind == "date":
                self._refuse_before(node, name, int(attribute.low), date.first)
        return Event(
            concept.id,
            value,
            date.first,
            date.last,
            NO_TIME if minute is None else minute,
            date.first if known is None else known,
            replaces,
            attributes,
            note or "",
            node.line,
            node.column,
        )

    def _attributes(self, node: Keys, concept: Concept) -> Mapping[str, Value]:
        values = {}
        for word, below in node.entries:
            attribute = concept.attributes.get(word.text)
            value = attribute and self._read(below, attribute.value, below)
            if value:
                values[word.text] = value
        return values

    def _date(self, node: Keys, concept: Concept) -> DateRange | None:
        if node.get("date") is None:
            self.problems.add(
                node, "This event has no date.", "Add “date: YYYY-MM-DD” at its beginning."
            )
            return None
        date = self._at(node, "date", _dated)
        if date is not None and not date.is_day and concept.history == "never":
            self.problems.add(
                node.get("date") or node,
                f"{capital(concept.title)} needs a whole date.",
                "Write the day as well: YYYY-MM-DD.",
            )
            return None
        return date

    def _at(self, node: Keys, key: str, read: Callable[[str], _Read]) -> _Read | None:
        """Return what a common key says, None where it is not written or is refused."""
        below = node.get(key)
        if below is None:
            return None
        if isinstance(below, Scalar) and below.kind != "null":
            return self._read(below, read, " ".join(below.text.split()))
        remedy = "Write the date of the event." if key == "date" else "Write it, or leave it out."
        self.problems.add(below, f"“{key}” has no value that can be read.", remedy)
        return None

    def _read(self, node: Node, read: Callable[..., _Read], *written: object) -> _Read | None:
        try:
            return read(*written)
        except Refused as refused:
            self.problems.add(node, refused.message, refused.remedy)
            return None

    def _refuse_before(self, node: Keys, key: str, day: int | None, first: int) -> None:
        if day is not None and day < first:
            self.problems.add(
                node.get(key) or node,
                f"“{key}” is {day_words(day)}, before the event's own date, {day_words(first)}.",
                "Correct one of the two dates.",
            )


def _note(text: str) -> str:
    if len(text) > _LONGEST_NOTE:
        raise Refused(
            f"This note has {len(text):,} characters, more than {_LONGEST_NOTE:,}.",
            "Write it shorter.",
        )
    return text

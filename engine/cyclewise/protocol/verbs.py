"""The verbs of a case: change, move, remove and add what the patient of its file has on record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from cyclewise.documents.problem import Problems, suggestion
from cyclewise.documents.yamlfile import Mapping, Node, Scalar
from cyclewise.knowledge.knowledgebase import Knowledge
from cyclewise.records import dataclass
from cyclewise.timeline.entry import Entry
from cyclewise.timeline.event import Event

VALUE = "value"
DATE = "date"
EVENTS = "events"

EventReader = Callable[[Mapping], Event | None]


@dataclass(frozen=True, slots=True)
class Written:
    """One event as written, and as read; None where it could not be read."""

    node: Mapping
    event: Event | None


def _every(_: Event) -> bool:
    return True


@dataclass(slots=True)
class Record:
    """What a case's patient has on record, while the verbs are applied.

    The latest event of a concept is the latest of those that are ``seen``.
    """

    entries: list[Written]
    read: EventReader
    knowledge: Knowledge
    problems: Problems
    seen: Callable[[Event], bool] = _every

    @property
    def events(self) -> tuple[Event, ...]:
        """Return the events that could be read, in the order written."""
        return tuple(entry.event for entry in self.entries if entry.event is not None)

    @property
    def standing(self) -> tuple[Entry, ...]:
        """Return the events that could be read, each with where it is written."""
        return tuple(
            Entry(entry.event, entry.node) for entry in self.entries if entry.event is not None
        )

    def copy(self) -> Record:
        """Return a record of the same entries, for the next case."""
        return replace(self, entries=list(self.entries))

    def add(self, node: Node) -> None:
        """Add an event."""
        if not isinstance(node, Mapping):
            self.problems.add(
                node,
                "An event is written as keys with values.",
                "Write it as in a patient file, such as “{date: 2024-03-01, concept: value}”.",
            )
            return
        self.entries.append(Written(node, self.read(node)))

    def change(self, key: Scalar, wanted: Node, today: Scalar) -> None:
        """Give the latest event of a concept another value; add the event if there is none."""
        concept = key.text
        if not self._known(key):
            return
        latest = self._latest(concept)
        if latest is None:
            self.add(self._new(key, wanted, today))
            return
        node = _changed(self.entries[latest].node, concept, wanted)
        self.entries[latest] = Written(node, self.read(node))

    def move(self, key: Scalar, day: Node) -> None:
        """Give the latest event of a concept another date."""
        latest = self._latest(key.text) if self._known(key) else None
        if latest is None:
            self._refuse_absent(key)
            return
        node = _with(self.entries[latest].node, DATE, day)
        self.entries[latest] = Written(node, self.read(node))

    def remove(self, key: Scalar, day: int | None = None) -> None:
        """Remove all events of a concept, or those of one day."""
        if not self._known(key):
            return
        kept = [entry for entry in self.entries if not _is_of(entry, key.text, day)]
        if len(kept) == len(self.entries):
            self._refuse_absent(key)
        self.entries[:] = kept

    def _latest(self, concept: str) -> int | None:
        """Return the place of the last event of a concept: by day, by time, then as written."""
        found = [
            (entry.event.first, entry.event.minute, place)
            for place, entry in enumerate(self.entries)
            if entry.event is not None and entry.event.concept == concept and self.seen(entry.event)
        ]
        return max(found)[-1] if found else None

    def _known(self, key: Scalar) -> bool:
        if key.text in self.knowledge.concepts:
            return True
        near = suggestion(key.text, self.knowledge.concepts)
        self.problems.add(
            key,
            f"Unknown concept “{key.text}”.",
            near or "Name a concept, or a fact that stands under “facts” of this file.",
        )
        return False

    def _refuse_absent(self, key: Scalar) -> None:
        if key.text in self.knowledge.concepts:
            self.problems.add(
                key,
                f"This patient has no {key.text} on record.",
                "Add one first, or leave this out.",
            )

    def _new(self, key: Scalar, wanted: Node, today: Scalar) -> Mapping:
        """Return an event of today; what a patient is (not what happened) has no date."""
        dated = self.knowledge.concepts[key.text].section == EVENTS
        start = ((_word(DATE, key), today),) if dated else ()
        empty = Mapping(start, key.line, key.column, key.width, key.source)
        return _changed(empty, key.text, wanted, key)


def _concept(entry: Written) -> str | None:
    return entry.event.concept if entry.event is not None else None


def _is_of(entry: Written, concept: str, day: int | None) -> bool:
    event = entry.event
    return event is not None and event.concept == concept and day in (None, event.first)


def _changed(node: Mapping, concept: str, wanted: Node, key: Scalar | None = None) -> Mapping:
    """Return an event with another value, or with other attributes where those are written."""
    if not isinstance(wanted, Mapping):
        return _with(node, concept, wanted, key)
    for word, value in wanted.entries:
        name = concept if word.text == VALUE else word.text
        node = _with(node, name, value, word)
    return node


def _with(node: Mapping, name: str, value: Node, key: Scalar | None = None) -> Mapping:
    """Return a mapping in which a key has another value; an empty value takes the key away."""
    word = next((each for each, _ in node.entries if each.text == name), None)
    kept = [(each, old) for each, old in node.entries if each.text != name]
    if isinstance(value, Scalar) and value.kind == "null":
        return replace(node, entries=tuple(kept))
    if word is None:
        return replace(node, entries=(*kept, (_word(name, key or node), value)))
    entries = [(each, value if each is word else old) for each, old in node.entries]
    return replace(node, entries=tuple(entries))


def _word(text: str, place: Node) -> Scalar:
    """Return a key that stands where another node stands, so that messages can point there."""
    return Scalar(
        text,
        quoted=False,
        line=place.line,
        column=place.column,
        width=place.width,
        source=place.source,
    )

"""Supposing: a patient's record with some of it set, dropped or added, by the words of a case."""

from __future__ import annotations

from collections.abc import Iterator

from cyclewise.documents.node import Document, Mapping, Node, Scalar, Sequence
from cyclewise.documents.problem import BadInput, Problems, problem_at
from cyclewise.documents.yamlfile import parse_yaml
from cyclewise.facts.program import Program
from cyclewise.protocol.verbs import EVENTS, Record, Written
from cyclewise.reasons.numbers import said
from cyclewise.records import dataclass
from cyclewise.timeline.event import Event
from cyclewise.timeline.order import check_order
from cyclewise.timeline.reading import event_from
from cyclewise.timeline.timeline import Timeline, timeline_of
from cyclewise.values.calendar import day_text, day_words, parse_day
from cyclewise.values.refused import Refused

_SECTIONS = ("patient", "diagnosis")


@dataclass(frozen=True, slots=True)
class Supposition:
    """What somebody supposes: values set, concepts dropped, events added, each as written.

    ``sets`` are “concept=value” and change the latest event of a concept that the question sees
    (or add one of its day), ``drops`` are “concept” or “concept@date”, ``adds`` are events as in
    a file.
    """

    sets: tuple[str, ...] = ()
    drops: tuple[str, ...] = ()
    adds: tuple[str, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """Return what is supposed, one a line."""
        return (
            *(said(f"set {each}") for each in self.sets),
            *(said(f"drop {each}") for each in self.drops),
            *(said(f"add {each}") for each in self.adds),
        )

    def of(
        self, document: Document, timeline: Timeline, program: Program, days: tuple[int, int]
    ) -> Timeline:
        """Return the timeline of a patient's file as supposed; raise BadInput for what cannot be.

        ``days`` are that of the question and the one by which something is known.
        """
        problems, knowledge, (day, known) = Problems(), program.knowledge, days

        def read(node: Mapping) -> Event | None:
            return event_from(node, knowledge, problems)

        def seen(event: Event) -> bool:
            return event.first <= day and event.known <= known

        record = Record([], read, knowledge, problems, seen)
        record.entries.extend(_written(document, record))
        today = _scalar(day_text(day), "as of")
        for key, value in map(_set, self.sets):
            record.change(key, value, today)
        for key, dated in map(_dropped, self.drops):
            record.remove(key, dated)
        for text in self.adds:
            record.add(parse_yaml(text, "--add").root)
        problems.raise_if_any()
        check_order(record.standing, knowledge, problems)
        problems.raise_if_any()
        return timeline_of(timeline.patient, record.events, knowledge, timeline.label)


def unseen(before: Timeline, after: Timeline, day: int, known: int) -> Iterator[str]:
    """Yield each event that is supposed and is dated or known too late to be seen, in words."""
    recorded = set(map(_identity, before.events))
    for event in after.events:
        late = event.first > day or event.known > known
        if late and _identity(event) not in recorded:
            yield f"{event.concept} of {day_words(event.first)}"


def _identity(event: Event) -> tuple[str, str, int, int]:
    return (event.concept, event.value.text, event.first, event.known)


def _written(document: Document, record: Record) -> Iterator[Written]:
    """Yield every event of a patient's file, which was read before without a fault."""
    root = document.root
    if not isinstance(root, Mapping):
        return
    below = [root.get(section) for section in _SECTIONS]
    for word, value in (each for one in below if isinstance(one, Mapping) for each in one.entries):
        if word.text in record.knowledge.concepts:
            node = Mapping(((word, value),), word.line, word.column, word.width, document.source)
            yield Written(node, record.read(node))
    events = root.get(EVENTS)
    for event in events.items if isinstance(events, Sequence) else ():
        if isinstance(event, Mapping):
            yield Written(event, record.read(event))


def _set(text: str) -> tuple[Scalar, Node]:
    """Return the concept and the value of “concept=value”; raise BadInput where it is none."""
    concept, equals, value = text.partition("=")
    if not (equals and concept.strip() and value.strip()):
        raise _refused("--set", f"“{said(text)}” sets nothing.", "Write it as concept=value.")
    return _scalar(concept.strip(), "--set"), parse_yaml(value.strip(), "--set").root


def _dropped(text: str) -> tuple[Scalar, int | None]:
    """Return the concept and the day of “concept@date”; raise BadInput where that is no day."""
    concept, _, date = text.partition("@")
    try:
        day = parse_day(date.strip()) if date else None
    except Refused as refused:
        raise _refused("--drop", refused.message, refused.remedy) from None
    return _scalar(concept.strip(), "--drop"), day


def _scalar(text: str, label: str) -> Scalar:
    root = parse_yaml(text, label).root
    if not isinstance(root, Scalar):
        raise _refused(label, f"“{said(text)}” is no word.", "Write the name of a concept.")
    return root


def _refused(option: str, message: str, remedy: str) -> BadInput:
    return BadInput([problem_at(option, message, remedy)])

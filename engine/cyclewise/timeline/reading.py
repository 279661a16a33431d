"""A patient's file becomes a timeline, or a list of everything that is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from cyclewise.documents.form import Form
from cyclewise.documents.node import Document, Node
from cyclewise.documents.problem import Problems, short
from cyclewise.documents.yamlfile import read_yaml
from cyclewise.knowledge.concept import Section
from cyclewise.knowledge.knowledgebase import Knowledge
from cyclewise.timeline.entry import Entry, EntryReader
from cyclewise.timeline.event import Event
from cyclewise.timeline.order import check_order
from cyclewise.timeline.timeline import Timeline, timeline_of
from cyclewise.timeline.usual import unusual

__all__ = ["event_from", "read_timeline", "timeline_from", "unusual"]

_ID = re.compile(r"[A-Za-z0-9._-]{1,100}")
_SAYS_SOMETHING = re.compile(r"[A-Za-z0-9]")


def read_timeline(path: Path | str, knowledge: Knowledge, *, label: str | None = None) -> Timeline:
    """Return the timeline of a patient's file; raise BadInput with every problem in it.

    ``label`` is the name shown in messages (default: the path as given).
    """
    return timeline_from(read_yaml(path, label=label), knowledge)


def timeline_from(document: Document, knowledge: Knowledge) -> Timeline:
    """Return the timeline of a document; raise BadInput with every problem in it."""
    problems = Problems()
    form = Form(document.root, problems, "a patient file")
    reader = EntryReader(knowledge, problems)
    patient = form.required("patient")
    name = "" if patient is None else _id(Form(patient, problems, "“patient”"))
    entries = [
        *_section(reader, form.node("patient"), "patient"),
        *_section(reader, form.node("diagnosis"), "diagnosis"),
    ]
    if form.required("events") is not None:
        entries += filter(None, map(reader.event, form.items("events")))
    form.close()
    check_order(entries, knowledge, problems)
    problems.raise_if_any()
    return timeline_of(name, (each.event for each in entries), knowledge, document.path_label)


def event_from(node: Node, knowledge: Knowledge, problems: Problems) -> Event | None:
    """Return the event that an item of a list writes, None where something is wrong with it.

    A fact without a date stands there as “- {concept: value}”.
    """
    entry = EntryReader(knowledge, problems).listed(node)
    return None if entry is None else entry.event


def _id(form: Form) -> str:
    name = form.text("id")
    if name and not (_ID.fullmatch(name) and _SAYS_SOMETHING.search(name)):
        form.problems.add(
            form.where("id"),
            f"“{short(name)}” is no id.",
            "Use letters A to Z, digits, hyphens, underscores and points, at most 100.",
        )
    return name


def _section(reader: EntryReader, node: Node | None, section: Section) -> Iterator[Entry]:
    """Yield what stands under “patient” or “diagnosis”."""
    if node is None:
        return
    # That “patient” is no mapping has been said where its id was read.
    problems = reader.problems if section != "patient" else Problems()
    form = Form(node, problems, f"“{section}”")
    for word, below in form.entries:
        if section == "patient" and word.text == "id":
            continue
        concept = reader.knowledge.concepts.get(word.text)
        if concept is None:
            reader.problems.add(word, *reader.unknown(word.text, section))
        elif concept.section != section:
            reader.problems.add(word, *_elsewhere(word.text, concept.section))
        else:
            entry = reader.undated(concept, below)
            if entry is not None:
                yield entry


def _elsewhere(word: str, section: Section) -> tuple[str, str]:
    if section == "events":
        return f"“{word}” is an event and needs a date.", "Write it under “events”."
    return f"“{word}” does not belong here.", f"Write it under “{section}”."

"""The pages that define facts: reading all of them, or those in use."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from pathlib import Path

from cyclewise.protocol.definition import Definition
from cyclewise.protocol.definition_parsing import read_definition
from cyclewise.protocol.folder import Labelled
from cyclewise.protocol.notes import Notes
from cyclewise.protocol.page import place_of, read_page
from cyclewise.protocol.uses import inputs_of


def read_definitions(pages: Iterable[Labelled], notes: Notes) -> dict[str, Definition]:
    """Return the definitions of some pages, by id; two of one id are a problem."""
    found: dict[str, Definition] = {}
    for page, label in pages:
        definition = _read_definition(page, label, notes)
        if definition is None:
            continue
        if definition.id in found and definition.place is not None:
            notes.problems.add(
                place_of(definition.place, "id"),
                f"{found[definition.id].label} also defines “{definition.id}”.",
                "Keep one of them.",
            )
        found[definition.id] = definition
    return found


def read_reached(
    pages: Iterable[Labelled], facts: AbstractSet[str], notes: Notes
) -> dict[str, Definition]:
    """Return the definitions of some facts, and of every fact that those are made of.

    A page is named like its fact, so that what is not reached need not be opened.
    """
    named: dict[str, list[Labelled]] = {}
    for page, label in pages:
        named.setdefault(page.stem, []).append((page, label))
    found: dict[str, Definition] = {}
    while wanted := named.keys() & facts:
        fresh = read_definitions([each for name in sorted(wanted) for each in named[name]], notes)
        found |= fresh
        facts = {fact for each in fresh.values() for fact in inputs_of(each)}
        named = {name: here for name, here in named.items() if name not in wanted}
    return found


def _read_definition(page: Path, label: str, notes: Notes) -> Definition | None:
    document = read_page(page, notes)
    if document is None:
        return None
    definition = read_definition(document, label, notes)
    if definition.id and definition.id != page.stem:
        notes.problems.add(
            place_of(document.root, "id"),
            f"This definition is named “{definition.id}” and its file “{page.stem}”.",
            f"Name the file {definition.id}.yaml, or mend the id.",
        )
    return definition

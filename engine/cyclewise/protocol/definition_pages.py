"""The pages that define facts: where they stand, and reading all of them or those in use."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from pathlib import Path

from cyclewise.protocol.definition import Definition
from cyclewise.protocol.definition_parsing import read_definition
from cyclewise.protocol.notes import Notes
from cyclewise.protocol.page import CASES, DEFINITIONS, place_of, read_page
from cyclewise.protocol.uses import inputs_of

Labelled = tuple[Path, str]
"""A page's file, and what it is called in messages."""


def definition_pages(folder: Path) -> list[Path]:
    """Return the definitions' files of a protocol or of the shared knowledge.

    They stand in ``definitions/`` or one folder further down, by what they are about.
    """
    inside = folder / DEFINITIONS
    found = (*inside.glob("*.yaml"), *inside.glob("*/*.yaml"))
    return sorted(path for path in found if not path.name.endswith(CASES))


def place_in(folder: Path, page: Path, owner: str) -> str:
    """Return a page's place in a folder, under the name of whose folder it is."""
    return f"{owner}/{page.as_posix().removeprefix(folder.as_posix()).lstrip('/')}"


def labelled_pages(folder: Path, owner: str) -> list[Labelled]:
    """Return the definitions' files of a folder, each called by its owner and its place there."""
    return [(page, place_in(folder, page, owner)) for page in definition_pages(folder)]


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

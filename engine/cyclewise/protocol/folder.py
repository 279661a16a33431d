"""A protocol's folder: which of its files are what, and the digest of all that counts in it."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

SHARED = "knowledge"
"""What messages call the folder of the definitions that protocols share."""

PROTOCOL = "protocol.yaml"
SCHEDULE = "schedule.yaml"

DEFINITIONS = "definitions"
"""The folder of the pages that define facts."""

ENDPOINTS = "endpoints"
"""The folder of the pages that say how outcomes are counted."""

DEVIATIONS = "deviations"
"""The folder of the pages that an audit judges by."""

CONCEPTS, DRUGS, SOURCES = "concepts", "drugs", "sources"
KNOWLEDGE = (CONCEPTS, DRUGS, SOURCES)
"""The folders of what protocols share; a protocol may have more of each in its own folder."""

NO_RULES = (DEFINITIONS, ENDPOINTS, DEVIATIONS, *KNOWLEDGE)
"""The folders of a protocol whose pages are no rules."""

QUESTIONS = "open-questions.yaml"
PUBLICATION, PROPERTIES, SIMULATION = "publication.yaml", "properties.yaml", "simulation.yaml"
"""The other pages that stand beside ``protocol.yaml``."""

CASES = ".cases.yaml"
"""How the name of a file of cases ends."""

Labelled = tuple[Path, str]
"""A page's file, and what it is called in messages."""


def rule_pages(folder: Path) -> list[Path]:
    """Return the rules' files of a protocol, by family and name."""
    found = folder.glob("*/*.yaml")
    return sorted(
        path for path in found if path.parent.name not in NO_RULES and not path.name.endswith(CASES)
    )


def deviation_pages(folder: Path) -> list[Path]:
    """Return the files of a protocol's deviations, by name."""
    found = (folder / DEVIATIONS).glob("*.yaml")
    return sorted(path for path in found if not path.name.endswith(CASES))


def definition_pages(folder: Path) -> list[Path]:
    """Return the definitions' files of a protocol or of the shared knowledge.

    They stand in ``definitions/`` or one folder further down, by what they are about.
    """
    inside = folder / DEFINITIONS
    found = (*inside.glob("*.yaml"), *inside.glob("*/*.yaml"))
    return sorted(path for path in found if not path.name.endswith(CASES))


def labelled_pages(folder: Path, owner: str) -> list[Labelled]:
    """Return the definitions' files of a folder, each called by its owner and its place there."""
    return [(page, place_in(folder, page, owner)) for page in definition_pages(folder)]


def place_in(folder: Path, page: Path, owner: str) -> str:
    """Return a page's place in a folder, under the name of whose folder it is."""
    return f"{owner}/{page.as_posix().removeprefix(folder.as_posix()).lstrip('/')}"


def protocol_pages(folder: Path) -> list[Path]:
    """Return the files that a protocol is made of, without its cases."""
    alone = [folder / PROTOCOL, folder / SCHEDULE]
    return [*alone, *rule_pages(folder), *definition_pages(folder), *deviation_pages(folder)]


def knowledge_pages(folder: Path) -> list[Path]:
    """Return the files of what protocols share, or one adds to it, without the definitions."""
    found = (page for each in KNOWLEDGE for page in (folder / each).glob("*.yaml"))
    return [*found, folder / QUESTIONS]


def digest(folder: Path, knowledge_folder: Path) -> str:
    """Return the sha256 of every file that can change an answer, names and contents.

    Cases, sources and prose are left out: they change no answer.
    """
    known = [*definition_pages(knowledge_folder), *_recordable(knowledge_folder)]
    own = [*protocol_pages(folder), *_recordable(folder)]
    named = {place_in(folder, path, "rules"): path for path in own}
    named |= {place_in(knowledge_folder, path, "knowledge"): path for path in known}
    total = sha256()
    for name, path in sorted(named.items()):
        content = path.read_bytes()
        total.update(f"{name}\n{len(content)}\n".encode())
        total.update(content)
    return f"sha256:{total.hexdigest()}"


def _recordable(folder: Path) -> list[Path]:
    """Return the files that say what may be recorded."""
    return [page for each in (CONCEPTS, DRUGS) for page in (folder / each).glob("*.yaml")]

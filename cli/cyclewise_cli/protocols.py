"""Find the rules a command is asked about, read them and link them with the knowledge."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cyclewise.bundled import bundled
from cyclewise.documents.kept import kept, stamp_of
from cyclewise.documents.problem import BadInput, problem_at, suggestion
from cyclewise.documents.yamlfile import Mapping, Scalar, read_yaml
from cyclewise.protocol.folder import (
    PROTOCOL,
    SCHEDULE,
    definition_pages,
    knowledge_pages,
    protocol_pages,
)
from cyclewise.protocol.stray import stray_knowledge, stray_pages
from cyclewise.records import dataclass

if TYPE_CHECKING:
    from cyclewise.facts.program import Program
    from cyclewise.knowledge.knowledgebase import Knowledge
    from cyclewise.protocol.protocol import Protocol
    from cyclewise.timeline.timeline import Timeline

DEFAULT = "default.yaml"


@dataclass(frozen=True, slots=True)
class Fit:
    """The protocol that answers for a patient, and others that give the same drug."""

    folder: Path
    others: tuple[str, ...] = ()

    @property
    def note(self) -> str:
        """Return what the reader must know of a choice that nobody made, else nothing."""
        if not self.others:
            return ""
        others = " or ".join(self.others)
        return f"{self.folder.name} (--protocol {others} is for the same drug)"


@dataclass(frozen=True, slots=True)
class Shelf:
    """The protocols of one folder of rules, and which of them stands where none is named."""

    folder: Path
    protocols: tuple[Path, ...]
    default: str | None

    def named(self, name: str) -> Path:
        """Return the folder of a protocol; raise BadInput where there is none of that id."""
        for folder in self.protocols:
            if folder.name == name:
                return folder
        names = [folder.name for folder in self.protocols]
        near = suggestion(name, names)
        message = f"There is no protocol “{name}” in {self.folder}.{' ' * bool(near)}{near}"
        raise BadInput([problem_at("--protocol", message, f"There are: {', '.join(names)}.")])

    def one(self, name: str | None) -> Path:
        """Return the protocol named, or the only one, or the default."""
        if name is not None:
            return self.named(name)
        return self._only(self.protocols)

    def fitting(self, timeline: Timeline, name: str | None) -> Fit:
        """Return the protocol named, or the one whose drug the patient was given."""
        if name is not None:
            return Fit(self.named(name))
        given = {each.value.word for each in timeline.events if each.concept == "dose"}
        fitting = tuple(each for each in self.protocols if drug_of(each) in given)
        chosen = self._only(fitting or self.protocols)
        return Fit(chosen, tuple(each.name for each in fitting if each != chosen))

    def _only(self, choices: tuple[Path, ...]) -> Path:
        if len(choices) == 1:
            return choices[0]
        for folder in choices:
            if folder.name == self.default:
                return folder
        names = ", ".join(folder.name for folder in choices)
        message = f"Several protocols fit: {names}."
        raise BadInput([problem_at("--protocol", message, "Name one with --protocol.")])


def shelf(rules: Path | None) -> Shelf:
    """Return the protocols of a folder, the bundled one where none is named.

    The folder holds one folder a protocol, or is itself the folder of one protocol.
    """
    folder = bundled("rules") if rules is None else rules
    if (folder / PROTOCOL).is_file():
        return Shelf(folder, (folder,), None)
    found = tuple(sorted(page.parent for page in folder.glob(f"*/{PROTOCOL}")))
    if not found:
        message = "There are no rules here: no folder with a protocol.yaml."
        raise BadInput([problem_at(folder.as_posix(), message, "Name a folder of rules.")])
    return Shelf(folder, found, _word(folder / DEFAULT, "protocol"))


def drug_of(folder: Path) -> str | None:
    """Return the drug of a protocol's schedule, None where its file does not say."""
    return _word(folder / SCHEDULE, "drug")


def _word(file: Path, key: str) -> str | None:
    if not file.is_file():
        return None
    root = read_yaml(file).root
    node = root.get(key) if isinstance(root, Mapping) else None
    return node.text if isinstance(node, Scalar) else None


def knowledge(of: Shelf | None = None) -> Knowledge:
    """Return the bundled knowledge, with what the protocols of a shelf add to it."""
    folder, shelved = bundled("knowledge"), of or shelf(None)
    added = [page for own in shelved.protocols for page in knowledge_pages(own) if page.is_file()]

    def read() -> Knowledge:
        from cyclewise.knowledge.knowledgebase import read_knowledge

        return read_knowledge(folder, shelved.protocols)

    if added and shelved.folder != bundled("rules"):
        return read()
    return kept("knowledge", stamp_of([*knowledge_pages(folder), *added]), read)


def linked(folder: Path, known: Knowledge) -> Program:
    """Return a protocol read and linked; raise BadInput with everything that is wrong with it."""
    return _linked(folder, known, whole=True)


def linked_in_use(folder: Path, known: Knowledge) -> Program:
    """Return a protocol linked with no page of knowledge but those that its rules reach.

    Where one of these is wrong, everything is read, so that all that is wrong is told at once.
    """
    try:
        return _linked(folder, known, whole=False)
    except BadInput:
        return linked(folder, known)


def _linked(folder: Path, known: Knowledge, *, whole: bool) -> Program:
    """Return a protocol linked; what comes along is kept, for it is asked again and again."""
    from cyclewise.facts.program import Program

    shared = bundled("knowledge")

    def read() -> Protocol:
        from cyclewise.facts.linking import link
        from cyclewise.protocol.parsing import read_protocol, read_protocol_in_use

        pages = read_protocol if whole else read_protocol_in_use
        return link(pages(folder, shared, known), known).protocol

    if folder.parent != bundled("rules"):
        return Program(read(), known)
    name = f"{folder.name}-{'whole' if whole else 'in-use'}"
    pages = {*protocol_pages(folder), *knowledge_pages(folder), *stray_pages(folder)}
    pages |= {*definition_pages(shared), *knowledge_pages(shared), *stray_knowledge(shared)}
    return Program(kept(name, stamp_of(pages), read), known)

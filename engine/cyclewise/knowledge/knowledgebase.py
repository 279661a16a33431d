"""What may be recorded, given and cited: what protocols share and what they add, checked as one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field, replace
from functools import cached_property
from pathlib import Path
from typing import Protocol, TypeVar

from cyclewise.documents.node import Document, Node
from cyclewise.documents.node import Mapping as Keys
from cyclewise.documents.problem import BadInput, Problems, suggestion
from cyclewise.documents.yamlfile import read_yaml
from cyclewise.knowledge.concept import Concept
from cyclewise.knowledge.concept_parsing import read_concept
from cyclewise.knowledge.drug import Drug, read_drug
from cyclewise.knowledge.open_question import OpenQuestion, read_open_questions
from cyclewise.knowledge.source import Source, read_source
from cyclewise.knowledge.value_reading import folded
from cyclewise.records import dataclass

DOSE = "dose"
"""The concept whose value is the id of a drug."""


class _Named(Protocol):
    @property
    def id(self) -> str: ...


_Page = TypeVar("_Page", bound=_Named)
_Pages = Mapping[str, tuple[_Page, Document]]
"""Pages by the names of their files, each with the file."""


@dataclass(frozen=True)
class Knowledge:
    """What may be recorded of a patient, the drugs given, the sources cited, what is open."""

    concepts: Mapping[str, Concept]
    drugs: Mapping[str, Drug] = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)
    open_questions: tuple[OpenQuestion, ...] = ()

    @cached_property
    def meant(self) -> Mapping[str, str]:
        """Return other names of concepts, folded, with the concept each means."""
        names = {}
        for concept in self.concepts.values():
            for name in (*concept.synonyms, concept.title, concept.id):
                names[folded(name)] = concept.id
        return names

    @cached_property
    def attribute_names(self) -> frozenset[str]:
        """Return every attribute that some concept has."""
        return frozenset(name for each in self.concepts.values() for name in each.attributes)


def read_knowledge(folder: Path, own: Sequence[Path] = ()) -> Knowledge:
    """Return the knowledge of a folder; raise BadInput with the problems of all its files.

    ``own`` are folders of protocols that add pages to it. Theirs replaces a shared page of the
    same name; two of them may not have the same page.
    """
    problems = Problems()
    folders = (folder, *own)
    drugs = _pages(folders, "drugs", read_drug, problems)
    sources = _pages(folders, "sources", read_source, problems)
    concepts = _pages(folders, "concepts", read_concept, problems)
    if not concepts and not problems:
        problems.add(
            (folder / "concepts").as_posix(),
            "There is no concept in this folder.",
            "Name the folder that holds concepts, drugs and sources.",
        )
    _refuse_unknown_sources(drugs, sources, problems)
    _refuse_shared_names(concepts, problems)
    knowledge = Knowledge(
        _with_drugs(concepts, drugs, problems),
        {name: drug for name, (drug, _) in drugs.items()},
        {name: source for name, (source, _) in sources.items()},
        tuple(
            question
            for each in folders
            for question in _open_questions(each / "open-questions.yaml", problems)
        ),
    )
    problems.raise_if_any()
    return knowledge


def _pages(
    folders: Sequence[Path],
    kind: str,
    read: Callable[[Document, Problems], _Page],
    problems: Problems,
) -> _Pages[_Page]:
    """Return the pages of one kind by id, the shared ones first; each is named like its file."""
    shared, *own = [_of_folder(folder / kind, read, problems) for folder in folders]
    added: dict[str, tuple[_Page, Document]] = {}
    for pages in own:
        for name in sorted(pages.keys() & added.keys()):
            message = f"Another protocol of these rules has a page “{name}” as well."
            problems.add(_place(pages[name][1], "id"), message, "Keep one of the two.")
        added |= pages
    return {**shared, **added}


def _of_folder(
    folder: Path, read: Callable[[Document, Problems], _Page], problems: Problems
) -> dict[str, tuple[_Page, Document]]:
    found = {}
    for path in sorted(folder.glob("*.yaml")):
        try:
            document = read_yaml(path)
        except BadInput as error:
            problems.include(error.problems)
            continue
        page = read(document, problems)
        if page.id and page.id != path.stem:
            problems.add(
                _place(document, "id"),
                f"This page is named “{page.id}” and its file “{path.stem}”.",
                f"Name the file {page.id}.yaml, or mend the id.",
            )
        found[path.stem] = (page, document)
    return found


def _place(document: Document, key: str) -> Node:
    """Return where a key's value stands, or the whole page."""
    root = document.root
    return (root.get(key) if isinstance(root, Keys) else None) or root


def _open_questions(path: Path, problems: Problems) -> tuple[OpenQuestion, ...]:
    if not path.is_file():
        return ()
    try:
        return read_open_questions(read_yaml(path), problems)
    except BadInput as error:
        problems.include(error.problems)
        return ()


def _with_drugs(
    pages: _Pages[Concept], drugs: _Pages[Drug], problems: Problems
) -> dict[str, Concept]:
    """Return the concepts; every drug may be given as a dose, and brand names are suggested."""
    concepts = {name: page for name, (page, _) in pages.items()}
    if DOSE not in pages:
        return concepts
    dose, document = pages[DOSE]
    for value in dose.values:
        if value not in drugs:
            near = suggestion(value, drugs) or "Describe it in drugs/."
            problems.add(_place(document, "values"), f"No page describes the drug “{value}”.", near)
    meant = {
        folded(name): drug.id for drug, _ in drugs.values() for name in (drug.title, *drug.synonyms)
    }
    values = tuple(dict.fromkeys((*dose.values, *drugs)))
    concepts[DOSE] = replace(dose, measure=replace(dose.measure, values=values, meant=meant))
    return concepts


def _refuse_unknown_sources(
    drugs: _Pages[Drug], sources: _Pages[Source], problems: Problems
) -> None:
    for drug, document in drugs.values():
        for name in drug.sources:
            if name not in sources:
                near = suggestion(name, sources) or "Describe it in sources/."
                problems.add(
                    _place(document, "sources"), f"No page describes the source “{name}”.", near
                )


def _refuse_shared_names(pages: _Pages[Concept], problems: Problems) -> None:
    """Refuse a name that means two concepts, and an attribute named like a concept."""
    owner: dict[str, str] = {folded(name): name for name in pages}
    for concept, document in pages.values():
        for synonym in concept.synonyms:
            other = owner.setdefault(folded(synonym), concept.id)
            if other != concept.id:
                problems.add(
                    _place(document, "synonyms"),
                    f"“{synonym}” also names {other}.",
                    "Leave it out of one of the two.",
                )
        for name in concept.attributes:
            if name in pages:
                problems.add(
                    _place(document, "attributes"),
                    f"The attribute “{name}” is also the name of a concept.",
                    "Give one of the two another name.",
                )

"""Where a number or a rule comes from, and how much of it was read."""

from __future__ import annotations

from typing import Literal, get_args

from cyclewise.documents.form import Form
from cyclewise.documents.node import Document
from cyclewise.documents.problem import Problems
from cyclewise.records import dataclass

SourceKind = Literal["paper", "label", "registry", "review", "owner", "grading", "other"]
Read = Literal["full", "part", "abstract", "recalled"]


@dataclass(frozen=True, slots=True)
class Source:
    """A source that rules cite; ``register`` is its number in the register of clinical facts.

    ``text`` is the name of the file with its text, where there is one to compare quotes with.
    """

    id: str
    title: str
    kind: SourceKind
    citation: str
    read: Read
    doi: str = ""
    locator: str = ""
    register: str = ""
    text: str = ""
    notes: str = ""


def read_source(document: Document, problems: Problems) -> Source:
    """Return the source a page describes; what is wrong is recorded."""
    form = Form(document.root, problems, "a source")
    kinds: tuple[SourceKind, ...] = get_args(SourceKind)
    extents: tuple[Read, ...] = get_args(Read)
    kind, read = form.word("kind", kinds), form.word("read", extents)
    source = Source(
        form.text("id"),
        form.text("title"),
        next(each for each in kinds if each == kind),
        form.text("citation"),
        next(each for each in extents if each == read),
        form.text("doi", ""),
        form.text("locator", ""),
        form.text("register", ""),
        form.text("text", ""),
        " ".join(form.text("notes", "").split()),
    )
    form.close()
    return source

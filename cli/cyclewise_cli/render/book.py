"""A rule book: a whole protocol as sections of lines, tables and one picture, before any format."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cyclewise.cohort.study import Study
from cyclewise.facts.given import GIVEN_TITLES
from cyclewise.facts.program import ENGINE_FACTS, Program
from cyclewise.protocol.english import Line
from cyclewise.protocol.phrases import Speech
from cyclewise.protocol.publication import Publication
from cyclewise.records import dataclass

if TYPE_CHECKING:
    from cyclewise.proof.coverage import Covered
    from cyclewise.proof.proving import Proof

NOTICE = "Research use. No clinician has reviewed these rules."


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a head."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the book; ``level`` 2 stands in its list of contents."""

    id: str
    title: str
    level: int = 2
    lines: tuple[Line, ...] = ()
    table: Table | None = None
    picture: str = ""


@dataclass(frozen=True)
class Checked:
    """What was checked of a protocol; ``proofs`` is None where nothing could be proved.

    ``unproved`` says why then.
    """

    coverage: tuple[Covered, ...]
    proofs: tuple[Proof, ...] | None
    unproved: str = ""


@dataclass(frozen=True)
class Book:
    """A protocol with all that a review of it needs."""

    program: Program
    study: Study | None
    publication: Publication | None
    checked: Checked

    @property
    def title(self) -> str:
        """Return what the book is called."""
        return f"Rule book: {self.program.protocol.title}"

    @property
    def identity(self) -> str:
        """Return which rules these are, as every page's foot says it."""
        protocol = self.program.protocol
        named = f"{protocol.registry}, " if protocol.registry else ""
        return f"{named}{protocol.id} {protocol.version} ({protocol.status}), {protocol.digest}"

    @property
    def speech(self) -> Speech:
        """Return how the facts are called, those that only an audit knows included."""
        titles = {**ENGINE_FACTS, **GIVEN_TITLES}
        return Speech(self.program.protocol, self.program.knowledge, titles)

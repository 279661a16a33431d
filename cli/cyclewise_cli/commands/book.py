"""``cyclewise rules book``: a whole protocol as one document for a review meeting."""

from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cyclewise_cli.commands.options import OneProtocol, Output, RulesFolder, by_ending
from cyclewise_cli.protocols import knowledge, linked, shelf

if TYPE_CHECKING:
    from cyclewise.cohort.study import Study
    from cyclewise.facts.program import Program
    from cyclewise.proof.coverage import Covered
    from cyclewise.protocol.cases import CaseFile
    from cyclewise.protocol.publication import Publication
    from cyclewise_cli.render.book import Checked

_SECONDS = 120
"""How long the proofs may take."""


class Format(StrEnum):
    """How a book is written."""

    html = "html"
    markdown = "markdown"


def book(
    protocol: OneProtocol = None,
    rules: RulesFolder = None,
    form: Annotated[
        Format, typer.Option("--format", help="How to write the book.", callback=by_ending)
    ] = Format.markdown,
    proofs: Annotated[
        bool, typer.Option(help="Prove the properties for the book, which takes a while.")
    ] = True,
    output: Output = None,
) -> None:
    """Write a protocol as one document: every rule in English, its sources, what is open.

    It has the schedule, what overrules what, assumptions, coverage, proofs, what the publication
    says and no rule encodes, and a place for signatures.

    Example: cyclewise rules book --no-proofs --format html --output book.html
    """
    from cyclewise.bundled import bundled
    from cyclewise.protocol.case_parsing import read_case_files
    from cyclewise_cli.render.book import Book
    from cyclewise_cli.render.page import Page

    shelved = shelf(rules)
    folder, known = shelved.one(protocol), knowledge(shelved)
    program = linked(folder, known)
    files = read_case_files(folder, bundled("knowledge"), program.protocol, known)
    study = _study(program)
    checked = _checked(folder, program, files, proofs=proofs)
    made = Book(program, study, _publication(folder, program, study), checked)
    if form is Format.html:
        from cyclewise_cli.render.book_html import book_html

        Page(output).write(book_html(made))
    else:
        from cyclewise_cli.render.book_markdown import book_markdown

        Page(output).write(book_markdown(made))


def _study(program: "Program") -> "Study | None":
    """Return the endpoints of a protocol, None where it declares none."""
    from cyclewise.cohort.study import read_study
    from cyclewise.protocol.folder import ENDPOINTS

    declared = (Path(program.protocol.folder) / ENDPOINTS).is_dir()
    return read_study(program) if declared else None


def _publication(folder: Path, program: "Program", study: "Study | None") -> "Publication | None":
    from cyclewise.protocol.publication import read_publication

    protocol = program.protocol
    pages = {*protocol.by_id, protocol.schedule.id, *protocol.definitions}
    pages |= {each.id for each in protocol.deviations} | (set(study.pages) if study else set())
    return read_publication(folder, pages, program.knowledge.sources)


def _checked(
    folder: Path, program: "Program", files: "tuple[CaseFile, ...]", *, proofs: bool
) -> "Checked":
    """Return what the cases show and what is proved; a book without the solver says so."""
    from cyclewise_cli.render.book import Checked

    covered = tuple(_covered(program, files))
    if not proofs:
        return Checked(covered, None, "no proof was asked for.")
    if find_spec("z3") is None:
        return Checked(covered, None, "the solver z3 is not installed (cyclewise[proof]).")
    from cyclewise_cli.commands.prove import proofs_of

    return Checked(covered, tuple(proofs_of(folder, program, files, _SECONDS)))


def _covered(program: "Program", files: "tuple[CaseFile, ...]") -> "list[Covered]":
    from cyclewise.proof.coverage import coverage, subject_of

    subjects = [(subject_of(program, file), file) for file in files]
    return [coverage(program, each, file) for each, file in subjects if each is not None]

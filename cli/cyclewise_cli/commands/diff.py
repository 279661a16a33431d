"""``rules diff``: what one version of a protocol says that another does not, and for whom."""

from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cyclewise.documents.problem import BadInput
from cyclewise.protocol.folder import PROTOCOL
from cyclewise_cli.commands.convert import AllOrNothing, progress
from cyclewise_cli.commands.options import Output, by_ending, day_of
from cyclewise_cli.protocols import knowledge, linked, shelf

if TYPE_CHECKING:
    from cyclewise.facts.program import Program
    from cyclewise.versions.change import Changes
    from cyclewise.versions.pair import Pair

_STOOD = "@"
"""What stands between a protocol and the day on which it is meant."""


class Format(StrEnum):
    """How a comparison is written."""

    text = "text"
    json = "json"
    csv = "csv"


def diff(
    old: Annotated[
        str,
        typer.Argument(
            metavar="OLD",
            help="A protocol's id, or the folder of one; ID@DATE as it stood on a day.",
        ),
    ],
    new: Annotated[
        str, typer.Argument(metavar="NEW", help="Another to compare it with, named alike.")
    ],
    cohort: Annotated[
        str | None,
        typer.Option(
            "--cohort",
            metavar="PATH",
            help="Say whose recommendation changes: a folder of patient files, an events table, "
            "or example:NAME.",
            show_default=False,
        ),
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option(
            "--as-of",
            metavar="DATE",
            help="Ask the cohort on this day. Default: before each dose that was given, and at "
            "the end of what is recorded.",
            show_default=False,
        ),
    ] = None,
    form: Annotated[
        Format,
        typer.Option(
            "--format", help="How to write it; csv has the changed decisions.", callback=by_ending
        ),
    ] = Format.text,
    all_or_nothing: AllOrNothing = False,
    jobs: Annotated[
        int | None,
        typer.Option("--jobs", min=1, help="Processes. Default: one a core.", show_default=False),
    ] = None,
    output: Output = None,
) -> None:
    """Compare two versions of a protocol: in words, and by whose recommendation changes.

    “cyclewise rules list” names the protocols that come along.

    Example: cyclewise rules diff my-protocol changed

    Example: cyclewise rules diff my-protocol changed --cohort my-patients
    """
    from cyclewise.reasons.revision import revision
    from cyclewise.versions.pair import Pair
    from cyclewise_cli.render.page import Page

    day = day_of(as_of, "--as-of")
    pair = Pair(*map(_program, (old, new)))
    found = None
    if cohort is not None:
        found = _compared(pair, cohort, day, jobs)
        if all_or_nothing and found.set_aside:
            raise BadInput([problem for each in found.set_aside for problem in each.problems])
    pages, page = revision(pair.old, pair.new), Page(output)
    if form is Format.json:
        import json

        from cyclewise.versions.document import document_of

        said = document_of((pair.old, pair.new), pages, found)
        page.write(json.dumps(said, indent=2, ensure_ascii=False))
    elif form is Format.csv:
        from cyclewise_cli.render.changes import changes_csv

        page.write(changes_csv(() if found is None else found.changes))
    else:
        from cyclewise_cli.render.changes import show_changes
        from cyclewise_cli.render.revision import show_revision

        page.show(lambda paper: show_revision((old, new), pages, paper))
        if found is not None:
            page.show(lambda paper: show_changes(cohort or "", found, paper))


def _program(name: str) -> "Program":
    """Return a protocol linked, named by its folder or its bundled id, perhaps as of a day."""
    named, _, stood = name.partition(_STOOD) if not Path(name).exists() else (name, "", "")
    own = Path(named)
    mine = (own / PROTOCOL).is_file()
    shelved = shelf(own if mine else None)
    folder = own if mine else shelved.named(named)
    program, day = linked(folder, knowledge(shelved)), day_of(stood or None, name)
    if day is None:
        return program
    from cyclewise.versions.pair import as_it_stood

    return replace(program, protocol=as_it_stood(program.protocol, day))


def _compared(pair: "Pair", cohort: str, day: int | None, jobs: int | None) -> "Changes":
    from cyclewise.versions.comparing import compare_cohort
    from cyclewise_cli.cohorts import cohort_path, read_cohort

    pair.refuse_other_drugs()
    path = cohort_path(cohort)
    with progress("Comparing") as step:
        read = read_cohort(path, pair.new.knowledge, step)
        found = compare_cohort(pair, read.source, day, jobs=jobs, told=step)
    return replace(found, set_aside=(*read.set_aside, *found.set_aside))

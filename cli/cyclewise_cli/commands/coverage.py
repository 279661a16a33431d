"""``rules coverage``: what the cases of each page show of its criteria, and what none shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cyclewise.documents.problem import BadInput, problem_at
from cyclewise_cli.commands.options import OneProtocol, RulesFolder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cyclewise.facts.program import Program
    from cyclewise.proof.coverage import Covered
    from cyclewise.protocol.cases import CaseFile

Subjects = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[RULE]...",
        help="Ids of rules or of definitions that are conditions. Default: all that have cases.",
        show_default=False,
    ),
]


def coverage(
    subjects: Subjects = None,
    protocol: OneProtocol = None,
    rules: RulesFolder = None,
    cases: Annotated[
        bool, typer.Option("--cases", help="Make a case for whatever no case shows.")
    ] = False,
) -> None:
    """Say which outcomes of each criterion the cases show, and where each decides.

    Of every criterion a case should show each of its truths, each of them deciding, and a value
    exactly at its limit. With --cases what is missing is made, ready to be reviewed.

    Example: cyclewise rules coverage HLD-003
    """
    from cyclewise.bundled import bundled
    from cyclewise.proof.coverage import coverage as covered_by
    from cyclewise.proof.coverage import subject_of
    from cyclewise.protocol.case_parsing import read_case_files
    from cyclewise_cli.commands.trial import refuse_unknown
    from cyclewise_cli.protocols import knowledge, linked, shelf
    from cyclewise_cli.render.coverage import total_line

    shelved = shelf(rules)
    folder, known = shelved.one(protocol), knowledge(shelved)
    program = linked(folder, known)
    files = read_case_files(folder, bundled("knowledge"), program.protocol, known)
    refuse_unknown(subjects or [], [files])
    typer.echo(f"{program.protocol.id} {program.protocol.version}")
    told: list[Covered] = []
    for file in files:
        subject = subject_of(program, file)
        if subject is None:
            _refuse_whole(file.subject, subjects or [])
        elif not subjects or subject.id in subjects:
            told.append(covered_by(program, subject, file))
            _tell(program, file, told[-1], cases)
    typer.echo(total_line(told))


def _refuse_whole(subject: str, asked: Sequence[str]) -> None:
    """Refuse the name of a page whose cases are of something else than one condition."""
    if subject in asked:
        message = f"The cases of “{subject}” are not of one condition, so it has no coverage."
        remedy = "Name rules, or definitions that are conditions; without a name all are looked at."
        raise BadInput([problem_at("RULE", message, remedy)])


def _tell(program: Program, file: CaseFile, found: Covered, made: bool) -> None:
    """Say what the cases of a page show, and print new ones where they are wanted."""
    from cyclewise.proof.new_cases import new_cases
    from cyclewise_cli.render.coverage import case_lines, covered_lines

    for line in covered_lines(found, program):
        typer.echo(line)
    if made and found.missing:
        for line in case_lines(new_cases(program, file, found), file.label, program):
            typer.echo(line)

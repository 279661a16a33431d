"""`cyclewise rules test`: run every case of every rule, and name the wrong rules none notices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cyclewise_cli.commands.options import AnyProtocol, RulesFolder

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from cyclewise.facts.program import Program
    from cyclewise.inference.agreement import SecondEngine
    from cyclewise.knowledge.knowledgebase import Knowledge
    from cyclewise.logic.condition import Condition
    from cyclewise.proof.testing import Tested
    from cyclewise.protocol.cases import CaseFile

FAILED = 1

Subjects = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[RULE]...",
        help="Ids of rules or definitions. Default: every file of cases.",
        show_default=False,
    ),
]


def run_cases(
    subjects: Subjects = None, protocol: AnyProtocol = None, rules: RulesFolder = None
) -> None:
    """Run the cases of rules, and try every small mistake on each rule.

    A mistake that no case notices is named: a case for it is missing. The two engines are
    compared on every pattern of truths. A shared definition is tried in every protocol whose
    rules reach it. Exit code 1 where anything failed.

    Example: cyclewise rules test HLD-002
    """
    from cyclewise_cli.protocols import knowledge, shelf

    found = shelf(rules)
    folders = (found.one(protocol),) if protocol is not None else found.protocols
    known = knowledge(found)
    read = [_read(folder, known) for folder in folders]
    refuse_unknown(subjects or [], [files for _, files in read])
    failed = False
    compared: set[Condition[int]] = set()
    for program, files in _where_used(read, [_in_use(folder, known) for folder in folders]):
        chosen = [file for file in files if not subjects or file.subject in subjects]
        failed |= bool(chosen) and _try(program, chosen, compared)
    if failed:
        raise typer.Exit(FAILED)


def _read(folder: Path, known: Knowledge) -> tuple[Program, tuple[CaseFile, ...]]:
    """Return a protocol and its files of cases."""
    from cyclewise.bundled import bundled
    from cyclewise.protocol.case_parsing import read_case_files
    from cyclewise_cli.protocols import linked

    program = linked(folder, known)
    return program, read_case_files(folder, bundled("knowledge"), program.protocol, known)


def _in_use(folder: Path, known: Knowledge) -> frozenset[str]:
    """Return the definitions that a protocol's rules reach."""
    from cyclewise_cli.protocols import linked_in_use

    return frozenset(linked_in_use(folder, known).protocol.definitions)


def _where_used(
    read: Sequence[tuple[Program, tuple[CaseFile, ...]]], in_use: Sequence[frozenset[str]]
) -> Iterator[tuple[Program, tuple[CaseFile, ...]]]:
    """Leave a shared definition's cases out where no rule reaches it.

    What no protocol reaches is tried in the last one, so that nothing goes untried.
    """
    from cyclewise.protocol.folder import SHARED

    used = frozenset[str]().union(*in_use)
    for place, ((program, files), mine) in enumerate(zip(read, in_use, strict=True)):
        last = place == len(read) - 1
        yield (
            program,
            tuple(
                file
                for file in files
                if not (file.about == "definition" and file.label.startswith(f"{SHARED}/"))
                or file.subject in mine
                or (last and file.subject not in used)
            ),
        )


def _try(program: Program, chosen: Sequence[CaseFile], compared: set[Condition[int]]) -> bool:
    """Test one protocol and say so; return whether anything failed.

    ``compared`` are the conditions on which the two engines were compared for another protocol.
    """
    from cyclewise.inference.agreement import SecondEngine
    from cyclewise.proof.trial import try_cases

    second = SecondEngine(program)
    cases = mutants = 0
    failed = False
    typer.echo(f"{program.protocol.id} {program.protocol.version}")
    for tested in try_cases(program, chosen, second):
        cases += len(tested.results)
        mutants += tested.mutants
        failed |= not tested.passed
        for line in _told(tested):
            typer.echo(line)
    typer.echo(f"  {cases} cases, {mutants} wrong versions tried")
    typer.echo(f"  {_agreement(second, compared)}")
    return failed


def refuse_unknown(subjects: Sequence[str], read: Sequence[tuple[CaseFile, ...]]) -> None:
    """Refuse what no protocol has cases for."""
    from cyclewise.documents.problem import BadInput, problem_at, suggestion

    known = [file.subject for files in read for file in files]
    for subject in subjects:
        if subject not in known:
            near = suggestion(subject, known) or "`cyclewise rules list` lists the rules."
            raise BadInput([problem_at("RULE", f"Nothing has cases for “{subject}”.", near)])


def _told(tested: Tested) -> Iterator[str]:
    """Yield a page's result: one line where all is well, else what is wrong."""
    wrong = [result for result in tested.results if result.wrong]
    word = "ok    " if tested.passed else "FAILED"
    yield (
        f"  {word} {tested.subject:<28} {len(tested.results):3} cases, "
        f"{tested.mutants:3} wrong versions tried"
    )
    for result in wrong:
        where = f"{tested.label}:{result.case.place.line}" if result.case.place else tested.label
        yield f"         {where}  {result.case.name}: {result.wrong}"
    for survivor in tested.survivors:
        yield f"         {tested.label}  no case notices: {survivor}"


def _agreement(second: SecondEngine, compared: set[Condition[int]]) -> str:
    """Compare the two engines on every pattern, and say how many there were."""
    if second.absent is not None:
        return f"one engine only, so nothing to compare: {second.absent}"
    found = [patterns for _, patterns in second.check_every_pattern(compared)]
    return f"two engines agree on {sum(found)} patterns of {len(found)} conditions"

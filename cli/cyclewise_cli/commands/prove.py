"""``cyclewise rules prove``: what holds for every patient, or a patient for whom it does not."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cyclewise.documents.problem import BadInput, problem_at
from cyclewise_cli.commands.options import RulesFolder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from cyclewise.facts.program import Program
    from cyclewise.knowledge.knowledgebase import Knowledge
    from cyclewise.proof.proving import Proof
    from cyclewise.protocol.cases import CaseFile

NO = 1
"""The exit code where something was refuted, or could not be proved."""
_SECONDS = 60


ChosenProtocol = Annotated[
    str | None,
    typer.Argument(
        metavar="[PROTOCOL]",
        help="The protocol's id. Default: the one that answers where none is named.",
        show_default=False,
    ),
]
OwnProperties = Annotated[
    list[Path] | None,
    typer.Option(
        "--properties",
        metavar="FILE",
        help="A file of properties of your own, besides those beside the rules.",
        show_default=False,
    ),
]
Limit = Annotated[
    int, typer.Option("--limit", metavar="SECONDS", min=1, help="How long it may take.")
]
Shown = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FOLDER",
        help="Write every patient who refutes a property to a file in this folder.",
        show_default=False,
    ),
]


def prove(
    protocol: ChosenProtocol = None,
    rules: RulesFolder = None,
    properties: OwnProperties = None,
    limit: Limit = _SECONDS,
    output: Shown = None,
) -> None:
    """Prove what must hold for every patient, or print a patient for whom it does not.

    First the two engines are compared on every pattern of truths. Then each property is proved
    over all values of the facts, unknown included. A state that no patient was found in is
    listed as “not shown reachable”. Exit code 1 where one is refuted, or the time runs out.

    Example: cyclewise rules prove
    """
    from cyclewise_cli.protocols import knowledge, shelf
    from cyclewise_cli.render.prove import proof_lines, summary

    left = _time_left(limit)
    shelved = shelf(rules)
    folder, known = shelved.one(protocol), knowledge(shelved)
    program, files = _read(folder, known)
    typer.echo(f"{program.protocol.id} {program.protocol.version}")
    typer.echo(f"  {_agreement(folder, known)}")
    found = []
    for proof in _proofs(program, files, [*_beside(folder), *(properties or [])], left):
        found.append(proof)
        for line in proof_lines(proof, known):
            typer.echo(line)
        if output is not None:
            _write(output, proof, known)
    typer.echo(summary(found))
    if any(each.status in ("refuted", "not proved") for each in found):
        raise typer.Exit(NO)


def proofs_of(
    folder: Path, program: Program, files: Sequence[CaseFile], seconds: int
) -> Iterator[Proof]:
    """Yield what is found of each property of a protocol's own; raise BadInput without z3."""
    return _proofs(program, files, _beside(folder), _time_left(seconds))


def _beside(folder: Path) -> list[Path]:
    """Return the file of a protocol's own properties, if it has one."""
    own = folder / "properties.yaml"
    return [own] if own.is_file() else []


def _time_left(limit: int) -> Callable[[], float]:
    """Return how many seconds of the limit are left, counted from now on."""
    from time import monotonic

    end = monotonic() + limit
    return lambda: end - monotonic()


def _read(folder: Path, known: Knowledge) -> tuple[Program, tuple[CaseFile, ...]]:
    """Return a protocol and the patients of its cases."""
    from cyclewise.bundled import bundled
    from cyclewise.protocol.case_parsing import read_case_files
    from cyclewise_cli.protocols import linked

    program = linked(folder, known)
    return program, read_case_files(folder, bundled("knowledge"), program.protocol, known)


def _agreement(folder: Path, known: Knowledge) -> str:
    """Compare the two engines on every pattern of the conditions that the rules reach."""
    from cyclewise.inference.agreement import SecondEngine
    from cyclewise_cli.protocols import linked_in_use

    second = SecondEngine(linked_in_use(folder, known))
    if second.absent is not None:
        return f"one engine only, so nothing to compare: {second.absent}"
    found = [patterns for _, patterns in second.check_every_pattern()]
    return f"two engines agree on {sum(found)} patterns of {len(found)} conditions"


def _proofs(
    program: Program,
    files: Sequence[CaseFile],
    asked: Sequence[Path],
    left: Callable[[], float],
) -> Iterator[Proof]:
    """Yield what is found of each property of some files; raise BadInput without the solver."""
    try:
        from cyclewise.proof.property_parsing import read_properties
        from cyclewise.proof.proving import Prover
    except ModuleNotFoundError as missing:
        if missing.name != "z3":
            raise
        message = "Proofs need the solver z3, and it is not installed."
        raise BadInput([problem_at("rules prove", message, "Install cyclewise[proof].")]) from None
    properties = read_properties(asked, program)
    prover = Prover(program, files, left)
    prover.refuse_senseless(properties)
    yield from prover.prove(properties)


def _write(folder: Path, proof: Proof, known: Knowledge) -> None:
    """Write every patient who refutes a property to a file."""
    from cyclewise_cli.render.prove import exhibits

    folder.mkdir(parents=True, exist_ok=True)
    for finding in proof.findings:
        for shown in exhibits(proof, finding, known):
            (folder / shown.name).write_text(shown.text, encoding="utf-8")

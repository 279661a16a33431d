"""``cyclewise audit``: where a treatment left its protocol, how much it matters, and why."""

from typing import TYPE_CHECKING, Annotated

import typer

from cyclewise.documents.problem import BadInput, problem_at
from cyclewise.values.refused import Refused
from cyclewise_cli.commands.audit_forms import FOUND, Form, Format, Strict, write
from cyclewise_cli.commands.convert import AllOrNothing, progress
from cyclewise_cli.commands.options import Engine, EngineName, Output, ProtocolId, RulesFolder
from cyclewise_cli.protocols import shelf

if TYPE_CHECKING:
    from pathlib import Path

    from cyclewise.audit.shard import Shard
    from cyclewise_cli.audited import Audit


def audit(
    patients: Annotated[
        str,
        typer.Argument(
            metavar="PATH",
            help="A patient's file, a folder of them, an events table (CSV, Parquet), or "
            "example:NAME.",
            show_default=False,
        ),
    ],
    patient: Annotated[
        str | None,
        typer.Option(
            "--patient",
            metavar="ID",
            help="One patient of the cohort alone: the course, and every reason.",
            show_default=False,
        ),
    ] = None,
    protocol: ProtocolId = None,
    rules: RulesFolder = None,
    form: Form = Format.text,
    strict: Strict = False,
    all_or_nothing: AllOrNothing = False,
    jobs: Annotated[
        int | None,
        typer.Option("--jobs", min=1, help="Processes. Default: one a core.", show_default=False),
    ] = None,
    engine: Engine = EngineName.local,
    shard: Annotated[
        str | None,
        typer.Option(
            "--shard",
            metavar="I/N",
            help="Audit the share I of N alone, into a file; “cyclewise merge” adds them up.",
            show_default=False,
        ),
    ] = None,
    output: Output = None,
) -> None:
    """Audit treatments: each deviation from the protocol, its cause, and what was found right.

    Example: cyclewise audit example:EX-10

    Example: cyclewise audit my-patients --format html --output audit.html

    Example: cyclewise audit events.parquet --strict

    Example: cyclewise audit events.parquet --shard 1/1 --output 1.shard
    """
    from cyclewise.audit.telling import important
    from cyclewise_cli.audits import Asked, Run, audit_of
    from cyclewise_cli.render.page import Page

    share = _share(shard, output)
    with progress("Auditing") as step:
        run = Run(engine.value, jobs, share)
        found = audit_of(Asked(patients, patient, protocol), shelf(rules), run, step)
    if all_or_nothing and found.findings.set_aside:
        aside = found.findings.set_aside
        raise BadInput([problem for each in aside for problem in each.problems])
    if shard is not None and output is not None:
        _write_shard(found, share, patients, output)
    else:
        write(found, form, Page(output))
    if strict and important(found.auditor, found.findings.found).any():
        raise typer.Exit(FOUND)


def _share(shard: str | None, output: "Path | None") -> "Shard":
    """Return which share is asked for; raise BadInput for none, and where no file is named."""
    from cyclewise.audit.shard import WHOLE, parse_shard

    if shard is None:
        return WHOLE
    try:
        share = parse_shard(shard)
    except Refused as refused:
        raise BadInput([problem_at("--shard", refused.message, refused.remedy)]) from None
    if output is None:
        message = "What a shard finds goes into a file of its own."
        raise BadInput([problem_at("--shard", message, "Name it: --output 1.shard.")])
    return share


def _write_shard(audit: "Audit", share: "Shard", cohort: str, output: "Path") -> None:
    from dataclasses import asdict

    from cyclewise.audit.shard_file import shard_file, stamp_of_cohort
    from cyclewise_cli.cohorts import cohort_path
    from cyclewise_cli.render.page import Page

    protocol, stamp = audit.auditor.program.protocol, stamp_of_cohort(cohort_path(cohort))
    identity = protocol.id, protocol.digest
    file = shard_file(share, audit.findings, identity, asdict(audit.told), stamp)
    Page(output).write(file.model_dump_json())

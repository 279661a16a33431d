"""``cyclewise merge``: the audit of a whole cohort from what its shards found."""

from pathlib import Path
from typing import Annotated

import typer

from cyclewise.documents.problem import BadInput, problem_at
from cyclewise_cli.commands.audit_forms import FOUND, Form, Format, Strict, write
from cyclewise_cli.commands.options import Output, RulesFolder
from cyclewise_cli.protocols import shelf


def merge(
    shards: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE...",
            help="The files of all shards of one cohort, in any order.",
            show_default=False,
        ),
    ],
    rules: RulesFolder = None,
    form: Form = Format.text,
    strict: Strict = False,
    output: Output = None,
) -> None:
    """Write the audit that “cyclewise audit --shard” was cut into, as one run would have.

    Example: cyclewise merge 1.shard

    Example: cyclewise merge 1.shard --format csv --output deviations.csv
    """
    from pydantic import TypeAdapter

    from cyclewise.audit.shard_file import merged, read_shard
    from cyclewise.audit.telling import important
    from cyclewise.cohort.report import Told
    from cyclewise_cli.audited import Audit
    from cyclewise_cli.audits import auditor_of
    from cyclewise_cli.render.page import Page

    files = [(path, read_shard(path)) for path in shards]
    findings, first = merged(files), files[0][1]
    auditor = auditor_of(shelf(rules), first.protocol)
    if auditor.program.protocol.digest != first.digest:
        message = f"The shards were made by other rules than these of {first.protocol}."
        remedy = "Name their folder with --rules, or run all shards anew."
        raise BadInput([problem_at(shards[0].as_posix(), message, remedy)])
    audit = Audit(auditor, findings, TypeAdapter(Told).validate_python(first.about))
    write(audit, form, Page(output))
    if strict and important(auditor, findings.found).any():
        raise typer.Exit(FOUND)

"""``cyclewise audit``: where a treatment left its protocol, how much it matters, and why."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from cyclewise.documents.problem import BadInput, problem_at
from cyclewise_cli.commands.convert import AllOrNothing, progress
from cyclewise_cli.commands.options import Output, ProtocolId, RulesFolder
from cyclewise_cli.protocols import shelf

if TYPE_CHECKING:
    from pathlib import Path

    from cyclewise_cli.audited import Audit
    from cyclewise_cli.render.page import Page

FOUND = 1
"""The exit code where an important deviation was found and ``--strict`` asked for it."""


class Format(StrEnum):
    """How an audit is written."""

    text = "text"
    json = "json"
    markdown = "markdown"
    html = "html"
    csv = "csv"
    parquet = "parquet"
    sdtm_dv = "sdtm-dv"


class EngineName(StrEnum):
    """What runs an audit of many."""

    local = "local"
    dask = "dask"
    spark = "spark"


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
    form: Annotated[Format, typer.Option("--format", help="How to write the audit.")] = Format.text,
    strict: Annotated[
        bool,
        typer.Option("--strict", help="End with exit code 1 if a deviation is important."),
    ] = False,
    all_or_nothing: AllOrNothing = False,
    jobs: Annotated[
        int | None,
        typer.Option("--jobs", min=1, help="Processes. Default: one a core.", show_default=False),
    ] = None,
    engine: Annotated[
        EngineName,
        typer.Option("--engine", help="What runs them; dask and spark are extras to be installed."),
    ] = EngineName.local,
    output: Output = None,
) -> None:
    """Audit treatments: each deviation from the protocol, its cause, and what was found right.

    Example: cyclewise audit example:EX-10

    Example: cyclewise audit my-patients --format html --output audit.html

    Example: cyclewise audit events.parquet --strict
    """
    from cyclewise.audit.telling import important
    from cyclewise_cli.audits import Asked, Run, audit_of
    from cyclewise_cli.render.page import Page

    with progress("Auditing") as step:
        found = audit_of(
            Asked(patients, patient, protocol), shelf(rules), Run(engine.value, jobs), step
        )
    if all_or_nothing and found.findings.set_aside:
        aside = found.findings.set_aside
        raise BadInput([problem for each in aside for problem in each.problems])
    _write(found, form, Page(output))
    if strict and important(found.auditor, found.findings.found).any():
        raise typer.Exit(FOUND)


def _write(audit: "Audit", form: Format, page: "Page") -> None:
    if form is Format.text:
        from cyclewise_cli.render.audit_text import show_audit

        page.show(lambda paper: show_audit(audit, paper))
    elif form is Format.parquet:
        from cyclewise_cli.render.audit_table import write_parquet

        write_parquet(audit, _file(page))
    else:
        page.write(_written(audit, form))


def _written(audit: "Audit", form: Format) -> str:
    """Return an audit in one of the forms that are text, whatever shows them."""
    if form is Format.json:
        import json

        from cyclewise.audit.document import document_of

        traces = {place: each.part() for place, each in enumerate(audit.because)}
        document = document_of(audit.auditor, audit.findings, traces)
        return json.dumps(document, indent=2, ensure_ascii=False)
    if form is Format.markdown:
        from cyclewise_cli.render.audit_markdown import audit_markdown

        return audit_markdown(audit)
    if form is Format.html:
        from cyclewise_cli.render.audit_html import audit_html

        return audit_html(audit)
    if form is Format.csv:
        from cyclewise_cli.render.audit_table import audit_csv

        return audit_csv(audit)
    from cyclewise_cli.render.sdtm import sdtm_dv

    return sdtm_dv(audit)


def _file(page: "Page") -> "Path":
    """Return the file that a page is written to; raise BadInput where there is none."""
    if page.file is None:
        message = "Parquet is no text, so that it cannot be shown here."
        raise BadInput([problem_at("--format", message, "Name a file: --output audit.parquet.")])
    return page.file

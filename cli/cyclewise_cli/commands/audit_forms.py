"""The forms in which an audit is written, whichever command made it."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from cyclewise.documents.problem import BadInput, problem_at
from cyclewise_cli.commands.options import by_ending

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


Form = Annotated[
    Format, typer.Option("--format", help="How to write the audit.", callback=by_ending)
]
Strict = Annotated[
    bool, typer.Option("--strict", help="End with exit code 1 if a deviation is important.")
]


def write(audit: "Audit", form: Format, page: "Page") -> None:
    """Write an audit in one of its forms; raise BadInput where a file is needed and none named."""
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

"""The report as one self-contained page: tables, pictures, and the patients behind each figure."""

from __future__ import annotations

from cyclewise.cohort.report import Report
from cyclewise_cli.render.block_html import ReportPage, page_html
from cyclewise_cli.render.report_blocks import blocks
from cyclewise_cli.render.report_text import NOTICE, footer_lines, header_lines

_MOST_NAMED = 500
"""Patients up to which the page names those behind each figure."""


def report_html(report: Report) -> str:
    """Return a report as an HTML page; what comes from files is escaped."""
    return page_html(
        ReportPage(
            title=report.told.title or report.told.label,
            header=tuple(header_lines(report)),
            blocks=tuple(blocks(report)),
            footer=tuple(footer_lines(report)),
            notice=NOTICE,
            named=len(report.found) <= _MOST_NAMED,
        )
    )

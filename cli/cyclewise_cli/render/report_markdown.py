"""The report as Markdown: every table, and plots in letters."""

from __future__ import annotations

from collections.abc import Iterator

from cyclewise.cohort.report import Report
from cyclewise_cli.render.block_markdown import block_lines
from cyclewise_cli.render.markdown import plain
from cyclewise_cli.render.report_blocks import blocks
from cyclewise_cli.render.report_text import NOTICE, footer_lines, header_lines


def report_markdown(report: Report) -> str:
    """Return a report as a Markdown page."""
    return "\n".join(_page(report)) + "\n"


def _page(report: Report) -> Iterator[str]:
    yield f"# {plain(report.told.title or report.told.label)}"
    yield ""
    yield from (f"{plain(line)}\n" for line in header_lines(report) if line)
    yield from block_lines(blocks(report))
    yield from (f"{plain(line)}\n" for line in footer_lines(report))
    yield f"**{plain(NOTICE)}**"

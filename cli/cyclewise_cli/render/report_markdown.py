"""The report as Markdown: every table, and plots in letters."""

from __future__ import annotations

from collections.abc import Iterator

from cyclewise.cohort.report import Report
from cyclewise_cli.render.block import Heading, Plot, Table
from cyclewise_cli.render.curve_plot import curve_plot
from cyclewise_cli.render.markdown import plain
from cyclewise_cli.render.report_blocks import blocks
from cyclewise_cli.render.report_text import NOTICE, footer_lines, header_lines

_WIDTH = 80


def report_markdown(report: Report) -> str:
    """Return a report as a Markdown page."""
    return "\n".join(_page(report)) + "\n"


def _page(report: Report) -> Iterator[str]:
    yield f"# {plain(report.told.title or report.told.label)}"
    yield ""
    yield from (f"{plain(line)}\n" for line in header_lines(report) if line)
    for block in blocks(report):
        match block:
            case Heading(_, title):
                yield f"## {plain(title)}\n"
            case Table():
                yield from _table(block)
            case Plot():
                yield from _plot(block)
            case _:
                pass
    yield from (f"{plain(line)}\n" for line in footer_lines(report))
    yield f"**{plain(NOTICE)}**"


def _plot(plot: Plot) -> Iterator[str]:
    for curve in plot.curves:
        yield f"### {plain(curve.title)}\n"
        yield "```"
        yield from curve_plot(curve, _WIDTH)
        yield "```\n"


def _table(table: Table) -> Iterator[str]:
    if table.title:
        yield f"### {plain(table.title)}\n"
    yield from (f"{plain(note)}\n" for note in table.notes)
    if not table.rows:
        return
    yield _row(table.head)
    yield _row(["---"] * len(table.head), raw=True)
    yield from map(_row, table.rows)
    yield ""


def _row(cells: tuple[str, ...] | list[str], *, raw: bool = False) -> str:
    return f"| {' | '.join(cell if raw else plain(cell) for cell in cells)} |"

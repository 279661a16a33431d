"""The blocks of a report as Markdown: every table, and plots in letters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cyclewise_cli.render.bars_text import bars_plot
from cyclewise_cli.render.block import Bars, Block, Chart, Heading, Lines, Plot, Table
from cyclewise_cli.render.courses_text import swimmer_plot
from cyclewise_cli.render.curve_plot import curve_plot
from cyclewise_cli.render.flow_lines import flow_text
from cyclewise_cli.render.levels_text import levels_plot
from cyclewise_cli.render.markdown import plain

_WIDTH = 80


def block_lines(blocks: Iterable[Block]) -> Iterator[str]:
    """Yield the lines of blocks in their order."""
    for block in blocks:
        match block:
            case Heading(_, title):
                yield f"## {plain(title)}\n"
            case Table():
                yield from _table(block)
            case Plot():
                yield from _plot(block)
            case Bars():
                yield from (f"{plain(note)}\n" for note in block.notes)
                yield from ("```", *bars_plot(block, _WIDTH), "```\n")
            case Lines():
                yield from ("```", *swimmer_plot(block, _WIDTH), "```\n")
                levels = levels_plot(block, _WIDTH)
                yield from ("```", *levels, "```\n") if levels else ()
            case Chart():
                yield from ("```", *flow_text(block.steps), "```\n")


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

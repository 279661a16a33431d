"""The blocks of a report in a terminal: tables, plots, bars and courses in letters."""

from __future__ import annotations

from collections.abc import Iterable

from rich.cells import cell_len

from cyclewise_cli.render.bars_text import bars_plot
from cyclewise_cli.render.block import Bars, Block, Chart, Heading, Lines, Plot, Table
from cyclewise_cli.render.courses_text import swimmer_plot
from cyclewise_cli.render.curve_plot import curve_plot
from cyclewise_cli.render.flow_lines import flow_text
from cyclewise_cli.render.levels_text import levels_plot
from cyclewise_cli.render.paper import Paper
from cyclewise_cli.render.tables import show_table

_GAP = 2
_LEAST = 25
"""Letters of room that wrapped texts need, to be read at all, where two lines do not hold them."""
_FAIR = 60
"""Letters from which on a text gets no greater share of the room than another."""


def show_blocks(blocks: Iterable[Block], paper: Paper) -> None:
    """Print blocks in their order."""
    for block in blocks:
        match block:
            case Heading(_, title):
                paper.heading(title)
            case Table():
                if not block.drawn:
                    _table(block, paper)
            case Plot():
                _plot(block, paper)
            case Lines():
                _drawn(swimmer_plot(block, paper.width), paper)
                _drawn(_spaced(levels_plot(block, paper.width)), paper)
            case Bars():
                _bars(block, paper)
            case Chart():
                _drawn([f"  {line}" for line in flow_text(block.steps)], paper)


def _bars(bars: Bars, paper: Paper) -> None:
    for note in bars.notes:
        paper.print(note)
    _drawn(bars_plot(bars, paper.width), paper)


def _plot(plot: Plot, paper: Paper) -> None:
    for curve in plot.curves:
        paper.console.print()
        paper.print(f"{plot.title}: {curve.title}" if len(plot.curves) > 1 else plot.title, "bold")
        _drawn(curve_plot(curve, paper.width), paper)


def _spaced(lines: list[str]) -> list[str]:
    return ["", *lines] if lines else []


def _drawn(lines: list[str], paper: Paper) -> None:
    for line in lines:
        paper.console.print(paper.words(line), no_wrap=True, overflow="ignore", crop=False)


def _table(table: Table, paper: Paper) -> None:
    """Print a table with as much room as it needs, or as there is."""
    if table.title:
        paper.print(table.title, "bold")
    for note in table.notes:
        paper.print(note)
    rows = [table.head, *table.rows] if any(table.head) else list(table.rows)
    if not table.rows:
        return
    columns = range(len(table.head))
    widths = [max(cell_len(row[place]) for row in rows) for place in columns]
    used = [place for place in columns if widths[place]]
    if sum(widths) + _GAP * len(used) > paper.width:
        _narrow(table, widths, paper)
        return
    bare = [place for place in used if place and all(_bare(row[place]) for row in table.rows)]
    for row in rows:
        line = (" " * _GAP).join(_set(row[place], widths[place], place in bare) for place in used)
        paper.print(line.rstrip(), "bold" if row is table.head else "", indent=_GAP)


def _bare(cell: str) -> bool:
    return not cell or cell.isdigit() or cell == "·"


def _set(text: str, width: int, bare: bool) -> str:
    """Set a cell: in a column of bare numbers to the right, else to the left."""
    gap = " " * (width - cell_len(text))
    return gap + text if bare else text + gap


def _narrow(table: Table, widths: list[int], paper: Paper) -> None:
    """Print a table that is too wide: its long texts wrap, or each row is an item of a list."""
    fixed = [width + 1 for place, width in enumerate(widths) if place not in table.wide]
    on_two_lines = sum(widths[place] // 2 + 1 for place in table.wide)
    if not table.wide or paper.width - sum(fixed) < min(_LEAST, on_two_lines):
        _stacked(table, paper)
        return
    wide = [min(_FAIR, width) * (place in table.wide) for place, width in enumerate(widths)]
    show_table(paper, table.head, table.rows, wide)


def _stacked(table: Table, paper: Paper) -> None:
    for first, *rest in table.rows:
        *most, last = [each for each in rest if each] or [""]
        told = "; ".join((*(each.rstrip(".") for each in most), last))
        paper.row("-", f"{first}: {told}", indent=_GAP)

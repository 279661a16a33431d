"""A table on paper: a rule under its heads, no other lines, so that it reads in any output."""

from __future__ import annotations

from collections.abc import Sequence

from rich.box import SIMPLE_HEAD, Box
from rich.table import Table
from rich.text import Text

from cyclewise_cli.render.paper import Paper

_ASCII_HEAD = Box("    \n    \n -- \n    \n    \n    \n    \n    \n", ascii=True)


def show_table(
    paper: Paper, heads: Sequence[str], rows: Sequence[Sequence[Text | str]], wide: Sequence[int]
) -> None:
    """Print rows under their heads; ``wide`` are the columns that share what room is left."""
    table = Table(
        box=_ASCII_HEAD if paper.ascii_only else SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
        show_edge=False,
        pad_edge=False,
        expand=True,
    )
    for place, head in enumerate(heads):
        table.add_column(paper.words(head), ratio=wide[place] or None, overflow="fold")
    for row in rows:
        table.add_row(*(Text(paper.words(cell)) if isinstance(cell, str) else cell for cell in row))
    paper.console.print(table)

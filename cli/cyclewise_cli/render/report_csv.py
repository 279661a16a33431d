"""The report's tables as one CSV: a line for each cell, and for each patient behind a figure."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO

from cyclewise.cohort.report import Report
from cyclewise_cli.render.block import Table
from cyclewise_cli.render.report_blocks import blocks

_HEAD = ("table", "title", "row", "column", "value")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def report_csv(report: Report) -> str:
    """Return the tables of a report; a cell that a spreadsheet would run is quoted with '."""
    return _written(_HEAD, (cells for block in blocks(report) for cells in _cells(block)))


def patients_csv(report: Report, table: str) -> str | None:
    """Return the patients behind the figures of one table, None where there is no such table."""
    found = [
        block
        for block in blocks(report)
        if isinstance(block, Table) and block.id == table and block.who is not None
    ]
    if not found:
        return None
    lines = (
        (block.id, what, name)
        for block in found
        for what, names in (block.who or {}).items()
        for name in names
    )
    return _written(("table", "figure", "patient"), lines)


def traced(report: Report) -> list[str]:
    """Return the tables whose patients can be named."""
    tables = (block for block in blocks(report) if isinstance(block, Table))
    return list(dict.fromkeys(table.id for table in tables if table.who is not None))


def _cells(block: object) -> Iterator[tuple[str, ...]]:
    if not isinstance(block, Table):
        return
    for row in block.rows:
        for column, value in zip(block.head[1:], row[1:], strict=True):
            if value:
                yield (block.id, block.title, row[0].strip(), column, value)


def _written(head: tuple[str, ...], lines: Iterator[tuple[str, ...]]) -> str:
    laid = StringIO()
    writer = csv.writer(laid, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(tuple(map(harmless, line)) for line in lines)
    return laid.getvalue()


def harmless(cell: str) -> str:
    """Return a cell that no spreadsheet runs as a formula: quoted where it begins like one."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell

"""Whether a table is whole: it has rows, each with as many cells as columns, down to the last."""

from __future__ import annotations

import csv
from pathlib import Path

from cyclewise.documents.node import Source, Spot
from cyclewise.documents.problem import BadInput, Problem, problem_at

_TAIL = 65_536
"""Bytes at the end of a file in which its last row is looked for."""
_REMEDY = "Put a cell that holds a comma in quotes, and write every cell of a row."


def no_rows(label: str) -> BadInput:
    """Return what is said of a table that has columns and nothing else."""
    return BadInput([problem_at(label, "This table has no rows.", "Write one row an event.")])


def check_last_row(path: Path, label: str) -> None:
    """Raise BadInput where the last row of a CSV file breaks off: it was written half."""
    with path.open("rb") as file:
        columns = len(next(csv.reader([file.readline().decode("utf-8", "replace")]), []))
        begin = file.tell()
        size = file.seek(0, 2)
        file.seek(max(begin, size - _TAIL))
        lines = file.read().decode("utf-8", "replace").rstrip("\r\n").splitlines()
    # A quote left open is the end of a cell that goes over several lines.
    if len(lines) < 1 or lines[-1].count('"') % 2 or not lines[-1]:
        return
    cells = len(next(csv.reader([lines[-1]])))
    if cells < columns:
        message = f"The last row has {cells} of {columns} cells: this table was written half."
        raise BadInput([problem_at(label, message, "Write the table again, down to its end.")])


def uneven_row(path: Path, label: str) -> Problem | None:
    """Return the first row of a CSV file that has more cells than there are columns, if any."""
    with path.open(encoding="utf-8", errors="replace", newline="") as file:
        rows = csv.reader(file)
        columns = len(next(rows, []))
        for row in rows:
            if len(row) > columns:
                message = f"This row has {len(row)} cells, and the table {columns} columns."
                spot = Spot(Source(label, ()), rows.line_num, columns + 1, 0)
                return problem_at(spot, message, _REMEDY)
    return None

"""Whether every row of a CSV file has all its cells: what is left out would be read as empty.

Commas are counted where that tells enough; rows are looked at one by one only where it does not.
"""

from __future__ import annotations

import csv
from contextlib import suppress
from pathlib import Path

import polars as pl

from cyclewise.documents.problem import BadInput, Problem, short, visible

_CHUNK = 2**24


def check_rows(path: Path, label: str) -> None:
    """Raise BadInput for the first row of a CSV file that has fewer cells than there are columns.

    A line without anything is no row. What is not UTF-8, and a quote that nothing closes, is told
    by whoever reads the cells.
    """
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        columns = len(next(csv.reader(file), []))
    if _even(path, columns) or not _suspected(path, columns):
        return
    with suppress(csv.Error), path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        rows = csv.reader(file, strict=True)
        for row in rows:
            if 0 < len(row) < columns:
                raise BadInput([_told(label, rows.line_num, row, columns)])


def _even(path: Path, columns: int) -> bool:
    """Return whether commas alone say that all rows are as long: there is no quote in the file."""
    commas = lines = 0
    last = b"\n"
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            if b'"' in chunk:
                return False
            commas += chunk.count(b",")
            lines += chunk.count(b"\n")
            last = chunk[-1:]
    return commas == (lines + (last != b"\n")) * (columns - 1)


def _suspected(path: Path, columns: int) -> bool:
    """Return whether some line may be a short row; one with an open quote may be anything."""
    lines = pl.scan_csv(
        path,
        has_header=False,
        separator="\x1f",
        quote_char=None,
        infer_schema=False,
        new_columns=["line"],
        encoding="utf8-lossy",
        truncate_ragged_lines=True,
    )
    bare = pl.col("line").str.replace_all('"[^"]*"', "")
    few = bare.str.count_matches(",", literal=True) < columns - 1
    asked = pl.col("line").str.strip_chars() != ""
    found = lines.filter(asked & (few | bare.str.contains('"', literal=True))).head(1).collect()
    return not found.is_empty()


def _told(label: str, line: int, row: list[str], columns: int) -> Problem:
    shown = short(visible(",".join(row)))
    message = f"This row has {len(row)} of {columns} cells."
    remedy = "Write every cell of a row, also those in which nothing stands."
    return Problem(label, line, len(row) + 1, max(1, len(shown)), shown, message, remedy)

"""Whether a table is whole: named columns, rows with as many cells, down to the last one."""

from __future__ import annotations

import csv
from itertools import islice
from pathlib import Path

from cyclewise.documents.problem import BadInput, Problem, problem_at, short, visible

_OTHER = {";": "semicolons", "\t": "tabs", "|": "bars"}
_TAIL = 65_536
"""Bytes at the end of a file in which its last row is looked for."""
_REMEDY = "Put a cell that holds a comma in quotes, and write every cell of a row."
_PARQUET = b"PAR1"
_PACKED = (b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"PK\x03\x04", b"BZh", b"\xfd7zXZ")
"""How files begin that gzip, zstd, zip (spreadsheets too), bzip2 or xz have packed."""


def no_rows(label: str) -> BadInput:
    """Return what is said of a table that has columns and nothing else."""
    return BadInput([problem_at(label, "This table has no rows.", "Write one row an event.")])


def check_form(path: Path, label: str) -> None:
    """Raise BadInput where a file is empty, packed, or not of the form that its ending says."""
    with path.open("rb") as file:
        begins = file.read(1000)
        file.seek(max(file.seek(0, 2) - len(_PARQUET), 0))
        ends = file.read()
    said = _of_form(path.suffix.lower(), begins, ends)
    if said is not None:
        raise BadInput([problem_at(label, *said)])


def _of_form(ending: str, begins: bytes, ends: bytes) -> tuple[str, str] | None:
    """Return what is wrong with a file by how it begins and ends, and what to do."""
    if not begins.strip():
        return "This table is empty.", "Write the names of the columns, and one row an event."
    if begins.startswith(_PACKED):
        return "This file is packed, or a spreadsheet.", "Unpack it, or save it as CSV with commas."
    if ending == ".csv":
        return _of_csv(begins)
    if not begins.startswith(_PARQUET):
        return "This is no Parquet file.", "Write it again, or give a CSV file the ending .csv."
    if ends != _PARQUET:
        return "This Parquet file was written half.", "Write it again, down to its end."
    return None


def _of_csv(begins: bytes) -> tuple[str, str] | None:
    if begins.startswith(_PARQUET):
        return "This is a Parquet file that is called CSV.", "Give it the ending .parquet."
    if begins.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in begins[:2]:
        return "This table is UTF-16, not UTF-8.", "Save it again with the encoding UTF-8."
    return None


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
        at, remedy = (_lines(path), cells + 1), "Write the table again, down to its end."
        raise BadInput([_in_row(label, at, lines[-1], message, remedy)])


def _lines(path: Path) -> int:
    """Return the number of the last line that holds anything."""
    with path.open("rb") as file:
        return max((number for number, line in enumerate(file, 1) if line.strip()), default=1)


def check_header(path: Path, label: str) -> None:
    """Raise BadInput where a column of a CSV file has no name, or two have the same one."""
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        names = next(csv.reader(file), [])
    other = next((each for each in _OTHER if len(names) == 1 and each in names[0]), None)
    if other is not None:
        message = f"The cells of this table are divided by {_OTHER[other]}, not by commas."
        raise BadInput([problem_at(label, message, "Save it again as CSV with commas.")])
    problems = []
    for place, name in enumerate(names, 1):
        if not name.strip():
            said = f"Column {place} has no name.", "Name it, or leave out the comma that makes it."
        elif name in names[: place - 1]:
            said = f"The column “{visible(name)}” stands here twice.", "Keep one of the two."
        else:
            continue
        problems.append(_in_row(label, (1, place), ",".join(names), *said))
    if problems:
        raise BadInput(problems)


def broken_row(path: Path, label: str) -> Problem | None:
    """Return what is wrong with the first row of a CSV file that cannot be read, if any.

    That is a row that is not UTF-8, has more cells than there are columns, or opens a quote
    that nothing closes.
    """
    try:
        return _uneven_row(path, label) or _open_quote(path, label)
    except UnicodeDecodeError:
        return _not_utf8(path, label)


def _uneven_row(path: Path, label: str) -> Problem | None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        columns = len(next(rows, []))
        for row in rows:
            if len(row) > columns:
                message = f"This row has {len(row)} cells, and the table {columns} columns."
                return _in_row(label, (rows.line_num, columns + 1), ",".join(row), message, _REMEDY)
    return None


def _open_quote(path: Path, label: str) -> Problem | None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file, strict=True)
        line = 1
        try:
            for _ in rows:
                line = rows.line_num + 1
        except csv.Error:
            file.seek(0)
            row = next(islice(file, line - 1, None), "").rstrip()
            message = "A quote in this row is not closed, or stands within a cell."
            return _in_row(label, (line, 1), row, message, "Close it, or write it twice.")
    return None


def _not_utf8(path: Path, label: str) -> Problem | None:
    with path.open("rb") as file:
        for line, written in enumerate(file, 1):
            try:
                written.decode("utf-8")
            except UnicodeDecodeError as error:
                before = written[: error.start].decode("utf-8")
                message = f"This row is not UTF-8: the byte 0x{written[error.start]:02x} is not."
                remedy = "Save the table again with the encoding UTF-8."
                return _in_row(label, (line, before.count(",") + 1), before, message, remedy)
    return None


def _in_row(label: str, at: tuple[int, int], row: str, message: str, remedy: str) -> Problem:
    """Return a problem of a row, which is its excerpt; ``at`` is its line and a cell of it."""
    shown = short(visible(row))
    return Problem(label, *at, max(1, len(shown)), shown, message, remedy)

"""Events tables in files: CSV, Parquet, or a folder of Parquet, read in parts of whole patients."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import polars as pl
from polars.exceptions import PolarsError

from cyclewise.documents.problem import BadInput, problem_at, short
from cyclewise.knowledge.knowledgebase import Knowledge
from cyclewise.records import dataclass
from cyclewise.timeline.table import ROW, Table, check_columns, table_from, trimmed
from cyclewise.timeline.table_folder import PARQUET, check_folder, parquet_files, rows_by_file
from cyclewise.timeline.table_short import check_rows
from cyclewise.timeline.table_whole import (
    broken_row,
    check_form,
    check_header,
    check_last_row,
    no_rows,
)

CSV = ".csv"
_UNREAD = frozenset(
    {".tsv", ".tab", ".xls", ".xlsx", ".ods", ".arrow", ".feather", ".sas7bdat", ".xpt"}
)
_ALIKE, _MOST = 2, 2_000
"""Letters in which a misspelt id is taken to be right, and ids that are compared with it."""
ROWS = 600_000
"""Rows of one part, about 10,000 patients of 60 events."""


def is_table(path: Path) -> bool:
    """Say whether a path is an events table: a CSV or Parquet file, or a folder of Parquet."""
    if path.is_dir():
        return any(path.glob(f"*{PARQUET}")) and not any(path.glob("*.yaml"))
    return path.suffix.lower() in (CSV, PARQUET)


def refuse_unread(path: Path) -> None:
    """Raise BadInput for a table of a form that is not read here, such as a spreadsheet."""
    ending = path.suffix.lower()
    if ending in _UNREAD and path.is_file():
        message = f"An events table is CSV or Parquet, and this one ends in {ending}."
        raise BadInput([problem_at(path.as_posix(), message, "Save it as CSV, UTF-8 with commas.")])


@dataclass(frozen=True, slots=True)
class Stretch:
    """Rows of a table's file that hold whole patients: ``length`` of them from ``begin`` on.

    ``apart`` says that the file must be sorted by patient first; ``files`` are the files of a
    folder, each with the number of its first row.
    """

    path: Path
    label: str
    begin: int
    length: int
    apart: bool = False
    files: tuple[tuple[str, int], ...] = ()


def stretches(
    path: Path, knowledge: Knowledge, *, rows: int = ROWS, label: str | None = None
) -> tuple[Stretch, ...]:
    """Return a table's file cut into stretches of whole patients, each of about so many rows.

    Raises BadInput where the file cannot be read, or its columns are not those of a table.
    """
    shown = label or path.as_posix()
    with said_plainly(shown, path):
        lazy, _ = _checked(path, shown, knowledge)
        if path.suffix.lower() == CSV:
            check_last_row(path, shown)
            check_rows(path, shown)
        files = rows_by_file(path, shown) if path.is_dir() else ()
        sizes = lazy.select(pl.col("patient_id").rle()).unnest("patient_id").collect()
        apart = sizes["value"].n_unique() < sizes.height
        if apart:
            sizes = sizes.group_by("value").agg(pl.col("len").sum()).sort("value")
        ends = sizes["len"].cast(pl.Int64).cum_sum().to_list()
    if not ends:
        raise no_rows(shown)
    found, begin = [], 0
    for place, end in enumerate(ends):
        if end - begin >= rows or place == len(ends) - 1:
            found.append(Stretch(path, shown, begin, end - begin, apart, files))
            begin = end
    return tuple(found)


def read_stretch(stretch: Stretch, knowledge: Knowledge) -> Table:
    """Return the rows of a stretch."""
    with said_plainly(stretch.label, stretch.path):
        lazy, start = _scanned(stretch.path, stretch.label)
        lazy = lazy.with_row_index(ROW, offset=start)
        if stretch.apart:
            lazy = lazy.sort("patient_id", maintain_order=True)
        frame = lazy.slice(stretch.begin, stretch.length).collect()
    return replace(table_from(frame, knowledge, stretch.label), files=stretch.files)


def read_table(
    path: Path, knowledge: Knowledge, *, rows: int = ROWS, label: str | None = None
) -> Iterator[Table]:
    """Yield an events table in parts of whole patients, each of about so many rows.

    Raises BadInput where the file cannot be read, or its columns are not those of a table.
    """
    for stretch in stretches(path, knowledge, rows=rows, label=label):
        yield read_stretch(stretch, knowledge)


def read_patient(path: Path, knowledge: Knowledge, patient: str) -> Table:
    """Return the rows of one patient, none where the table has no such patient."""
    label = path.as_posix()
    with said_plainly(label, path):
        lazy, start = _checked(path, label, knowledge)
        files = rows_by_file(path, label) if path.is_dir() else ()
        rows = lazy.with_row_index(ROW, offset=start)
        frame = rows.filter(trimmed("patient_id") == patient).collect()
    return replace(table_from(frame, knowledge, label), files=files)


def patients_like(path: Path, patient: str) -> list[str]:
    """Return some patients of a table whose ids begin as a misspelt one does."""
    label, begins = path.as_posix(), patient[:_ALIKE].lower()
    with said_plainly(label, path):
        lazy, _ = _scanned(path, label)
        names = lazy.select(trimmed("patient_id").unique())
        alike = names.filter(pl.col("patient_id").str.to_lowercase().str.starts_with(begins))
        return alike.sort("patient_id").head(_MOST).collect().to_series().to_list()


def write_table(frame: pl.DataFrame, path: Path) -> None:
    """Write an events table as CSV or Parquet, by the ending of its name; raise BadInput."""
    ending = path.suffix.lower()
    if ending not in (CSV, PARQUET):
        remedy = "Name it with the ending .csv or .parquet."
        raise BadInput([problem_at(path.as_posix(), "This is no name for a table.", remedy)])
    with said_plainly(path.as_posix()):
        if ending == CSV:
            frame.write_csv(path)
        else:
            frame.write_parquet(path)


def _checked(path: Path, label: str, knowledge: Knowledge) -> tuple[pl.LazyFrame, int]:
    """Return a file not yet read and its first row, its columns being those of a table."""
    if path.is_dir():
        check_folder(path, label)
    lazy, start = _scanned(path, label)
    if path.suffix.lower() == CSV:
        check_header(path, label)
    check_columns(lazy.collect_schema(), knowledge, label)
    return lazy, start


def _scanned(path: Path, label: str) -> tuple[pl.LazyFrame, int]:
    """Return a file not yet read, and the number of its first row: in CSV the names are row 1."""
    if not path.exists():
        raise BadInput([problem_at(label, "There is no such file.", "Check the path.")])
    if path.is_dir():
        return pl.scan_parquet(parquet_files(path)), 1
    check_form(path, label)
    if path.suffix.lower() == CSV:
        return pl.scan_csv(path, infer_schema=False), 2
    return pl.scan_parquet(path), 1


@contextmanager
def said_plainly(label: str, read: Path | None = None) -> Iterator[None]:
    """Turn what the library says of a broken file into a problem of that file.

    Of a CSV file that is ``read`` the row is named that is wrong.
    """
    try:
        yield
    except (PolarsError, OSError, UnicodeError) as error:
        broken = None
        if read is not None and read.is_file() and read.suffix.lower() == CSV:
            broken = broken_row(read, label)
        if broken is not None:
            raise BadInput([broken]) from error
        first = short(str(error).strip().splitlines()[0] if str(error).strip() else "unknown")
        message = f"This table cannot be read or written: {first}"
        remedy = "Check that it is a whole CSV (UTF-8, commas) or Parquet file."
        raise BadInput([problem_at(label, message, remedy)]) from error

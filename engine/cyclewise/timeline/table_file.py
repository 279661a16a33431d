"""Events tables in files: CSV, Parquet, or a folder of Parquet, read in parts of whole patients."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import polars as pl
from polars.exceptions import PolarsError

from cyclewise.documents.problem import BadInput, problem_at, short
from cyclewise.knowledge.knowledgebase import Knowledge
from cyclewise.timeline.table import ROW, Table, check_columns, table_from

CSV, PARQUET = ".csv", ".parquet"
ROWS = 600_000
"""Rows of one part, about 10,000 patients of 60 events."""


def is_table(path: Path) -> bool:
    """Say whether a path is an events table: a CSV or Parquet file, or a folder of Parquet."""
    if path.is_dir():
        return any(path.glob(f"*{PARQUET}")) and not any(path.glob("*.yaml"))
    return path.suffix.lower() in (CSV, PARQUET)


def read_table(
    path: Path, knowledge: Knowledge, *, rows: int = ROWS, label: str | None = None
) -> Iterator[Table]:
    """Yield the parts of an events table, each of whole patients and of about so many rows.

    Raises BadInput where the file cannot be read, or its columns are not those of a table.
    A file whose patients' rows stand apart is sorted first, which takes it all into memory.
    """
    shown = label or path.as_posix()
    with _said_plainly(shown):
        lazy, start = _scanned(path, shown)
        check_columns(lazy.collect_schema(), knowledge, shown)
        lazy = lazy.with_row_index(ROW, offset=start)
        ids = lazy.select("patient_id").collect()["patient_id"]
        if len(ids.rle()) > ids.n_unique():
            lazy = lazy.sort("patient_id", maintain_order=True)
        del ids
        for part in _whole_patients(lazy.collect_batches(chunk_size=rows), rows):
            yield table_from(part, knowledge, shown)


def write_table(frame: pl.DataFrame, path: Path) -> None:
    """Write an events table as CSV or Parquet, by the ending of its name; raise BadInput."""
    ending = path.suffix.lower()
    if ending not in (CSV, PARQUET):
        remedy = "Name it with the ending .csv or .parquet."
        raise BadInput([problem_at(path.as_posix(), "This is no name for a table.", remedy)])
    with _said_plainly(path.as_posix()):
        if ending == CSV:
            frame.write_csv(path)
        else:
            frame.write_parquet(path)


def _scanned(path: Path, label: str) -> tuple[pl.LazyFrame, int]:
    """Return a file not yet read, and the number of its first row: in CSV the names are row 1."""
    if not path.exists():
        raise BadInput([problem_at(label, "There is no such file.", "Check the path.")])
    if path.is_dir():
        return pl.scan_parquet(sorted(path.glob(f"*{PARQUET}"))), 1
    if path.suffix.lower() == CSV:
        return pl.scan_csv(path, infer_schema=False), 2
    return pl.scan_parquet(path), 1


def _whole_patients(batches: Iterator[pl.DataFrame], rows: int) -> Iterator[pl.DataFrame]:
    """Yield frames that end where a patient ends."""
    kept: list[pl.DataFrame] = []
    for batch in batches:
        kept.append(batch)
        if sum(each.height for each in kept) < rows:
            continue
        frame = pl.concat(kept)
        last = frame["patient_id"].rle().struct.field("len")[-1]
        if last < frame.height:
            yield frame.head(-last)
        kept = [frame.tail(last)] if last < frame.height else [frame]
    if kept and sum(each.height for each in kept):
        yield pl.concat(kept)


@contextmanager
def _said_plainly(label: str) -> Iterator[None]:
    """Turn what the library says of a broken file into a problem of that file."""
    try:
        yield
    except (PolarsError, OSError, UnicodeError) as error:
        first = short(str(error).strip().splitlines()[0] if str(error).strip() else "unknown")
        message = f"This table cannot be read or written: {first}"
        remedy = "Check that it is a whole CSV (UTF-8, commas) or Parquet file."
        raise BadInput([problem_at(label, message, remedy)]) from error

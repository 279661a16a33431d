"""Columns that a program made become an events table, without one Python object a row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import polars as pl

from cyclewise.records import dataclass
from cyclewise.timeline.columns import Floats, Integers
from cyclewise.timeline.event import UNDATED
from cyclewise.timeline.table_file import CSV

_ROWS = 250_000
"""Rows of one group in a Parquet file, so that its parts can be read one by one."""


@dataclass(frozen=True, slots=True)
class Coded:
    """Texts as places in a list of words; -1 is no text."""

    codes: Integers
    words: Sequence[str]


@dataclass(frozen=True, slots=True)
class Days:
    """Days since 1970-01-01; ``UNDATED`` is none."""

    days: Integers


def made_table(columns: Mapping[str, Coded | Days | Floats]) -> pl.DataFrame:
    """Return columns as an events table; a number that is none is nan."""
    return pl.DataFrame([_series(name, column) for name, column in columns.items()])


def _series(name: str, column: Coded | Days | Floats) -> pl.Series:
    if isinstance(column, Coded):
        words = pl.Series(name, [*column.words, None], pl.String)
        codes = np.where(column.codes < 0, len(column.words), column.codes)
        return words.gather(pl.Series(codes.astype(np.uint32)))
    if isinstance(column, Days):
        days = pl.Series(name, column.days.astype(np.int32))
        there = pl.Series(column.days != UNDATED)
        dates = days.to_frame().select(pl.when(there).then(pl.col(name)).alias(name))
        return dates.to_series().cast(pl.Date)
    return pl.Series(name, column).fill_nan(None)


def write_part(frame: pl.DataFrame, path: Path) -> None:
    """Write a part that is soon read again, CSV or Parquet: fast rather than small."""
    if path.suffix.lower() == CSV:
        frame.write_csv(path)
    else:
        frame.write_parquet(path, compression="lz4", statistics=False)


def join_tables(parts: Sequence[Path], path: Path, said: str) -> None:
    """Write the tables of several files as one, in their order; ``said`` goes into its metadata.

    CSV has no metadata. Nothing is held in memory but what is being copied.
    """
    if path.suffix.lower() == CSV:
        with path.open("wb") as whole:
            for place, part in enumerate(parts):
                written = part.read_bytes()
                whole.write(written if place == 0 else written.split(b"\n", 1)[1])
        return
    lazy = pl.scan_parquet(list(parts))
    lazy.sink_parquet(path, row_group_size=_ROWS, maintain_order=True, metadata={"cyclewise": said})

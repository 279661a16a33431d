"""Arrow tables of any engine: events read from one without a file, and rows handed back as one.

An Arrow table is whatever has Arrow's C stream, such as a table of pyarrow or a frame of polars;
nothing is copied on the way.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal, Protocol

import polars as pl

from cyclewise.knowledge.knowledgebase import Knowledge
from cyclewise.timeline.table import Table, table_from

_KINDS = {"text": pl.String, "number": pl.Int64, "date": pl.String}


class Arrow(Protocol):
    """A table that can be handed on as an Arrow stream."""

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """Return the stream."""


def table_of(events: Arrow, knowledge: Knowledge) -> Table:
    """Return an Arrow table of events as an events table; raise BadInput for wrong columns.

    Each patient's rows are all in it.
    """
    frame = pl.DataFrame(events)
    return table_from(frame, knowledge, "events")


def frame_of(
    rows: Iterable[Mapping[str, str | int | None]],
    columns: Mapping[str, Literal["text", "number", "date"]],
) -> pl.DataFrame:
    """Return rows as a frame, which is an Arrow table; dates like 2024-02-13 become dates."""
    cells = [tuple(row[name] for name in columns) for row in rows]
    frame = pl.DataFrame(
        cells, {name: _KINDS[kind] for name, kind in columns.items()}, orient="row"
    )
    dates = [name for name, kind in columns.items() if kind == "date"]
    return frame.with_columns(pl.col(name).str.to_date() for name in dates)

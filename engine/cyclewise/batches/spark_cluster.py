"""A cohort asked on a Spark cluster: one task a part, done again where a worker dies."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Literal, TypeVar

import pyarrow as pa
from pyarrow import RecordBatch, Table
from pyspark.sql import DataFrame, SparkSession

from cyclewise.batches.workers import Asked
from cyclewise.timeline.table_arrow import Arrow

_KINDS = {"text": "string", "number": "bigint", "date": "date"}
_ARROW = {"text": pa.string(), "number": pa.int64(), "date": pa.date32()}

TRIES = 4
"""How often a part is tried before its error is the cohort's; Spark's own habit on a cluster."""

Part = TypeVar("Part")
Answer = TypeVar("Answer")


def ask(
    question: Asked[Part, Answer],
    parts: Sequence[Part],
    jobs: int | None = None,
    session: SparkSession | None = None,
) -> Iterator[Answer]:
    """Yield what is found of each part, in order.

    ``session`` is the cluster's; without one, Spark is started on this machine with so many
    processes (default: one a core).
    """
    own = session is None
    session = session or _own(jobs)
    try:
        asked = session.sparkContext.broadcast(question.bare())
        spread = session.sparkContext.parallelize(parts, max(len(parts), 1))
        yield from spread.map(lambda part: asked.value.answers(part)).collect()  # noqa: PLW0108 - asked there, not here
    finally:
        if own:
            session.stop()


def _own(jobs: int | None) -> SparkSession:
    """Return a session of this machine's own, whose workers run this very Python."""
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    return (
        SparkSession.builder.master(f"local[{jobs or '*'},{TRIES}]")
        .appName("cyclewise")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.log.level", "ERROR")
        .getOrCreate()
    )


def mapped(
    events: DataFrame,
    asked: Callable[[Arrow], Arrow],
    columns: Mapping[str, Literal["text", "number", "date"]],
) -> DataFrame:
    """Return what is found of a warehouse's own table of events, as a table with these columns.

    ``asked`` takes an Arrow table of whole patients: the events are partitioned by patient, in an
    order that depends on what they say alone. A partition is held at once, so that their number
    (``spark.sql.shuffle.partitions``) bounds the memory.
    """
    kinds = ", ".join(f"`{name}` {_KINDS[kind]}" for name, kind in columns.items())
    apart = events.repartition("patient_id").sortWithinPartitions(*events.columns)

    def found(batches: Iterator[RecordBatch]) -> Iterator[RecordBatch]:
        held = list(batches)
        if held:
            yield from _as_declared(asked(Table.from_batches(held)), columns).to_batches()

    return apart.mapInArrow(found, kinds)


def _as_declared(found: Arrow, columns: Mapping[str, str]) -> Table:
    """Return a table in the very types that were declared for Spark."""
    kinds = [(name, _ARROW[kind]) for name, kind in columns.items()]
    return pa.table(found).cast(pa.schema(kinds))

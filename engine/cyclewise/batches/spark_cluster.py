"""A cohort asked on a Spark cluster: one task a part, done again where a worker dies."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from typing import TypeVar

from pyspark.sql import SparkSession

from cyclewise.batches.workers import Asked

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

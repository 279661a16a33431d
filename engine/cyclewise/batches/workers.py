"""One question asked of a cohort part by part, on all cores, with memory that stays flat."""

from __future__ import annotations

import os
import pickle
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol, TypeVar

from cyclewise.timeline.columns import Columns
from cyclewise.timeline.table_file import Stretch

Work = Columns | Stretch
"""A part of a cohort: in memory, or a stretch of rows that a worker reads for itself."""

_THREADS = "POLARS_MAX_THREADS"
_AHEAD = 2
"""Parts in hand for each worker: one at work, one waiting, so that memory stays flat."""

Answer = TypeVar("Answer")
Answer_co = TypeVar("Answer_co", covariant=True)
Part = TypeVar("Part")
Part_contra = TypeVar("Part_contra", contravariant=True)


class Asked(Protocol[Part_contra, Answer_co]):
    """What is asked of every part of a cohort."""

    def answers(self, part: Part_contra) -> Answer_co:
        """Return what is found of one part."""

    def bare(self) -> Asked[Part_contra, Answer_co]:
        """Return the same question without what this process has worked out for itself.

        That is keyed by hashes that differ in another process.
        """


def ask(
    question: Asked[Part, Answer], parts: Sequence[Part], jobs: int | None = None
) -> Iterator[Answer]:
    """Yield what is found of each part, in order, on so many cores (default: all)."""
    workers = min(jobs or os.cpu_count() or 1, len(parts))
    if workers < _AHEAD:
        yield from map(question.answers, parts)
        return
    with _workers(question, workers) as pool:
        waiting: deque[Future[Answer]] = deque()
        for part in parts:
            waiting.append(pool.submit(_answer, part))
            if len(waiting) >= _AHEAD * workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


@contextmanager
def _workers(question: Asked[Any, Any], workers: int) -> Iterator[Executor]:
    """Start fresh processes: a copy of this one could inherit a lock that nobody opens again.

    They read the question from a file. Handed to a process that dies at its start, as one does
    under a script that starts it again, more than a pipe holds is waited for without end.
    """
    before = os.environ.get(_THREADS)
    os.environ[_THREADS] = "1"  # each worker is one core's work
    try:
        with TemporaryDirectory(prefix="cyclewise-") as folder:
            asked = Path(folder) / "question"
            asked.write_bytes(pickle.dumps(question.bare()))
            with ProcessPoolExecutor(workers, get_context("spawn"), _take, (asked,)) as pool:
                yield pool
    finally:
        if before is None:
            del os.environ[_THREADS]
        else:
            os.environ[_THREADS] = before


_asked: list[Asked[Any, Any]] = []
"""The question that a worker was started with; read once, not with every part."""


def _take(asked: Path) -> None:
    _asked[:] = [pickle.loads(asked.read_bytes())]  # noqa: S301 - written above, by this program


def _answer(part: Any) -> Any:  # noqa: ANN401 - whatever the question answers
    return _asked[0].answers(part)

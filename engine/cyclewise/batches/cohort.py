"""A recommendation for every patient of a cohort, on all cores, with memory that stays flat."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path

from cyclewise.batches.answers import Answers, answers_for
from cyclewise.batches.chunks import chunks
from cyclewise.facts.program import Program
from cyclewise.timeline.columns import Columns
from cyclewise.timeline.table_columns import columns_from_table
from cyclewise.timeline.table_file import ROWS, Stretch, read_stretch, stretches

Work = Columns | Stretch
"""A part of a cohort: in memory, or a stretch of rows that a worker reads for itself."""
Told = Callable[[int], None]

_THREADS = "POLARS_MAX_THREADS"
_AHEAD = 2
"""Parts in hand for each worker: one at work, one waiting, so that memory stays flat."""


@dataclass(frozen=True)
class Question:
    """What is asked of every patient: which protocol, at which date, by what was known when."""

    program: Program
    as_of: int
    known: int | None = None

    def answers(self, part: Work) -> Answers:
        """Return the answers for one part of a cohort."""
        if isinstance(part, Columns):
            return answers_for(self.program, part, self.as_of, self.known)
        table = read_stretch(part, self.program.knowledge)
        loaded = columns_from_table(table, self.program.knowledge)
        return answers_for(self.program, loaded.columns, self.as_of, self.known, loaded.set_aside)


def recommend_cohort(  # noqa: PLR0913 - what is asked, and how it is run
    program: Program,
    cohort: Columns | Path,
    as_of: int,
    known: int | None = None,
    *,
    jobs: int | None = None,
    told: Told = lambda _: None,
) -> Answers:
    """Return what stands for every patient of a cohort at the end of one day.

    ``cohort`` is columns or an events table's file. ``jobs`` is the number of processes (default:
    one a core); ``told`` hears how many patients each finished part had. Patients whose rows are
    wrong are set aside; BadInput is raised where the file as a whole cannot be read.
    """
    question = Question(program, as_of, known)
    parts: list[Work]
    if isinstance(cohort, Columns):
        parts = list(chunks(cohort))
    else:
        parts = list(stretches(cohort, program.knowledge, rows=ROWS))
    workers = min(jobs or os.cpu_count() or 1, len(parts))
    found = []
    for answers in _each(question, parts, workers):
        told(len(answers) + len(answers.set_aside))
        found.append(answers)
    return Answers.together(found)


def _each(question: Question, parts: Iterable[Work], workers: int) -> Iterator[Answers]:
    """Yield the answers for each part, in order."""
    if workers < _AHEAD:
        yield from map(question.answers, parts)
        return
    with _workers(question, workers) as pool:
        waiting: deque[Future[Answers]] = deque()
        for part in parts:
            waiting.append(pool.submit(_answer, part))
            if len(waiting) >= _AHEAD * workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


@contextmanager
def _workers(question: Question, workers: int) -> Iterator[Executor]:
    """Start fresh processes: a copy of this one could inherit a lock that nobody opens again."""
    before = os.environ.get(_THREADS)
    os.environ[_THREADS] = "1"  # each worker is one core's work
    # What the program has worked out here is keyed by hashes that differ there.
    bare = replace(question, program=replace(question.program))
    pool = ProcessPoolExecutor(workers, get_context("spawn"), _take, (bare,))
    try:
        with pool:
            yield pool
    finally:
        if before is None:
            del os.environ[_THREADS]
        else:
            os.environ[_THREADS] = before


_asked: list[Question] = []
"""The question that a worker was started with; sent once, not with every part."""


def _take(question: Question) -> None:
    _asked[:] = [question]


def _answer(part: Work) -> Answers:
    return _asked[0].answers(part)

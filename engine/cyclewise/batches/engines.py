"""The engines that can ask a cohort: this machine's own cores, a Dask or a Spark cluster."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import Literal, TypeVar

from cyclewise.batches import workers
from cyclewise.batches.workers import Asked
from cyclewise.documents.problem import BadInput, problem_at

Engine = Literal["local", "dask", "spark"]

Part = TypeVar("Part")
Answer = TypeVar("Answer")


def ask_with(
    engine: Engine, question: Asked[Part, Answer], parts: Sequence[Part], jobs: int | None = None
) -> Iterator[Answer]:
    """Yield what is found of each part, in order, by one of the engines.

    ``jobs`` is the number of processes (default: one a core). Raises BadInput where the engine is
    not installed.
    """
    if engine == "local":
        return workers.ask(question, parts, jobs)
    try:
        # Both are extras, and heavy: only who asks for one imports it.
        cluster = import_module(f"cyclewise.batches.{engine}_cluster")
    except ImportError as error:
        message = f"The engine “{engine}” is not installed here."
        remedy = f'Install it with: pip install "cyclewise[{engine}]".'
        raise BadInput([problem_at("--engine", message, remedy)]) from error
    found: Iterator[Answer] = cluster.ask(question, parts, jobs)
    return found

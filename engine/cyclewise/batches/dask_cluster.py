"""A cohort asked on a Dask cluster: one task a part, done again where a worker dies."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from typing import TypeVar

from distributed import Client, Future, LocalCluster

from cyclewise.batches.workers import Asked
from cyclewise.timeline.table_arrow import Arrow

RETRIES = 3
"""How often a part is tried again before its error is the cohort's."""

Part = TypeVar("Part")
Answer = TypeVar("Answer")


def ask(
    question: Asked[Part, Answer],
    parts: Sequence[Part],
    jobs: int | None = None,
    client: Client | None = None,
) -> Iterator[Answer]:
    """Yield what is found of each part, in order.

    ``client`` is the cluster's; without one, so many processes (default: one a core) are started
    on this machine.
    """
    with nullcontext(client) if client is not None else _own(jobs) as cluster:
        asked = cluster.scatter(question.bare(), broadcast=True)
        waiting = [
            cluster.submit(_answer, asked, part, retries=RETRIES, pure=False) for part in parts
        ]
        waiting.reverse()
        while waiting:
            yield waiting.pop().result()


def _answer(question: Asked[Part, Answer], part: Part) -> Answer:
    return question.answers(part)


def _own(jobs: int | None) -> Client:
    """Return a cluster of this machine's own, which ends with it."""
    cluster = LocalCluster(n_workers=jobs, threads_per_worker=1, dashboard_address=None)
    return Client(cluster)


def mapped(
    tables: Sequence[Future], asked: Callable[[Arrow], Arrow], client: Client
) -> Sequence[Future]:
    """Return what is found of a cohort's tables on a cluster, one for one, in their order.

    Each is an Arrow table of events of whole patients, such as the partitions of a frame that was
    shuffled by patient. What a task made is made again where a worker dies; what was scattered
    dies with it.
    """
    found: Sequence[Future] = client.map(asked, tables, retries=RETRIES, pure=False)
    return found

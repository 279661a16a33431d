"""A cohort asked on a Dask cluster: one task a part, done again where a worker dies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from typing import TypeVar

from distributed import Client, LocalCluster

from cyclewise.batches.workers import Asked

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

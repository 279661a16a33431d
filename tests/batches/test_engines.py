"""A cohort asked by another engine has the answers it has here, whoever dies on the way.

Dask and Spark are extras: ``make distributed`` installs them and runs these tests; elsewhere
those of an engine that is not installed are left out.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from tests.batches.clusters import DASK, SPARK, WORKERS
from tests.batches.falling import Falling

from cyclewise.batches.answers import Answers
from cyclewise.batches.cohort import Question
from cyclewise.batches.engines import Engine, ask_with
from cyclewise.batches.workers import Work
from cyclewise.bundled import bundled
from cyclewise.documents.problem import BadInput
from cyclewise.facts.program import Program
from cyclewise.knowledge.knowledgebase import read_knowledge
from cyclewise.protocol.parsing import read_protocol
from cyclewise.timeline.reading import read_timeline
from cyclewise.timeline.table import timelines_to_table
from cyclewise.timeline.table_file import stretches, write_table

KNOWN = read_knowledge(bundled("knowledge"))
EXAMPLES = tuple(
    read_timeline(file, KNOWN)
    for file in sorted((bundled("knowledge") / "examples").glob("*.yaml"))
)
A_DAY = 19_797
ROOT = Path(__file__).parents[2]
# Both engines leave sockets and notices of their own behind.
pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture
def question() -> Question:
    protocol = read_protocol(bundled("rules") / "ino-mrd", bundled("knowledge"), KNOWN)
    return Question(Program(protocol, KNOWN), A_DAY)


@pytest.fixture
def parts(tmp_path: Path) -> Sequence[Work]:
    file = tmp_path / "cohort.parquet"
    write_table(timelines_to_table(EXAMPLES, KNOWN), file)
    found = stretches(file, KNOWN, rows=100)
    assert len(found) > WORKERS
    return found


def assert_same(one: Answers, other: Answers) -> None:
    assert one.patients == other.patients
    for name in ("action", "certain", "settled", "cycle", "day"):
        assert np.array_equal(getattr(one, name), getattr(other, name))


@pytest.mark.parametrize("engine", ["local", DASK, SPARK])
def test_every_engine_gives_the_same_answers_in_the_same_order(
    engine: Engine, question: Question, parts: Sequence[Work]
) -> None:
    found = Answers.together(ask_with(engine, question, parts, WORKERS))
    assert_same(found, Answers.together(map(question.answers, parts)))


@pytest.mark.parametrize("engine", [DASK, SPARK])
def test_the_work_of_a_worker_that_dies_is_done_again(
    engine: Engine,
    question: Question,
    parts: Sequence[Work],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # The workers are processes of their own, which have to find what falls.
    monkeypatch.syspath_prepend(ROOT)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(map(str, (ROOT, ROOT / "engine"))))
    mark = tmp_path / "died"
    falling = Falling(question, parts[1], mark)
    found = Answers.together(ask_with(engine, falling, parts, WORKERS))
    assert mark.exists()
    assert_same(found, Answers.together(map(question.answers, parts)))


@pytest.mark.parametrize("engine", ["dask", "spark"])
def test_an_engine_that_is_not_installed_is_named(
    engine: Engine,
    question: Question,
    parts: Sequence[Work],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cluster = f"cyclewise.batches.{engine}_cluster"
    monkeypatch.setitem(sys.modules, cluster, None)
    with pytest.raises(BadInput, match="not installed here"):
        ask_with(engine, question, parts)

"""A cohort audited by another engine has the same deviations, row by row."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest
from tests.batches.clusters import DASK, SPARK, WORKERS

from cyclewise.audit.gathering import audit_cohort
from cyclewise.audit.judging import Auditor
from cyclewise.batches.engines import Engine
from cyclewise.bundled import bundled
from cyclewise.facts.program import Program
from cyclewise.knowledge.knowledgebase import read_knowledge
from cyclewise.protocol.parsing import read_protocol
from cyclewise.timeline.reading import read_timeline
from cyclewise.timeline.table import timelines_to_table
from cyclewise.timeline.table_file import write_table

# Both engines leave sockets and notices of their own behind.
pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.mark.parametrize("engine", ["local", DASK, SPARK])
def test_every_engine_finds_the_same_deviations(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cyclewise.batches.parts.ROWS", 150)
    known = read_knowledge(bundled("knowledge"))
    files = sorted((bundled("knowledge") / "examples").glob("*.yaml"))
    table = timelines_to_table([read_timeline(file, known) for file in files], known)
    write_table(table, tmp_path / "cohort.parquet")
    protocol = read_protocol(bundled("rules") / "ino-mrd", bundled("knowledge"), known)
    auditor = Auditor(Program(protocol, known))
    found = audit_cohort(auditor, tmp_path / "cohort.parquet", jobs=WORKERS, engine=engine)
    alone = audit_cohort(auditor, tmp_path / "cohort.parquet", jobs=1)
    assert len(alone.found) > 100
    for each in fields(alone.found):
        np.testing.assert_array_equal(
            getattr(found.found, each.name), getattr(alone.found, each.name)
        )
    assert (found.patients, found.decisions) == (alone.patients, alone.decisions)
    assert (found.late, found.checked) == (alone.late, alone.checked)

"""A cohort reported by another engine has the same figures, patient by patient."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.batches.clusters import DASK, SPARK, WORKERS

from cyclewise.batches.engines import Engine
from cyclewise.bundled import bundled
from cyclewise.cohort.curves import Drawing
from cyclewise.cohort.document import document_of
from cyclewise.cohort.gathering import gather
from cyclewise.cohort.report import Report, Told
from cyclewise.cohort.study import Study, read_study
from cyclewise.facts.program import Program
from cyclewise.knowledge.knowledgebase import read_knowledge
from cyclewise.protocol.parsing import read_protocol
from cyclewise.timeline.cohort_folder import read_folder
from cyclewise.timeline.table import timelines_to_table
from cyclewise.timeline.table_file import write_table
from cyclewise.timeline.timeline import Timeline

# Both engines leave sockets and notices of their own behind.
pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.mark.parametrize("engine", ["local", DASK, SPARK])
def test_every_engine_gives_the_same_report(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cyclewise.batches.parts.ROWS", 900)
    known = read_knowledge(bundled("knowledge"))
    folder = bundled("knowledge") / "examples" / "cohort" / "ino-mrd-26"
    timelines = [each for each in read_folder(folder, known) if isinstance(each, Timeline)]
    cohort = tmp_path / "cohort.parquet"
    write_table(timelines_to_table(timelines, known), cohort)
    protocol = read_protocol(bundled("rules") / "ino-mrd", bundled("knowledge"), known)
    study = read_study(Program(protocol, known))
    parts: list[int] = []
    found = gather(study, cohort, jobs=WORKERS, engine=engine, told=parts.append)
    assert len(parts) > 1
    assert document(study, found) == document(study, gather(study, cohort, jobs=1))


def document(study: Study, found: object) -> object:
    drawing = Drawing(study.layout.months, "log-log", proportions="Clopper-Pearson")
    return document_of(Report(study, found, drawing, Told("cohort")))  # type: ignore[arg-type]

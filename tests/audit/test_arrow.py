"""Arrow tables in, Arrow tables out: the rows of an audit, whole or in parts, also elsewhere."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import polars as pl
import pytest
from tests.batches.clusters import DASK, SPARK, WORKERS

from cyclewise.audit.arrow import COUNTS, DEVIATIONS, SET_ASIDE, counts, deviations, set_aside
from cyclewise.audit.deviation_rows import row_of
from cyclewise.audit.gathering import audit_cohort
from cyclewise.audit.judging import Auditor
from cyclewise.audit.telling import Teller
from cyclewise.bundled import bundled
from cyclewise.documents.problem import BadInput
from cyclewise.facts.program import Program
from cyclewise.knowledge.knowledgebase import read_knowledge
from cyclewise.protocol.parsing import read_protocol
from cyclewise.timeline.columns import columns_from
from cyclewise.timeline.reading import read_timeline
from cyclewise.timeline.table import timelines_to_table
from cyclewise.timeline.table_arrow import Arrow

ROOT = Path(__file__).parents[2]
KNOWN = read_knowledge(bundled("knowledge"))
EXAMPLES = tuple(
    read_timeline(file, KNOWN)
    for file in sorted((bundled("knowledge") / "examples").glob("EX-*.yaml"))
)
pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture(scope="module")
def auditor() -> Auditor:
    protocol = read_protocol(bundled("rules") / "ino-mrd", bundled("knowledge"), KNOWN)
    return Auditor(Program(protocol, KNOWN))


@pytest.fixture(scope="module")
def events() -> pl.DataFrame:
    return timelines_to_table(EXAMPLES, KNOWN)


def halves(events: pl.DataFrame) -> Iterator[pl.DataFrame]:
    names = events["patient_id"].unique(maintain_order=True).to_list()
    for part in (names[: len(names) // 2], names[len(names) // 2 :]):
        yield events.filter(pl.col("patient_id").is_in(part))


def test_the_rows_are_those_of_the_audit(auditor: Auditor, events: pl.DataFrame) -> None:
    found = audit_cohort(auditor, columns_from(EXAMPLES, KNOWN), jobs=1).found
    rows = pl.DataFrame(deviations(auditor, events))
    assert rows.columns == list(DEVIATIONS)
    assert rows.height == len(found) > 100
    told = [row_of(each) for each in Teller(auditor, found)]
    written = [{name: _text(cell) for name, cell in row.items()} for row in rows.to_dicts()]
    assert written == told


def _text(cell: object) -> object:
    return cell if cell is None or isinstance(cell, str | int) else str(cell)


def test_parts_put_together_say_what_the_whole_says(auditor: Auditor, events: pl.DataFrame) -> None:
    parts = list(halves(events))
    together = pl.concat([pl.DataFrame(deviations(auditor, each)) for each in parts])
    assert together.equals(pl.DataFrame(deviations(auditor, events)))
    added = pl.concat([pl.DataFrame(counts(auditor, each)) for each in parts])
    summed = added.group_by("rule", "what", maintain_order=True).agg(pl.col("count").sum())
    whole = pl.DataFrame(counts(auditor, events))
    assert whole.columns == list(COUNTS)
    assert summed.sort("rule", "what").equals(whole.sort("rule", "what"))
    patients = whole.filter(pl.col("what") == "patients")["count"].item()
    assert patients == len(EXAMPLES)


def test_a_patient_with_a_mistake_is_told_and_wrong_columns_are_refused(
    auditor: Auditor, events: pl.DataFrame
) -> None:
    first = events["patient_id"][0]
    wrong = events.with_columns(
        unit=pl.when(pl.col("patient_id") == first).then(pl.lit("furlong")).otherwise("unit")
    )
    rows = pl.DataFrame(set_aside(auditor, wrong))
    assert rows.columns == list(SET_ASIDE)
    assert set(rows["patient"]) == {first}
    aside = pl.DataFrame(counts(auditor, wrong)).filter(pl.col("what") == "set aside")
    assert aside["count"].item() == 1
    with pytest.raises(BadInput, match="has no column “concept”"):
        deviations(auditor, events.drop("concept"))


# --- on a cluster -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Falling:
    """Finds deviations; the first process that is asked dies once."""

    auditor: Auditor
    mark: Path

    def __call__(self, events: Arrow) -> Arrow:
        if not self.mark.exists():
            self.mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return deviations(self.auditor, events)


@pytest.mark.parametrize("engine", [DASK, SPARK])
def test_a_warehouses_own_table_gives_the_same_rows_though_a_worker_dies(
    engine: str,
    auditor: Auditor,
    events: pl.DataFrame,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # The workers are processes of their own, which have to find what falls.
    monkeypatch.syspath_prepend(ROOT)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(map(str, (ROOT, ROOT / "engine"))))
    falling = Falling(auditor, tmp_path / "died")
    run = partial(_on_dask if engine == "dask" else _on_spark, events, falling)
    # Within a day rows without a time have no order of their own in a warehouse.
    mine = pl.DataFrame(deviations(auditor, events.sort(events.columns, nulls_last=False)))
    found = run()
    assert falling.mark.exists()
    assert found.sort(found.columns).equals(mine.sort(mine.columns))


def _on_dask(events: pl.DataFrame, asked: Falling) -> pl.DataFrame:
    from distributed import Client, LocalCluster  # noqa: PLC0415 - an extra

    from cyclewise.batches.dask_cluster import mapped  # noqa: PLC0415 - an extra

    with LocalCluster(n_workers=WORKERS, threads_per_worker=1, dashboard_address=None) as cluster:
        client = Client(cluster)
        ordered = events.sort(events.columns, nulls_last=False)
        tables = client.map(pl.read_parquet, list(_written(halves(ordered), asked.mark.parent)))
        found = [pl.DataFrame(each.result()) for each in mapped(tables, asked, client)]
        client.close()
    return pl.concat(found)


def _written(tables: Iterator[pl.DataFrame], folder: Path) -> Iterator[Path]:
    for number, table in enumerate(tables):
        table.write_parquet(folder / f"{number}.parquet")
        yield folder / f"{number}.parquet"


def _on_spark(events: pl.DataFrame, asked: Falling) -> pl.DataFrame:
    from cyclewise.batches import spark_cluster  # noqa: PLC0415 - an extra

    session = spark_cluster._own(WORKERS)
    try:
        session.conf.set("spark.sql.shuffle.partitions", "3")
        table = session.createDataFrame(events.to_arrow())
        return pl.DataFrame(spark_cluster.mapped(table, asked, DEVIATIONS).toArrow())
    finally:
        session.stop()

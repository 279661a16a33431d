"""A table without rows, or one that breaks off, is refused and said to be so."""

from pathlib import Path

import polars as pl
import pytest

from cyclewise.bundled import bundled
from cyclewise.documents.problem import BadInput
from cyclewise.knowledge.knowledgebase import read_knowledge
from cyclewise.timeline.table_file import read_table, stretches

KNOWN = read_knowledge(bundled("knowledge"))
NAMES = "patient_id,date,concept,number,text,unit,note\n"
ROW = "A,2024-01-01,ascites,,present,,\n"


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_a_table_without_rows_is_refused(ending: str, tmp_path: Path) -> None:
    file = tmp_path / f"none.{ending}"
    frame = pl.DataFrame({name: [] for name in NAMES.strip().split(",")}, schema_overrides=None)
    frame = frame.cast(pl.String)
    if ending == "csv":
        frame.write_csv(file)
    else:
        frame.write_parquet(file)
    with pytest.raises(BadInput, match="This table has no rows"):
        stretches(file, KNOWN)


@pytest.mark.parametrize("last", ["A,2024-01-0", "A", "A,2024-01-01,ascites,,pres\n"])
def test_a_table_whose_last_row_breaks_off_is_refused(last: str, tmp_path: Path) -> None:
    file = tmp_path / "half.csv"
    file.write_text(NAMES + ROW + last, encoding="utf-8")
    with pytest.raises(BadInput, match="this table was written half"):
        stretches(file, KNOWN)


@pytest.mark.parametrize(
    "last",
    [
        ROW,
        ROW.rstrip(),
        'A,2024-01-02,ascites,,present,,"one, and another"\n',
        'A,2024-01-02,ascites,,present,,"said\nover two lines"\n',
    ],
)
def test_a_whole_table_is_taken(last: str, tmp_path: Path) -> None:
    file = tmp_path / "whole.csv"
    file.write_text(NAMES + ROW + last, encoding="utf-8")
    assert sum(each.length for each in stretches(file, KNOWN)) == 2


def test_a_row_with_too_many_cells_is_named(tmp_path: Path) -> None:
    file = tmp_path / "ragged.csv"
    file.write_text(NAMES + ROW + ROW.replace("\n", ",more\n") + ROW, encoding="utf-8")
    with pytest.raises(BadInput) as refused:
        [*read_table(file, KNOWN)]
    assert "ragged.csv:3:8" in str(refused.value)
    assert "This row has 8 cells, and the table 7 columns." in str(refused.value)

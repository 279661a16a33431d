"""A table without rows, one that breaks off, or one of the wrong kinds is refused and told so."""

import gzip
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import polars as pl
import pytest

from cyclewise.bundled import bundled
from cyclewise.documents.problem import BadInput
from cyclewise.knowledge.knowledgebase import read_knowledge
from cyclewise.timeline.table_columns import columns_from_table
from cyclewise.timeline.table_file import read_patient, read_table, stretches
from cyclewise.timeline.table_reading import table_to_timelines

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


def refused(file: Path) -> str:
    with pytest.raises(BadInput) as told:
        [*read_table(file, KNOWN)]
    return str(told.value)


@pytest.mark.parametrize(
    ("text", "where", "message"),
    [
        (NAMES.replace("note", "text") + ROW, "1:7", "The column “text” stands here twice."),
        (NAMES.replace("note", "") + ROW, "1:7", "Column 7 has no name."),
        (NAMES + ROW + 'B,2024-01-01,ascites,,"present,,\n', "3:1", "A quote in this row is not"),
        (NAMES + ROW + "B,2024-01-01,ascites,,pr\u00e9,,\n", "3:5", "This row is not UTF-8"),
    ],
)
def test_what_breaks_a_csv_file_is_named_with_its_row(
    text: str, where: str, message: str, tmp_path: Path
) -> None:
    file = tmp_path / "broken.csv"
    file.write_text(text, encoding="latin-1")
    told = refused(file)
    assert f"broken.csv:{where}" in told
    assert message in told


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("none.csv", b"", "This table is empty."),
        ("none.csv", b"\n\n", "This table is empty."),
        ("none.parquet", b"", "This table is empty."),
        ("packed.csv", gzip.compress((NAMES + ROW).encode(), mtime=0), "This file is packed"),
        ("sheet.csv", b"PK\x03\x04 a spreadsheet", "This file is packed, or a spreadsheet."),
        ("wide.csv", (NAMES + ROW).encode("utf-16"), "This table is UTF-16, not UTF-8."),
        ("other.csv", b"PAR1 and more PAR1", "This is a Parquet file that is called CSV."),
        ("other.parquet", (NAMES + ROW).encode(), "This is no Parquet file."),
        ("half.parquet", b"PAR1 and no more", "This Parquet file was written half."),
    ],
)
def test_a_file_of_another_form_is_told_for_what_it_is(
    name: str, content: bytes, message: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(content)
    assert message in refused(tmp_path / name)


SHORT = "A,2024-01-02,ascites\n"
LONG_NOTE = 'A,2024-01-02,ascites,,present,,"one, two\nand\nthree"\n'


@pytest.mark.parametrize(
    ("rows", "where"),
    [
        (ROW + SHORT + ROW, "3:4"),
        (SHORT + ROW, "2:4"),
        (ROW + "\n" + SHORT + ROW, "4:4"),
        (LONG_NOTE + SHORT + ROW, "5:4"),
        (ROW + 'A,2024-01-02,"ascites, or not"\n' + ROW, "3:4"),
    ],
)
def test_a_row_with_too_few_cells_is_named_wherever_it_stands(
    rows: str, where: str, tmp_path: Path
) -> None:
    file = tmp_path / "short.csv"
    file.write_text(NAMES + rows, encoding="utf-8", newline="")
    told = refused(file)
    assert f"short.csv:{where}" in told
    assert "of 7 cells." in told


@pytest.mark.parametrize("rows", [ROW + LONG_NOTE + ROW, ROW.replace("\n", "\r\n") + ROW.strip()])
def test_rows_with_all_their_cells_are_taken(rows: str, tmp_path: Path) -> None:
    file = tmp_path / "long.csv"
    file.write_text(NAMES + rows, encoding="utf-8", newline="")
    assert sum(len(part) for part in read_table(file, KNOWN)) == rows.count("A,2024")


def test_a_row_that_breaks_off_at_the_end_is_named(tmp_path: Path) -> None:
    file = tmp_path / "half.csv"
    file.write_text(NAMES + ROW + SHORT, encoding="utf-8")
    assert "half.csv:3:4" in refused(file)


@pytest.mark.parametrize(("comma", "name"), [(";", "semicolons"), ("\t", "tabs"), ("|", "bars")])
def test_cells_divided_otherwise_are_not_taken_for_one_column(
    comma: str, name: str, tmp_path: Path
) -> None:
    file = tmp_path / "other.csv"
    file.write_text((NAMES + ROW).replace(",", comma), encoding="utf-8")
    assert f"divided by {name}, not by commas" in refused(file)


MOMENT = datetime(2024, 2, 1, 23, 30, tzinfo=UTC)
FRAME = pl.DataFrame(
    {"patient_id": ["A"], "date": ["2024-02-01"], "concept": ["mrd"], "number": [1e-4]}
)


@pytest.mark.parametrize(
    ("column", "value", "remedy"),
    [
        ("date", MOMENT, "the ward's own time of day under “time”"),
        ("date", MOMENT.replace(tzinfo=None), "the ward's own time of day under “time”"),
        ("date", 20240201, "Write dates"),
        ("time", time(23, 30), "Write texts as HH:MM"),
        ("time", timedelta(hours=3), "Write texts as HH:MM"),
        ("number", True, "Write numbers"),
        ("number", date(2024, 2, 1), "Write numbers"),
        ("concept", b"mrd", "Write texts"),
    ],
)
def test_a_column_of_the_wrong_kind_is_told_once(
    column: str, value: object, remedy: str, tmp_path: Path
) -> None:
    FRAME.with_columns(pl.Series(column, [value])).write_parquet(tmp_path / "kinds.parquet")
    told = refused(tmp_path / "kinds.parquet")
    assert f"The column “{column}” holds" in told
    assert remedy in told


def test_numbers_of_32_bits_are_refused_because_they_are_not_what_was_written(
    tmp_path: Path,
) -> None:
    FRAME.cast({"number": pl.Float32}).write_parquet(tmp_path / "short.parquet")
    assert "in which 0.6 is 0.60000002384" in refused(tmp_path / "short.parquet")


# --- a folder of Parquet files -----------------------------------------------------------------


def test_every_file_of_a_folder_that_does_not_fit_is_named(tmp_path: Path) -> None:
    FRAME.write_parquet(tmp_path / "a.parquet")
    FRAME.drop("number").with_columns(text=pl.lit("1e-4")).write_parquet(tmp_path / "b.parquet")
    FRAME.with_columns(date=pl.lit(date(2024, 2, 1))).write_parquet(tmp_path / "c.parquet")
    (tmp_path / "d.parquet").write_bytes((tmp_path / "a.parquet").read_bytes()[:200])
    (tmp_path / "e.json").write_text("{}", encoding="utf-8")
    told = refused(tmp_path)
    for each in (
        "b.parquet\nThe column “number” is in a.parquet and not here.",
        "b.parquet\nThe column “text” is here and not in a.parquet.",
        "c.parquet\nThe column “date” holds Date here and String in a.parquet.",
        "d.parquet\nThis is no whole Parquet file.",
        "e.json\nThis file is no Parquet",
    ):
        assert each in told


def test_what_a_warehouse_leaves_beside_its_files_is_no_mistake(tmp_path: Path) -> None:
    FRAME.write_parquet(tmp_path / "part-0.parquet")
    (tmp_path / "_SUCCESS").touch()
    (tmp_path / ".part-0.parquet.crc").write_bytes(b"crc")
    assert sum(map(len, read_table(tmp_path, KNOWN))) == 1


@pytest.mark.parametrize("apart", [False, True])
def test_a_mistake_in_a_folder_is_told_with_its_file_and_the_row_there(
    apart: bool, tmp_path: Path
) -> None:
    names = ["A", "B", "A"] if apart else ["A", "A", "B"]
    one = pl.concat([FRAME] * 3).with_columns(patient_id=pl.Series(names))
    one.write_parquet(tmp_path / "a.parquet")
    bad = one.with_columns(patient_id=pl.lit("C"), date=pl.Series(["2024-02-01", "x", "y"]))
    bad.write_parquet(tmp_path / "b.parquet")
    (part,) = read_table(tmp_path, KNOWN)
    for found in (columns_from_table(part, KNOWN), table_to_timelines(part, KNOWN)):
        (aside,) = found.set_aside
        where = [
            problem.where.removeprefix(f"{tmp_path.as_posix()}/") for problem in aside.problems
        ]
        assert where == ["b.parquet:2:2", "b.parquet:3:2"]
    assert table_to_timelines(read_patient(tmp_path, KNOWN, "C"), KNOWN).set_aside == (aside,)

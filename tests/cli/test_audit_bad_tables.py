"""Tables that contradict themselves: each is told with file, row and column, and nobody is lost."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

Command = Callable[..., Any]

NAMES = ("patient_id", "date", "concept", "text", "cycle", "day", "given")
GOOD = ("GOOD", "2024-01-08", "remission", "CR1", None, None, None)


def _dose(date: str, day: str) -> tuple[str | None, ...]:
    return ("B", date, "dose", "inotuzumab", "1", day, "0.6 mg/m2")


def _death(date: str) -> tuple[str | None, ...]:
    return ("B", date, "death", "infection", None, None, None)


def _table(path: Path, *rows: tuple[str | None, ...]) -> str:
    frame = pl.DataFrame([GOOD, *rows], dict.fromkeys(NAMES, pl.String), orient="row")
    if path.suffix == ".csv":
        frame.write_csv(path)
    else:
        frame.write_parquet(path)
    return str(path)


@pytest.mark.parametrize("ending", ["csv", "parquet"])
@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ((_death("2024-03-01"), _death("2024-03-05")), (3, "Death is recorded twice")),
        ((_death("2024-01-01"), _dose("2024-02-01", "1")), (3, "after the patient's death")),
        ((_dose("2024-02-01T10:00+02:00", "1"),), (2, "is no date")),
        ((_dose("2024-02-01", "first"),), (2, "“first”")),
    ],
    ids=["two deaths", "a dose after death", "a moment with a zone", "a day in words"],
)
def test_who_contradicts_himself_is_told_with_row_and_column(
    cyclewise: Command,
    tmp_path: Path,
    ending: str,
    rows: tuple[tuple[str | None, ...], ...],
    told: tuple[int, str],
) -> None:
    run = cyclewise("audit", _table(tmp_path / f"bad.{ending}", *rows))
    out = " ".join(run.out.split())
    assert run.code == 0
    assert "in 1 patient" in out
    assert "Set aside, with a mistake, and in no figure: 1." in out
    row, message = told
    assert f"bad.{ending}:{row + (ending == 'csv')}:" in out
    assert message in out


@pytest.mark.parametrize(
    ("rows", "rule"),
    [
        ((_dose("2024-02-01", "8"),), "DEV-025"),
        ((_dose("2024-02-01", "8"), _dose("2024-02-09", "1")), "DEV-021"),
        ((_dose("2024-02-01", "1"), _dose("2024-02-01", "1")), "DEV-020"),
    ],
    ids=["a day 8 without a day 1", "a day 8 before its day 1", "a dose recorded twice"],
)
def test_what_may_have_happened_so_is_a_deviation(
    cyclewise: Command, tmp_path: Path, rows: tuple[tuple[str | None, ...], ...], rule: str
) -> None:
    told = cyclewise("audit", _table(tmp_path / "odd.csv", *rows), "--format", "csv").out
    assert any(line.startswith("B,") and rule in line for line in told.splitlines())
    assert " ." not in told


def test_rows_in_any_order_say_the_same(cyclewise: Command, tmp_path: Path) -> None:
    rows = (_dose("2024-02-01", "1"), _dose("2024-02-08", "8"), _death("2024-03-01"))
    told = [
        cyclewise("audit", _table(tmp_path / name, *order), "--format", "csv").out
        for name, order in (("one.csv", rows), ("other.csv", rows[::-1]))
    ]
    assert told[0] == told[1]
    assert "B," in told[0]


@pytest.mark.parametrize("command", ["audit", "report", "convert"])
@pytest.mark.parametrize("ending", [".xlsx", ".tsv"])
def test_a_table_of_another_form_is_told_what_to_be_saved_as(
    cyclewise: Command, tmp_path: Path, command: str, ending: str
) -> None:
    file = tmp_path / f"events{ending}"
    file.write_bytes(b"PK\x03\x04 or anything")
    target = [str(tmp_path / "made.csv")] if command == "convert" else []
    run = cyclewise(command, str(file), *target)
    assert run.code == 2
    assert f"An events table is CSV or Parquet, and this one ends in {ending}." in run.err


@pytest.mark.parametrize("command", ["audit", "report"])
def test_a_folder_with_a_table_in_it_is_told_to_name_the_table(
    cyclewise: Command, tmp_path: Path, command: str
) -> None:
    table = _table(tmp_path / "events.csv")
    run = cyclewise(command, str(tmp_path))
    assert run.code == 2
    assert f"Name the events table itself: {table}." in " ".join(run.err.split())

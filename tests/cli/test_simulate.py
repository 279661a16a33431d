"""`cyclewise simulate` writes what it is asked for, says what it is, and writes over nothing."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cyclewise.bundled import bundled
from cyclewise.documents.problem import BadInput
from cyclewise.simulation import cohort
from cyclewise_cli.main import command_line


def run(*arguments: str | Path) -> str:
    result = CliRunner().invoke(
        command_line(), ["simulate", *map(str, arguments)], catch_exceptions=False
    )
    assert result.exit_code == 0
    return result.output


def test_a_folder_holds_a_file_a_patient_and_says_that_it_is_synthetic(tmp_path: Path) -> None:
    said = run("--patients", "3", "--output", tmp_path / "made")
    assert "3 patients written to" in said
    assert "no real patient" in said
    names = sorted(path.name for path in (tmp_path / "made").iterdir())
    assert names == ["SYN-0000001.yaml", "SYN-0000002.yaml", "SYN-0000003.yaml", "cohort.yaml"]
    assert "synthetic: true" in (tmp_path / "made" / "cohort.yaml").read_text(encoding="utf-8")
    first = (tmp_path / "made" / names[0]).read_text(encoding="utf-8")
    assert first.startswith("# Synthetic. No real patient.\n")


def test_a_report_on_what_was_made_says_that_it_is_synthetic(tmp_path: Path) -> None:
    for target in ("made", "made.parquet"):
        run("--patients", "30", "--output", tmp_path / target)
        asked = ["report", str(tmp_path / target), "--jobs", "1"]
        told = CliRunner().invoke(command_line(), asked, catch_exceptions=False).output
        assert "Synthetic cohort for ino-mrd, seed 1" in told


def test_planted_deviations_are_listed_beside_the_patients(tmp_path: Path) -> None:
    target = tmp_path / "made.csv"
    said = run("--patients", "40", "--deviations", "ALL", "--share", "1", "--output", target)
    with (tmp_path / "made.planted.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert f"{len(rows)} deviations planted" in said
    assert len({row["patient_id"] for row in rows}) == len(rows) > 25
    assert all(row["date"] and row["deviation"] and row["category"] for row in rows)


def test_one_kind_of_deviation_can_be_named(tmp_path: Path) -> None:
    names = "half the dose, a seventh cycle"
    run("--deviations", names, "--share", "1", "--output", tmp_path / "made.csv")
    text = (tmp_path / "made.planted.csv").read_text(encoding="utf-8")
    assert {line.split(",")[2] for line in text.splitlines()[1:]} == set(names.split(", "))


def test_the_kinds_are_listed(tmp_path: Path) -> None:
    said = run("--deviations", "list")
    assert "eligibility  no consent on record" in said
    assert "stop         a seventh cycle" in said


def test_a_misspelt_deviation_is_told_what_it_may_be(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="Did you mean “half the dose”"):
        run("--deviations", "half of the dose", "--output", tmp_path / "made")


def test_nothing_that_exists_is_written_over(tmp_path: Path) -> None:
    for name in ("made.csv", "made.cohort.yaml", "made.planted.csv"):
        file = tmp_path / name
        file.write_text("mine", encoding="utf-8")
        with pytest.raises(BadInput, match="There is something of this name already"):
            run("--output", tmp_path / "made.csv")
        assert file.read_text(encoding="utf-8") == "mine"
        file.unlink()


def test_where_nothing_can_be_written_it_says_so_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(cohort, "join_tables", full)
    with pytest.raises(BadInput, match="No space left on device"):
        run("--patients", "5", "--output", tmp_path / "made.csv")
    assert list(tmp_path.iterdir()) == []


def test_it_has_to_be_said_where_to_write(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="Name a folder, or a file ending in"):
        run()
    with pytest.raises(BadInput, match="There is no such folder"):
        run("--output", tmp_path / "nowhere" / "made.csv")


def test_a_protocol_without_a_page_is_told_so(tmp_path: Path) -> None:
    mine = tmp_path / "rules"
    shutil.copytree(bundled("rules") / "blina-mrd", mine / "blina-mrd")
    (mine / "blina-mrd" / "simulation.yaml").unlink()
    with pytest.raises(BadInput, match="does not say how its patients are invented"):
        run("--rules", mine, "--protocol", "blina-mrd", "--output", tmp_path / "made")

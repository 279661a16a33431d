"""Shards of an audit, merged, are the audit that one run makes; what does not belong is refused."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from typer.testing import CliRunner

from cyclewise_cli.main import command_line

OF = 3
FORMS = ["text", "json", "markdown", "html", "csv", "sdtm-dv"]


@pytest.fixture(scope="module")
def cohort(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a table of invented patients with deviations, one of them with a mistake."""
    table = tmp_path_factory.mktemp("cohort") / "events.parquet"
    words = ["simulate", "--patients", "60", "--deviations", "all", "--output", str(table)]
    assert CliRunner().invoke(command_line(words), words).exit_code == 0
    rows = pl.read_parquet(table)
    wrong = rows["patient_id"][len(rows) // 2]
    mine = (pl.col("patient_id") == wrong) & (pl.col("concept") == "dose")
    rows.with_columns(day=pl.when(mine).then(pl.lit("none")).otherwise("day")).write_parquet(table)
    return table


@pytest.fixture(autouse=True)
def _small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cyclewise.batches.parts.ROWS", 500)


@pytest.fixture
def shards(cyclewise: Callable[..., Any], cohort: Path, tmp_path: Path) -> list[str]:
    files = [str(tmp_path / f"{number}.shard") for number in range(1, OF + 1)]
    for number, file in enumerate(files, 1):
        asked = ("audit", str(cohort), "--shard", f"{number}/{OF}", "--output", file)
        run = cyclewise(*asked, "--jobs", "1")
        assert (run.code, run.out) == (0, ""), run.err
    return files


@pytest.mark.parametrize("form", FORMS)
def test_what_shards_found_is_written_as_one_run_writes_it(
    cyclewise: Callable[..., Any], cohort: Path, shards: list[str], form: str
) -> None:
    whole = cyclewise("audit", str(cohort), "--format", form, "--jobs", "1")
    found = cyclewise("merge", *reversed(shards), "--format", form)
    assert found.code == whole.code == 0, found.err
    assert found.out == whole.out
    assert len(found.out) > 1000


def test_a_patient_who_was_set_aside_and_importance_are_merged_too(
    cyclewise: Callable[..., Any], shards: list[str], tmp_path: Path
) -> None:
    run = cyclewise("merge", *shards, "--format", "json", "--strict")
    assert run.code == 1
    assert len(json.loads(run.out)["set_aside"]) == 1
    table = tmp_path / "found.parquet"
    assert cyclewise("merge", *shards, "--format", "parquet", "--output", str(table)).code == 0
    assert len(pl.read_parquet(table)) == len(json.loads(run.out)["deviations"])


def test_a_folder_is_shared_out_as_well(
    cyclewise: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cyclewise.batches.chunks.chunks.__defaults__", (10,))
    files = [str(tmp_path / f"{number}.shard") for number in (1, 2)]
    for number, file in enumerate(files, 1):
        asked = ("audit", "example:ino-mrd-26", "--shard", f"{number}/2", "--output", file)
        assert cyclewise(*asked, "--jobs", "1").code == 0
    whole = cyclewise("audit", "example:ino-mrd-26", "--format", "json", "--jobs", "1")
    assert cyclewise("merge", *files, "--format", "json").out == whole.out


# --- refused ----------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["0/3", "4/3", "1", "1/0", "a/b", "1/2/3", ""])
def test_what_is_no_shard_is_refused(
    cyclewise: Callable[..., Any], cohort: Path, text: str, tmp_path: Path
) -> None:
    run = cyclewise("audit", str(cohort), "--shard", text, "--output", str(tmp_path / "x"))
    assert run.code == 2
    assert "is no shard." in run.err
    assert not (tmp_path / "x").exists()


def test_more_shards_than_there_are_parts_and_one_patient_are_refused(
    cyclewise: Callable[..., Any], cohort: Path, tmp_path: Path
) -> None:
    out = ("--output", str(tmp_path / "x"))
    run = cyclewise("audit", str(cohort), "--shard", "1/9000", *out, "--jobs", "1")
    assert run.code == 2
    assert "9000 shards cannot share them" in run.err
    run = cyclewise("audit", "example:EX-03", "--shard", "1/2", *out)
    assert run.code == 2
    assert "One patient cannot be shared out as 1/2." in run.err
    run = cyclewise("audit", str(cohort), "--shard", "1/2")
    assert run.code == 2
    assert "Name it: --output 1.shard." in run.err


def changed(file: str, **values: object) -> None:
    said = json.loads(Path(file).read_text(encoding="utf-8"))
    Path(file).write_text(json.dumps({**said, **values}), encoding="utf-8")


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"of": 4}, "This shard is of another number of shards."),
        ({"digest": "sha256:0"}, "This shard is of another protocol, or of another version of it."),
        ({"stamp": "a:1"}, "This shard is of another cohort, or the cohort was changed."),
        ({"shard": 1}, "Shard 1/3 is also"),
    ],
)
def test_shards_that_do_not_belong_together_are_refused(
    cyclewise: Callable[..., Any], shards: list[str], values: dict[str, object], message: str
) -> None:
    changed(shards[1], **values)
    run = cyclewise("merge", *shards)
    assert run.code == 2
    assert message in run.err
    assert Path(shards[1]).name in run.err


def test_a_shard_that_is_missing_is_named(cyclewise: Callable[..., Any], shards: list[str]) -> None:
    run = cyclewise("merge", shards[0], shards[2])
    assert run.code == 2
    assert "Of 3 shards these are missing: 2." in run.err


def test_shards_made_by_other_rules_are_refused(
    cyclewise: Callable[..., Any], shards: list[str]
) -> None:
    for file in shards:
        changed(file, digest="sha256:0")
    run = cyclewise("merge", *shards)
    assert run.code == 2
    assert "The shards were made by other rules" in run.err


@pytest.mark.parametrize("content", ["", "{}", "[]", "\x00", '{"cyclewise": "audit shard"}'])
def test_what_is_no_file_of_a_shard_is_refused(
    cyclewise: Callable[..., Any], shards: list[str], content: str
) -> None:
    Path(shards[0]).write_text(content, encoding="utf-8")
    run = cyclewise("merge", *shards)
    assert run.code == 2
    assert "This is no whole file of a shard." in run.err


def test_a_file_that_is_cut_off_or_has_a_column_too_short_is_refused(
    cyclewise: Callable[..., Any], shards: list[str]
) -> None:
    found = json.loads(Path(shards[0]).read_text(encoding="utf-8"))["found"]
    changed(shards[0], found={**found, "date": found["date"][1:]})
    assert "This is no whole file of a shard." in cyclewise("merge", *shards).err
    whole = Path(shards[1]).read_text(encoding="utf-8")
    Path(shards[1]).write_text(whole[: len(whole) // 2], encoding="utf-8")
    assert cyclewise("merge", *shards).err.count("This is no whole file of a shard.") >= 1
    assert cyclewise("merge", "nowhere.shard").code == 2

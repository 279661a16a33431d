"""An event that stands twice is counted twice, and every output says so, with where it stands."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.cli.conftest import Command

TWICE = """
patient: {id: TWICE-1, sex: male, birth_date: 1970-01-01}
events:
  - {date: 2024-01-15, dose: inotuzumab, cycle: 1, day: 1}
  - {date: 2024-01-16, bilirubin: 0.7 mg/dL, uln: 1.2 mg/dL}
  - {date: 2024-01-16, bilirubin: 0.7 mg/dL, uln: 1.2 mg/dL}
"""
SAID = "Recorded again, word for word, and counted each time: 1 event ("


def words(text: str) -> str:
    """Return a page without its line breaks."""
    return " ".join(text.split())


@pytest.fixture(params=["files", "events.csv", "events.parquet"])
def cohort(request: pytest.FixtureRequest, cyclewise: Command, tmp_path: Path) -> str:
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "twice.yaml").write_text(TWICE.lstrip(), encoding="utf-8")
    found = tmp_path / request.param
    if found != folder:
        assert SAID in cyclewise("convert", str(folder), str(found)).out
    return str(found)


@pytest.mark.parametrize("command", ["audit", "report"])
@pytest.mark.parametrize("form", ["text", "markdown", "html"])
def test_every_page_tells_what_stands_twice(
    cyclewise: Command, cohort: str, command: str, form: str
) -> None:
    assert SAID in words(cyclewise(command, cohort, "--format", form).out)


@pytest.mark.parametrize("command", ["audit", "report"])
def test_json_tells_how_much_stands_twice_and_where(
    cyclewise: Command, cohort: str, command: str
) -> None:
    told = json.loads(cyclewise(command, cohort, "--format", "json").out)["repeated"]
    row = {"files": "twice.yaml:5", "events.csv": "csv:6", "events.parquet": "parquet:5"}
    assert told["count"] == 1
    assert told["places"][0].endswith(row[Path(cohort).name])


def test_shards_tell_it_as_one_run_does(cyclewise: Command, cohort: str, tmp_path: Path) -> None:
    file = str(tmp_path / "1.shard")
    assert cyclewise("audit", cohort, "--shard", "1/1", "--output", file).code == 0
    assert cyclewise("merge", file).out == cyclewise("audit", cohort).out
    assert SAID in words(cyclewise("merge", file).out)


def test_the_audit_of_one_patient_tells_it(cyclewise: Command, cohort: str) -> None:
    assert SAID in words(cyclewise("audit", cohort, "--patient", "TWICE-1").out)

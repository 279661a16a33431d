"""Options that several commands share mean the same in each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

BEGINS = {
    ("recommend", "html"): "<!DOCTYPE html>",
    ("recommend", "json"): "{",
    ("recommend", "md"): "# ",
    ("recommend", "txt"): "EX-03, on treatment",
    ("recommend", "ics"): "EX-03, on treatment",
    ("monitor", "ics"): "BEGIN:VCALENDAR",
    ("audit", "parquet"): "PAR1",
    ("audit", "CSV"): "patient,",
}


@pytest.mark.parametrize(("command", "ending"), BEGINS)
def test_the_ending_of_the_output_says_how_it_is_written(
    cyclewise: Callable[..., Any], tmp_path: Path, command: str, ending: str
) -> None:
    file = tmp_path / f"answer.{ending}"
    assert cyclewise(command, "example:EX-03", "-o", str(file)).code == 0
    assert file.read_bytes().decode("utf-8", "replace").startswith(BEGINS[command, ending])


def test_what_is_asked_for_by_name_counts_more_than_the_ending(
    cyclewise: Callable[..., Any], tmp_path: Path
) -> None:
    file = tmp_path / "answer.html"
    for words in (("--format", "json", "-o", str(file)), ("-o", str(file), "--format", "json")):
        assert cyclewise("recommend", "example:EX-03", *words).code == 0
        assert file.read_text("utf-8").startswith("{")

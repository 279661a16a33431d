"""What a patient's file says reaches no terminal and no page as anything but text."""

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

HOSTILE = r"""
patient: {id: H-1, sex: female, birth_date: 1978-05-14}
diagnosis: {lineage: B}
events:
  - {date: 2024-01-14, remission: CR1, note: "\u202Egnp <b>note</b>"}
  - {date: 2024-01-15, adverse_event: "\u202Efever<script>alert(1)</script> | *x* `y`", grade: 3}
"""


@pytest.fixture
def hostile(tmp_path: Path) -> str:
    file = tmp_path / "hostile.yaml"
    file.write_text(HOSTILE, encoding="utf-8")
    return str(file)


@pytest.mark.parametrize(
    "words",
    [
        ("recommend",),
        ("recommend", "--format", "markdown"),
        ("recommend", "--format", "html"),
        ("recommend", "--format", "json"),
        ("recommend", "--why", "HLD-005"),
        ("recommend", "--why", "ELI-001"),
        ("timeline",),
    ],
)
def test_no_control_character_gets_through(
    cyclewise: Callable[..., Any], hostile: str, words: tuple[str, ...]
) -> None:
    run = cyclewise(words[0], hostile, *words[1:])
    assert run.code == 0, run.err
    assert not set(run.out) & {"\x1b", "\x07", "\x9b", "\r", "\u202e"}


def test_an_escape_is_refused_and_shown_harmless(
    cyclewise: Callable[..., Any], tmp_path: Path
) -> None:
    file = tmp_path / "hostile.yaml"
    file.write_text(HOSTILE.replace("\\u202E", "\\e[2J"), encoding="utf-8")
    run = cyclewise("recommend", str(file))
    assert run.code == 2
    assert "\x1b" not in run.err


def test_a_page_shows_markup_as_text(cyclewise: Callable[..., Any], hostile: str) -> None:
    page = cyclewise("recommend", hostile, "--format", "html").out
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_markdown_shows_marks_as_text(cyclewise: Callable[..., Any], hostile: str) -> None:
    page = cyclewise("recommend", hostile, "--format", "markdown").out
    assert "<script>" not in page
    assert "\\*x\\*" in page
    assert "\\`y\\`" in page


def test_a_terminal_without_utf8_gets_ascii_in_the_same_places(
    cyclewise: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    bytes_out = io.BytesIO()
    plain = io.TextIOWrapper(bytes_out, encoding="ascii")
    monkeypatch.setattr(sys, "stdout", plain)
    for words in (("recommend", "example:EX-11"), ("timeline", "example:EX-11")):
        assert cyclewise(*words, width=80).code == 0
    plain.flush()
    out = bytes_out.getvalue().decode("ascii")
    assert "WITHHOLD" in out
    assert "+ HLD-002" in out
    assert "1.5 x ULN" in out
    assert max(map(len, out.splitlines())) <= 80


def test_json_is_one_object_whatever_the_file_says(
    cyclewise: Callable[..., Any], hostile: str
) -> None:
    answer = json.loads(cyclewise("recommend", hostile, "--format", "json").out)
    assert answer["patient"] == "H-1"

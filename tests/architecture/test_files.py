"""Hold the shape of the Python files that style.md promises."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted([*ROOT.glob("engine/**/*.py"), *ROOT.glob("cli/**/*.py")])
NAMES = [str(file.relative_to(ROOT)) for file in SOURCES]


def test_the_search_finds_both_packages() -> None:
    assert {"engine/cyclewise/__init__.py", "cli/cyclewise_cli/__init__.py"} <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_file_begins_by_saying_why_it_exists(name: str) -> None:
    source = (ROOT / name).read_text(encoding="utf-8")
    assert source.startswith('"""'), f"{name} does not begin with its docstring."
    docstring = ast.get_docstring(ast.parse(source)) or ""
    assert docstring.splitlines()[0].endswith("."), f"The first line of {name} is no sentence."


@pytest.mark.parametrize("name", NAMES)
def test_a_file_has_at_most_300_lines(name: str) -> None:
    lines = (ROOT / name).read_text(encoding="utf-8").count("\n")
    assert lines <= 300, f"{name} has {lines} lines. Give one of its nouns a file of its own."

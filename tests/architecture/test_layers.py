"""Hold every folder of the engine in the list of layers that import-linter checks."""

import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ENGINE = ROOT / "engine" / "cyclewise"
FOLDERS = sorted({file.parent.name for file in ENGINE.glob("*/*.py")})


def layers() -> set[str]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    lists = [contract["layers"] for contract in contracts if contract["type"] == "layers"]
    written = [name for one in lists for layer in one for name in layer.split("|")]
    return {name.strip().strip("()") for name in written}


def test_the_search_finds_layers_and_folders() -> None:
    assert "values" in layers()
    assert "facts" in FOLDERS


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_folder_of_the_engine_is_a_layer(folder: str) -> None:
    assert folder in layers(), f"Add {folder} to the layers in pyproject.toml, above what it needs."


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_folder_of_the_engine_is_a_package(folder: str) -> None:
    # Without the file, import-linter would not look inside.
    assert (ENGINE / folder / "__init__.py").is_file()

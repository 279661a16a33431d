"""Try the bundled folders in a checkout and in a wheel."""

import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

from cyclewise.bundled import bundled

ROOT = Path(__file__).resolve().parents[1]
ASK = "from cyclewise.bundled import bundled; print(bundled('rules'), bundled('knowledge'))"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[zipfile.ZipFile]:
    folder = tmp_path_factory.mktemp("dist")
    built = next(WheelBuilder(str(ROOT)).build(directory=str(folder), versions=["standard"]))
    with zipfile.ZipFile(built) as opened:
        yield opened


def test_a_checkout_keeps_rules_and_knowledge_at_its_root() -> None:
    assert bundled("rules") == ROOT / "rules"
    assert bundled("knowledge") == ROOT / "knowledge"
    assert bundled("rules").is_dir()
    assert bundled("knowledge").is_dir()


def test_an_unpacked_wheel_finds_its_own_rules_and_knowledge(
    wheel: zipfile.ZipFile, tmp_path: Path
) -> None:
    wheel.extractall(tmp_path)
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    answer = subprocess.run(
        [sys.executable, "-c", ASK],
        cwd=tmp_path, env=environment, capture_output=True, check=True, text=True,
    ).stdout.split()  # fmt: skip
    assert answer == [
        str(tmp_path / "cyclewise" / f"{kind}_data") for kind in ("rules", "knowledge")
    ]


def test_a_wheel_installs_nothing_with_a_generic_name(wheel: zipfile.ZipFile) -> None:
    tops = {name.partition("/")[0] for name in wheel.namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"cyclewise", "cyclewise_cli"}


@pytest.mark.parametrize("kind", ["rules", "knowledge"])
def test_a_wheel_carries_every_yaml_file(wheel: zipfile.ZipFile, kind: str) -> None:
    kept = {str(file.relative_to(ROOT / kind)) for file in (ROOT / kind).rglob("*.yaml")}
    prefix = f"cyclewise/{kind}_data/"
    names = {name.removeprefix(prefix) for name in wheel.namelist() if name.startswith(prefix)}
    assert kept == {name for name in names if name.endswith(".yaml")}


def test_a_wheel_tells_type_checkers_that_both_packages_are_typed(wheel: zipfile.ZipFile) -> None:
    assert {"cyclewise/py.typed", "cyclewise_cli/py.typed"} <= set(wheel.namelist())


def test_a_wheel_carries_its_licence_and_no_caches(wheel: zipfile.ZipFile) -> None:
    names = wheel.namelist()
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert not [name for name in names if "__pycache__" in name or name.endswith(".pyc")]

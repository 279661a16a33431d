"""Hold every file free of the machine it was written on."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

MACHINE_PATH = re.compile(r"(?<![\w.])/(?:work|root|tmp|opt|home/[a-z]+|Users/[A-Za-z]+)/")
REGISTRY = re.compile(
    r"pypi\.org|pythonhosted\.org|debian\.org|registry\.npmjs|anaconda\.org|[-]-(?:extra-)?index-url"
)


def files_of_the_repository() -> list[Path]:
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    found = subprocess.run(listed, cwd=ROOT, capture_output=True, check=False, text=True)
    if found.returncode:
        pytest.skip("This copy is no git checkout; what else lies in its folder is not ours.")
    return [ROOT / name for name in found.stdout.split("\0") if (ROOT / name).is_file()]


def test_no_file_names_a_machine_path_or_a_registry() -> None:
    found = [
        f"{file.relative_to(ROOT)}:{number} {line.strip()[:80]}"
        for file in files_of_the_repository()
        for number, line in enumerate(file.read_text("utf-8", "replace").splitlines(), start=1)
        if MACHINE_PATH.search(line) or REGISTRY.search(line)
    ]
    assert not found


@pytest.mark.parametrize("folder", ["work", "root", "tmp", "home/ada"])
def test_the_search_finds_a_machine_path(folder: str) -> None:
    assert MACHINE_PATH.search(f"see /{folder}/notes.txt")


def test_the_search_finds_a_registry() -> None:
    host = "pypi"
    assert REGISTRY.search(f"https://{host}.org/")


def test_the_search_lets_a_path_inside_the_repository_pass() -> None:
    assert not MACHINE_PATH.search("docs/work/plan.md and a/root/of/it")

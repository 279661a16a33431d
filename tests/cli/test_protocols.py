"""What comes along is read once and kept; a page that changes is read at once."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cyclewise.bundled import bundled
from cyclewise.facts.linking import link
from cyclewise.facts.program import Program
from cyclewise.knowledge.knowledgebase import Knowledge, read_knowledge
from cyclewise.protocol.parsing import read_protocol, read_protocol_in_use
from cyclewise_cli import protocols

ROOT = Path(__file__).resolve().parents[2]
PROTOCOLS = sorted(page.parent for page in bundled("rules").glob("*/protocol.yaml"))


@pytest.fixture(scope="module")
def known() -> Knowledge:
    return read_knowledge(bundled("knowledge"))


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Program]:
    """Link as a process of its own would: with no program that other tests have linked."""
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path))
    return protocols._linked


@pytest.mark.parametrize("whole", [True, False], ids=["whole", "in use"])
@pytest.mark.parametrize("folder", PROTOCOLS, ids=lambda folder: folder.name)
def test_what_was_kept_is_what_is_read(
    folder: Path, whole: bool, known: Knowledge, fresh: Callable[..., Program], tmp_path: Path
) -> None:
    reading = read_protocol if whole else read_protocol_in_use
    read = link(reading(folder, bundled("knowledge"), known), known)
    assert fresh(folder, known, whole=whole) == read
    assert len(list(tmp_path.rglob("*.read"))) == 1
    kept = fresh(folder, known, whole=whole)
    assert kept == read
    assert kept.protocol.digest == read.protocol.digest
    assert list(kept.protocol.definitions) == list(read.protocol.definitions)


def test_a_folder_of_ones_own_is_never_kept(
    known: Knowledge, fresh: Callable[..., Program], tmp_path: Path
) -> None:
    own = tmp_path / "blina-mrd"
    shutil.copytree(bundled("rules") / "blina-mrd", own)
    fresh(own, known, whole=True)
    assert list(tmp_path.rglob("*.read")) == []


def test_a_page_that_is_changed_is_seen_at_once(tmp_path: Path) -> None:
    for name in ("engine", "rules", "knowledge"):
        kept = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, tmp_path / name, ignore=kept)

    def asked() -> str:
        words = "from cyclewise_cli.main import main; main()", "recommend", "example:EX-03"
        done = subprocess.run(
            [sys.executable, "-c", *words],
            capture_output=True,
            text=True,
            check=False,
            env={"PYTHONPATH": f"{tmp_path / 'engine'}:{ROOT / 'cli'}", "PATH": ""},
        )
        return done.stdout + done.stderr

    first = asked()
    assert asked() == first
    assert list((tmp_path / "engine").rglob("*.read"))
    rule = tmp_path / "rules" / "ino-mrd" / "schedule.yaml"
    text = rule.read_text(encoding="utf-8")
    assert "0.3 mg/m2" in text
    rule.write_text(text.replace("0.3 mg/m2", "0.4 mg/m2"), encoding="utf-8")
    assert "0.4 mg/m² (0.73 mg)" in asked()
    rule.write_text(text.replace("0.3 mg/m2", "0.3 mg/m3"), encoding="utf-8")
    assert "schedule.yaml" in asked()
    rule.write_text(text, encoding="utf-8")
    assert asked() == first

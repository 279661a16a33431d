"""A page that is saved where nothing reads it is refused, and never left out in silence."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from cyclewise.bundled import bundled
from cyclewise.documents.problem import BadInput
from cyclewise.knowledge.knowledgebase import read_knowledge
from cyclewise.protocol.parsing import read_protocol, read_protocol_in_use
from cyclewise.protocol.protocol import Protocol
from cyclewise.protocol.stray import stray_knowledge, stray_pages

WARD = Path(__file__).parent / "ward"


def read(root: Path, *, whole: bool = True) -> Protocol:
    knowledge = read_knowledge(root / "knowledge")
    reading = read_protocol if whole else read_protocol_in_use
    return reading(root / "rules" / "tiny", root / "knowledge", knowledge)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return Path(shutil.copytree(WARD, tmp_path / "ward"))


def test_everything_that_comes_along_is_read_by_something() -> None:
    for page in bundled("rules").glob("*/protocol.yaml"):
        assert stray_pages(page.parent) == []
    assert stray_knowledge(bundled("knowledge")) == []


@pytest.mark.parametrize("whole", [True, False], ids=["whole", "in use"])
@pytest.mark.parametrize(
    ("place", "remedy"),
    [
        ("rules/tiny/hold/fever.yml", "Name it fever.yaml"),
        ("rules/tiny/hold/fever.YAML", "Name it fever.yaml"),
        ("rules/tiny/hold/new/fever.yaml", "Put it into hold/ itself"),
        ("rules/tiny/fever.yaml", "Put it into the folder of its kind"),
        ("rules/tiny/definitions/sos/new/fever.yaml", "Put it into definitions/ itself"),
        ("knowledge/concepts/fever.yml", "Name it fever.yaml"),
        ("knowledge/concept/fever.yaml", "Put it into concepts, drugs, sources or definitions."),
        ("knowledge/drugs/new/fever.yaml", "Put it into drugs/ itself"),
    ],
)
def test_a_page_that_nothing_reads_is_refused(
    place: str, remedy: str, whole: bool, root: Path
) -> None:
    (root / place).parent.mkdir(parents=True, exist_ok=True)
    (root / place).write_text("id: HLD-900\n")
    with pytest.raises(BadInput) as refused:
        read(root, whole=whole)
    (problem,) = refused.value.problems
    assert Path(problem.file) == root / place
    assert problem.message == "Nothing reads this page."
    assert problem.remedy.startswith(remedy)


@pytest.mark.parametrize(
    "place",
    [
        "rules/tiny/.git/hold/fever.yaml",
        "rules/tiny/hold/README.md",
        "rules/tiny/hold/fever.yaml.bak",
        "knowledge/examples/cohort/one/fever.yml",
    ],
)
def test_what_is_hidden_and_what_is_no_page_is_left_alone(place: str, root: Path) -> None:
    before = read(root)
    (root / place).parent.mkdir(parents=True, exist_ok=True)
    (root / place).write_text("anything")
    assert read(root) == before

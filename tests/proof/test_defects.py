"""Wrong versions of the bundled trial: each is caught, and by whom is written beside it."""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.proof.bundled_trial import TRIAL, changed, knowledge, trial, with_page

from cyclewise.bundled import bundled
from cyclewise.cohort.study import read_study
from cyclewise.documents.problem import BadInput, Problems
from cyclewise.documents.yamlfile import Mapping, Scalar, Sequence, read_yaml
from cyclewise.facts.linking import link
from cyclewise.facts.program import Program
from cyclewise.inference.agreement import SecondEngine
from cyclewise.proof.property_parsing import read_properties
from cyclewise.proof.proving import Prover
from cyclewise.proof.trial import try_cases
from cyclewise.protocol.case_parsing import read_cases
from cyclewise.protocol.checks import RuleBook, check
from cyclewise.protocol.parsing import read_protocol

_PLANTED = Path(__file__).parent / "defects" / "planted.yaml"


@dataclass(frozen=True)
class Defect:
    name: str
    file: str
    says: str
    instead: str
    caught_by: str

    @property
    def means(self) -> str:
        return self.caught_by.split()[0]

    @property
    def subject(self) -> str:
        return self.caught_by.split()[-1]


def _planted() -> list[Defect]:
    root = read_yaml(_PLANTED).root
    assert isinstance(root, Mapping)
    listed = root.get("defects")
    assert isinstance(listed, Sequence)
    found = []
    for node in listed.items:
        assert isinstance(node, Mapping)
        texts = {key.text: value.text for key, value in node.entries if isinstance(value, Scalar)}
        found.append(Defect(**texts))
    return found


DEFECTS = _planted()


def planted(defect: Defect, folder: Path) -> Path:
    return changed(folder, defect.file, defect.says, defect.instead)


def _whole(folder: Path) -> Program:
    return link(read_protocol(folder, bundled("knowledge"), knowledge()), knowledge())


def is_checked(folder: Path, defect: Defect) -> bool:
    """Say whether reading or checking finds an error."""
    try:
        program = _whole(folder)
    except BadInput:
        return True
    book = RuleBook(program.protocol, knowledge(), trial()[1], None, read_study(program).names)
    return any(each.severity == "error" for each in check(book))


def is_tested(folder: Path, defect: Defect) -> bool:
    """Say whether a case of one page fails."""
    program = with_page(folder, defect.file)
    (label,) = (file.label for file in trial()[1] if file.subject == defect.subject)
    owner, inner = label.split("/", 1)
    page = (folder if owner == TRIAL.name else bundled("knowledge")) / inner
    problems = Problems()
    file = read_cases(read_yaml(page), label, program.protocol, knowledge(), problems)
    problems.raise_if_any()
    (found,) = try_cases(program, [file], SecondEngine(program))
    return any(result.wrong for result in found.results)


def is_proved_wrong(folder: Path, defect: Defect) -> bool:
    """Say whether one property is refuted, by one of the patients of cases."""
    program = with_page(folder, defect.file)
    properties = read_properties([folder / "properties.yaml"], program)
    files = [each for each in trial()[1] if each.about in ("rule", "protocol", "schedule")]
    prover = Prover(program, files, lambda: 120.0)
    (found,) = prover.prove([each for each in properties if each.id == defect.subject])
    return found.status == "refuted"


CATCHES = {"check": is_checked, "test": is_tested, "prove": is_proved_wrong}


@pytest.mark.parametrize(
    "defect", DEFECTS, ids=[f"{each.name}, caught by {each.caught_by}" for each in DEFECTS]
)
def test_each_planted_defect_is_caught(defect: Defect, tmp_path: Path) -> None:
    assert CATCHES[defect.means](planted(defect, tmp_path), defect)


def test_forty_and_more_are_planted_and_each_means_catches_some() -> None:
    caught = Counter(each.means for each in DEFECTS)
    assert sum(caught.values()) >= 40
    assert set(caught) == set(CATCHES)
    assert min(caught.values()) >= 10
    assert len({each.name for each in DEFECTS}) == len(DEFECTS)


def test_the_trial_itself_is_caught_by_nobody(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(TRIAL, tmp_path / TRIAL.name))
    page = "hold/liver-tests-above-limit.yaml"
    for means, subject in (("check", ""), ("test", "HLD-001"), ("prove", "no-dead-rule")):
        nothing = Defect("nothing", page, "", "", f"{means} {subject}".strip())
        assert not CATCHES[means](folder, nothing)

"""Every mistake in a page of endpoints is named with its place, and nothing is reported."""

import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from cyclewise.bundled import bundled
from cyclewise.cohort.study import read_study
from cyclewise.documents.problem import BadInput
from cyclewise.facts.program import Program

Refused = Callable[[Mapping[str, tuple[str, str]]], BadInput]


@pytest.fixture
def refused(program: Program, tmp_path: Path) -> Refused:
    """Return what reading the endpoints says where pages have another text in one place."""

    def read(changed: Mapping[str, tuple[str, str]]) -> BadInput:
        shutil.copytree(bundled("rules") / "ino-mrd" / "endpoints", tmp_path / "endpoints")
        for name, (old, new) in changed.items():
            file = tmp_path / "endpoints" / f"{name}.yaml"
            text = file.read_text(encoding="utf-8")
            assert old in text
            file.write_text(text.replace(old, new, 1), encoding="utf-8")
        elsewhere = replace(program.protocol, folder=str(tmp_path))
        with pytest.raises(BadInput) as found:
            read_study(replace(program, protocol=elsewhere))
        return found.value

    return read


@pytest.mark.parametrize(
    ("page", "old", "new", "message"),
    [
        ("rfs", "fact: death,", "fact: deth,", "There is no event “deth”.\nDid you mean “death”?"),
        ("rfs", "from: first_dose", "from: age", "There is no event “age”."),
        ("rfs", "followed_until: [last_contact]\n", "", "An endpoint needs “followed_until”."),
        ("rfs", "id: rfs", "id: rfss", "This endpoint is named “rfss” and its file “rfs”."),
        ("rfs", "cite: field-knowledge", "cite: somewhere", "describes “somewhere”."),
        ("rfs", "events:", "evnts:", "This endpoint does not say what it counts."),
        ("sos", "is: confirmed", "is: confirmd", "confirmd"),
        ("sos", "ever: sos_on_study", "ever: sos_on_stdy", "Unknown fact “sos_on_stdy”."),
        ("baseline", "at_least: 1e-3", "at_least: 1e-3 mg/dL", "mg/dL"),
        ("baseline", "fact: age,", "fact: ag,", "There is no fact “ag”."),
        ("baseline", "fact: age,", "fact: age, words: age,", "A measure reads one thing."),
        ("response", "{parameter: mrd negative below}", "{parameter: mrd}", "Unknown parameter"),
        ("follow-up", "of: os", "of: survival", "There is no time to an event “survival”."),
        ("adverse-events", "grade: grade", "grade: grad", "There is no attribute “grad”."),
        ("report", "pages: [flow]", "pages: [flw]", "There is no endpoint “flw”."),
        ("report", "cycles, exposure", "exposure", "stands in 0 sections."),
        ("report", "[6, 12,", "[six, 12,", "“months” is a list of whole months."),
        ("report", "of: [cr1,", "of: [cr9,", "There is no measure “cr9”."),
        ("report", "compared: [rfs, os]", "compared: [rfs, oss]", "There is no endpoint “oss”."),
    ],
)
def test_a_mistake_in_a_page_is_named(
    refused: Refused, page: str, old: str, new: str, message: str
) -> None:
    told = str(refused({page: (old, new)}))
    assert message in told
    assert f"endpoints/{page}.yaml:" in told


def test_all_mistakes_of_all_pages_are_told_at_once(refused: Refused) -> None:
    mistake = ("fact: death,", "fact: deth,")
    assert len(refused({"rfs": mistake, "os": mistake}).problems) == 2

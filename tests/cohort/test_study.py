"""Every mistake in a page of endpoints is named with its place, and nothing is reported."""

import shutil
from pathlib import Path

import pytest

from cyclewise.bundled import bundled
from cyclewise.cohort.study import read_study
from cyclewise.documents.problem import BadInput
from cyclewise_cli.protocols import knowledge, linked

KNOWN = knowledge()


def said(folder: Path, page: str, old: str, new: str) -> str:
    """Return what reading a protocol says where one page has another text in one place."""
    shutil.copytree(bundled("rules") / "ino-mrd", folder / "mine")
    file = folder / "mine" / page
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BadInput) as refused:
        read_study(linked(folder / "mine", KNOWN))
    return str(refused.value)


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
    tmp_path: Path, page: str, old: str, new: str, message: str
) -> None:
    told = said(tmp_path, f"endpoints/{page}.yaml", old, new)
    assert message in told
    assert f"endpoints/{page}.yaml:" in told


def test_all_mistakes_of_all_pages_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "first").mkdir()
    shutil.copytree(bundled("rules") / "ino-mrd", tmp_path / "mine")
    for name in ("rfs", "os"):
        file = tmp_path / "mine" / "endpoints" / f"{name}.yaml"
        file.write_text(
            file.read_text(encoding="utf-8").replace("fact: death,", "fact: deth,"),
            encoding="utf-8",
        )
    with pytest.raises(BadInput) as refused:
        read_study(linked(tmp_path / "mine", KNOWN))
    assert len(refused.value.problems) == 2

"""A protocol of one's own brings its drug, its tests and its sources along, in YAML alone."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cyclewise.bundled import bundled

DRUG = "id: synthimab\ntitle: synthimab\nsources: [own-brochure]\n"
SOURCE = """\
id: own-brochure
title: Brochure of an invented drug
kind: label
citation: Invented for this test.
read: recalled
"""
LACTATE = """\
id: lactate
title: lactate
kind: quantity
unit: mmol/L
possible: {at_least: 0 mmol/L, at_most: 40 mmol/L}
no_record: unknown
changeable: true
"""
HOLD = """\
id: HLD-002
title: A high lactate holds the infusion
status: draft
phases: [before, on]
at: dose due

when: {fact: lactate, above: 4 mmol/L, within: 3 days}

then: withhold
summary: Hold synthimab until lactate is 4 mmol/L or less.
urgency: before next dose

sources:
  - cite: own-brochure
    supports: [lactate]
    basis: recalled

assumptions:
  - name: three days
    text: How fresh a lactate has to be is our choice.
    basis: assumed
limits: []
reviews: []
"""
CASES = """\
rule: HLD-002
as_of: 2024-03-25

patient:
  - {date: 2024-02-12, dose: synthimab, cycle: 1, day: 1, until: 2024-03-11}
  - {date: 2024-03-24, lactate: 4 mmol/L}

cases:
  - {name: exactly 4 does not hold, expect: not met}
  - {name: above 4 holds, change: {lactate: 4.1 mmol/L}, expect: met, because: lactate}
  - {name: three days old counts, move: {lactate: 2024-03-22}, expect: not met}
  - {name: four days old is asked for again, move: {lactate: 2024-03-21}, expect: unknown}
  - {name: before the due date it is not asked, as_of: 2024-03-20, expect: not applicable}
"""
PATIENT = """\
patient: {id: OWN-1, sex: female}
diagnosis: {lineage: B}
events:
  - {date: 2024-02-12, dose: synthimab, cycle: 1, day: 1, given: 15 ug/m2/day, until: 2024-03-11}
  - {date: 2024-03-25, lactate: 5.5 mmol/L}
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """Return the bundled protocol of blinatumomab made one of another drug."""
    folder = tmp_path / "mine"
    shutil.copytree(bundled("rules") / "blina-mrd", folder)
    for page in folder.rglob("*.yaml"):
        page.write_text(page.read_text().replace("blinatumomab", "synthimab"))
    (folder / "protocol.cases.yaml").unlink()
    protocol = folder / "protocol.yaml"
    protocol.write_text(protocol.read_text().replace("id: blina-mrd", "id: mine", 1))
    pages = {
        "drugs/synthimab.yaml": DRUG,
        "sources/own-brochure.yaml": SOURCE,
        "concepts/lactate.yaml": LACTATE,
        "hold/high-lactate.yaml": HOLD,
        "hold/high-lactate.cases.yaml": CASES,
    }
    for name, text in pages.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    return folder


@pytest.fixture
def patient(tmp_path: Path) -> Path:
    file = tmp_path / "own-1.yaml"
    file.write_text(PATIENT)
    return file


def test_its_pages_are_checked_and_its_cases_run(cyclewise: Callable[..., Any], own: Path) -> None:
    checked = cyclewise("rules", "check", "--rules", str(own))
    assert (checked.code, checked.out) == (0, "mine: nothing wrong\n"), checked.err
    tested = cyclewise("rules", "test", "HLD-002", "--rules", str(own))
    assert "5 cases" in tested.out
    assert (
        "Brochure of an invented drug"
        in cyclewise("rules", "show", "HLD-002", "--rules", str(own)).out
    )


@pytest.mark.parametrize("above", [False, True], ids=["its folder", "the folder of protocols"])
def test_a_patient_of_its_drug_is_answered_by_its_rules(
    cyclewise: Callable[..., Any], own: Path, patient: Path, above: bool
) -> None:
    rules = str(own.parent if above else own)
    run = cyclewise("recommend", str(patient), "--rules", rules, "--format", "json")
    said = json.loads(run.out)
    assert (said["protocol"]["id"], said["action"]) == ("mine", "withhold")
    assert "Audit of OWN-1" in cyclewise("audit", str(patient), "--rules", rules).out
    assert cyclewise("recommend", str(patient)).code == 2


def test_its_patients_become_a_table_and_files_again(
    cyclewise: Callable[..., Any], own: Path, patient: Path, tmp_path: Path
) -> None:
    table, back = tmp_path / "own.csv", tmp_path / "back"
    assert cyclewise("convert", str(patient), str(table), "--rules", str(own)).code == 0
    assert cyclewise("convert", str(table), str(back), "--rules", str(own)).code == 0
    answers = [
        cyclewise("recommend", str(file), "--rules", str(own), "--format", "json").out
        for file in (patient, back / "OWN-1.yaml")
    ]
    assert answers[0] == answers[1]


def test_the_digest_tells_one_version_of_its_pages_from_another(
    cyclewise: Callable[..., Any], own: Path, patient: Path
) -> None:
    def digest() -> str:
        run = cyclewise("recommend", str(patient), "--rules", str(own), "--format", "json")
        return str(json.loads(run.out)["protocol"]["digest"])

    before = digest()
    page = own / "concepts" / "lactate.yaml"
    page.write_text(LACTATE.replace("no_record: unknown", "no_record: did not happen"))
    assert digest() != before


def test_two_of_its_versions_are_compared_on_its_patients(
    cyclewise: Callable[..., Any], own: Path, patient: Path
) -> None:
    newer = own.parent / "newer" / "mine"
    shutil.copytree(own, newer)
    hold = newer / "hold" / "high-lactate.yaml"
    hold.write_text(HOLD.replace("above: 4 mmol/L", "above: 6 mmol/L"))
    words = ("--cohort", str(patient.parent), "--as-of", "2024-03-25", "--format", "csv")
    run = cyclewise("rules", "diff", str(own), str(newer), *words)
    assert "OWN-1" in run.out, run.err


def test_a_mistake_in_its_pages_is_located(
    cyclewise: Callable[..., Any], own: Path, patient: Path
) -> None:
    (own / "concepts" / "lactate.yaml").write_text(
        LACTATE.replace("mmol/L, at_most", "mg, at_most")
    )
    run = cyclewise("recommend", str(patient), "--rules", str(own))
    assert run.code == 2
    assert "concepts/lactate.yaml:5:" in run.err

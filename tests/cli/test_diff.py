"""``rules diff`` tells every page that differs between two versions, in words, and no other."""

import csv
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cyclewise.bundled import bundled
from cyclewise.versions.document import DiffDocument, diff_schema


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    folder = tmp_path / "mine"
    shutil.copytree(bundled("rules") / "ino-mrd", folder)
    return folder


def test_the_same_rules_differ_in_nothing(cyclewise: Callable[..., Any], mine: Path) -> None:
    run = cyclewise("rules", "diff", "ino-mrd", str(mine))
    assert run.code == 0, run.err
    assert "Both say the same." in run.out


def test_a_changed_limit_is_told_as_it_was_and_as_it_is(
    cyclewise: Callable[..., Any], mine: Path
) -> None:
    page = mine / "hold" / "liver-tests-above-limit.yaml"
    text = page.read_text(encoding="utf-8")
    page.write_text(text.replace("alt_uln, above: 2.5", "alt_uln, above: 3"), encoding="utf-8")
    said = cyclewise("rules", "diff", "ino-mrd", str(mine), width=120).out
    assert "  - ALT is above 2.5 × ULN in a result at most 3 days old" in said
    assert "  + ALT is above 3 × ULN in a result at most 3 days old" in said
    assert "AST is above" not in said
    assert said.rstrip().endswith("1 page differs")


def test_a_rule_that_is_gone_or_new_is_told_whole(
    cyclewise: Callable[..., Any], mine: Path
) -> None:
    for file in (mine / "alert").glob("long-qtc*"):
        file.unlink()
    assert "rule ALT-002: gone" in cyclewise("rules", "diff", "ino-mrd", str(mine)).out
    assert "rule ALT-002: new" in cyclewise("rules", "diff", str(mine), "ino-mrd").out


def test_a_changed_dose_and_parameter_are_told(cyclewise: Callable[..., Any], mine: Path) -> None:
    page = mine / "schedule.yaml"
    text = page.read_text(encoding="utf-8")
    assert "0.6 mg/m2" in text
    page.write_text(text.replace("0.6 mg/m2", "0.8 mg/m2"), encoding="utf-8")
    said = cyclewise("rules", "diff", "ino-mrd", str(mine)).out
    assert "  - cycle 1, day 1: 0.6 mg/m²" in said
    assert "  + cycle 1, day 1: 0.8 mg/m²" in said


def test_a_protocol_that_is_not_there_is_refused(cyclewise: Callable[..., Any]) -> None:
    run = cyclewise("rules", "diff", "ino-mrd", "ino-lable")
    assert run.code == 2
    assert "Did you mean “ino-label”?" in run.err


# --- on a cohort ------------------------------------------------------------------------------


@pytest.fixture
def stricter(mine: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(mine.parent)
    page = mine / "hold" / "liver-tests-above-limit.yaml"
    text = page.read_text(encoding="utf-8")
    page.write_text(text.replace("bilirubin_uln, above: 1.5", "bilirubin_uln, above: 0.5"))
    return Path(mine.name)


def compared(cyclewise: Callable[..., Any], stricter: Path, *words: str) -> str:
    asked = ("rules", "diff", "ino-mrd", str(stricter), "--cohort", "example:ino-mrd-26")
    run = cyclewise(*asked, *words, width=80)
    assert run.code == 0, run.err
    return str(run.out)


def test_whose_recommendation_changes_reads_as_the_golden_file(
    cyclewise: Callable[..., Any], stricter: Path, golden: Callable[[str, str], None]
) -> None:
    golden("rules/diff-cohort.txt", compared(cyclewise, stricter))


def test_the_json_of_a_comparison_is_as_its_schema_says(
    cyclewise: Callable[..., Any], stricter: Path
) -> None:
    said = json.loads(compared(cyclewise, stricter, "--format", "json"))
    DiffDocument.model_validate(said)
    assert json.loads(cyclewise("schema", "rules diff").out) == diff_schema()
    cohort = said["cohort"]
    assert cohort["changed_decisions"] == len(cohort["changes"]) > 0
    assert cohort["changed_patients"] == len({each["patient"] for each in cohort["changes"]})
    alone = json.loads(cyclewise("rules", "diff", "ino-mrd", str(stricter), "--format", "json").out)
    assert alone == {**said, "cohort": None}


def test_the_table_has_a_row_for_every_cause(cyclewise: Callable[..., Any], stricter: Path) -> None:
    rows = list(csv.DictReader(compared(cyclewise, stricter, "--format", "csv").splitlines()))
    changes = json.loads(compared(cyclewise, stricter, "--format", "json"))["cohort"]["changes"]
    told = [
        (each["patient"], each["date"], cause["page"])
        for each in changes
        for cause in each["because"]
    ]
    assert [(row["patient"], row["date"], row["page"]) for row in rows] == told


def test_a_cohort_can_be_asked_on_one_day(cyclewise: Callable[..., Any], stricter: Path) -> None:
    said = compared(cyclewise, stricter, "--as-of", "2020-04-09", "--format", "json")
    decisions = {each["decision"] for each in json.loads(said)["cohort"]["changes"]}
    assert decisions <= {"day asked"}
    assert json.loads(said)["cohort"]["decisions"] == 26


def test_a_protocol_can_be_meant_as_it_stood_on_a_day(cyclewise: Callable[..., Any]) -> None:
    asked = ("rules", "diff", "ino-mrd@2016-01-01", "ino-mrd@2020-01-01")
    assert "Both say the same." in cyclewise(*asked, "--cohort", "example:ino-mrd-26").out
    assert cyclewise("rules", "diff", "ino-mrd@2016-13-01", "ino-mrd").code == 2


def test_an_amendment_is_told_in_words_and_on_a_cohort(
    cyclewise: Callable[..., Any], mine: Path
) -> None:
    page = mine / "protocol.yaml"
    text = page.read_text(encoding="utf-8")
    assert "amendments: []" in text
    amended = (
        "amendments:\n  - {from: 2020-06-01, title: stricter, "
        "parameters: {minimum creatinine clearance: 110 mL/min}, cite: jabbour-2024}"
    )
    page.write_text(text.replace("amendments: []", amended), encoding="utf-8")
    versions = (f"{mine}@2020-05-31", f"{mine}@2020-06-01")
    run = cyclewise("rules", "diff", *versions, "--cohort", "example:ino-mrd-26", width=120)
    assert run.code == 0, run.err
    assert "parameter minimum creatinine clearance" in run.out
    assert "administer → ineligible" in run.out


def test_what_cannot_be_compared_is_refused(cyclewise: Callable[..., Any], mine: Path) -> None:
    run = cyclewise("rules", "diff", "ino-mrd", "blina-mrd", "--cohort", "example:ino-mrd-26")
    assert run.code == 2
    assert "give different drugs" in run.err
    run = cyclewise("rules", "diff", "ino-mrd", str(mine), "--cohort", "nowhere")
    assert run.code == 2
    assert "Traceback" not in run.err


def test_a_patient_with_a_mistake_is_counted_or_refuses_all(
    cyclewise: Callable[..., Any], stricter: Path, tmp_path: Path
) -> None:
    patients = tmp_path / "patients"
    patients.mkdir()
    shutil.copy(bundled("knowledge") / "examples" / "EX-03.yaml", patients)
    (patients / "wrong.yaml").write_text("patient: {id: W}\nevents: [{date: 2024-02-30}]\n")
    asked = ("rules", "diff", "ino-mrd", str(stricter), "--cohort", str(patients))
    assert "Set aside, with a mistake, and in no figure: 1." in cyclewise(*asked).out
    assert cyclewise(*asked, "--all-or-nothing").code == 2

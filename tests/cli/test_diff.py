"""``rules diff`` tells every page that differs between two versions, in words, and no other."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cyclewise.bundled import bundled


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

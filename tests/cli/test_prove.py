"""``rules prove`` says what is proved, and prints a patient for whom something does not hold."""

import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cyclewise.bundled import bundled

LONG = ("--limit", "900")  # a test machine may be busy, and what runs out of time is not proved


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """Return a folder with a protocol of one's own: a copy of a bundled one."""
    return Path(shutil.copytree(bundled("rules") / "ino-mrd", tmp_path / "ino-mrd"))


def test_the_bundled_trial_is_proved_as_its_golden_file_says(
    cyclewise: Callable[..., Any], golden: Callable[[str, str], None]
) -> None:
    run = cyclewise("rules", "prove", "ino-mrd", *LONG)
    assert run.code == 0
    lines = run.out.splitlines()
    assert "two engines agree on" in lines[1]
    golden("rules/prove.txt", "\n".join([lines[0], *lines[2:]]) + "\n")


def test_a_patient_who_refutes_is_printed_written_and_reproduced(
    cyclewise: Callable[..., Any], own: Path, tmp_path: Path
) -> None:
    page = own / "hold" / "sos-recorded-as-suspected.yaml"
    page.write_text(page.read_text("utf-8").replace("[before, on]", "[before]"), "utf-8")
    run = cyclewise(
        "rules", "prove", "--rules", str(own), "--output", str(tmp_path / "shown"), *LONG
    )
    assert run.code == 1
    assert "REFUTED              no-dose-with-sos" in run.out
    assert run.out.splitlines()[-1] == "  25 proved, 1 refuted"
    (file,) = (tmp_path / "shown").iterdir()
    told = next(line for line in run.out.splitlines() if f"recommend {file.name}" in line)
    days = told.split("recommend ")[1].split()[1:]
    again = cyclewise("recommend", str(file), "--rules", str(own), *days)
    assert "ADMINISTER" in again.out


def test_a_property_of_ones_own_is_proved_as_well(
    cyclewise: Callable[..., Any], tmp_path: Path
) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text(
        "properties:\n"
        "  - {id: never-wait, title: Never wait, never: wait, "
        "when: {fact: cycle_open, is: true}}\n",
        "utf-8",
    )
    run = cyclewise("rules", "prove", "ino-mrd", "--properties", str(mine), *LONG)
    assert run.code == 1
    assert "REFUTED              never-wait: Never wait" in run.out


def test_a_protocol_that_is_not_there_is_refused(cyclewise: Callable[..., Any]) -> None:
    run = cyclewise("rules", "prove", "ino-mdr")
    assert run.code == 2
    assert "Did you mean" in run.err


def test_coverage_names_what_no_case_shows_and_makes_a_case_for_it(
    cyclewise: Callable[..., Any], own: Path
) -> None:
    page = own / "hold" / "low-counts.cases.yaml"
    text = page.read_text("utf-8")
    kept = [block for block in text.split("\n\n") if "50 10^9/L" not in block or "as_of" in block]
    page.write_text("\n\n".join(kept) + "\n", "utf-8")
    run = cyclewise("rules", "coverage", "HLD-003", "--rules", str(own), "--cases")
    assert run.code == 0
    assert "no case in which “platelets are below 50" in run.out
    assert "lies exactly at its limit" in run.out
    assert "change: {platelets: 50 10^9/L}" in run.out
    assert "expect: not met" in run.out


def test_coverage_of_a_rule_that_is_not_there_is_refused(cyclewise: Callable[..., Any]) -> None:
    run = cyclewise("rules", "coverage", "HLD-03")
    assert run.code == 2
    assert "Did you mean" in run.err


def test_without_the_solver_it_is_said_what_to_install(
    cyclewise: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if name.startswith("cyclewise.proof.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "z3", None)
    run = cyclewise("rules", "prove", "ino-mrd")
    assert run.code == 2
    assert "Proofs need the solver z3" in run.err
    assert "Install cyclewise[proof]." in run.err

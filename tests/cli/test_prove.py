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


@pytest.mark.parametrize("name", ["ino-mrd", "ino-label", "blina-mrd"])
def test_every_property_of_a_bundled_protocol_is_proved_as_its_golden_file_says(
    cyclewise: Callable[..., Any], golden: Callable[[str, str], None], name: str
) -> None:
    run = cyclewise("rules", "prove", name, *LONG)
    assert run.code == 0
    lines = run.out.splitlines()
    assert "two engines agree on" in lines[1]
    assert all(line.startswith("  proved ") for line in lines[2:-1])
    assert lines[-1] == f"  {len(lines) - 3} proved"
    golden(f"rules/prove-{name}.txt", "\n".join([lines[0], *lines[2:]]) + "\n")


def test_a_patient_who_refutes_is_printed_written_and_reproduced(
    cyclewise: Callable[..., Any], tmp_path: Path
) -> None:
    own = Path(shutil.copytree(bundled("rules") / "blina-mrd", tmp_path / "blina-mrd"))
    page = own / "hold" / "severe-toxicity.yaml"
    page.write_text(page.read_text("utf-8").replace("[before, on]", "[before]"), "utf-8")
    run = cyclewise(
        "rules", "prove", "--rules", str(own), "--output", str(tmp_path / "shown"), *LONG
    )
    assert run.code == 1
    assert "REFUTED              no-infusion-with-severe-toxicity" in run.out
    assert run.out.splitlines()[-1] == "  20 proved, 2 refuted"
    file = tmp_path / "shown" / "PROOF-no-infusion-with-severe-toxicity.yaml"
    told = next(line for line in run.out.splitlines() if f"recommend {file.name}" in line)
    days = told.split("recommend ")[1].split()[1:]
    again = cyclewise("recommend", str(file), "--rules", str(own), *days)
    assert "ADMINISTER" in again.out


def written(folder: Path, text: str) -> str:
    file = folder / "mine.yaml"
    file.write_text(f"properties:\n  - {{id: mine, title: Mine, {text}}}\n", "utf-8")
    return str(file)


def test_a_property_of_ones_own_is_proved_as_well(
    cyclewise: Callable[..., Any], tmp_path: Path
) -> None:
    mine = written(tmp_path, "never: wait, when: {fact: cycles_given, at_least: 1}")
    run = cyclewise("rules", "prove", "blina-mrd", "--properties", mine, *LONG)
    assert run.code == 1
    assert "REFUTED              mine: Mine" in run.out


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("never: wait, when: {fact: platelet, below: 1 10^9/L}", "Unknown fact “platelet”"),
        ("never: discontinue, when: {ever: relapse}", "“relapse-stops” and “mine” contradict"),
        ("never: wait, when: {fact: next_cycle, above: 5}", "“mine” claims nothing"),
    ],
)
def test_a_property_that_makes_no_sense_is_refused_where_it_stands(
    cyclewise: Callable[..., Any], tmp_path: Path, text: str, message: str
) -> None:
    mine = written(tmp_path, text)
    run = cyclewise("rules", "prove", "blina-mrd", "--properties", mine, *LONG)
    assert run.code == 2
    assert "mine.yaml:2:" in run.err
    assert message in " ".join(run.err.split())
    assert "proved" not in run.out


def test_what_the_time_does_not_allow_is_said_and_not_called_proved(
    cyclewise: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cyclewise_cli.commands.prove._time_left", lambda _: lambda: 0.0)
    run = cyclewise("rules", "prove", "blina-mrd", "--limit", "1")
    assert run.code == 1
    assert "NOT PROVED           no-infusion-while-held" in run.out
    assert "the time ran out" in run.out
    assert "not proved" in run.out.splitlines()[-1].lower()


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


def test_coverage_counts_what_is_shown_and_how_much_of_the_rest_is_unknown(
    cyclewise: Callable[..., Any],
) -> None:
    shown = cyclewise("rules", "coverage", "STP-004", "ALT-010").out.splitlines()
    assert shown[1:] == [
        "  ALT-010                       18 of  18 shown",
        "  STP-004                       18 of  18 shown",
        "  36 of 36 shown by the cases",
    ]


def test_coverage_says_of_what_no_case_could_be_made(cyclewise: Callable[..., Any]) -> None:
    run = cyclewise("rules", "coverage", "mrd_negative_after_a_cycle", "--cases")
    assert "# no patient was found in whom “MRD since the last cycle is below 1e-4”" in run.out
    last = run.out.splitlines()[-1]
    assert last == "  20 of 21 shown by the cases; 0 of the other 1 would show what is unknown"


@pytest.mark.parametrize("name", ["ino-mrd", "DOS-001"])
def test_coverage_of_a_page_that_is_no_condition_is_refused(
    cyclewise: Callable[..., Any], name: str
) -> None:
    run = cyclewise("rules", "coverage", name)
    assert run.code == 2
    assert f"The cases of “{name}” are not of one condition" in run.err


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

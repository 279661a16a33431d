"""``rules`` lists, prints, checks and begins rules, also in a folder of somebody's own."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cyclewise.bundled import bundled


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """Return a folder with a protocol of one's own: a copy of a bundled one."""
    return Path(shutil.copytree(bundled("rules") / "ino-mrd", tmp_path / "ino-mrd"))


def test_the_list_names_every_rule_once(cyclewise: Callable[..., Any]) -> None:
    out = cyclewise("rules", "list", "--protocol", "ino-mrd").out
    for page in (bundled("rules") / "ino-mrd").glob("*/*.yaml"):
        if page.parent.name not in ("definitions", "endpoints") and not page.name.endswith(
            ".cases.yaml"
        ):
            name = page.read_text(encoding="utf-8").split("\n", 1)[0].removeprefix("id: ")
            assert out.count(f"{name} ") == 1, name


@pytest.mark.parametrize(
    "rule", ["HLD-001", "STP-001", "ELI-002", "DOS-001", "DEV-010", "DEV-033", "DEV-052"]
)
def test_a_rule_in_english_reads_as_its_golden_file(
    cyclewise: Callable[..., Any], golden: Callable[[str, str], None], rule: str
) -> None:
    run = cyclewise("rules", "show", rule, "--protocol", "ino-mrd", width=80)
    assert run.code == 0
    golden(f"rules/{rule.lower()}.txt", run.out)


def test_a_rule_that_is_not_there_is_met_with_the_nearest(cyclewise: Callable[..., Any]) -> None:
    run = cyclewise("rules", "show", "HLD-01")
    assert run.code == 2
    assert "Did you mean" in run.err


def test_a_protocol_of_ones_own_is_checked_where_it_lies(
    cyclewise: Callable[..., Any], own: Path
) -> None:
    run = cyclewise("rules", "check", "--rules", str(own))
    assert run.code == 0, run.out
    assert "ino-mrd: nothing wrong" in run.out


def test_a_misspelt_fact_is_found_and_the_answer_is_no(
    cyclewise: Callable[..., Any], own: Path
) -> None:
    page = own / "hold" / "low-counts.yaml"
    page.write_text(page.read_text("utf-8").replace("fact: platelets", "fact: plateletts"), "utf-8")
    run = cyclewise("rules", "check", "--rules", str(own))
    assert run.code == 1
    assert "plateletts" in run.out
    assert "Did you mean “platelets” or “platelets_lln”?" in run.out


def test_a_rule_without_cases_is_an_error(cyclewise: Callable[..., Any], own: Path) -> None:
    (own / "hold" / "suspected-sos.cases.yaml").unlink()
    run = cyclewise("rules", "check", "--rules", str(own))
    assert run.code == 1
    assert "ERROR" in run.out
    assert "to mend" in run.out.splitlines()[-1]


def test_a_quote_that_its_source_does_not_hold_is_an_error(
    cyclewise: Callable[..., Any], own: Path, tmp_path: Path
) -> None:
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "jabbour-2024-abstract.txt").write_text("Nothing of the kind.\n", encoding="utf-8")
    run = cyclewise("rules", "check", "--rules", str(own), "--texts", str(texts))
    assert run.code == 1
    assert "ERROR" in run.out


def test_a_folder_without_rules_is_bad_input(cyclewise: Callable[..., Any], tmp_path: Path) -> None:
    run = cyclewise("rules", "list", "--rules", str(tmp_path))
    assert run.code == 2
    assert "no folder with a protocol.yaml" in run.err


def test_a_new_rule_has_the_next_id_and_its_cases(cyclewise: Callable[..., Any], own: Path) -> None:
    run = cyclewise("rules", "new", "hold", "fever", "--rules", str(own))
    assert run.code == 0
    page = (own / "hold" / "fever.yaml").read_text(encoding="utf-8")
    cases = (own / "hold" / "fever.cases.yaml").read_text(encoding="utf-8")
    assert page.startswith("id: HLD-006\n")
    assert cases.startswith("rule: HLD-006\n")


@pytest.mark.parametrize("family", ["eligibility", "hold", "stop", "monitoring", "alert"])
def test_a_new_rule_has_its_headings_in_order_and_only_blanks_to_fill(
    cyclewise: Callable[..., Any], own: Path, family: str
) -> None:
    cyclewise("rules", "new", family, "fever", "--rules", str(own))
    run = cyclewise("rules", "check", "--rules", str(own))
    assert run.code == 1
    assert "WHICH" in run.out
    assert "stands after" not in run.out
    assert "Unknown key" not in run.out


def test_a_rule_that_is_there_is_never_overwritten(
    cyclewise: Callable[..., Any], own: Path
) -> None:
    before = (own / "hold" / "toxicity.yaml").read_text(encoding="utf-8")
    run = cyclewise("rules", "new", "hold", "toxicity", "--rules", str(own))
    assert run.code == 2
    assert (own / "hold" / "toxicity.yaml").read_text(encoding="utf-8") == before


@pytest.mark.parametrize(
    ("family", "name", "said"),
    [
        ("holds", "fever", "Did you mean “hold”?"),
        ("hold", "Fever High", "is no name for a rule's file"),
    ],
)
def test_a_new_rule_needs_a_family_and_a_plain_name(
    cyclewise: Callable[..., Any], own: Path, family: str, name: str, said: str
) -> None:
    run = cyclewise("rules", "new", family, name, "--rules", str(own))
    assert run.code == 2
    assert said in run.err


def test_a_new_rule_needs_a_protocol_to_belong_to(
    cyclewise: Callable[..., Any], tmp_path: Path
) -> None:
    run = cyclewise("rules", "new", "hold", "fever", "--rules", str(tmp_path))
    assert run.code == 2
    assert "no protocol.yaml" in run.err


def test_a_patient_is_answered_by_rules_of_ones_own(
    cyclewise: Callable[..., Any], own: Path
) -> None:
    assert cyclewise("recommend", "example:EX-03", "--rules", str(own)).code == 0

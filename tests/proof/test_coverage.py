"""What cases show of each criterion is counted, and a new case shows what none did."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.clinic import KNOWLEDGE, program, rule
from tests.proof.bundled_trial import TRIAL, knowledge, trial

from cyclewise.bundled import bundled
from cyclewise.documents.problem import Problems
from cyclewise.documents.yamlfile import parse_yaml
from cyclewise.proof.coverage import Covered, coverage, subject_of
from cyclewise.proof.new_cases import new_cases
from cyclewise.protocol.case_parsing import read_cases
from cyclewise.protocol.cases import CaseFile
from cyclewise_cli.render.coverage import case_lines

HOLD = rule(
    "HLD-001",
    "withhold",
    "{all: [{fact: lab, above: 2 mg/dL, within: 3 days}, {not: {fact: scan, is: clear}}]}",
    at=True,
)
BEGIN = """
rule: HLD-001
as_of: 2024-03-05
patient:
  - {date: 2024-03-05, lab: 3 mg/dL}
  - {date: 2024-03-05, scan: dark}
cases:
"""
CASES = {
    "high": "{name: high, expect: met}",
    "at": "{name: at, change: {lab: 2 mg/dL}, expect: not met}",
    "old": "{name: old, move: {lab: 2024-03-01}, expect: unknown}",
    "clear": "{name: clear, change: {scan: clear}, expect: not met}",
    "gone": "{name: gone, remove: [scan], expect: unknown}",
    "elsewhere": "{name: elsewhere, add: [{date: 2024-02-29, dose: x}], remove: [scan], "
    "expect: not applicable}",
}


def covered(*names: str) -> Covered:
    linked = program(None, [HOLD])
    text = BEGIN.lstrip() + "".join(f"  - {CASES[name]}\n" for name in names)
    problems = Problems()
    file = read_cases(parse_yaml(text, "a.cases.yaml"), "a", linked.protocol, KNOWLEDGE, problems)
    problems.raise_if_any()
    subject = subject_of(linked, file)
    assert subject is not None
    return coverage(linked, subject, file)


def missing(*names: str) -> list[str]:
    return [f"{each.criterion.subject} {each.said}" for each in covered(*names).missing]


def test_cases_of_every_outcome_leave_nothing_missing() -> None:
    assert missing("high", "at", "old", "clear", "gone") == []
    assert covered("high", "at", "old", "clear", "gone").shown == 13


@pytest.mark.parametrize(
    ("without", "said"),
    [
        (
            "at",
            ["lab is not met", "lab is not met, and that decides", "lab lies exactly at its limit"],
        ),
        ("old", ["lab is unknown", "lab is unknown, and that decides"]),
        ("clear", ["scan is met", "scan is met, and that decides"]),
        ("gone", ["scan is unknown", "scan is unknown, and that decides"]),
    ],
)
def test_a_case_that_is_gone_leaves_what_it_alone_showed(without: str, said: list[str]) -> None:
    names = [name for name in ("high", "at", "old", "clear", "gone") if name != without]
    assert missing(*names) == said


def test_a_case_for_whom_the_rule_does_not_apply_shows_nothing() -> None:
    assert missing("high", "at", "old", "clear", "elsewhere") == missing(
        "high", "at", "old", "clear"
    )


def _with_new_cases(file: CaseFile, before: Covered) -> tuple[CaseFile, int]:
    """Append what is made for a file to its text, and read that."""
    linked, _ = trial()
    made = list(new_cases(linked, file, before))
    owner, inner = file.label.split("/", 1)
    page = (TRIAL if owner == TRIAL.name else bundled("knowledge")) / inner
    lines = [line[7:] for line in case_lines(made, file.label)]
    problems = Problems()
    document = parse_yaml("\n".join([page.read_text("utf-8"), *lines, ""]), Path(inner).name)
    found = read_cases(document, file.label, linked.protocol, knowledge(), problems)
    problems.raise_if_any()
    return found, len(made)


def test_every_new_case_reads_as_written_passes_and_shows_what_was_missing() -> None:
    linked, files = trial()
    begun = total = 0
    for file in files:
        subject = subject_of(linked, file)
        before = None if subject is None else coverage(linked, subject, file)
        if subject is None or before is None or not before.missing:
            continue
        found, made = _with_new_cases(file, before)
        after = coverage(linked, subject, found)
        assert len(found.cases) == len(file.cases) + made
        assert after.shown >= before.shown + made, file.label
        begun, total = begun + 1, total + made
    assert begun >= 10
    assert total >= 30

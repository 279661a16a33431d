"""What cases show of each criterion is counted, and a new case shows what none did."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.clinic import KNOWLEDGE, program, rule
from tests.proof.bundled_trial import TRIAL, knowledge, trial

from cyclewise.bundled import bundled
from cyclewise.documents.problem import Problems
from cyclewise.documents.yamlfile import parse_yaml
from cyclewise.logic.condition import criteria
from cyclewise.proof.coverage import Covered, coverage, subject_of, truths_of
from cyclewise.proof.new_cases import NewCase, new_cases
from cyclewise.proof.ward import wards
from cyclewise.protocol.case_parsing import read_cases
from cyclewise.protocol.cases import CaseFile
from cyclewise.values.truth import UNKNOWN, Truth
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


def _text(file: CaseFile) -> str:
    owner, inner = file.label.split("/", 1)
    page = (TRIAL if owner == TRIAL.name else bundled("knowledge")) / inner
    return page.read_text("utf-8")


def _halved(text: str) -> str:
    """Leave out every second case of a page."""
    begin, cases = text.split("\ncases:\n")
    comment, *each = re.split(r"(?m)^(?=  - )", cases)
    return f"{begin}\ncases:\n{comment}{''.join(each[::2])}"


def _read(file: CaseFile, text: str) -> CaseFile:
    linked, _ = trial()
    problems = Problems()
    document = parse_yaml(text, Path(file.label).name)
    found = read_cases(document, file.label, linked.protocol, knowledge(), problems)
    problems.raise_if_any()
    return found


def test_every_new_case_reads_as_written_passes_and_shows_what_was_missing() -> None:
    linked, files = trial()
    total = left = 0
    for file in files[::5]:
        subject = subject_of(linked, file)
        if subject is None:
            continue
        text = _halved(_text(file))
        half = _read(file, text)
        before = coverage(linked, subject, half)
        found = list(new_cases(linked, half, before))
        made = [each for each in found if isinstance(each, NewCase)]
        lines = [line[7:] for line in case_lines(found, file.label, linked)]
        whole = _read(file, "\n".join([text.rstrip(), *lines, ""]))
        after = coverage(linked, subject, whole)
        assert len(whole.cases) == len(half.cases) + len(made)
        assert len(after.missing) == len(found) - len(made), file.label
        total, left = total + len(made), left + len(after.missing)
    assert total >= 15
    assert left <= 8


def test_what_is_said_never_to_be_unknown_is_unknown_in_no_case() -> None:
    linked, files = trial()
    asked = 0
    for file in files:
        subject = subject_of(linked, file)
        if subject is None:
            continue
        sure = [
            each
            for each in criteria(subject.condition)
            if Truth.MET in truths_of(linked, each) and Truth.UNKNOWN not in truths_of(linked, each)
        ]
        for ward, _ in wards(linked, file.cases):
            for each in sure:
                asked += 1
                assert UNKNOWN not in ward.facts.criterion(each), (file.label, each)
    assert asked > 100


def test_the_cases_of_a_page_show_all_but_what_another_criterion_implies() -> None:
    linked, files = trial()
    found = [
        (subject.id, each.criterion.subject, each.said)
        for file in files
        if (subject := subject_of(linked, file)) is not None
        for each in coverage(linked, subject, file).missing
    ]
    # A negative result since the last cycle is one after the first cycle, which decides already.
    said = "is met, and that decides"
    assert found == [("mrd_negative_after_a_cycle", "mrd_since_last_cycle", said)]

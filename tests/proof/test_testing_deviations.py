"""Cases of a deviation's page are audited, and a wrong page that no case would miss is named."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from cyclewise.bundled import bundled
from cyclewise.documents.problem import BadInput, Problems
from cyclewise.documents.yamlfile import parse_yaml
from cyclewise.facts.program import Program
from cyclewise.knowledge.knowledgebase import read_knowledge
from cyclewise.proof import testing, testing_deviations
from cyclewise.protocol.case_checks import case_findings
from cyclewise.protocol.case_parsing import read_cases
from cyclewise.protocol.deviation_parsing import read_deviation
from cyclewise.protocol.notes import Notes
from cyclewise.protocol.parsing import read_protocol
from cyclewise.values.calendar import Duration

KNOWN = read_knowledge(bundled("knowledge"))
CONSENT = """
deviation: DEV-003
as_of: 2024-04-30
patient:
  - {date: 2024-01-09, consent: present}
  - {date: 2024-01-15, dose: inotuzumab, cycle: 1, day: 1}
cases:
  - {name: on record, expect: none}
  - {name: refused, change: {consent: absent}, expect: [2024-01-15], importance: important}
  - {name: no word of it, remove: [consent], expect: [2024-01-15]}
"""


@cache
def program() -> Program:
    protocol = read_protocol(bundled("rules") / "ino-mrd", bundled("knowledge"), KNOWN)
    return Program(protocol, KNOWN)


def tried(text: str, of: Program | None = None) -> testing.Tested:
    problems, linked = Problems(), of or program()
    document = parse_yaml(text.lstrip(), "page.cases.yaml")
    file = read_cases(document, "page.cases.yaml", linked.protocol, KNOWN, problems)
    problems.raise_if_any()
    return testing_deviations.tested_deviation(linked, file)


def wrongs(found: testing.Tested) -> list[str]:
    return [result.wrong for result in found.results if result.wrong]


def test_cases_that_say_all_pass_and_leave_no_wrong_page() -> None:
    found = tried(CONSENT)
    assert found.passed
    assert found.mutants > 5


@pytest.mark.parametrize(
    ("written", "instead", "wrong"),
    [
        ("expect: none", "expect: [2024-01-15]", "expected 2024-01-15, and it is none"),
        ("absent}, expect: [2024-01-15]", "absent}, expect: none", "expected none, and it is 2024"),
        ("importance: important", "importance: minor", "expected minor, and it is important"),
        ("expect: none", "expect: unknown", "expected unknown, and it is none"),
    ],
)
def test_a_case_that_says_otherwise_fails(written: str, instead: str, wrong: str) -> None:
    (said,) = wrongs(tried(CONSENT.replace(written, instead, 1)))
    assert said.startswith(wrong)


@pytest.mark.parametrize(
    ("left_out", "survivor"),
    [
        ("  - {name: no word of it, remove: [consent], expect: [2024-01-15]}\n", "consent dropped"),
        (", importance: important", "minor instead of important"),
    ],
)
def test_a_wrong_page_that_no_case_notices_is_named(left_out: str, survivor: str) -> None:
    assert survivor in tried(CONSENT.replace(left_out, "")).survivors


def test_yielding_to_another_page_is_tried_as_well() -> None:
    text = """
deviation: DEV-021
as_of: 2024-04-30
patient:
  - {date: 2024-02-12, dose: inotuzumab, cycle: 1, day: 1}
cases:
  - name: on day 17
    add: [{date: 2024-02-28, dose: inotuzumab, cycle: 2, day: 1}]
    expect: [2024-02-28]
    importance: important
  - {name: nothing given, expect: none}
"""
    survivors = tried(text).survivors
    assert "does not yield to DEV-020" in survivors
    assert "does not yield to DEV-022" in survivors


def test_a_parameter_of_a_page_is_tried_a_step_off() -> None:
    text = """
deviation: DEV-010
as_of: 2024-04-30
patient:
  - {date: 2024-02-12, dose: inotuzumab, cycle: 1, day: 1}
cases:
  - {name: one dose, expect: none}
  - {name: too much, change: {dose: {value: inotuzumab, given: 2 mg/m2}}, expect: none}
"""
    assert any(each.startswith("dose tolerance ") for each in tried(text).survivors)


@pytest.mark.parametrize(
    ("expect", "message"),
    [
        ("expect: met", "met"),
        ("expect: [2024-02-30]", "2024-02-30"),
        ("expect: [soon]", "soon"),
    ],
)
def test_what_no_page_can_say_is_refused(expect: str, message: str) -> None:
    with pytest.raises(BadInput, match=message):
        tried(CONSENT.replace("expect: none", expect, 1))


def test_a_page_without_cases_or_without_one_of_each_kind_is_a_finding() -> None:
    problems = Problems()
    quiet = "\n".join(line for line in CONSENT.splitlines() if "2024-01-15]" not in line)
    document = parse_yaml(quiet.lstrip() + "\n", "page.cases.yaml")
    file = read_cases(document, "page.cases.yaml", program().protocol, KNOWN, problems)
    messages = [each.problem.message for each in case_findings(program().protocol, KNOWN, [file])]
    assert "DEV-003 has no case that it finds." in messages
    assert "DEV-001 has no cases." in messages


REPEATED = """
id: DEV-099
title: A week without a weight
status: draft
judges: MON-099
category: assessment
importance: minor
reason: Because.
when: {fact: expected, is: overdue}
summary: A week went by without a weight.
sources: [{cite: protocol-owner, supports: [], basis: owner}]
assumptions: []
limits: []
reviews: []
"""
WEEKLY = """
deviation: DEV-099
as_of: 2024-04-30
patient:
  - {date: 2024-02-12, dose: inotuzumab, cycle: 1, day: 1}
  - {date: 2024-02-19, weight: 70 kg}
  - {date: 2024-02-26, weight: 70 kg}
  - {date: 2024-03-03, last_contact: alive}
cases:
  - {name: each within a week, expect: none}
  - {name: one a day late, move: {weight: 2024-02-27}, expect: [2024-02-26], importance: minor}
  - {name: never, remove: [weight], expect: [2024-02-19]}
"""


def weekly() -> Program:
    """Return the trial with a weight expected every week, and a page that judges it."""
    notes = Notes(Problems())
    page = read_deviation(parse_yaml(REPEATED.lstrip(), "page.yaml"), "page.yaml", notes)
    notes.problems.raise_if_any()
    protocol = program().protocol
    daily = protocol.by_id["MON-007"]
    assert daily.expectation is not None
    rule = replace(daily, id="MON-099", expectation=replace(daily.expectation, due=Duration(7)))
    pages = (*protocol.deviations, page)
    return Program(replace(protocol, rules=(*protocol.rules, rule), deviations=pages), KNOWN)


def test_each_turn_of_what_is_expected_again_and_again_is_a_point_of_its_own() -> None:
    found = tried(WEEKLY, weekly())
    assert (wrongs(found), found.survivors) == ([], ())
    assert found.mutants > 1
    assert wrongs(tried(WEEKLY.replace("[2024-02-26]", "none"), weekly()))

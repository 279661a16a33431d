"""What is checked of a rule beyond its reading is checked of a deviation's page as well."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from cyclewise.documents.problem import Problems
from cyclewise.documents.yamlfile import parse_yaml
from cyclewise.knowledge.knowledgebase import Knowledge
from cyclewise.logic.condition import Condition
from cyclewise.protocol.checks import RuleBook, check
from cyclewise.protocol.criterion import Criterion
from cyclewise.protocol.deviation import DeviationRule
from cyclewise.protocol.deviation_parsing import read_deviation
from cyclewise.protocol.notes import Notes
from cyclewise.protocol.protocol import Protocol
from cyclewise.protocol.rule import Assumption, Citation

Found = Callable[..., list[str]]
WARD = Path(__file__).parent / "ward"
PAGE = """\
id: DEV-001
title: A dose given while it was held
status: draft
judges: each dose
category: safety
importance: important
reason: It may harm the patient.
when: {rule: HLD-001, is: in force}
summary: A dose was given although it was held.
sources:
  - {cite: owner, supports: [HLD-001], basis: owner}
"""


@pytest.fixture
def page() -> DeviationRule:
    notes = Notes(Problems())
    return read_deviation(parse_yaml(PAGE, "page.yaml"), "page.yaml", notes)


@pytest.fixture
def found(protocol: Protocol, knowledge: Knowledge) -> Found:
    """Return what the checks say of a page, its lack of cases aside."""

    def said(*pages: DeviationRule) -> list[str]:
        alone = replace(protocol, deviations=pages)
        known = {each.problem.message for each in check(RuleBook(protocol, knowledge, (), WARD))}
        messages = (each.problem.message for each in check(RuleBook(alone, knowledge, (), WARD)))
        return [each for each in messages if each not in known and "no cases" not in each]

    return said


def test_nothing_is_found_on_a_page_without_fault(page: DeviationRule, found: Found) -> None:
    assert found(page) == []


def test_a_page_that_rests_on_something_recalled_cannot_be_reviewed(
    page: DeviationRule,
    found: Found,
) -> None:
    recalled = (Citation("owner", ("HLD-001",), "recalled"),)
    signed = replace(page, status="reviewed", reviews=("A clinician",), sources=recalled)
    assert found(signed) == ["DEV-001 rests on something recalled and is marked “reviewed”."]
    assert found(replace(page, sources=recalled)) == []


def test_reviews_and_status_of_a_page_agree(page: DeviationRule, found: Found) -> None:
    assert found(replace(page, reviews=("A clinician",))) == [
        "DEV-001 names a reviewer and is marked “draft”."
    ]
    assert found(replace(page, status="reviewed")) == [
        "DEV-001 is marked “reviewed” and names no reviewer."
    ]


def test_a_quote_on_a_page_stands_in_its_source(page: DeviationRule, found: Found) -> None:
    quoted = (Citation("paper", ("HLD-001",), "found", "Nobody ever wrote this sentence."),)
    assert found(replace(page, sources=quoted)) == [
        "This quote does not stand in the text of paper."
    ]


def test_a_source_supports_what_the_page_asks(page: DeviationRule, found: Found) -> None:
    other = (Citation("owner", ("HLD-002",), "owner"),)
    assert found(replace(page, sources=other)) == ["DEV-001 asks nothing about “HLD-002”."]


def test_a_page_has_a_title_of_its_own(
    page: DeviationRule,
    protocol: Protocol,
    found: Found,
) -> None:
    rule = protocol.rules[0]
    assert found(replace(page, title=rule.title)) == [f"DEV-001 has the title of {rule.id}."]
    assert found(page, replace(page, id="DEV-002")) == ["DEV-002 has the title of DEV-001."]


def test_what_a_page_assumes_was_not_found(page: DeviationRule, found: Found) -> None:
    assumed = (Assumption("importance", "It is printed.", "found"),)
    assert found(replace(page, assumptions=assumed)) == [
        "The assumption “importance” says that it was found in a source."
    ]


def test_a_page_that_can_never_find_anything_is_found(
    page: DeviationRule,
    found: Found,
    condition: Callable[[str], Condition[Criterion]],
) -> None:
    never = condition("all: [{fact: mrd, above: 1}, {fact: mrd, below: 1}]")
    assert found(replace(page, condition=never, sources=())) == [
        "No mrd fulfils both this and the other criterion on it."
    ]

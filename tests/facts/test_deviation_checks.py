"""What deviation pages name is known: rules, facts, words, and pages that they yield to."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.clinic import KNOWLEDGE, protocol, rule

from cyclewise.documents.problem import BadInput, Problems
from cyclewise.documents.yamlfile import parse_yaml
from cyclewise.facts.linking import link
from cyclewise.protocol.deviation import DeviationRule
from cyclewise.protocol.deviation_parsing import read_deviation
from cyclewise.protocol.notes import Notes

HOLD = rule("HLD-001", "withhold", "{fact: lab, above: 2 mg/dL}")


def page(
    when: str, *, name: str = "DEV-001", judges: str = "each dose", yields: str = "[]"
) -> DeviationRule:
    text = f"""
id: {name}
title: A deviation
status: draft
judges: {judges}
category: safety
importance: minor
reason: Because.
when: {when}
yields_to: {yields}
summary: It deviates.
sources: [{{cite: owner, supports: [], basis: owner}}]
assumptions: []
limits: []
reviews: []
"""
    notes = Notes(Problems())
    found = read_deviation(parse_yaml(text.strip() + "\n", "page.yaml"), "page.yaml", notes)
    notes.problems.raise_if_any()
    return found


def said(*pages: DeviationRule) -> list[str]:
    """Return what linking says of a protocol with these pages."""
    try:
        link(replace(protocol(rules=[HOLD]), deviations=pages), KNOWLEDGE)
    except BadInput as bad:
        return [problem.message for problem in bad.problems]
    return []


@pytest.mark.parametrize(
    "when",
    [
        "{fact: standing, one_of: [withhold, insufficient-data]}",
        "{rule: HLD-001, is: in force}",
        "{fact: dose_off, above: 0.5 %}",
        "{fact: days_late, above: 0 days}",
        "{fact: level_raised, is: true}",
        "{fact: lab, above: 1 mg/dL}",
    ],
)
def test_a_page_may_name_the_facts_of_the_audit_and_every_other(when: str) -> None:
    assert said(page(when)) == []


@pytest.mark.parametrize(
    ("when", "message"),
    [
        ("{fact: standing, is: witheld}", "standing is never “witheld”."),
        ("{fact: dose_off, above: 5 mg}", "mg"),
        ("{rule: HLD-002, is: in force}", "There is no rule “HLD-002” here."),
        ("{rule: HLD-001, is: met}", "No rule is ever “met”."),
        ("{rule: HLD-001, above: 1}", "How a rule stands is a word."),
        ("{fact: standin, is: wait}", "Unknown fact “standin”."),
    ],
)
def test_what_a_page_names_wrongly_is_refused(when: str, message: str) -> None:
    assert any(message in each for each in said(page(when)))


def test_only_a_deviation_page_may_name_what_an_audit_gives() -> None:
    for when in ("{fact: standing, is: wait}", "{rule: HLD-001, is: in force}"):
        alone = protocol(rules=[HOLD, rule("ALR-001", "alert", when)])
        with pytest.raises(BadInput):
            link(alone, KNOWLEDGE)


def test_what_a_page_judges_and_yields_to_has_to_be_there() -> None:
    when = "{fact: standing, is: wait}"
    assert said(page(when, judges="each dos")) == ["Nothing is called “each dos”."]
    assert said(page(when, yields="[DEV-009]")) == ["There is no deviation “DEV-009” here."]


def test_pages_that_yield_to_one_another_are_refused() -> None:
    when = "{fact: standing, is: wait}"
    (problem,) = said(
        page(when, name="DEV-001", yields="[DEV-002]"),
        page(when, name="DEV-002", yields="[DEV-001]"),
    )
    assert problem.startswith("These deviations yield to one another:")

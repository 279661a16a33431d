"""A deviation's page is read whole, and what is wrong with it is said where it stands."""

from __future__ import annotations

from textwrap import dedent, indent

import pytest

from cyclewise.documents.problem import Problems
from cyclewise.documents.yamlfile import parse_yaml
from cyclewise.logic.condition import criteria
from cyclewise.protocol.deviation import DeviationRule
from cyclewise.protocol.deviation_parsing import read_deviation
from cyclewise.protocol.notes import Notes

PAGE = """
id: DEV-010
title: A dose given while it was held
status: draft
judges: each dose
category: safety
importance: important
reason: It may harm the patient.
when:
  all:
    - {fact: standing, is: withhold}
    - {rule: HLD-001, is: in force}
yields_to: [DEV-002]
summary: A dose was given although it was held.
sources:
  - {cite: owner, supports: [standing], basis: owner}
assumptions: []
limits: []
reviews: []
"""


def read(text: str) -> tuple[DeviationRule, list[str]]:
    notes = Notes(Problems())
    page = read_deviation(parse_yaml(text.strip() + "\n", "page.yaml"), "page.yaml", notes)
    return page, [problem.message for problem in notes.problems.found]


def test_a_page_is_read_with_all_its_keys() -> None:
    page, problems = read(PAGE)
    assert problems == []
    assert (page.id, page.judges, page.category) == ("DEV-010", "each dose", "safety")
    assert [(each.importance, each.when) for each in page.importance] == [("important", None)]
    assert page.yields_to == ("DEV-002",)
    assert [(each.asks, each.subject) for each in criteria(page.condition)] == [
        ("fact", "standing"),
        ("rule", "HLD-001"),
    ]


def weighed(listed: str) -> str:
    written = indent(dedent(listed).strip(), "  ")
    return PAGE.replace("importance: important", f"importance:\n{written}")


def test_importance_may_depend_on_conditions_and_ends_with_one_that_has_none() -> None:
    page, problems = read(
        weighed("""
        - {importance: important, when: {fact: amount_off, above: 10 %}}
        - {importance: minor}
        """)
    )
    assert problems == []
    assert [each.importance for each in page.importance] == ["important", "minor"]
    assert page.importance[0].when is not None
    assert page.importance[1].when is None


@pytest.mark.parametrize(
    ("listed", "message"),
    [
        (
            "- {importance: minor}\n- {importance: important}",
            "This list of importances is not read to its end.",
        ),
        (
            "- {importance: minor, when: {fact: dose_off, above: 1 %}}",
            "The last importance has a “when”.",
        ),
    ],
)
def test_a_list_of_importances_that_cannot_be_read_is_refused(listed: str, message: str) -> None:
    assert read(weighed(listed))[1] == [message]


@pytest.mark.parametrize(
    ("wrong", "right", "message"),
    [
        ("category: safty", "category: safety", "“safty” is no “category” of a deviation."),
        ("importance: grave", "importance: important", "“grave” is no “importance”"),
        ("id: deviation 10", "id: DEV-010", "has not the shape of a rule's id"),
    ],
)
def test_a_word_that_is_none_is_refused(wrong: str, right: str, message: str) -> None:
    (problem,) = read(PAGE.replace(right, wrong))[1]
    assert message in problem


def test_a_page_needs_a_condition_and_a_source() -> None:
    bare = PAGE.replace("  - {cite: owner, supports: [standing], basis: owner}", "")
    assert read(bare.replace("sources:", "sources: []"))[1] == ["This deviation names no source."]
    before, after = PAGE.index("when:"), PAGE.index("yields_to:")
    assert read(PAGE[:before] + PAGE[after:])[1] == ["A deviation needs “when”."]


def test_how_a_rule_stands_has_no_date() -> None:
    dated = PAGE.replace("is: in force}", "is: in force, within: 3 days}")
    assert read(dated)[1] == ["How a rule stands has no date."]

from collections.abc import Callable

import pytest

from cyclewise.logic.condition import Condition
from cyclewise.protocol.criterion import Criterion
from cyclewise.protocol.unreachable import condition_findings

Reader = Callable[[str], Condition[Criterion]]
PAIN = "{fact: pain, is: present}"


def said(condition: Condition[Criterion]) -> list[str]:
    found = condition_findings(condition, {}, None)
    return [f"{each.severity}: {each.problem.message}" for each in found]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (
            "all: [{fact: x, above: 5}, {fact: x, below: 3}]",
            "error: No x fulfils both this and the other criterion on it.",
        ),
        (
            "all: [{fact: x, above: 5}, {fact: x, at_most: 5}]",
            "error: No x fulfils both this and the other criterion on it.",
        ),
        (
            "all: [{fact: x, is: present}, {fact: x, is: absent}]",
            "error: No x fulfils both this and the other criterion on it.",
        ),
        (
            "all: [{fact: x, at_least: 5}, {fact: x, at_least: 3}]",
            "warning: Another criterion on x makes this one superfluous.",
        ),
        (
            "any: [{fact: x, at_least: 5}, {fact: x, at_least: 3}]",
            "warning: Another criterion on x makes this one superfluous.",
        ),
        (
            "any: [{fact: x, above: 5}, {fact: x, at_most: 5}]",
            "error: Every x fulfils this or the other criterion on it.",
        ),
        (
            "any: [{fact: x, is: true}, {fact: x, is: false}]",
            "error: Every x fulfils this or the other criterion on it.",
        ),
        (f"all: [{PAIN}, {PAIN}]", "error: This condition stands here twice."),
        (
            f"{{at_least: 2, of: [{PAIN}, {PAIN}, {{fact: y, above: 1}}]}}",
            "error: This condition stands here twice.",
        ),
        (
            f"all: [{PAIN}, not: {PAIN}]",
            "error: Something and its opposite are both listed, so this is never met.",
        ),
        (
            f"any: [{PAIN}, not: {PAIN}]",
            "error: Something and its opposite are both listed, so this is always met.",
        ),
        (
            f"{{at_least: 1, of: [{PAIN}, {{fact: y, above: 1}}]}}",
            "warning: “at_least: 1” of 2 is the same as “any”.",
        ),
        (
            f"{{at_least: 2, of: [{PAIN}, {{fact: y, above: 1}}]}}",
            "warning: “at_least: 2” of 2 is the same as “all”.",
        ),
    ],
)
def test_a_condition_that_cannot_be_meant_is_found(
    written: str, expected: str, condition: Reader
) -> None:
    assert said(condition(written)) == [expected]


@pytest.mark.parametrize(
    "written",
    [
        "all: [{fact: x, above: 3}, {fact: x, below: 5}]",
        "all: [{fact: x, above: 5}, {fact: y, below: 3}]",
        "all: [{fact: x, above: 5, since: a}, {fact: x, below: 3, since: b}]",
        "all: [{ever: x, above: 5}, {ever: x, below: 3}]",
        "all: [{fact: x, above: 5 mg/dL}, {fact: x, below: 3 g/L}]",
        "all: [{fact: x, at_least: 5, within: 3 days}, {fact: x, at_least: 3, within: 9 days}]",
        "any: [{fact: x, above: 5}, {fact: x, below: 5}]",
        "any: [{fact: x, is: CR1}, {fact: x, is: CR2}]",
        f"all: [{PAIN}, any: [{PAIN}, {{fact: y, above: 1}}]]",
        f"{{at_least: 2, of: [{PAIN}, {{fact: y, above: 1}}, {{fact: z, above: 1}}]}}",
    ],
)
def test_a_condition_that_can_be_meant_is_left_alone(written: str, condition: Reader) -> None:
    assert said(condition(written)) == []


def test_the_superfluous_criterion_is_the_one_pointed_to(condition: Reader) -> None:
    narrow, wide = "  - {fact: x, at_least: 5}", "  - {fact: x, at_least: 3}"
    for group, pair, line in (
        ("all", (narrow, wide), 3),
        ("all", (wide, narrow), 2),
        ("any", (narrow, wide), 2),
        ("any", (wide, narrow), 3),
    ):
        found = list(condition_findings(condition("\n".join([f"{group}:", *pair])), {}, None))
        assert [each.problem.line for each in found] == [line]


def test_a_contradiction_deep_inside_is_found(condition: Reader) -> None:
    inner = "all: [{fact: x, above: 5}, {fact: x, below: 3}]"
    assert len(said(condition(f"any: [{PAIN}, not: {{{inner}}}]"))) == 1

from collections.abc import Callable
from dataclasses import replace

from cyclewise.knowledge.knowledgebase import Knowledge
from cyclewise.protocol.english import Line, rule_english
from cyclewise.protocol.protocol import Protocol

OTHERS = {"first_dose": "the first dose"}


def printed(lines: tuple[Line, ...]) -> str:
    return "\n".join("    " * line.depth + line.text for line in lines)


def test_every_rule_is_printed_back_as_english(
    protocol: Protocol, knowledge: Knowledge, golden: Callable[[str, str], None]
) -> None:
    pages = [printed(rule_english(rule, protocol, knowledge, OTHERS)) for rule in protocol.rules]
    golden("rules-in-english.txt", "\n\n".join(pages) + "\n")


def test_a_quote_stands_above_the_first_part_it_supports(
    protocol: Protocol, knowledge: Knowledge
) -> None:
    lines = rule_english(protocol.by_id["HLD-001"], protocol, knowledge)
    kinds = [line.kind for line in lines if line.depth == 1]
    assert kinds == ["quote", "condition", "quote", "condition"]
    assert "bilirubin above 1.5 ULN" in next(each.text for each in lines if each.kind == "quote")


def test_a_source_of_nothing_in_the_condition_stands_above_it_all(
    protocol: Protocol, knowledge: Knowledge
) -> None:
    rule = protocol.by_id["HLD-001"]
    elsewhere = tuple(replace(each, supports=("dose",)) for each in rule.sources)
    lines = rule_english(replace(rule, sources=elsewhere), protocol, knowledge)
    assert [line.depth for line in lines if line.kind == "quote"] == [0, 0]


def test_an_action_that_holds_nothing_back_has_no_until(
    protocol: Protocol, knowledge: Knowledge
) -> None:
    stop = rule_english(protocol.by_id["STP-001"], protocol, knowledge)
    assert not any(line.text.startswith("until") for line in stop)

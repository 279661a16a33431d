"""A deviation's page reads aloud: what it judges, when it finds, and how grave that is."""

from cyclewise.documents.problem import Problems
from cyclewise.documents.yamlfile import parse_yaml
from cyclewise.knowledge.knowledgebase import Knowledge
from cyclewise.protocol.deviation_english import deviation_english
from cyclewise.protocol.deviation_parsing import read_deviation
from cyclewise.protocol.notes import Notes
from cyclewise.protocol.phrases import Speech
from cyclewise.protocol.protocol import Protocol

PAGE = """\
id: DEV-001
title: A dose given while it was held
status: draft
judges: {judges}
category: safety
importance: {importance}
reason: It may harm the patient.
when: {when}
yields_to: [DEV-002]
summary: A dose was given although it was held.
sources:
  - {{cite: owner, supports: [], basis: owner}}
limits: [Only doses are judged.]
"""


def read_aloud(
    protocol: Protocol,
    knowledge: Knowledge,
    judges: str = "each dose",
    importance: str = "important",
    when: str = "{rule: HLD-001, is: in force}",
) -> list[str]:
    text = PAGE.format(judges=judges, importance=importance, when=when)
    page = read_deviation(parse_yaml(text, "page.yaml"), "page.yaml", Notes(Problems()))
    speech = Speech(protocol, knowledge, {"standing": "the action in force"})
    return [line.text for line in deviation_english(page, speech)]


def test_a_page_says_what_it_judges_and_when_it_finds(
    protocol: Protocol, knowledge: Knowledge
) -> None:
    rule = protocol.by_id["HLD-001"]
    lines = read_aloud(protocol, knowledge)
    assert lines[0] == "DEV-001  A dose given while it was held (draft)"
    assert lines[1] == "Judges each dose that was given, by what was known that day before it."
    assert lines[3:] == [
        f"When HLD-001 ({rule.title}) is in force",
        "unless DEV-002 (DEV-002) finds the same event",
        "then a deviation (safety, important): A dose was given although it was held.",
        "It may harm the patient.",
        "Limit: Only doses are judged.",
    ]


def test_every_kind_of_point_is_said_in_words_of_its_own(
    protocol: Protocol, knowledge: Knowledge
) -> None:
    judged = {
        each: read_aloud(protocol, knowledge, judges=each)[1]
        for each in ("each dose", "the first dose", "each dose due", "the end of follow-up")
    }
    assert len(set(judged.values())) == len(judged)
    title = protocol.by_id["STP-001"].title
    assert read_aloud(protocol, knowledge, judges="STP-001")[1] == (
        f"Judges each occasion of STP-001 ({title}), on its last day."
    )


def test_how_grave_it_is_is_said_with_its_condition(
    protocol: Protocol, knowledge: Knowledge
) -> None:
    weights = "[{importance: important, when: {fact: standing, is: wait}}, {importance: minor}]"
    lines = read_aloud(protocol, knowledge, importance=weights)
    assert lines[5].startswith(
        "then a deviation (safety, important where the action in force is wait, otherwise minor)"
    )


def test_the_opposite_of_a_rule_in_force_is_said_with_none_of(
    protocol: Protocol, knowledge: Knowledge
) -> None:
    when = "{not: {rule: HLD-001, one_of: [in force, undecided]}}"
    title = protocol.by_id["HLD-001"].title
    assert read_aloud(protocol, knowledge, when=when)[3] == (
        f"When HLD-001 ({title}) is none of in force and undecided"
    )

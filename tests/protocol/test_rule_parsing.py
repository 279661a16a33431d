from collections.abc import Callable

import pytest

from cyclewise.documents.yamlfile import parse_yaml
from cyclewise.logic.condition import Both, Leaf, Negation
from cyclewise.protocol.notes import Notes
from cyclewise.protocol.protocol import Protocol
from cyclewise.protocol.rule import Rule
from cyclewise.protocol.rule_parsing import RULE_ORDER, read_rule

PAGE = {
    "id": "HLD-009",
    "title": "Ascites holds",
    "status": "draft",
    "phases": "[on, before]",
    "when": "{fact: ascites, is: present}",
    "then": "withhold",
    "summary": "Hold.",
    "urgency": "now",
    "sources": "[{cite: label, supports: [ascites], basis: found}]",
}
Reader = Callable[..., Rule]


@pytest.fixture
def rule(notes: Notes) -> Reader:
    """Read a plain rule with some keys changed (None: left out), in their order."""

    def read(**changes: str | None) -> Rule:
        keys = {**PAGE, **changes}
        lines = [f"{key}: {keys[key]}" for key in RULE_ORDER if keys.get(key) is not None]
        return read_rule(parse_yaml("\n".join(lines), "rule.yaml"), "hold", "t/rule.yaml", notes)

    return read


def said(notes: Notes) -> list[str]:
    return [each.message for each in notes.problems.found]


def test_a_plain_rule_is_read_as_written(rule: Reader, notes: Notes) -> None:
    read = rule()
    assert not notes.problems
    assert (read.id, read.title, read.status) == ("HLD-009", "Ascites holds", "draft")
    assert read.phases == ("before", "on")
    assert (read.action, read.requirement, read.urgency) == ("withhold", False, "now")
    assert (read.at_dose_due, read.asks_dose_due) == (False, False)
    assert (read.family, read.label) == ("hold", "t/rule.yaml")
    assert (read.unless, read.until, read.rationale) == (None, None, "")


def test_unless_stands_in_the_condition_as_its_opposite(rule: Reader) -> None:
    read = rule(unless="{fact: gilbert_syndrome, is: present}")
    assert isinstance(read.condition, Both)
    when, exception = read.condition.parts
    assert isinstance(when, Leaf)
    assert read.unless is not None
    assert exception == Negation(read.unless)


@pytest.mark.parametrize(("key", "flags"), [("at", (True, False)), ("asks", (False, True))])
def test_a_rule_may_wait_for_a_dose_to_be_due(
    key: str, flags: tuple[bool, bool], rule: Reader
) -> None:
    read = rule(**{key: "dose due"})
    assert (read.at_dose_due, read.asks_dose_due) == flags


def test_a_requirement_can_wait_unless_it_says_otherwise(rule: Reader, notes: Notes) -> None:
    changes = {"when": None, "then": None, "urgency": None, "phases": "[before]"}
    requirement = {**changes, "requires": PAGE["when"], "otherwise": "ineligible"}
    read = rule(**requirement)
    assert (read.requirement, read.action) == (True, "ineligible")
    assert read.urgency == "before next dose"
    assert rule(**{**requirement, "urgency": "routine"}).urgency == "routine"
    assert not notes.problems


def test_an_action_has_no_urgency_of_its_own(rule: Reader, notes: Notes) -> None:
    rule(urgency=None)
    assert said(notes) == ["A rule needs “urgency”."]


def test_an_alert_is_no_action(rule: Reader) -> None:
    assert rule(then="alert").is_alert
    assert not rule().is_alert


def test_what_follows_a_requirement_is_ineligibility(rule: Reader, notes: Notes) -> None:
    rule(when=None, then=None, requires=PAGE["when"], otherwise="withhold")
    assert said(notes) == ["“withhold” is no “otherwise” of a rule."]


def test_otherwise_needs_a_requirement(rule: Reader, notes: Notes) -> None:
    rule(then=None, otherwise="ineligible")
    assert said(notes) == ["“otherwise” goes with “requires”, and this rule has “when”."]


@pytest.mark.parametrize("wrong", ["HLD-9", "hld-009", "HLD009", "HLDX-009", "HLD-0009"])
def test_an_id_has_three_capitals_and_three_digits(wrong: str, rule: Reader, notes: Notes) -> None:
    rule(id=wrong)
    assert said(notes) == [f"“{wrong}” has not the shape of a rule's id."]


def test_the_support_of_a_rule_is_kept(rule: Reader, notes: Notes) -> None:
    read = rule(
        sources="[{cite: paper, supports: [ascites, sos], basis: found, quote: as printed}]",
        assumptions="[{name: a, text: b, basis: assumed}]",
        limits="[Only adults.]",
        reviews="[A clinician]",
        rationale="Because.",
        until="{fact: ascites, is: absent}",
    )
    (source,) = read.sources
    assert (source.cite, source.supports, source.quote) == (
        "paper",
        ("ascites", "sos"),
        "as printed",
    )
    assert read.limits == ("Only adults.",)
    assert read.reviews == ("A clinician",)
    assert read.rationale == "Because."
    assert read.until is not None
    assert [mention.name for mention in notes.cites] == ["paper"]


def test_every_rule_of_a_protocol_has_an_id_of_its_own(protocol: Protocol) -> None:
    assert set(protocol.by_id) == {"ALT-001", "ELI-001", "HLD-001", "HLD-002", "STP-001", "STP-002"}
    assert protocol.by_id["HLD-002"].family == "hold"

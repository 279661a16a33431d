"""What rules expect must be facts read from events, and what they count from must happen."""

from __future__ import annotations

from collections.abc import Iterator

from cyclewise.documents.problem import Problems, suggestion
from cyclewise.documents.yamlfile import Mapping, Node, Sequence
from cyclewise.facts.program import ENGINE_FACTS, EVENT_FACTS, Program
from cyclewise.protocol.definition import FirstMetForm
from cyclewise.protocol.expectation import Expectation
from cyclewise.protocol.rule import Rule


def check_expectations(program: Program, problems: Problems) -> None:
    """Refuse expected items that nobody records, and days counted from what never happens."""
    known = {*program.definitions, *ENGINE_FACTS}
    for rule in program.protocol.expecting:
        page = f"{program.protocol.folder}/protocol.yaml"
        for fact, place, is_item in _named(rule):
            if fact not in known:
                remedy = suggestion(fact, known) or "Name a concept, or define the fact."
                problems.add(place or page, f"Unknown fact “{fact}”.", remedy)
            elif is_item and fact not in program.chains:
                problems.add(
                    place or page,
                    f"“{fact}” is not read from events, so nobody can record it.",
                    "Expect a concept, or a fact that has `read:`.",
                )
            elif not is_item and not _happens(program, fact):
                problems.add(
                    place or page,
                    f"“{fact}” is no event, so nothing counts from it.",
                    f"Name a fact that has `read:` or `first_met:`, or {', '.join(EVENT_FACTS)}.",
                )


def _happens(program: Program, fact: str) -> bool:
    if fact in EVENT_FACTS or fact in program.chains:
        return True
    return fact in program.definitions and isinstance(program.definitions[fact].form, FirstMetForm)


def _named(rule: Rule) -> Iterator[tuple[str, Node | None, bool]]:
    """Yield every fact an expectation names with its place, and whether it is an item."""
    asked = rule.expectation
    if asked is None:
        return
    items = _at(rule, "expect")
    places = items.items if isinstance(items, Sequence) else ()
    for number, item in enumerate(asked.items):
        yield item, places[number] if number < len(places) else rule.place, True
    for fact in asked.anchors:
        yield fact, _anchor_place(rule, asked, fact), False


def _anchor_place(rule: Rule, asked: Expectation, fact: str) -> Node | None:
    if asked.until is not None and fact == asked.until.after and fact != asked.event:
        until = _at(rule, "until")
        return until.get("after") if isinstance(until, Mapping) else rule.place
    return _at(rule, "after" if asked.occasion == "after" else "from") or rule.place


def _at(rule: Rule, key: str) -> Node | None:
    return rule.place.get(key) if isinstance(rule.place, Mapping) else None

"""Every criterion that a protocol's actions may rest on, however deep."""

from __future__ import annotations

from collections.abc import Iterator

from cyclewise.facts.program import Program
from cyclewise.logic.condition import criteria
from cyclewise.protocol.criterion import Criterion
from cyclewise.protocol.uses import conditions_of_form


def asked_of(program: Program) -> tuple[Criterion, ...]:
    """Return every criterion of the rules that ask for an action, and of what they rest on."""
    protocol = program.protocol
    rows = (row.when for row in protocol.schedule.rows if row.when is not None)
    asked: list[Criterion] = []
    for condition in (*(rule.condition for rule in protocol.acting), *rows):
        asked += criteria(condition)
    found: dict[Criterion, None] = {}
    facts: set[str] = set()
    while asked:
        criterion = asked.pop()
        found[criterion] = None
        if criterion.asks not in ("parameter", "rule"):
            asked += _below(program, criterion.subject, facts)
    return tuple(found)


def _below(program: Program, fact: str, seen: set[str]) -> Iterator[Criterion]:
    """Yield the criteria that a fact rests on, of each fact once."""
    if fact in seen:
        return
    seen.add(fact)
    definition = program.definitions.get(fact)
    for condition in () if definition is None else conditions_of_form(definition.form):
        yield from criteria(condition)
    for each in program.inputs(fact):
        yield from _below(program, each, seen)

"""What an answer leans on: assumptions that nobody published, and signs presumed absent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field

from cyclewise.advice.recommendation import Leaning, Ruling
from cyclewise.facts.program import ENGINE_FACTS, Program
from cyclewise.inference.trace import Seen, Trace
from cyclewise.logic.condition import criteria
from cyclewise.protocol.criterion import Criterion
from cyclewise.protocol.rule import ESTABLISHED, Assumption, Basis, Rule
from cyclewise.protocol.uses import (
    definition_parameters,
    expected_parameters,
    parameters_of,
    schedule_parameters,
)
from cyclewise.records import dataclass


@dataclass(frozen=True)
class Assumptions:
    """What a program's rules and facts assume; what a rule assumes is looked for once."""

    program: Program
    _of_rules: dict[str, tuple[Assumption, ...]] = field(default_factory=dict, repr=False)

    def of(self, rulings: Sequence[Ruling], facts: Sequence[str] = ()) -> tuple[Leaning, ...]:
        """Return every assumption behind rulings and facts, each once, with who makes it.

        Assumptions are those of the rules, of the definitions they use, and the parameters whose
        basis is neither found nor the owner's.
        """
        made = [(ruling.rule.id, self._of_rule(ruling.rule)) for ruling in rulings]
        made += [(fact, tuple(self._of_facts((fact,), ()))) for fact in facts]
        return _collected(made)

    def _of_rule(self, rule: Rule) -> tuple[Assumption, ...]:
        if rule.id not in self._of_rules:
            self._of_rules[rule.id] = tuple(self._found(rule))
        return self._of_rules[rule.id]

    def _found(self, rule: Rule) -> Iterator[Assumption]:
        yield from _unpublished(rule.assumptions)
        used, schedule = list(criteria(rule.condition)), self.program.protocol.schedule
        named = [name for each in used for name in parameters_of(each)]
        named += expected_parameters(rule)
        if rule.id == schedule.id:
            named += schedule_parameters(schedule)
        yield from self._of_facts(_asked_for(used), named)

    def _of_facts(self, asked: Sequence[str], named: Sequence[str]) -> Iterator[Assumption]:
        """Yield the assumptions of facts and of all they are made of, and of parameters named."""
        parameters = list(named)
        for fact in facts_behind(self.program, asked):
            definition = self.program.definitions.get(fact)
            if definition is not None:
                yield from (
                    each for each in definition.assumptions if each.basis not in ESTABLISHED
                )
                parameters += definition_parameters(definition)
        for name in dict.fromkeys(parameters):
            known = self.program.protocol.parameters[name]
            yield from _unpublished(
                [Assumption(name, f"{known.text}. {known.because}", known.basis)]
            )


def _unpublished(assumptions: Iterable[Assumption]) -> Iterator[Assumption]:
    return (each for each in assumptions if each.basis not in ESTABLISHED)


def _collected(made: Iterable[tuple[str, tuple[Assumption, ...]]]) -> tuple[Leaning, ...]:
    """Return each assumption once, with the names of all who make it."""
    found: dict[tuple[str, str], tuple[Basis, dict[str, None]]] = {}
    for name, assumptions in made:
        for each in assumptions:
            _, names = found.setdefault((each.name, each.text), (each.basis, {}))
            names[name] = None
    return tuple(
        Leaning(name, text, basis, tuple(names)) for (name, text), (basis, names) in found.items()
    )


def _asked_for(used: Sequence[Criterion]) -> list[str]:
    asked = [each.subject for each in used if each.asks != "parameter"]
    return asked + [each.since for each in used if each.since is not None]


def facts_behind(program: Program, asked: Sequence[str]) -> tuple[str, ...]:
    """Return some facts, and every fact those are made of.

    What the course itself tells is left out: the schedule names its own assumptions.
    """
    found: dict[str, None] = {}
    waiting = list(asked)
    while waiting:
        fact = waiting.pop()
        if fact not in found and fact not in ENGINE_FACTS:
            found[fact] = None
            waiting.extend(program.inputs(fact))
    return tuple(found)


def presumptions_of(rulings: Sequence[Ruling]) -> tuple[Seen, ...]:
    """Return what was presumed rather than recorded, each fact once."""
    return presumptions_in([each.trace for each in rulings if each.trace is not None])


def presumptions_in(traces: Iterable[Trace]) -> tuple[Seen, ...]:
    """Return what some traces presumed rather than read, each fact once."""
    found: dict[str, Seen] = {}
    for trace in traces:
        for seen in _seen(trace):
            if seen.presumed:
                found.setdefault(seen.fact, seen)
    return tuple(found.values())


def _seen(trace: Trace) -> Iterator[Seen]:
    if trace.seen is not None:
        yield trace.seen
    if trace.below is not None:
        yield from _seen(trace.below)
    for part in trace.parts:
        yield from _seen(part)

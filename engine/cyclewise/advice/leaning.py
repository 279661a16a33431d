"""What an answer leans on: assumptions that nobody published, and signs presumed absent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cyclewise.advice.recommendation import Leaning, Ruling
from cyclewise.facts.program import ENGINE_FACTS, Program
from cyclewise.inference.trace import Seen, Trace
from cyclewise.logic.condition import criteria
from cyclewise.protocol.criterion import Criterion
from cyclewise.protocol.rule import ESTABLISHED, Assumption, Basis
from cyclewise.protocol.uses import (
    definition_parameters,
    expected_parameters,
    parameters_of,
    schedule_parameters,
)


def assumptions_of(program: Program, rulings: Sequence[Ruling]) -> tuple[Leaning, ...]:
    """Return every assumption behind some rulings, each once, with the rules that make it.

    Assumptions are those of the rules, of the definitions they use, and the parameters whose
    basis is neither found nor the owner's.
    """
    found: dict[tuple[str, str], tuple[Basis, list[str]]] = {}
    for ruling in rulings:
        for each in _assumptions(program, ruling):
            if each.basis in ESTABLISHED:
                continue
            _, rules = found.setdefault((each.name, each.text), (each.basis, []))
            if ruling.rule.id not in rules:
                rules.append(ruling.rule.id)
    return tuple(
        Leaning(name, text, basis, tuple(rules)) for (name, text), (basis, rules) in found.items()
    )


def _assumptions(program: Program, ruling: Ruling) -> Iterator[Assumption]:
    yield from ruling.rule.assumptions
    used = list(criteria(ruling.rule.condition))
    named = [name for each in used for name in parameters_of(each)]
    named += expected_parameters(ruling.rule)
    for fact in _facts(program, used):
        definition = program.definitions.get(fact)
        if definition is None:
            continue
        yield from definition.assumptions
        named += definition_parameters(definition)
    if ruling.rule.id == program.protocol.schedule.id:
        named += schedule_parameters(program.protocol.schedule)
    for name in dict.fromkeys(named):
        parameter = program.protocol.parameters[name]
        yield Assumption(name, f"{parameter.text}. {parameter.because}", parameter.basis)


def _facts(program: Program, used: Sequence[Criterion]) -> tuple[str, ...]:
    """Return the facts of some criteria, and every fact those are made of.

    What the course itself tells is left out: the schedule names its own assumptions.
    """
    found: dict[str, None] = {}
    waiting = [each.subject for each in used if each.asks != "parameter"]
    waiting += [each.since for each in used if each.since is not None]
    while waiting:
        fact = waiting.pop()
        if fact not in found and fact not in ENGINE_FACTS:
            found[fact] = None
            waiting.extend(program.inputs(fact))
    return tuple(found)


def presumptions_of(rulings: Sequence[Ruling]) -> tuple[Seen, ...]:
    """Return what was presumed rather than recorded, each fact once."""
    found: dict[str, Seen] = {}
    for ruling in rulings:
        if ruling.trace is not None:
            for seen in _seen(ruling.trace):
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

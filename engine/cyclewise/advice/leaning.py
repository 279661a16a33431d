"""What an answer leans on: assumptions that nobody published, and signs presumed absent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

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
    return _collected((ruling.rule.id, _assumptions(program, ruling)) for ruling in rulings)


def assumptions_behind(
    program: Program, rulings: Sequence[Ruling], facts: Sequence[str]
) -> tuple[Leaning, ...]:
    """Return every assumption behind some rulings and some facts, each once, with who makes it."""
    of_rules = ((ruling.rule.id, _assumptions(program, ruling)) for ruling in rulings)
    of_facts = ((fact, _of_facts(program, (fact,), ())) for fact in facts)
    return _collected((*of_rules, *of_facts))


def _collected(made: Iterable[tuple[str, Iterator[Assumption]]]) -> tuple[Leaning, ...]:
    """Return each assumption once, with the names of all who make it."""
    found: dict[tuple[str, str], tuple[Basis, list[str]]] = {}
    for name, assumptions in made:
        for each in assumptions:
            if each.basis in ESTABLISHED:
                continue
            _, names = found.setdefault((each.name, each.text), (each.basis, []))
            if name not in names:
                names.append(name)
    return tuple(
        Leaning(name, text, basis, tuple(names)) for (name, text), (basis, names) in found.items()
    )


def _assumptions(program: Program, ruling: Ruling) -> Iterator[Assumption]:
    yield from ruling.rule.assumptions
    used = list(criteria(ruling.rule.condition))
    named = [name for each in used for name in parameters_of(each)]
    named += expected_parameters(ruling.rule)
    if ruling.rule.id == program.protocol.schedule.id:
        named += schedule_parameters(program.protocol.schedule)
    yield from _of_facts(program, _asked_for(used), named)


def _of_facts(program: Program, asked: Sequence[str], named: Sequence[str]) -> Iterator[Assumption]:
    """Yield the assumptions of facts and of all they are made of, and of parameters named."""
    parameters = list(named)
    for fact in facts_behind(program, asked):
        definition = program.definitions.get(fact)
        if definition is None:
            continue
        yield from definition.assumptions
        parameters += definition_parameters(definition)
    for name in dict.fromkeys(parameters):
        parameter = program.protocol.parameters[name]
        yield Assumption(name, f"{parameter.text}. {parameter.because}", parameter.basis)


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

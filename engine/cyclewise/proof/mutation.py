"""Mutants: a rule, a schedule or a ranking with one small thing wrong, which cases must notice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal

from cyclewise.logic.condition import (
    AtLeast,
    Both,
    Condition,
    Either,
    Leaf,
    Negation,
)
from cyclewise.protocol.criterion import Comparison, Criterion, Limit, Literally, Parameter
from cyclewise.protocol.rule import PHASES, Rule
from cyclewise.records import dataclass
from cyclewise.values.calendar import Duration
from cyclewise.values.quantity import parse_quantity

C = Condition[Criterion]
Vocabulary = Callable[[str], tuple[str, ...]]
"""Gives the words a fact's value may be."""

NEVER_DUE = "after"
"""The phase in which no dose is ever due: there ``at: dose due`` is never in force anyway."""

_HOUR = 60

_NEIGHBOUR = {"at_least": "above", "above": "at_least", "at_most": "below", "below": "at_most"}


@dataclass(frozen=True, slots=True)
class Mutant:
    """A wrong version of a rule, and in words what is wrong with it."""

    wrong: str
    rule: Rule


def mutants_of(rule: Rule, words: Vocabulary) -> Iterator[Mutant]:
    """Yield every small mutation of a rule: of its condition, its phases, its occasion."""
    for wrong, condition in condition_mutants(rule.condition, words):
        yield Mutant(wrong, replace(rule, condition=condition))
    for phase in PHASES:
        if rule.at_dose_due and phase == NEVER_DUE:
            continue
        without = tuple(each for each in rule.phases if each != phase)
        if phase not in rule.phases:
            yield Mutant(f"applies {phase} as well", replace(rule, phases=(*rule.phases, phase)))
        elif without:
            yield Mutant(f"does not apply {phase}", replace(rule, phases=without))
    if rule.at_dose_due:
        yield Mutant("applies when no dose is due", replace(rule, at_dose_due=False))
    if rule.asks_dose_due:
        yield Mutant("asks when no dose is due", replace(rule, asks_dose_due=False))


def condition_mutants(condition: C, words: Vocabulary) -> Iterator[tuple[str, C]]:
    """Yield every small mutation of a condition with what is wrong in it."""
    match condition:
        case Leaf(criterion):
            for wrong, changed in criterion_mutants(criterion, words):
                yield wrong, Leaf(changed)
            yield f"{_named(criterion)} negated", Negation(condition)
        case Negation(part):
            yield "`not` dropped", part
            for wrong, mutated in condition_mutants(part, words):
                yield wrong, Negation(mutated)
        case Both(parts) | Either(parts) | AtLeast(_, parts):
            yield from _joined_mutants(condition, parts, words)


def _joined_mutants(
    condition: Both[Criterion] | Either[Criterion] | AtLeast[Criterion],
    parts: tuple[C, ...],
    words: Vocabulary,
) -> Iterator[tuple[str, C]]:
    if len(parts) > 1 and isinstance(condition, Both):
        yield "`all` became `any`", Either(parts)
    if len(parts) > 1 and isinstance(condition, Either):
        yield "`any` became `all`", Both(parts)
    if isinstance(condition, AtLeast):
        yield from _miscounted(condition)
    for place, part in enumerate(parts):
        others = (*parts[:place], *parts[place + 1 :])
        if others:
            yield f"{_called(part)} dropped", replace(condition, parts=others)
        for wrong, mutated in condition_mutants(part, words):
            changed = (*parts[:place], mutated, *parts[place + 1 :])
            yield wrong, replace(condition, parts=changed)


def _miscounted(condition: AtLeast[Criterion]) -> Iterator[tuple[str, C]]:
    for count in (condition.count - 1, condition.count + 1):
        if 1 <= count <= len(condition.parts):
            wrong = f"at least {count} instead of {condition.count}"
            yield wrong, replace(condition, count=count)


def _called(condition: C) -> str:
    return _named(condition.criterion) if isinstance(condition, Leaf) else "a part"


def _named(criterion: Criterion) -> str:
    return criterion.subject


def criterion_mutants(criterion: Criterion, words: Vocabulary) -> Iterator[tuple[str, Criterion]]:
    """Yield every small mutation of one criterion."""
    name = _named(criterion)
    if criterion.comparison is not None:
        for wrong, mutated in _comparison_mutants(criterion.comparison, words(criterion.subject)):
            yield f"{name} {wrong}", replace(criterion, comparison=mutated)
    if criterion.since is not None:
        yield f"{name} not since {criterion.since}", replace(criterion, since=None)
    if criterion.within is not None:
        yield f"{name} of any age", replace(criterion, within=None)
    if isinstance(criterion.within, Duration):
        for length in nearby(criterion.within):
            yield f"{name} within {length.text}", replace(criterion, within=length)


def nearby(length: Duration) -> Iterator[Duration]:
    """Yield a duration one step shorter and longer: a day, or an hour where it is in hours."""
    for step in (-1, 1):
        if length.minutes is None:
            yield replace(length, days=length.days + step)
        else:
            yield replace(length, minutes=length.minutes + step * _HOUR)


def _comparison_mutants(
    comparison: Comparison, words: tuple[str, ...]
) -> Iterator[tuple[str, Comparison]]:
    word = comparison.word
    if word in _NEIGHBOUR:
        changed = _NEIGHBOUR[word]
        yield f"{changed} instead of {word}", replace(comparison, word=changed)  # type: ignore[arg-type]
    if word == "one_of" and len(comparison.limits) > 1:
        for place, limit in enumerate(comparison.limits):
            others = (*comparison.limits[:place], *comparison.limits[place + 1 :])
            yield f"without {_spelt(limit)}", replace(comparison, limits=others)
    for place, limit in enumerate(comparison.limits):
        for changed_limit in _limit_mutants(limit, words if word != "one_of" else ()):
            limits = (*comparison.limits[:place], changed_limit, *comparison.limits[place + 1 :])
            wrong = f"{word} {_spelt(changed_limit)} instead of {_spelt(limit)}"
            yield wrong, replace(comparison, limits=limits)


def _limit_mutants(limit: Limit, words: tuple[str, ...]) -> Iterator[Literally]:
    if isinstance(limit, Parameter):
        return
    if limit.text in ("true", "false"):
        yield Literally("false" if limit.text == "true" else "true")
    elif limit.text in words:
        yield from (Literally(word) for word in words if word != limit.text)
    else:
        yield from (Literally(text, parse_quantity(text)) for text in stepped(limit.text))


def stepped(text: str) -> tuple[str, ...]:
    """Return a written number one step of its last digit down and up, with its unit.

    Nothing for what is no number; never below nought.
    """
    quantity = parse_quantity(text)
    if quantity is None:
        return ()
    step = Decimal(1).scaleb(int(quantity.number.as_tuple().exponent))
    found = [quantity.number - step, quantity.number + step]
    return tuple(f"{number} {quantity.unit}".strip() for number in found if number >= 0)


def _spelt(limit: Limit) -> str:
    return limit.name if isinstance(limit, Parameter) else limit.text

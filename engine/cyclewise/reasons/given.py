"""What an audit hands to its pages, in words: what stood at a point, and how far a dose is off."""

from __future__ import annotations

from cyclewise.facts.program import Program
from cyclewise.facts.reading import Why
from cyclewise.inference.trace import Seen
from cyclewise.protocol.criterion import Criterion
from cyclewise.protocol.definition import GivenForm
from cyclewise.reasons.limits import Limits
from cyclewise.reasons.numbers import percent, rounded, said, with_unit

_YES_NO = {"true": "yes", "false": "no"}
_FRACTION = "fraction"


def is_given(program: Program, fact: str) -> bool:
    """Return whether a fact is one that an audit hands to its pages."""
    definition = program.definitions.get(fact)
    return definition is not None and isinstance(definition.form, GivenForm)


def given_words(limits: Limits, seen: Seen, criterion: Criterion | None) -> str:
    """Return a given fact with its value; a fraction is a percentage."""
    if seen.why != Why.KNOWN:
        return f"{seen.title}: cannot be told"
    if seen.word:
        return f"{seen.title}: {_YES_NO.get(seen.word, said(seen.word))}"
    numbers = () if criterion is None else limits.numbers(criterion)
    scale = limits.program.scale(seen.fact)
    unit = scale.unit if scale else ""
    if unit == _FRACTION:
        return f"{seen.title}: {percent(seen.low, numbers)}"
    return f"{seen.title}: {with_unit(rounded(seen.low, numbers), unit)}"


def rule_words(limits: Limits, criterion: Criterion) -> str:
    """Return which rule a criterion asks for, and how it is asked to stand."""
    rule = limits.program.protocol.by_id[criterion.subject]
    return f"{rule.id} ({rule.title}): {limits.comparison(criterion)}"

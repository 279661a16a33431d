"""Conditions that can never be met, are always met, or say something twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations

from cyclewise.documents.yamlfile import Node
from cyclewise.logic.condition import AtLeast, Both, Condition, Either, Leaf, Negation, parts_of
from cyclewise.protocol.criterion import Criterion
from cyclewise.protocol.findings import Finding, error, warning
from cyclewise.protocol.spans import Parameters, Span, meeting, span_of, together_everything
from cyclewise.records import dataclass


@dataclass(frozen=True, slots=True)
class _Limited:
    """A criterion on a fact's one value, with the numbers or words it allows."""

    criterion: Criterion
    span: Span


def condition_findings(
    condition: Condition[Criterion], parameters: Parameters, page: Node | None
) -> Iterator[Finding]:
    """Yield what is contradictory, superfluous or repeated anywhere in a condition."""
    parts = parts_of(condition)
    if not isinstance(condition, Leaf | Negation):
        yield from _repeated(parts, page)
    if isinstance(condition, Both | Either):
        yield from _opposites(condition, page)
        pairs = combinations(_limited(parts, parameters), 2)
        for one, other in pairs:
            yield from _compared(one, other, page, all_hold=isinstance(condition, Both))
    if isinstance(condition, AtLeast) and len(parts) > 1 and condition.count in (1, len(parts)):
        word = "any" if condition.count == 1 else "all"
        yield warning(
            _place(condition) or page,
            f"“at_least: {condition.count}” of {len(parts)} is the same as “{word}”.",
            f"Write “{word}”.",
        )
    for part in parts:
        yield from condition_findings(part, parameters, page)


def _place(condition: Condition[Criterion]) -> Node | None:
    """Return where the first criterion of a condition stands."""
    if isinstance(condition, Leaf):
        return condition.criterion.place
    found = (_place(part) for part in parts_of(condition))
    return next((place for place in found if place is not None), None)


def _repeated(parts: Iterable[Condition[Criterion]], page: Node | None) -> Iterator[Finding]:
    seen = set()
    for part in parts:
        if part in seen:
            yield error(
                _place(part) or page,
                "This condition stands here twice.",
                "Remove one; if two different facts were meant, name them.",
            )
        seen.add(part)


def _opposites(
    condition: Both[Criterion] | Either[Criterion], page: Node | None
) -> Iterator[Finding]:
    parts = set(condition.parts)
    for part in condition.parts:
        if isinstance(part, Negation) and part.part in parts:
            always = isinstance(condition, Either)
            yield error(
                _place(part) or page,
                f"Something and its opposite are both listed, so this is "
                f"{'always' if always else 'never'} met.",
                "Remove one of them.",
            )


def _limited(parts: Iterable[Condition[Criterion]], parameters: Parameters) -> Iterator[_Limited]:
    """Yield the parts that limit a fact's one value; rows asked for by ``ever`` differ."""
    for part in parts:
        if isinstance(part, Leaf) and part.criterion.asks == "fact" and part.criterion.comparison:
            span = span_of(part.criterion.comparison, parameters)
            if span is not None:
                yield _Limited(part.criterion, span)


def _compared(
    one: _Limited, other: _Limited, page: Node | None, *, all_hold: bool
) -> Iterator[Finding]:
    mine, theirs = one.criterion, other.criterion
    if (mine.subject, mine.since) != (theirs.subject, theirs.since) or mine == theirs:
        return
    shared = meeting(one.span, other.span)
    if shared is None:
        return
    place = theirs.place or page
    if all_hold and shared.is_empty:
        yield error(
            place,
            f"No {mine.subject} fulfils both this and the other criterion on it.",
            "Mend a limit, or write “any” if one of them is enough.",
        )
    elif not all_hold and together_everything(one.span, other.span):
        yield error(
            place,
            f"Every {mine.subject} fulfils this or the other criterion on it.",
            "Mend a limit, or write “all” if both are meant.",
        )
    elif shared in (one.span, other.span) and mine.within == theirs.within:
        narrow = one if shared == one.span else other
        idle = other if (narrow is one) == all_hold else one
        yield warning(
            idle.criterion.place or page,
            f"Another criterion on {mine.subject} makes this one superfluous.",
            "Remove it, or mend a limit.",
        )

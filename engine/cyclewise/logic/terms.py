"""A condition as terms: the patterns of truth that make it met, and those that make it not met.

A rule engine that knows only AND takes a condition in this form. The terms are found with sets of
patterns and not with the arrays of ``values.truth``, so that the two engines share no arithmetic.

A set of patterns is one whole number. Bit p of it says whether pattern p is in the set, and the
digits of p to the base three are the truths of the criteria: there is a bit for each of the 3^k
patterns, and joining two sets is one ``&`` or ``|`` however large the condition is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache, reduce
from operator import and_, or_

from cyclewise.logic.condition import (
    AtLeast,
    Both,
    Condition,
    Either,
    Leaf,
    Negation,
    criteria,
    parts_of,
)
from cyclewise.records import dataclass
from cyclewise.values.truth import Truth

MOST_CRITERIA = 10
"""How many different criteria a condition may have: all 3^10 patterns are tried in seconds."""

MOST_TERMS = 47
"""How many terms a condition may have, met and not met together.

With the one rule that always fires they fill a rule set of 48, the most that was seen to be safe.
"""

Term = frozenset[tuple[int, Truth]]
"""Criteria by number, each with the truth it must have; all of them must."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What makes a condition met, and what makes it not met; where neither fits it is unknown."""

    met: tuple[Term, ...]
    not_met: tuple[Term, ...]

    @property
    def size(self) -> int:
        """Return how many terms there are, met and not met together."""
        return len(self.met) + len(self.not_met)


@lru_cache(maxsize=4096)
def terms_of(condition: Condition[int]) -> Terms:
    """Return the terms of a condition whose criteria are numbered.

    Raises ValueError where there are more than ``MOST_CRITERIA`` different criteria.
    """
    numbers = sorted(set(criteria(condition)))
    if len(numbers) > MOST_CRITERIA:
        raise ValueError(f"A condition has {len(numbers)} criteria, and {MOST_CRITERIA} may stand.")
    met, not_met = _patterns(condition, numbers)
    return Terms(_smallest(met, numbers), _smallest(not_met, numbers))


def _patterns(condition: Condition[int], numbers: Sequence[int]) -> tuple[int, int]:
    """Return the set of patterns in which a condition is met, and that in which it is not met."""
    below = [_patterns(part, numbers) for part in parts_of(condition)]
    met = [patterns for patterns, _ in below]
    not_met = [patterns for _, patterns in below]
    match condition:
        case Leaf(number):
            place, places = numbers.index(number), len(numbers)
            return _holding(Truth.MET, place, places), _holding(Truth.NOT_MET, place, places)
        case Negation():
            return not_met[0], met[0]
        case Both():
            return reduce(and_, met), reduce(or_, not_met)
        case Either():
            return reduce(or_, met), reduce(and_, not_met)
        case AtLeast(count, parts):
            too_many = len(parts) - count + 1
            whole = (1 << 3 ** len(numbers)) - 1
            return _reaching(count, met, whole), _reaching(too_many, not_met, whole)


def _reaching(count: int, sets: Sequence[int], whole: int) -> int:
    """Return the patterns that are in at least ``count`` of the sets."""
    wanted = min(max(count, 0), len(sets) + 1)
    reached = [whole] + [0] * wanted
    for patterns in sets:
        for times in range(wanted, 0, -1):
            reached[times] |= reached[times - 1] & patterns
    return reached[wanted]


@cache
def _holding(value: Truth, place: int, places: int) -> int:
    """Return the set of patterns in which the criterion at that place has that truth.

    Its digit is the same for 3^place patterns in a row, and comes round after three such rows.
    """
    row: int = 3**place
    rows_of_three: int = 3 ** (places - place - 1)
    once = ((1 << row) - 1) << (value * row)
    every_round = ((1 << 3 * row * rows_of_three) - 1) // ((1 << 3 * row) - 1)
    return once * every_round


def _smallest(patterns: int, numbers: Sequence[int]) -> tuple[Term, ...]:
    """Return, as terms, the patterns that leave as many criteria open as they can.

    What is met or not met stays so when an unknown criterion becomes known. So a pattern is
    superfluous exactly where one of its criteria could be unknown as well.
    """
    needed = patterns
    for place in range(len(numbers)):
        opened = patterns & _holding(Truth.UNKNOWN, place, len(numbers))
        row: int = 3**place
        needed &= ~(opened >> row | opened << row)
    terms = [_term(pattern, numbers) for pattern in _members(needed)]
    return tuple(sorted(terms, key=lambda term: (len(term), sorted(term))))


def _members(patterns: int) -> Iterator[int]:
    while patterns:
        lowest = patterns & -patterns
        yield lowest.bit_length() - 1
        patterns ^= lowest


def _term(pattern: int, numbers: Sequence[int]) -> Term:
    """Return a pattern as a term: the criteria that are known in it."""
    truths = ((number, Truth(pattern // 3**at % 3)) for at, number in enumerate(numbers))
    return frozenset((number, value) for number, value in truths if value != Truth.UNKNOWN)

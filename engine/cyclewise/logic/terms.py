"""A condition as terms: the patterns of truth that make it met, and those that make it not met.

A rule engine that knows only AND takes a condition in this form. The terms are found with sets of
patterns and not with the arrays of ``values.truth``, so that the two engines share no arithmetic.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cyclewise.logic.condition import (
    AtLeast,
    Both,
    Condition,
    Either,
    Leaf,
    Negation,
    criteria,
)
from cyclewise.values.truth import Truth

MOST_CRITERIA = 10
"""How many different criteria a condition may have: all 3^10 patterns are tried in seconds."""

MOST_TERMS = 47
"""How many terms a condition may have, met and not met together.

With the one rule that always fires they fill a rule set of 48, the most that was seen to be safe.
"""

Term = frozenset[tuple[int, Truth]]
"""Criteria by number, each with the truth it must have; all of them must."""

_Patterns = npt.NDArray[np.bool_]
"""A set of patterns: one axis a criterion, three places on each, true where the pattern is in."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What makes a condition met, and what makes it not met; where neither fits it is unknown."""

    met: tuple[Term, ...]
    not_met: tuple[Term, ...]

    @property
    def size(self) -> int:
        """Return how many terms there are, met and not met together."""
        return len(self.met) + len(self.not_met)


def terms_of(condition: Condition[int]) -> Terms:
    """Return the terms of a condition whose criteria are numbered.

    Raises ValueError where there are more than ``MOST_CRITERIA`` different criteria.
    """
    numbers = sorted(set(criteria(condition)))
    if len(numbers) > MOST_CRITERIA:
        raise ValueError(f"A condition has {len(numbers)} criteria, and {MOST_CRITERIA} may stand.")
    met, not_met = _patterns(condition, numbers)
    return Terms(_smallest(met, numbers), _smallest(not_met, numbers))


def _patterns(condition: Condition[int], numbers: Sequence[int]) -> tuple[_Patterns, _Patterns]:
    """Return the patterns in which a condition is met, and those in which it is not met."""
    match condition:
        case Leaf(number):
            axis, axes = numbers.index(number), len(numbers)
            return _holding(Truth.MET, axis, axes), _holding(Truth.NOT_MET, axis, axes)
        case Negation(part):
            met, not_met = _patterns(part, numbers)
            return not_met, met
        case Both(parts):
            return _counted(len(parts), [_patterns(part, numbers) for part in parts])
        case Either(parts):
            return _counted(1, [_patterns(part, numbers) for part in parts])
        case AtLeast(count, parts):
            return _counted(count, [_patterns(part, numbers) for part in parts])


def _counted(
    count: int, sides: Sequence[tuple[_Patterns, _Patterns]]
) -> tuple[_Patterns, _Patterns]:
    """At least ``count`` sides are met; not met when that can no longer be reached."""
    met = _reaching(count, [met for met, _ in sides])
    not_met = _reaching(len(sides) - count + 1, [not_met for _, not_met in sides])
    return met, not_met


def _reaching(count: int, sets: Sequence[_Patterns]) -> _Patterns:
    """Return the patterns that are in at least ``count`` of the sets."""
    times: npt.NDArray[np.int64] = np.zeros((), np.int64)
    for patterns in sets:
        times = times + patterns
    return np.asarray(times >= count)


def _holding(value: Truth, axis: int, axes: int) -> _Patterns:
    """Return the patterns in which one criterion has that truth."""
    return _along(axis, axes) == value


def _along(axis: int, axes: int) -> npt.NDArray[np.int8]:
    """Return the three truths along one axis, ready to be broadcast over the others."""
    shape = [1] * axes
    shape[axis] = len(Truth)
    return np.arange(len(Truth), dtype=np.int8).reshape(shape)


def _smallest(patterns: _Patterns, numbers: Sequence[int]) -> tuple[Term, ...]:
    """Return, as terms, the patterns that leave as many criteria open as they can.

    What is met or not met stays so when an unknown criterion becomes known. So a pattern is
    superfluous exactly where one of its criteria could be unknown as well.
    """
    axes = len(numbers)
    inside = np.broadcast_to(patterns, (len(Truth),) * axes)
    needed = inside.copy()
    for axis in range(axes):
        opened = inside.take([Truth.UNKNOWN], axis)
        needed &= ~(opened & (_along(axis, axes) != Truth.UNKNOWN))
    terms = [_term(pattern, numbers) for pattern in np.argwhere(needed).tolist()]
    return tuple(sorted(terms, key=lambda term: (len(term), sorted(term))))


def _term(pattern: Sequence[int], numbers: Sequence[int]) -> Term:
    """Return a pattern as a term: the criteria that are known in it."""
    truths = zip(numbers, map(Truth, pattern), strict=True)
    return frozenset((number, value) for number, value in truths if value != Truth.UNKNOWN)

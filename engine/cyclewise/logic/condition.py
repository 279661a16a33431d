"""Conditions are trees of criteria; this file gives their shape and their three-valued truth."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

import numpy as np
import numpy.typing as npt

from cyclewise.records import dataclass
from cyclewise.values import truth
from cyclewise.values.truth import Truth

Truths = npt.NDArray[np.int8]
C = TypeVar("C")
D = TypeVar("D")


@dataclass(frozen=True, slots=True)
class Leaf(Generic[C]):
    """One criterion, standing alone."""

    criterion: C


@dataclass(frozen=True, slots=True)
class Both(Generic[C]):
    """``all``: met when every part is met."""

    parts: tuple[Condition[C], ...]


@dataclass(frozen=True, slots=True)
class Either(Generic[C]):
    """``any``: met when one part is met."""

    parts: tuple[Condition[C], ...]


@dataclass(frozen=True, slots=True)
class Negation(Generic[C]):
    """``not``: met when its part is not met."""

    part: Condition[C]


@dataclass(frozen=True, slots=True)
class AtLeast(Generic[C]):
    """``at_least n of``: met when so many parts are met."""

    count: int
    parts: tuple[Condition[C], ...]


Condition = Leaf[C] | Both[C] | Either[C] | Negation[C] | AtLeast[C]


def parts_of(condition: Condition[C]) -> tuple[Condition[C], ...]:
    """Return the direct parts of a condition; a leaf has none."""
    match condition:
        case Leaf():
            return ()
        case Negation(part):
            return (part,)
        case Both(parts) | Either(parts) | AtLeast(_, parts):
            return parts


def criteria(condition: Condition[C]) -> Iterator[C]:
    """Yield every criterion in reading order, as often as it is written."""
    if isinstance(condition, Leaf):
        yield condition.criterion
    for part in parts_of(condition):
        yield from criteria(part)


def distinct(condition: Condition[C]) -> tuple[C, ...]:
    """Return the criteria in reading order, each once."""
    return tuple(dict.fromkeys(criteria(condition)))


def replace_criteria(condition: Condition[C], change: Callable[[C], D]) -> Condition[D]:
    """Return the same tree with every criterion changed."""

    def again(part: Condition[C]) -> Condition[D]:
        return replace_criteria(part, change)

    match condition:
        case Leaf(criterion):
            return Leaf(change(criterion))
        case Both(parts):
            return Both(tuple(map(again, parts)))
        case Either(parts):
            return Either(tuple(map(again, parts)))
        case Negation(part):
            return Negation(again(part))
        case AtLeast(count, parts):
            return AtLeast(count, tuple(map(again, parts)))


def truth_of(condition: Condition[C], truth_of_criterion: Callable[[C], Truths]) -> Truths:
    """Return the truth of a condition, given the truth of each criterion.

    The arrays have one entry a decision point: 0 not met, 1 unknown, 2 met. Parts are asked in
    their order, and not at all once those before them have decided it at every point.
    """
    if isinstance(condition, Leaf):
        return truth_of_criterion(condition.criterion)
    match condition:
        case Both(parts):
            return _until(parts, truth_of_criterion, truth.both, Truth.NOT_MET)
        case Either(parts):
            return _until(parts, truth_of_criterion, truth.either, Truth.MET)
        case Negation(part):
            return truth.negate(truth_of(part, truth_of_criterion))
        case AtLeast(count, parts):
            return truth.at_least(count, [truth_of(part, truth_of_criterion) for part in parts])


def _until(
    parts: tuple[Condition[C], ...],
    truth_of_criterion: Callable[[C], Truths],
    joined: Callable[..., Truths],
    decides: Truth,
) -> Truths:
    """Join the truths of parts until what decides stands at every point."""
    first, *others = parts
    held = truth_of(first, truth_of_criterion)
    for part in others:
        if held.tobytes().count(decides) == len(held):
            break
        held = joined(held, truth_of(part, truth_of_criterion))
    return held

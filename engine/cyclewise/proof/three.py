"""Three-valued truth as two propositions, so that a solver can speak of every state at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeAlias, TypeVar

import z3

from cyclewise.logic.condition import AtLeast, Both, Condition, Either, Leaf, Negation
from cyclewise.records import dataclass
from cyclewise.values.truth import Truth

C = TypeVar("C")
Proposition: TypeAlias = z3.BoolRef

YES: Proposition = z3.BoolVal(val=True)
NO: Proposition = z3.BoolVal(val=False)


@dataclass(frozen=True, slots=True)
class Three:
    """A truth: met where ``sure``, not met where not even ``possible``, else unknown."""

    sure: Proposition
    possible: Proposition

    def is_(self, value: Truth) -> Proposition:
        """Return the proposition that the truth is this one of the three."""
        if value == Truth.MET:
            return self.sure
        if value == Truth.NOT_MET:
            return z3.Not(self.possible)
        return z3.And(self.possible, z3.Not(self.sure))

    @property
    def opposite(self) -> Three:
        """Return met for not met and not met for met."""
        return Three(z3.Not(self.possible), z3.Not(self.sure))

    def where(self, holds: Proposition, otherwise: Three) -> Three:
        """Return this truth where a proposition holds, and another one elsewhere."""
        return Three(
            z3.If(holds, self.sure, otherwise.sure),
            z3.If(holds, self.possible, otherwise.possible),
        )


MET = Three(YES, YES)
UNKNOWN = Three(NO, YES)
NOT_MET = Three(NO, NO)
_CONSTANT = {Truth.MET: MET, Truth.UNKNOWN: UNKNOWN, Truth.NOT_MET: NOT_MET}


def constant(value: Truth) -> Three:
    """Return a truth that is the same in every state."""
    return _CONSTANT[value]


def known(holds: Proposition) -> Three:
    """Return a truth that is never unknown."""
    return Three(holds, holds)


def all_of(truths: Iterable[Three]) -> Three:
    """Return met where all are met, not met where one is not met, else unknown."""
    parts = list(truths)
    return Three(z3.And([each.sure for each in parts]), z3.And([each.possible for each in parts]))


def any_of(truths: Iterable[Three]) -> Three:
    """Return met where one is met, not met where none can be, else unknown."""
    parts = list(truths)
    return Three(z3.Or([each.sure for each in parts]), z3.Or([each.possible for each in parts]))


def three_of(condition: Condition[C], criterion: Callable[[C], Three]) -> Three:
    """Return the truth of a condition, given the truth of each criterion."""

    def again(part: Condition[C]) -> Three:
        return three_of(part, criterion)

    match condition:
        case Leaf(one):
            return criterion(one)
        case Negation(part):
            return again(part).opposite
        case Both(parts):
            return all_of(map(again, parts))
        case Either(parts):
            return any_of(map(again, parts))
        case AtLeast(count, parts):
            truths = [again(part) for part in parts]
            return Three(
                z3.PbGe([(each.sure, 1) for each in truths], count),
                z3.PbGe([(each.possible, 1) for each in truths], count),
            )

"""One fact's value as propositions: the regions that the limits of all criteria cut it into."""

from __future__ import annotations

from dataclasses import dataclass, field

import z3

from cyclewise.facts.bound import Bound, Dated
from cyclewise.proof.three import MET, NOT_MET, UNKNOWN, Proposition, Three, all_of, any_of, known

_AT, _ABOVE = 0, 1
_Cut = tuple[Dated, int]
ABSENT = "absent"


@dataclass
class Quantity:
    """A fact's value in one state: nothing, absent, a word, or an interval between limits.

    A limit cuts the numbers in two, and whether the value lies above is met, not met or, where
    the interval holds it, unknown. ``laws`` keep the cuts in their order.
    """

    name: str
    may_be_absent: bool = True
    laws: list[Proposition] = field(default_factory=list)
    cuts: dict[_Cut, Three] = field(default_factory=dict)
    words: dict[str, Proposition] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Name what the value may be instead of a number or a word."""
        self.absent: Proposition = z3.Bool(f"{self.name} is absent")
        self.missing: Proposition = z3.Bool(f"{self.name} is missing")
        self.laws.append(z3.Not(z3.And(self.absent, self.missing)))
        if not self.may_be_absent:
            self.laws.append(z3.Not(self.absent))

    def compared(self, bound: Bound) -> Three:
        """Return whether a comparison of the value holds."""
        held = self._worded(bound.words) if bound.words else self._measured(bound)
        held = UNKNOWN.where(self.missing, held)
        nothing = MET if ABSENT in bound.words else NOT_MET
        return nothing.where(self.absent, held)

    def _worded(self, words: tuple[str, ...]) -> Three:
        return known(z3.Or([self._word(word) for word in words]))

    def _word(self, word: str) -> Proposition:
        """Return that the value is a word; two words at once it never is."""
        if word not in self.words:
            mine = z3.Bool(f"{self.name} is {word}")
            self.laws += [z3.Not(z3.And(mine, other)) for other in self.words.values()]
            self.words[word] = mine
        return self.words[word]

    def _measured(self, bound: Bound) -> Three:
        limits = bound.numbers
        match bound.word:
            case "at_least":
                return self._cut(limits[0], _AT)
            case "above":
                return self._cut(limits[0], _ABOVE)
            case "at_most":
                return self._cut(limits[0], _ABOVE).opposite
            case "below":
                return self._cut(limits[0], _AT).opposite
            case _:
                exact = [
                    all_of([self._cut(each, _AT), self._cut(each, _ABOVE).opposite])
                    for each in limits
                ]
                return any_of(exact)

    def _cut(self, limit: Dated, side: int) -> Three:
        """Return whether the value lies at or above a limit, or only above it."""
        cut = (limit, side)
        if cut not in self.cuts:
            name = f"{self.name} {'above' if side else 'at least'} {limit.numbers}"
            mine = Three(z3.Bool(f"{name}, surely"), z3.Bool(f"{name}, possibly"))
            self.laws.append(z3.Implies(mine.sure, mine.possible))
            self.laws += [law for other in self.cuts for law in self._ordered(cut, mine, other)]
            self.cuts[cut] = mine
        return self.cuts[cut]

    def _ordered(self, cut: _Cut, mine: Three, other: _Cut) -> list[Proposition]:
        """Return that what lies above the higher of two cuts lies above the lower one."""
        if len(cut[0].numbers) > 1 or len(other[0].numbers) > 1:
            return []  # an amendment moves it, and which of the two is higher may change
        theirs = self.cuts[other]
        first, second = (cut[0].numbers[0], cut[1]), (other[0].numbers[0], other[1])
        higher, lower = (mine, theirs) if first > second else (theirs, mine)
        return [
            z3.Implies(higher.sure, lower.sure),
            z3.Implies(higher.possible, lower.possible),
        ]

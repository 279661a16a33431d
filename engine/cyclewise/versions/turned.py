"""Which criteria turned between two versions: for each, at which points, to the bottom."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from cyclewise.facts.program import ENGINE_FACTS
from cyclewise.facts.sheet import Sheet
from cyclewise.logic.condition import Condition, Leaf, distinct
from cyclewise.protocol.criterion import Criterion
from cyclewise.protocol.definition import ConditionForm
from cyclewise.protocol.phrases import Speech, criterion_english
from cyclewise.reasons.numbers import said
from cyclewise.records import dataclass

Flags = npt.NDArray[np.bool_]
Asked = Condition[Criterion]
Turn = tuple[str, Flags]
"""What turned, in words, and at which points."""

_DEEPEST = 12
"""Facts made of facts, so many deep; a protocol has no rings, and none is nearly so deep."""


@dataclass(frozen=True, slots=True)
class Versions:
    """The same points under two versions."""

    old: Sheet
    new: Sheet

    def turned(self, old: Asked, new: Asked, depth: int = 0) -> Iterator[Turn]:
        """Yield the criteria of two conditions that differ, as deep as the difference goes.

        A criterion that only one of them asks is told where none that both ask turned.
        """
        pairs, gone, come = _matched(distinct(old), distinct(new))
        explained = np.zeros(len(self.old.points), bool)
        for before, after in pairs:
            turned = self._truth(self.old, before) != self._truth(self.new, after)
            if turned.any():
                explained |= turned
                yield from self._deeper(before, after, turned, depth)
        rest = ~explained
        if rest.any():
            yield from ((f"{self._said(self.old, each)} (no longer asked)", rest) for each in gone)
            yield from ((f"{self._said(self.new, each)} (new)", rest) for each in come)

    def _deeper(
        self, before: Criterion, after: Criterion, turned: Flags, depth: int
    ) -> Iterator[Turn]:
        """Yield what turned inside the facts that two criteria ask, else the two themselves."""
        inner = (_inside(self.old, before), _inside(self.new, after))
        left = turned
        if depth < _DEEPEST and inner[0] is not None and inner[1] is not None:
            for words, where in self.turned(inner[0], inner[1], depth + 1):
                here = where & turned
                if here.any():
                    left = left & ~here
                    yield words, here
        if left.any():
            yield self._both(before, after), left

    def _both(self, before: Criterion, after: Criterion) -> str:
        old, new = self._said(self.old, before), self._said(self.new, after)
        return old if old == new else _from_to(old.split(), new.split())

    @staticmethod
    def _said(sheet: Sheet, criterion: Criterion) -> str:
        program = sheet.program
        speech = Speech(program.protocol, program.knowledge, ENGINE_FACTS)
        return said(criterion_english(criterion, speech))

    @staticmethod
    def _truth(sheet: Sheet, criterion: Criterion) -> npt.NDArray[np.int8]:
        return sheet.truth(Leaf(criterion))


def _from_to(old: list[str], new: list[str]) -> str:
    """Return two clauses as one: “age is above 17 → 18 years”."""
    shorter = min(len(old), len(new)) - 1
    begin = next((i for i in range(shorter) if old[i] != new[i]), shorter)
    end = next((i for i in range(shorter - begin) if old[-1 - i] != new[-1 - i]), shorter - begin)
    middle = old[begin : len(old) - end], new[begin : len(new) - end]
    return " ".join([*old[:begin], *middle[0], "→", *middle[1], *old[len(old) - end :]])


def _matched(
    old: tuple[Criterion, ...], new: tuple[Criterion, ...]
) -> tuple[list[tuple[Criterion, Criterion]], list[Criterion], list[Criterion]]:
    """Return which criteria belong together, and which stand in one version only.

    Equal ones do; of the rest, those that ask the same fact the same way, in their order.
    """
    come = [each for each in new if each not in old]
    pairs, gone = [(each, each) for each in old if each in new], []
    for each in old:
        if each in new:
            continue
        asked = (
            other for other in come if (other.subject, other.asks) == (each.subject, each.asks)
        )
        partner = next(asked, None)
        if partner is None:
            gone.append(each)
        else:
            come.remove(partner)
            pairs.append((each, partner))
    return pairs, gone, come


def _inside(sheet: Sheet, criterion: Criterion) -> Asked | None:
    """Return the condition that a criterion's fact is, None where it is no condition."""
    if criterion.asks != "fact" or criterion.subject in ENGINE_FACTS:
        return None
    definition = sheet.program.definitions.get(criterion.subject)
    form = None if definition is None else definition.form
    return form.condition if isinstance(form, ConditionForm) else None

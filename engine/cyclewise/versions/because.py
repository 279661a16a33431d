"""Why two versions answer otherwise at a point: which rules pull otherwise, by which criteria."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from cyclewise.facts.point import Points
from cyclewise.protocol.rule import Rule
from cyclewise.records import dataclass
from cyclewise.timeline.columns import Columns
from cyclewise.versions.pair import Pair
from cyclewise.versions.standing import Standing, standing
from cyclewise.versions.turned import Versions

Flags = npt.NDArray[np.bool_]

SCHEDULE = "schedule"
"""What is named where no rule pulls otherwise, so that doses, days or the actions' order differ."""


@dataclass(frozen=True, slots=True, order=True)
class Cause:
    """A rule that pulls otherwise, or the schedule, and the criterion in it that turned."""

    page: str
    criterion: str = ""

    def __str__(self) -> str:
        """Return both: “HLD-001: age is above 17 → 18 years”."""
        return f"{self.page}: {self.criterion}" if self.criterion else self.page


def causes(pair: Pair, columns: Columns, points: Points) -> list[tuple[Cause, ...]]:
    """Return why the versions differ at each of some points, all of which they answer otherwise."""
    old, new = (standing(each, columns, points) for each in (pair.old, pair.new))
    found: list[list[Cause]] = [[] for _ in range(len(points))]
    for page, old_rule, new_rule, pulls in _otherwise(pair, old, new):
        for criterion, where in _criteria(old, new, old_rule, new_rule):
            for point in np.flatnonzero(pulls & where).tolist():
                found[point].append(Cause(page, criterion))
    return [tuple(dict.fromkeys(each)) or (Cause(SCHEDULE),) for each in found]


def _otherwise(
    pair: Pair, old: Standing, new: Standing
) -> Iterator[tuple[str, Rule | None, Rule | None, Flags]]:
    """Yield the rules that pull otherwise with the points where that decides.

    A rule decides where it pulls at an action that stands in one of the versions; where none that
    pulls otherwise does, all of them are named.
    """
    deciding = [old.decides(point) | new.decides(point) for point in range(len(old.action))]
    rules = [{rule.id: rule for rule in each.protocol.acting} for each in (pair.old, pair.new)]
    differing = []
    for page in dict.fromkeys((*rules[0], *rules[1])):
        both = rules[0].get(page), rules[1].get(page)
        pulls = _pulls(old, page) != _pulls(new, page)
        if pulls.any():
            actions = {rule.action for rule in both if rule is not None}
            decides = np.array([bool(actions & each) for each in deciding])
            differing.append((page, *both, pulls, decides))
    decided = np.zeros(len(old.action), bool)
    for *_, pulls, decides in differing:
        decided |= pulls & decides
    for page, before, after, pulls, decides in differing:
        yield page, before, after, pulls & (decides | ~decided)


def _pulls(version: Standing, page: str) -> npt.NDArray[np.int8]:
    return version.verdicts.pulls.get(page, np.zeros(len(version.action), np.int8))


def _criteria(
    old: Standing, new: Standing, before: Rule | None, after: Rule | None
) -> Iterator[tuple[str, Flags]]:
    """Yield what turned in a rule, with the points; the rest is when or for what it is asked."""
    left = np.ones(len(old.action), bool)
    if before is None or after is None:
        yield "a new rule" if before is None else "no longer a rule", left
        return
    for words, where in Versions(old.sheet, new.sheet).turned(before.condition, after.condition):
        left = left & ~where
        yield words, where
    yield "when the rule applies, or what follows from it", left

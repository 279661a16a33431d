"""The flow of patients: who came to each step, and what the requirements cost, in no order."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import numpy as np

from cyclewise.cohort.counting import MET, NOT_MET, UNKNOWN, Names
from cyclewise.cohort.found import Found
from cyclewise.cohort.page import Box, Flow
from cyclewise.cohort.risk import Flags, Integers
from cyclewise.logic.condition import Truths
from cyclewise.records import dataclass
from cyclewise.values import truth
from cyclewise.values.truth import Truth


@dataclass(frozen=True, slots=True)
class Step:
    """How many came to a step of those who could.

    ``words`` divides them by a fact's words, or by the requirements that were not met; who did
    not meet several counts at each.
    """

    box: Box
    count: int
    of: int
    unknown: int
    words: Mapping[str, int]
    who: Names


@dataclass(frozen=True, slots=True)
class Criterion:
    """What one requirement cost.

    ``share`` divides each exclusion equally among the requirements that failed: the Shapley
    value, which depends on no order. ``alone`` are those excluded by nothing else. The same of
    what cannot be decided stands under ``unknown``.
    """

    rule: str
    title: str
    failed: int
    alone: int
    share: float
    unknown: int
    unknown_share: float
    who: Names


@dataclass(frozen=True, slots=True)
class Attrition:
    """Why patients were not eligible, or could not be judged, among all on record."""

    of: int
    excluded: int
    undecided: int
    criteria: tuple[Criterion, ...]


def flow_steps(page: str, form: Flow, found: Found, titles: Mapping[str, str]) -> tuple[Step, ...]:
    """Return the steps of the flow in their order; ``titles`` names the requirements by rule."""
    everyone = np.ones(len(found), bool)
    reached: dict[str, Flags] = {"": everyone}
    steps = []
    for box in form.boxes:
        before = reached[box.of]
        if box.by is not None:
            steps.append(_divided(box, before, found, f"{page}.{box.id}"))
            continue
        held = _held(box, found)
        reached[box.id] = before & (held == Truth.MET)
        reasons = _reasons(box, reached[box.id], found, titles)
        no, open_ = before & (held == Truth.NOT_MET), before & (held == Truth.UNKNOWN)
        who = {
            MET: found.names(reached[box.id]),
            NOT_MET: found.names(no),
            UNKNOWN: found.names(open_),
            **reasons,
        }
        words = {reason: len(names) for reason, names in reasons.items()}
        met, of, unknown = (int(each.sum()) for each in (reached[box.id], before, open_))
        steps.append(Step(box, met, of, unknown, words, who))
    return tuple(steps)


def _held(box: Box, found: Found) -> Truths:
    if box.requirements is not None:
        # Whether they come to this is always known, also where what they come to is unknown.
        return np.where(eligible(found) == box.requirements, Truth.MET, Truth.NOT_MET)
    if box.condition is None:
        return np.full(len(found), Truth.MET, np.int8)
    return found.truths[box.condition]


def _reasons(box: Box, who: Flags, found: Found, titles: Mapping[str, str]) -> Names:
    """Return the patients of a step by the requirements that brought them there."""
    if box.requirements in (None, Truth.MET):
        return {}
    brought = {
        f"{rule}, {titles[rule]}": found.names(who & (held == box.requirements))
        for rule, held in found.requirements.items()
    }
    return {reason: names for reason, names in brought.items() if names}


def _divided(box: Box, before: Flags, found: Found, name: str) -> Step:
    words = found.words[name]
    distinct = np.unique(words[before & (words != "")])
    who = {str(word): found.names(before & (words == word)) for word in distinct}
    counts = {word: len(names) for word, names in who.items()}
    total = sum(counts.values())
    return Step(box, total, int(before.sum()), int(before.sum()) - total, counts, who)


def eligible(found: Found) -> Truths:
    """Return whether each patient met every requirement at entry."""
    held = tuple(found.requirements.values())
    return truth.both(*held) if held else np.full(len(found), Truth.MET, np.int8)


def attrition(found: Found, titles: Mapping[str, str]) -> Attrition:
    """Return what each requirement cost, the costliest first; ``titles`` by rule."""
    together = eligible(found)
    excluded, undecided = together == Truth.NOT_MET, together == Truth.UNKNOWN
    held = found.requirements
    failing = np.sum([each == Truth.NOT_MET for each in held.values()], axis=0)
    open_ = np.sum([each == Truth.UNKNOWN for each in held.values()], axis=0)
    criteria = []
    for rule, each in held.items():
        failed, lacking = each == Truth.NOT_MET, (each == Truth.UNKNOWN) & undecided
        criteria.append(
            Criterion(
                rule=rule,
                title=titles[rule],
                failed=int(failed.sum()),
                alone=int((failed & (failing == 1)).sum()),
                share=_shared(failed, failing),
                unknown=int(lacking.sum()),
                unknown_share=_shared(lacking, open_),
                who={NOT_MET: found.names(failed), UNKNOWN: found.names(lacking)},
            )
        )
    return Attrition(
        len(found),
        int(excluded.sum()),
        int(undecided.sum()),
        tuple(sorted(criteria, key=lambda each: (-each.share, -each.unknown_share, each.rule))),
    )


def _shared(chosen: Flags, among: Integers) -> float:
    """Return the sum of equal shares, exactly: a patient of three failures counts a third."""
    sizes, counts = np.unique(among[chosen], return_counts=True)
    parts = (
        Fraction(number, size) for size, number in zip(sizes.tolist(), counts.tolist(), strict=True)
    )
    return float(sum(parts, Fraction(0)))

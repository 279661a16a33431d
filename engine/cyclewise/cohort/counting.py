"""A measure over the cohort: how many of how many, a median with its range, a count of words."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from cyclewise.cohort.found import Found
from cyclewise.cohort.page import Measure
from cyclewise.cohort.proportion import CLOPPER_PEARSON, METHODS, Proportion
from cyclewise.cohort.risk import Flags, Floats
from cyclewise.cohort.step_curve import known
from cyclewise.records import dataclass
from cyclewise.values.truth import Truth

Names = Mapping[str, tuple[str, ...]]
"""Patients by what holds of them."""

MET, NOT_MET, UNKNOWN = "yes", "no", "unknown"


@dataclass(frozen=True, slots=True)
class Part:
    """How many of the treated something holds of; ``unknown`` cannot be decided."""

    measure: Measure
    share: Proportion
    unknown: int
    who: Names


@dataclass(frozen=True, slots=True)
class Number:
    """The median and the range of a number; None of nobody."""

    measure: Measure
    count: int
    median: float | None
    low: float | None
    high: float | None
    unknown: int
    who: Names


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of the treated have each word, in alphabetical order."""

    measure: Measure
    counts: Mapping[str, int]
    of: int
    unknown: int
    who: Names


Count = Part | Number | Tally


def count(measure: Measure, found: Found, method: str = CLOPPER_PEARSON) -> Count:
    """Return a measure over the treated patients; ``method`` names a proportion's interval."""
    if measure.condition is not None:
        return _part(measure, found, method)
    if measure.words:
        return _tally(measure, found)
    values = np.where(found.treated, found.numbers[measure.id], np.nan)
    there = found.treated & ~np.isnan(values)
    who = {found.patients[place]: values[place] for place in np.flatnonzero(there).tolist()}
    middle, low, high = spread(values[there])
    return Number(
        measure,
        int(there.sum()),
        middle,
        low,
        high,
        int((found.treated & ~there).sum()),
        _by_value(who) | {UNKNOWN: found.names(found.treated & ~there)},
    )


def spread(values: Floats) -> tuple[float | None, float | None, float | None]:
    """Return the median and the range; of an even number the mean of the two in the middle."""
    if not len(values):
        return None, None, None
    return known(np.median(values)), known(values.min()), known(values.max())


def _by_value(values: Mapping[str, float]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for name, value in sorted(values.items(), key=lambda each: each[1]):
        found.setdefault(f"{value:g}", []).append(name)
    return {value: tuple(names) for value, names in found.items()}


def _part(measure: Measure, found: Found, method: str) -> Part:
    held = found.truths[measure.condition or ""]
    yes, no, open_ = (
        found.treated & (held == each) for each in (Truth.MET, Truth.NOT_MET, Truth.UNKNOWN)
    )
    met, unknown = int(yes.sum()), int(open_.sum())
    of = met + int(no.sum()) + (unknown if measure.undecided == "in the denominator" else 0)
    who = {MET: found.names(yes), NOT_MET: found.names(no), UNKNOWN: found.names(open_)}
    return Part(measure, METHODS[method](met, of), unknown, who)


def _tally(measure: Measure, found: Found) -> Tally:
    words = found.words[measure.id]
    there: Flags = found.treated & (words != "")
    distinct, counts = np.unique(words[there], return_counts=True)
    who = {str(word): found.names(there & (words == word)) for word in distinct}
    who[UNKNOWN] = found.names(found.treated & ~there)
    return Tally(
        measure,
        {str(word): int(number) for word, number in zip(distinct, counts, strict=True)},
        int(there.sum()),
        len(who[UNKNOWN]),
        who,
    )

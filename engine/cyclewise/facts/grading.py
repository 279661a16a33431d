"""What a graded fact is: the highest grade surely reached, and the highest that may be."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

import numpy as np

from cyclewise.facts.reading import Reading, Why, nothing
from cyclewise.logic.condition import Truths
from cyclewise.protocol.definition import GradesForm
from cyclewise.timeline.columns import Cells
from cyclewise.values.quantity import parse_quantity
from cyclewise.values.truth import MET, NOT_MET

_HOLDS: dict[str, Callable[[float, float], bool]] = {
    "at_least": operator.ge,
    "above": operator.gt,
    "at_most": operator.le,
    "below": operator.lt,
    "is": operator.eq,
    "one_of": operator.eq,
}
COMPARES_GRADES = tuple(_HOLDS)
"""The comparisons that a graded fact understands."""


def grade_number(form: GradesForm, text: str) -> float | None:
    """Return the grade a text names, by its name or its number; None where it names none."""
    for grade in form.grades:
        if grade.called == text:
            return float(grade.number)
    quantity = parse_quantity(text)
    if quantity is None or quantity.unit or quantity.number != int(quantity.number):
        return None
    return float(quantity.number)


def grade_test(form: GradesForm, word: str, texts: Iterable[str]) -> Callable[[int], bool]:
    """Return what says of a grade whether a comparison with some grades holds."""
    limits = [grade_number(form, text) for text in texts]
    return lambda grade: any(
        limit is not None and _HOLDS[word](float(grade), limit) for limit in limits
    )


def graded(points: int, met: Mapping[int, Truths]) -> Reading:
    """Return the grade at each point, an interval where it is not known.

    ``met`` gives for each grade, in any order, where what it asks for is met.
    """
    low, high = np.zeros(points), np.zeros(points)
    for grade, held in sorted(met.items()):
        low = np.where(held == MET, float(grade), low)
        high = np.where(held != NOT_MET, float(grade), high)
    known = nothing(points, absent=False, presumed=False, why=Why.KNOWN)
    return replace(known, value=Cells(low, high, np.zeros(points, np.int64)))

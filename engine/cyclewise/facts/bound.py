"""What a comparison compares with, in the fact's own unit, and the comparing itself."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cyclewise.logic.condition import Truths
from cyclewise.timeline.columns import Cells, Integers
from cyclewise.values.truth import Truth, from_bounds

UNLISTED = "unlisted"
"""The group of every term that knowledge lists in no group."""


@dataclass(frozen=True, slots=True)
class Dated:
    """A number that amendments change: each holds from its day on."""

    days: tuple[int, ...]
    numbers: tuple[float, ...]

    def at(self, day: Integers) -> npt.NDArray[np.float64] | float:
        """Return the number in force on each day."""
        if len(self.numbers) == 1:
            return self.numbers[0]
        place = np.searchsorted(np.array(self.days), day, side="right") - 1
        return np.array(self.numbers)[np.maximum(place, 0)]


@dataclass(frozen=True, slots=True)
class Bound:
    """A comparison made ready: its word, and its limits as numbers or as words."""

    word: str
    numbers: tuple[Dated, ...] = ()
    words: tuple[str, ...] = ()


def compare(cells: Cells, bound: Bound, day: Integers) -> Truths:
    """Return for each cell whether the comparison holds; unknown where nothing is recorded.

    A cell may be an interval (a count under transfusion, an assay that found nothing): the
    comparison is met when it holds for the whole of it, unknown when for a part.
    """
    if bound.words:
        held = cells.word == cells.code(bound.words[0])
        for word in bound.words[1:]:
            held |= cells.word == cells.code(word)
        truths = from_bounds(held, held)
    else:
        sure, possible = _spans(cells, bound, day)
        truths = from_bounds(sure, possible)
    missing = cells.missing
    return np.where(missing, np.int8(Truth.UNKNOWN), truths) if missing.any() else truths


def _spans(
    cells: Cells, bound: Bound, day: Integers
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Return where a comparison of numbers surely and where it possibly holds."""
    low, high = cells.low, cells.high
    limits = [dated.at(day) for dated in bound.numbers]
    match bound.word:
        case "at_least":
            return low >= limits[0], high >= limits[0]
        case "above":
            return low > limits[0], high > limits[0]
        case "at_most":
            return high <= limits[0], low <= limits[0]
        case "below":
            return high < limits[0], low < limits[0]
        case _:
            exact = [(low == limit) & (high == limit) for limit in limits]
            inside = [(low <= limit) & (limit <= high) for limit in limits]
            return np.logical_or.reduce(exact), np.logical_or.reduce(inside)


def grouped(cells: Cells, members: frozenset[str], listed: frozenset[str], group: str) -> Truths:
    """Return for each term whether it belongs to a group; ``unlisted`` holds all the others."""
    inside = [
        (word in members) or (group == UNLISTED and word not in listed) for word in cells.words
    ]
    held = np.array(inside, bool)[cells.word]
    truths = np.where(held, Truth.MET, Truth.NOT_MET).astype(np.int8)
    return np.where(cells.word == 0, np.int8(Truth.UNKNOWN), truths)

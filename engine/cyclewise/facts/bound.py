"""What a comparison compares with, in the fact's own unit, and the comparing itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from functools import reduce

import numpy as np

from cyclewise.logic.condition import Truths
from cyclewise.records import dataclass
from cyclewise.timeline.columns import Cells, Flags, Floats, Integers
from cyclewise.values.truth import UNKNOWN, Truth, certain, from_bounds

UNLISTED = "unlisted"
"""The group of every term that knowledge lists in no group."""


@dataclass(frozen=True, slots=True)
class Dated:
    """A number that amendments change: each holds from its day on."""

    days: tuple[int, ...]
    numbers: tuple[float, ...]
    _first: Floats = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Keep the first number as an array: numpy compares with that at once."""
        object.__setattr__(self, "_first", np.array(self.numbers[0]))

    @property
    def fixed(self) -> float | None:
        """Return the number where none changes it, else None."""
        return self.numbers[0] if len(self.numbers) == 1 else None

    def at(self, day: Integers) -> Floats:
        """Return the number in force on each day; one for all where none changes it."""
        if len(self.numbers) == 1:
            return self._first
        place = np.searchsorted(np.array(self.days), day, side="right") - 1
        return np.array(self.numbers)[np.maximum(place, 0)]


_ORDERED = {
    "at_least": (np.greater_equal, True),
    "above": (np.greater, True),
    "at_most": (np.less_equal, False),
    "below": (np.less, False),
}
"""What compares, and whether an interval surely holds where its lower end does."""


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
    truths, missing = compare_recorded(cells, bound, day), cells.missing
    return np.where(missing, UNKNOWN, truths) if b"\1" in missing.tobytes() else truths


def compare_recorded(cells: Cells, bound: Bound, day: Integers) -> Truths:
    """Return for each cell whether the comparison holds; of a missing one it says nothing."""
    if bound.words:
        held = cells.word == cells.code(bound.words[0])
        for word in bound.words[1:]:
            held |= cells.word == cells.code(word)
        return certain(held)
    return from_bounds(*_spans(cells, bound, day))


def _spans(cells: Cells, bound: Bound, day: Integers) -> tuple[Flags, Flags]:
    """Return where a comparison of numbers surely and where it possibly holds."""
    limits = [dated.at(day) for dated in bound.numbers]
    if bound.word in _ORDERED:
        (limit,), (holds, surely_low) = limits, _ORDERED[bound.word]
        low = holds(cells.low, limit)
        if cells.exact:
            return low, low
        high = holds(cells.high, limit)
        return (low, high) if surely_low else (high, low)
    if cells.exact:
        found = _any([cells.low == limit for limit in limits])
        return found, found
    return (
        _any([(cells.low == limit) & (cells.high == limit) for limit in limits]),
        _any([(cells.low <= limit) & (limit <= cells.high) for limit in limits]),
    )


def _any(flags: Sequence[Flags]) -> Flags:
    return reduce(np.logical_or, flags)


def grouped(cells: Cells, members: frozenset[str], listed: frozenset[str], group: str) -> Truths:
    """Return for each term whether it belongs to a group; ``unlisted`` holds all the others."""
    inside = [
        (word in members) or (group == UNLISTED and word not in listed) for word in cells.words
    ]
    held = np.array(inside, bool)[cells.word]
    truths = np.where(held, Truth.MET, Truth.NOT_MET).astype(np.int8)
    return np.where(cells.word == 0, np.int8(Truth.UNKNOWN), truths)

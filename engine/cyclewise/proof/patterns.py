"""Patterns: the truths of a page's criteria under which one of them shows what is wanted."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import numpy as np
import numpy.typing as npt

from cyclewise.logic.condition import Condition, truth_of
from cyclewise.values.truth import TRUTHS, Truth

Pattern = tuple[Truth, ...]

_MOST = 3**10
"""How many patterns are looked through."""


def patterns_showing(
    places: Condition[int],
    possible: tuple[tuple[Truth, ...], ...],
    place: int,
    truth: Truth,
    *,
    decides: bool,
) -> list[Pattern] | None:
    """Return the patterns in which a criterion has a truth, and decides if that is asked.

    ``possible`` are the truths that each criterion can have; ``places`` is the condition with its
    criteria numbered. None where there are too many patterns to look through them all.
    """
    wanted = (*possible[:place], (truth,), *possible[place + 1 :])
    if np.prod([len(each) for each in wanted]) > _MOST:
        return None
    found = list(product(*wanted))
    if not decides or not found:
        return found
    columns = np.array(found, np.int8).T
    now = truth_of(places, columns.__getitem__)
    kept = np.any([_with(places, columns, place, each) != now for each in TRUTHS], axis=0)
    return [found[at] for at in np.flatnonzero(kept).tolist()]


def _with(
    places: Condition[int], columns: npt.NDArray[np.int8], place: int, truth: Truth
) -> npt.NDArray[np.int8]:
    """Return the truth of a condition with one criterion given another truth."""
    changed = columns.copy()
    changed[place] = truth
    return truth_of(places, changed.__getitem__)


def nearest(patterns: list[Pattern], now: Pattern, most: int) -> Iterator[Pattern]:
    """Yield the patterns that differ in the fewest criteria from the one there is."""
    ordered = sorted(patterns, key=lambda each: sum(a != b for a, b in zip(each, now, strict=True)))
    yield from ordered[:most]

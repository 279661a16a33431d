"""Holds the array functions of truth against one-value-at-a-time definitions."""

from collections.abc import Callable
from functools import partial
from itertools import product

import numpy as np
import numpy.typing as npt
import pytest

from cyclewise.values.truth import (
    Truth,
    at_least,
    both,
    either,
    from_bounds,
    negate,
)

NOT_MET, UNKNOWN, MET = Truth
ALL = (NOT_MET, UNKNOWN, MET)


def plainly(met: bool, possible: bool) -> Truth:
    if met:
        return MET
    return UNKNOWN if possible else NOT_MET


def columns(width: int) -> list[npt.NDArray[np.int8]]:
    rows = np.array(list(product(ALL, repeat=width)), np.int8)
    return list(rows.T)


def worlds(pattern: tuple[Truth, ...]) -> list[tuple[bool, ...]]:
    """Every way in which the unknown could turn out."""
    return list(
        product(*[(False, True) if each == UNKNOWN else (each == MET,) for each in pattern])
    )


def enough(count: int, world: tuple[bool, ...]) -> bool:
    return sum(world) >= count


@pytest.mark.parametrize("width", [1, 2, 3, 4])
def test_all_any_and_counts_are_what_every_outcome_of_the_unknown_agrees_on(width: int) -> None:
    patterns = list(product(ALL, repeat=width))

    def expected(holds: Callable[[tuple[bool, ...]], bool]) -> list[Truth]:
        return [
            plainly(all(map(holds, worlds(each))), any(map(holds, worlds(each))))
            for each in patterns
        ]

    assert both(*columns(width)).tolist() == expected(all)
    assert either(*columns(width)).tolist() == expected(any)
    for count in range(width + 2):
        found = at_least(count, columns(width))
        assert found.tolist() == expected(partial(enough, count))
        assert found.dtype == np.int8


def test_not_swaps_met_and_not_met_and_leaves_unknown() -> None:
    found = negate(np.array([0, 1, 2], np.int8))
    assert found.tolist() == [MET, UNKNOWN, NOT_MET]
    assert found.dtype == np.int8


def test_bounds_become_a_truth() -> None:
    sure = np.array([True, False, False])
    possible = np.array([True, True, False])
    found = from_bounds(sure, possible)
    assert found.tolist() == [MET, UNKNOWN, NOT_MET]
    assert found.dtype == np.int8


def test_a_truth_is_spelt_as_in_every_output() -> None:
    assert [each.word for each in Truth] == ["not met", "unknown", "met"]

"""Three-valued truth, after Kleene: what is not known is neither met nor not met."""

from __future__ import annotations

from enum import IntEnum
from functools import reduce
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    Truths = npt.NDArray[np.int8]


class Truth(IntEnum):
    """The truth of a criterion, a condition or a rule at one decision point."""

    NOT_MET = 0
    UNKNOWN = 1
    MET = 2

    @property
    def word(self) -> str:
        """Return the truth as every output spells it."""
        return _WORDS[self]


_WORDS = {Truth.NOT_MET: "not met", Truth.UNKNOWN: "unknown", Truth.MET: "met"}

TRUTHS = (Truth.NOT_MET, Truth.UNKNOWN, Truth.MET)
"""The truths by their numbers, as arrays hold them: quicker found here than asked of the class."""

NOT_MET, UNKNOWN, MET = (np.array(each, np.int8) for each in Truth)
"""The truths as arrays hold them: numpy compares with these at once, with a number slowly."""

_BY_FLAG = np.array([Truth.NOT_MET, Truth.MET], np.int8)


def both(*truths: Truths) -> Truths:
    """Return met where all are met, not met where one is not met, else unknown."""
    return reduce(np.minimum, truths)


def either(*truths: Truths) -> Truths:
    """Return met where one is met, not met where none can be, else unknown."""
    return reduce(np.maximum, truths)


def negate(truths: Truths) -> Truths:
    """Return met for not met and not met for met; unknown stays unknown."""
    return MET - truths


def at_least(count: int, truths: Sequence[Truths]) -> Truths:
    """Return met where that many are met, not met where no longer that many can be."""
    met = np.add.reduce([each == MET for each in truths], dtype=np.int64)
    open_ = np.add.reduce([each == UNKNOWN for each in truths], dtype=np.int64)
    return from_bounds(met >= count, met + open_ >= count)


def from_bounds(sure: npt.NDArray[np.bool_], possible: npt.NDArray[np.bool_]) -> Truths:
    """Return met where sure, not met where not even possible, else unknown."""
    if sure is possible:
        return certain(sure)
    # What is sure counts twice, and so is 2: a third of the time of two nested choices.
    return np.add(sure, sure | possible, dtype=np.int8)


def certain(held: npt.NDArray[np.bool_]) -> Truths:
    """Return met where something surely holds and not met everywhere else."""
    return _BY_FLAG[held.astype(np.intp)]

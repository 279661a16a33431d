"""A reading is a fact's value at each decision point, its evidence, or why there is none."""

from __future__ import annotations

from enum import IntEnum
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from cyclewise.facts.bound import Bound, compare_recorded
from cyclewise.facts.sight import some
from cyclewise.logic.condition import Truths
from cyclewise.records import dataclass
from cyclewise.timeline.columns import Cells, Frame, Integers, day_of
from cyclewise.values.truth import MET, NOT_MET, UNKNOWN


class Why(IntEnum):
    """Why a reading has no value."""

    KNOWN = 0
    NO_RECORD = 1
    TOO_OLD = 2
    NOT_USABLE = 3
    NOT_KNOWN_YET = 4
    NOT_SINCE = 5
    ORDER_UNCLEAR = 6
    INPUT_UNKNOWN = 7
    ONE_VALUE = 8
    NONE_NEAR = 9


_KNOWN, _NO_RECORD = np.array(Why.KNOWN, np.int8), np.array(Why.NO_RECORD, np.int8)


@dataclass(frozen=True, slots=True)
class Reading:
    """One fact at many points.

    ``row`` is the event it was read from (in ``frame``), or the event that explains why there
    is no value. ``absent`` marks points where no record means that it did not happen;
    ``presumed`` where a value was presumed rather than recorded. ``key`` places the reading's
    event in the order of events (-1: none), for facts that count from it.
    """

    value: Cells
    why: npt.NDArray[np.int8]
    row: Integers
    key: Integers
    absent: npt.NDArray[np.bool_]
    presumed: npt.NDArray[np.bool_]
    frame: Frame | None = None

    def __len__(self) -> int:
        """Return the number of points."""
        return len(self.why)

    @property
    def known(self) -> npt.NDArray[np.bool_]:
        """Return where there is a value."""
        return np.asarray(self.why == _KNOWN)

    @property
    def gone(self) -> npt.NDArray[np.bool_]:
        """Return where there is no record, and that does not mean that nothing happened."""
        return np.asarray((self.why == _NO_RECORD) & ~self.absent)

    @property
    def days(self) -> tuple[Integers, Integers]:
        """Return the first and the last day on which each point's event may lie."""
        if self.frame is None or not len(self.frame):
            return day_of(self.key), day_of(self.key)
        row = np.maximum(self.row, 0)
        return self.frame.first[row], self.frame.last[row]

    def truth(self, bound: Bound, day: Integers) -> Truths:
        """Return whether a comparison holds at each point.

        What did not happen is ``absent`` and nothing else: no number, no other word.
        """
        known, points = self.why.tobytes().count(Why.KNOWN), len(self.why)
        if known == 0:
            held = np.repeat(UNKNOWN, points)
        else:
            held = compare_recorded(self.value, bound, day)
            if known < points:
                held = np.where(self.known, held, UNKNOWN)
        if not some(self.absent):
            return held
        return np.where(self.absent, MET if "absent" in bound.words else NOT_MET, held)

    def with_why(self, points: npt.NDArray[np.bool_], why: Why) -> Reading:
        """Return the reading without a value at some points, for a reason."""
        return self.because(np.where(points, np.int8(why), self.why))

    def because(self, why: npt.NDArray[np.int8], row: Integers | None = None) -> Reading:
        """Return the reading with other reasons, and perhaps with other rows that explain them."""
        row = self.row if row is None else row
        return Reading(self.value, why, row, self.key, self.absent, self.presumed, self.frame)

    def within(self, frame: Frame) -> Reading:
        """Return the reading as one of a concept's frame."""
        return Reading(self.value, self.why, self.row, self.key, self.absent, self.presumed, frame)


@lru_cache(maxsize=64)
def nothing(points: int, *, absent: bool, presumed: bool, why: Why = Why.NO_RECORD) -> Reading:
    """Return the reading of a concept that no point has a record of.

    Kept and shared: readings are never written to.
    """
    blank = np.full(points, np.nan)
    none = np.full(points, -1, np.int64)
    return Reading(
        value=Cells(blank, blank, np.zeros(points, np.int64)),
        why=np.full(points, why, np.int8),
        row=none,
        key=none,
        absent=np.full(points, absent),
        presumed=np.full(points, presumed and absent),
    )


@lru_cache(maxsize=64)
def always(points: int, number: float) -> Reading:
    """Return the reading that is one number everywhere, kept and shared like ``nothing``."""
    none = nothing(points, absent=False, presumed=False, why=Why.KNOWN)
    numbers = np.full(points, number)
    value = Cells(numbers, numbers, none.value.word)
    return Reading(value, none.why, none.row, none.key, none.absent, none.presumed)

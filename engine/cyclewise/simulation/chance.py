"""Chance that depends on the seed and the patient alone, however the cohort is cut into parts."""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

from cyclewise.timeline.columns import Floats, Integers

_STEP = np.uint64(0x9E3779B97F4A7C15)
_FIRST, _SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_MANTISSA = 2.0**-53


class Chance:
    """What is drawn for some patients; the same question always has the same answer.

    ``what`` names the question, and ``turn`` tells one occasion from the next.
    """

    def __init__(self, seed: int, patients: Integers) -> None:
        """Take the seed and the patients' numbers in the whole cohort."""
        self._seed = seed
        self._patients = np.asarray(patients).astype(np.uint64)

    def uniform(self, who: Integers, what: str, turn: int = 0) -> Floats:
        """Return numbers from 0 up to 1 for some of the patients, counted among these."""
        stream = np.uint64(_stream(self._seed, what, turn))
        mixed = _mixed((self._patients[who] + np.uint64(1)) * _STEP ^ stream)
        return np.asarray((mixed >> np.uint64(11)).astype(np.float64) * _MANTISSA)

    def normal(self, who: Integers, what: str, turn: int = 0) -> Floats:
        """Return numbers that scatter round 0 with a deviation of 1."""
        radius = np.sqrt(-2.0 * np.log1p(-self.uniform(who, f"{what}: how far", turn)))
        angle = 2.0 * np.pi * self.uniform(who, f"{what}: which way", turn)
        return np.asarray(radius * np.cos(angle))

    def whole(self, who: Integers, first: int, last: int, what: str, turn: int = 0) -> Integers:
        """Return whole numbers from the first to the last, both included."""
        if first == last:
            return np.full(len(who), first, np.int64)
        return first + np.floor(self.uniform(who, what, turn) * (last - first + 1)).astype(np.int64)

    def one_of(self, who: Integers, weights: npt.ArrayLike, what: str, turn: int = 0) -> Integers:
        """Return places in a list, each as often as its weight says."""
        total = np.cumsum(np.asarray(weights, np.float64))
        drawn = self.uniform(who, what, turn) * total[-1]
        place: Integers = np.minimum(np.searchsorted(total, drawn, side="right"), len(total) - 1)
        return place


@lru_cache(maxsize=4096)
def _stream(seed: int, what: str, turn: int) -> int:
    said = blake2b(f"{seed} {turn} {what}".encode(), digest_size=8)
    return int.from_bytes(said.digest(), "little")


def _mixed(number: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """Return numbers stirred until no bit tells of another (splitmix64's last steps)."""
    number = (number ^ (number >> np.uint64(30))) * _FIRST
    number = (number ^ (number >> np.uint64(27))) * _SECOND
    return number ^ (number >> np.uint64(31))

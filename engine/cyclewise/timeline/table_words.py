"""A table's column of texts as codes and its few different words, each read only once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import numpy as np
import polars as pl

from cyclewise.records import dataclass
from cyclewise.timeline.columns import Flags, Integers
from cyclewise.values.calendar import DateRange
from cyclewise.values.refused import Refused

NOT_WRITTEN = -(2**31)
"""The day or minute of an empty cell, and of one that cannot be read."""

_Read = TypeVar("_Read")


@dataclass(frozen=True, slots=True)
class Written:
    """A column: for each row the number of its word, -1 where the cell is empty."""

    codes: Integers
    words: tuple[str, ...]

    @property
    def there(self) -> Flags:
        """Return where something is written."""
        return np.asarray(self.codes >= 0)

    def at(self, rows: Integers) -> Written:
        """Return the column of some rows only, with the words that stand there."""
        codes = self.codes[rows]
        used = np.zeros(len(self.words) + 1, bool)
        used[codes] = True
        used[-1] = False
        kept = np.flatnonzero(used)
        place = np.append(np.cumsum(used[:-1]) - 1, -1)
        return Written(place[codes], tuple(self.words[each] for each in kept))

    def spread(self, numbers: Sequence[int], otherwise: int) -> Integers:
        """Return a number for each row, given one for each word and one for empty cells."""
        return np.array([*numbers, otherwise], np.int64)[self.codes]

    def read(self, reading: Callable[[str], _Read]) -> list[_Read | None]:
        """Return what each word says, None where it is refused."""
        return [_or_none(reading, word) for word in self.words]


def _or_none(reading: Callable[[str], _Read], word: str) -> _Read | None:
    try:
        return reading(word)
    except Refused:
        return None


def coded(column: pl.Series) -> Written:
    """Return a column of texts as codes and words."""
    if column.null_count() == len(column):
        return Written(np.full(len(column), -1, np.int64), ())
    words = column.drop_nulls().unique(maintain_order=True)
    codes = column.cast(pl.Enum(words)).to_physical().cast(pl.Int64).fill_null(-1)
    return Written(codes.to_numpy(), tuple(words))


def numbers_in(column: pl.Series, reading: Callable[[str], int]) -> tuple[Integers, Flags]:
    """Return each cell as a day or a minute (``NOT_WRITTEN``: empty), and where it is refused."""
    written = coded(column)
    found = [NOT_WRITTEN if each is None else each for each in written.read(reading)]
    numbers = written.spread(found, NOT_WRITTEN)
    return numbers, written.there & (numbers == NOT_WRITTEN)


def days_in(column: pl.Series, reading: Callable[[str], DateRange]) -> tuple[Integers, Integers]:
    """Return the first and the last day of each date, ``NOT_WRITTEN`` where there is none."""
    written = coded(column)
    found = written.read(reading)
    first = [NOT_WRITTEN if each is None else each.first for each in found]
    last = [NOT_WRITTEN if each is None else each.last for each in found]
    return written.spread(first, NOT_WRITTEN), written.spread(last, NOT_WRITTEN)

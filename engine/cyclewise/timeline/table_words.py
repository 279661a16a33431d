"""A table's column of texts as codes and its few different words, each read only once."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TypeVar

import numpy as np
import polars as pl

from cyclewise.records import dataclass
from cyclewise.timeline.columns import Flags, Integers
from cyclewise.values.calendar import FIRST_DAY, LAST_DAY, parse_date
from cyclewise.values.refused import Refused

NOT_WRITTEN = -(2**31)
"""The day or minute of an empty cell, and of one that cannot be read."""

_WHOLE, _FORM = r"^(19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}$", "%Y-%m-%d"
"""Dates so written are read all at once."""

UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")
"""Characters that no text may have, as in a patient's file: they drive a terminal or hide."""

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

    def sorted(self, order: Integers) -> Written:
        """Return the column with its rows in another order."""
        return Written(self.codes[order] if self.words else self.codes, self.words)

    def at(self, rows: Integers | slice) -> Written:
        """Return the column of some rows only, with the words that stand there."""
        codes = self.codes[rows]
        if not self.words or int(codes.max(initial=-1)) < 0:
            return Written(codes, ())
        used = np.zeros(len(self.words) + 1, bool)
        used[codes] = True
        used[-1] = False
        kept = np.flatnonzero(used)
        place = np.append(np.cumsum(used[:-1]) - 1, -1)
        return Written(place[codes], tuple(self.words[each] for each in kept))

    def spread(self, numbers: Sequence[int] | Integers, otherwise: int) -> Integers:
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
    """Return a column as codes and its different texts, trimmed; one that is empty is none."""
    rows, empty = len(column), column.null_count()
    if empty == rows:
        return Written(np.full(rows, -1, np.int64), ())
    said = column.drop_nulls().cast(pl.String)
    words = said.unique(maintain_order=True)
    codes = said.cast(pl.Enum(words)).to_physical().cast(pl.Int64).to_numpy()
    trimmed = words.str.strip_chars()
    names = tuple(trimmed)
    if not trimmed.equals(words) or "" in names:
        names = tuple(dict.fromkeys(name for name in names if name))
        place = {"": -1, **{name: at for at, name in enumerate(names)}}
        codes = np.array([place[name] for name in trimmed], np.int64)[codes]
    if not empty:
        return Written(codes, names)
    spread = np.full(rows, -1, np.int64)
    spread[column.is_not_null().to_numpy()] = codes
    return Written(spread, names)


def numbers_in(column: Written, reading: Callable[[str], int]) -> tuple[Integers, Flags]:
    """Return each cell as a number (``NOT_WRITTEN``: empty), and where it is refused."""
    found = [NOT_WRITTEN if each is None else each for each in column.read(reading)]
    numbers = column.spread(found, NOT_WRITTEN)
    return numbers, column.there & (numbers == NOT_WRITTEN)


def days_in(column: pl.Series) -> tuple[Integers, Integers, Flags]:
    """Return the first and the last day of each date, ``NOT_WRITTEN`` where there is none.

    The flags say where something is written that is no date.
    """
    if column.dtype == pl.Date:
        days = column.to_physical().cast(pl.Int64).fill_null(NOT_WRITTEN).to_numpy()
        outside = (days != NOT_WRITTEN) & ((days < FIRST_DAY) | (days > LAST_DAY))
        days = np.where(outside, NOT_WRITTEN, days)
        return days, days, outside
    written = coded(column)
    first, last = (written.spread(each, NOT_WRITTEN) for each in days_of(written.words))
    return first, last, written.there & (first == NOT_WRITTEN)


def days_of(words: Sequence[str]) -> tuple[Integers, Integers]:
    """Return the first and the last day of each date, ``NOT_WRITTEN`` for what is none."""
    texts = pl.Series(words, dtype=pl.String)
    whole = pl.when(texts.str.contains(_WHOLE)).then(texts.str.to_date(_FORM, strict=False))
    first = np.array(pl.select(whole).to_series().to_physical().fill_null(NOT_WRITTEN), np.int64)
    last = first.copy()
    for place in np.flatnonzero(first == NOT_WRITTEN).tolist():
        found = _or_none(parse_date, words[place])
        if found is not None:
            first[place], last[place] = found.first, found.last
    return first, last

"""One value as somebody wrote it: an interval of numbers, or a word, never without its text."""

from __future__ import annotations

import math

from cyclewise.records import dataclass

NO_NUMBER = math.nan
"""The bounds of a value that is no number."""


@dataclass(frozen=True, slots=True, eq=False)
class Value:
    """A value as written, and what it says.

    ``low`` and ``high`` bound the number, in the concept's own unit: equal for a plain number,
    nan for what is none, 1 or 0 for true or false, days since 1970-01-01 for a date. ``word``
    is what stands for a choice, a term, a text, a flag, a word in place of a number, or the
    unit of a number whose unit is free; "" for every other number. ``text`` is as written.
    """

    low: float
    high: float
    word: str
    text: str

    @property
    def is_number(self) -> bool:
        """Say whether the value is one plain number in its concept's own unit."""
        return self.low == self.high and not self.word

    def __eq__(self, other: object) -> bool:
        """Compare what is said; no number equals no number, which floats would deny."""
        return isinstance(other, Value) and self._compared == other._compared

    def __hash__(self) -> int:
        """Return a hash that goes with the comparison."""
        return hash(self._compared)

    @property
    def _compared(self) -> tuple[str, str, str, str]:
        return (str(float(self.low)), str(float(self.high)), self.word, self.text)

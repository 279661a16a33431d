"""Words that stand in place of a number, and what each says of the number."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Literal

from cyclewise.knowledge.range import Range
from cyclewise.knowledge.value import Value
from cyclewise.records import dataclass

Side = Literal["at_least", "above", "at_most", "below"]
SIDES: tuple[Side, ...] = ("at_least", "above", "at_most", "below")


@dataclass(frozen=True, slots=True)
class WordLimit:
    """One end that a word sets: a number, or what an attribute of the same event records."""

    side: Side
    number: float = 0.0
    attribute: str = ""

    def end(self, attributes: Mapping[str, Value]) -> float | None:
        """Return the end, None where it hangs on an attribute that is not recorded."""
        if not self.attribute:
            return self.number
        recorded = attributes.get(self.attribute)
        if recorded is None or math.isnan(recorded.low):
            return None
        return recorded.low if self.side in ("at_least", "above") else recorded.high


@dataclass(frozen=True, slots=True)
class NumberWord:
    """A word in place of a number."""

    word: str
    limits: tuple[WordLimit, ...]

    @property
    def leans_on(self) -> tuple[str, ...]:
        """Return the attributes without which the word says little."""
        return tuple(limit.attribute for limit in self.limits if limit.attribute)

    def span(self, attributes: Mapping[str, Value], possible: Range) -> tuple[float, float]:
        """Return the least and the greatest number that the word leaves possible.

        An end that is itself left out becomes the neighbouring float.
        """
        low, high = possible.low, possible.high
        for limit in self.limits:
            end = limit.end(attributes)
            match limit.side if end is not None else None, end:
                case "at_least", float(end):
                    low = max(low, end)
                case "above", float(end):
                    low = max(low, math.nextafter(end, math.inf))
                case "at_most", float(end):
                    high = min(high, end)
                case "below", float(end):
                    high = min(high, math.nextafter(end, -math.inf))
        return low, high

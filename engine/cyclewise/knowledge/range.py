"""What a number may be: the ends of a range, each with or without itself."""

from __future__ import annotations

import math

from cyclewise.records import dataclass


@dataclass(frozen=True, slots=True)
class Range:
    """Numbers from ``low`` to ``high``; ``above`` and ``below`` leave the ends themselves out.

    The texts are the ends as they were written, with their units.
    """

    low: float = -math.inf
    high: float = math.inf
    above: bool = False
    below: bool = False
    low_text: str = ""
    high_text: str = ""

    def fault(self, number: float) -> str:
        """Return how a number lies outside (“above 30 mg/dL”), "" where it lies inside."""
        if number < self.low:
            return f"below {self.low_text}"
        if number > self.high:
            return f"above {self.high_text}"
        if self.above and number == self.low:
            return f"not above {self.low_text}"
        if self.below and number == self.high:
            return f"not below {self.high_text}"
        return ""

    @property
    def text(self) -> str:
        """Return the range in words: “from 0 mg/dL to 100 mg/dL”, “above 0 and at most 1”."""
        if self.low_text and self.high_text and not (self.above or self.below):
            return f"from {self.low_text} to {self.high_text}"
        ends = []
        if self.low_text:
            ends.append(f"{'above' if self.above else 'at least'} {self.low_text}")
        if self.high_text:
            ends.append(f"{'below' if self.below else 'at most'} {self.high_text}")
        return " and ".join(ends)


ANY = Range()
"""The range of everything."""

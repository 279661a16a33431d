"""The axis of days and the scale of a lane, shared by every picture of a course."""

from __future__ import annotations

import math

from cyclewise.reasons.course import Course
from cyclewise.reasons.lanes import Lane
from cyclewise.records import dataclass
from cyclewise.values.calendar import day_words
from cyclewise.values.quantity import number_text

_STEPS = (1, 2, 7, 14, 28, 56, 91, 182, 364, 728)
_HEADROOM = 1.15


@dataclass(frozen=True, slots=True)
class Axis:
    """Maps days to places from 0 to 1."""

    first: int
    last: int

    @classmethod
    def of(cls, course: Course) -> Axis:
        """Return the axis of a course, at least a week long."""
        return cls(course.first, max(course.last, course.first + 7))

    def place(self, day: float) -> float:
        """Return where a day lies, 0 at the left and 1 at the right."""
        return min(1.0, max(0.0, (day - self.first) / (self.last - self.first)))

    def ticks(self, most: int) -> tuple[tuple[int, str], ...]:
        """Return at most so many days with their labels; the first one carries its year."""
        length = self.last - self.first
        step = next((each for each in _STEPS if length / each < most), length)
        days = range(self.first, self.last + 1, step)
        told = [day_words(day) for day in days]
        return tuple(
            (day, words if at == 0 or _year(words) != _year(told[at - 1]) else words[:-5])
            for at, (day, words) in enumerate(zip(days, told, strict=True))
        )


def _year(words: str) -> str:
    return words[-4:]


@dataclass(frozen=True, slots=True)
class Scale:
    """Maps a lane's values to places from 0 (bottom) to 1 (top)."""

    low: float
    high: float
    logarithmic: bool

    @classmethod
    def of(cls, lane: Lane) -> Scale:
        """Return a scale that holds every value of a lane and its limit with room around them."""
        values = [end for mark in lane.marks for end in (mark.low, mark.high) if math.isfinite(end)]
        values += [lane.limit] if lane.limit is not None else []
        if not lane.logarithmic:
            ends = [0.0, *(value * _HEADROOM for value in values)]
            return cls(min(ends), max(ends) or 1.0, logarithmic=False)
        above = [value for value in values if value > _SMALLEST]
        low, high = min(above, default=1.0), max(above, default=1.0)
        bottom = math.floor(math.log10(low) - _ROOM)
        return cls(bottom, max(bottom + 1, math.ceil(math.log10(high))), logarithmic=True)

    def place(self, value: float) -> float:
        """Return where a value lies; what is too small for the scale lies at its bottom."""
        if self.logarithmic:
            value = math.log10(max(value, _SMALLEST))
        if not math.isfinite(value):
            return 1.0
        return min(1.0, max(0.0, (value - self.low) / (self.high - self.low)))

    def ticks(self) -> tuple[tuple[float, str], ...]:
        """Return values with their labels: every decade, or the bottom and the top."""
        if self.logarithmic:
            decades = range(int(self.low), int(self.high) + 1)
            return tuple((10.0**power, f"1e{power}" if power else "1") for power in decades)
        near = 0.0 < self.place(0.0) < _NEAR  # too near the bottom for both to be told apart
        ends = dict.fromkeys((self.low, *([] if near else [0.0]), self.high))
        return tuple((end, number_text(float(f"{end:.2g}"))) for end in ends)


_SMALLEST = 1e-12
_NEAR = 0.25
_ROOM = 0.3
"""Decades of room below the lowest value, so that it is not taken for the axis."""

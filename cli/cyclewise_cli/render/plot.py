"""The plot is where a course is drawn on a page: its width, its margins and its days."""

from __future__ import annotations

from cyclewise.reasons.course import Course
from cyclewise.reasons.periods import Period
from cyclewise.records import dataclass
from cyclewise_cli.render.axis import Axis

_NARROW, _WIDE = 130, 176
_HALF = 0.5


@dataclass(frozen=True, slots=True)
class Plot:
    """Maps days to points across the page."""

    axis: Axis
    left: int
    """Points that labels take at the left."""
    width: int = 960
    margin: int = 30

    @classmethod
    def of(cls, course: Course) -> Plot:
        """Return the plot of a course, with room for the names of its signs."""
        return cls(Axis.of(course), _WIDE if course.signs or course.shades else _NARROW)

    @property
    def right(self) -> int:
        """Return where the days end."""
        return self.width - self.margin

    def x(self, day: float) -> float:
        """Return where a day lies."""
        return round(self.left + self.axis.place(day) * (self.right - self.left), 1)

    def span(self, period: Period) -> tuple[float, float]:
        """Return from where to where a period reaches: half a day around its first and last."""
        return self.x(period.first - _HALF), self.x(period.last + _HALF)

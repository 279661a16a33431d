"""Each patient's levels over time as one inline picture on a logarithmic axis."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil, floor, log10
from xml.sax.saxutils import escape

from cyclewise.cohort.found import Course
from cyclewise.cohort.months import DAYS_A_MONTH
from cyclewise_cli.render.block import Lines

_WIDTH, _LEFT, _RIGHT, _TOP, _HEIGHT = 760, 84, 16, 14, 260
_BEFORE = 30


def levels_svg(lines: Lines) -> str:
    """Return the picture, nothing where no level is on record.

    A level known only to lie below a limit is drawn open, at that limit.
    """
    courses = [each for each in lines.courses if any(high > 0 for _, _, high in each.levels)]
    return "".join(_Levels(lines, courses).parts()) if courses else ""


class _Levels:
    """One picture of levels by day."""

    def __init__(self, lines: Lines, courses: list[Course]) -> None:
        self.lines, self.courses = lines, courses
        highs = [high for each in courses for _, _, high in each.levels if high > 0]
        self.least, self.most = floor(log10(min(highs))), ceil(log10(max(highs)))
        days = [day for each in courses for day, _, _ in each.levels]
        self.first, self.last = min(-_BEFORE, *days), max(1, *days)

    def parts(self) -> Iterator[str]:
        told = f"{self.lines.level} of each patient, by month from the first dose"
        yield (
            f'<svg class="levels" viewBox="0 0 {_WIDTH} {_TOP + _HEIGHT + 40}" role="img" '
            f'aria-label="{escape(told)}" xmlns="http://www.w3.org/2000/svg">'
        )
        yield from self._axes()
        for each in self.courses:
            yield from self._course(each)
        yield f'<text x="8" y="{_TOP + _HEIGHT + 36}">{escape(told)}</text></svg>'

    def _x(self, day: float) -> float:
        share = (day - self.first) / (self.last - self.first)
        return round(_LEFT + share * (_WIDTH - _LEFT - _RIGHT), 1)

    def _y(self, level: float) -> float:
        share = (self.most - log10(level)) / max(1, self.most - self.least)
        return round(_TOP + share * _HEIGHT, 1)

    def _axes(self) -> Iterator[str]:
        for power in range(self.least, self.most + 1):
            y = self._y(10.0**power)
            yield f'<path class="grid" d="M{_LEFT} {y}H{_WIDTH - _RIGHT}"/>'
            yield f'<text class="end" x="{_LEFT - 8}" y="{y + 4}">1e{power}</text>'
        if self.lines.limit is not None:
            y = self._y(self.lines.limit)
            yield f'<path class="limit" d="M{_LEFT} {y}H{_WIDTH - _RIGHT}"/>'
        for month in range(0, int(self.last / DAYS_A_MONTH) + 1, 6):
            x, y = self._x(month * DAYS_A_MONTH), _TOP + _HEIGHT + 18
            yield f'<text class="middle" x="{x}" y="{y}">{month}</text>'

    def _course(self, course: Course) -> Iterator[str]:
        points = [(self._x(d), self._y(high), low < high) for d, low, high in course.levels if high]
        yield f"<g><title>{escape(course.patient)}</title>"
        yield f'<polyline class="level" points="{" ".join(f"{x},{y}" for x, y, _ in points)}"/>'
        for x, y, below in points:
            kind = "open" if below else "mark"
            yield f'<circle class="{kind}" cx="{x}" cy="{y}" r="3"/>'
        yield "</g>"

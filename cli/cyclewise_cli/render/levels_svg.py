"""Each patient's levels over time as one inline picture on a logarithmic axis."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil, floor, log10
from xml.sax.saxutils import escape

from cyclewise.cohort.found import Course
from cyclewise.cohort.months import DAYS_A_MONTH
from cyclewise_cli.render.block import Lines
from cyclewise_cli.render.legend_svg import Named, legend_lines, legend_svg, shape_at
from cyclewise_cli.render.month_axis import months_over

_WIDTH, _LEFT, _RIGHT, _TOP, _HEIGHT = 480, 48, 16, 12, 230
_FLOOR = _TOP + _HEIGHT
_BEFORE = 30
_MARK = '<circle class="mark" cx="{x}" cy="{y}" r="3"/>'
_OPEN = '<circle class="open" cx="{x}" cy="{y}" r="3"/>'


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
        self.first, self.months = min(-_BEFORE, *days), months_over(max(days))
        self.last = self.months[-1] * DAYS_A_MONTH

    def parts(self) -> Iterator[str]:
        told = f"{self.lines.level} of each patient, by month from the first dose"
        yield (
            f'<svg class="levels small" viewBox="0 0 {_WIDTH} {_FLOOR + 64}" role="img" '
            f'aria-label="{escape(told)}" xmlns="http://www.w3.org/2000/svg">'
        )
        yield from self._axes()
        for each in self.courses:
            yield from self._course(each)
        yield f'<text class="end" x="{_WIDTH - _RIGHT}" y="{_FLOOR + 36}">{escape(told)}</text>'
        named = [Named(_MARK, "measured"), Named(_OPEN, "below what the test can see")]
        yield from legend_svg(legend_lines(named, _LEFT, _WIDTH), _LEFT, _FLOOR + 54)
        yield "</svg>"

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
        for month in self.months:
            x, y = self._x(month * DAYS_A_MONTH), _FLOOR + 18
            yield f'<text class="middle" x="{x}" y="{y}">{month}</text>'

    def _course(self, course: Course) -> Iterator[str]:
        points = [(self._x(d), self._y(high), low < high) for d, low, high in course.levels if high]
        yield f"<g><title>{escape(course.patient)}</title>"
        yield f'<polyline class="level" points="{" ".join(f"{x},{y}" for x, y, _ in points)}"/>'
        for x, y, below in points:
            yield shape_at(_OPEN if below else _MARK, x, y)
        yield "</g>"

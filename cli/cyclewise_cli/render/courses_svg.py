"""The courses of patients as one inline picture: a line for each, with doses and marks."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape

from cyclewise.cohort.found import HELD, OMITTED, REDUCED, Course, DoseChange
from cyclewise.cohort.months import DAYS_A_MONTH
from cyclewise_cli.render.block import CHANGED, Lines
from cyclewise_cli.render.legend_svg import LINE, Named, legend_lines, legend_svg, shape_at
from cyclewise_cli.render.month_axis import months_over

_WIDTH, _RIGHT, _TOP, _ROW = 480, 14, 6, 18
_LETTER, _MARGIN = 7.6, 14
"""Points that a letter takes, and that stand beside a name."""
_DOSE = '<path class="dose" d="M{x} {above}V{below}"/>'
_CHANGES = {
    REDUCED: '<path class="less" d="M{x} {y}V{below}"/>',
    HELD: '<path class="late" d="M{left} {above}H{right}V{below}"/>',
    OMITTED: '<path class="none" d="M{x} {above}L{right} {y}L{x} {below}L{left} {y}Z"/>',
}
"""A reduced dose is half a stroke, a held one reaches back to its due day, an omitted one is
hollow: none is told by its colour alone."""
_SHAPES = (
    '<circle class="mark" cx="{x}" cy="{y}" r="5"/>',
    '<path class="mark" d="M{x} {above}L{right} {below}H{left}Z"/>',
    '<path class="cross" d="M{left} {above}L{right} {below}M{left} {below}L{right} {above}"/>',
    '<path class="mark" d="M{left} {above}H{right}V{below}H{left}Z"/>',
    '<circle class="open" cx="{x}" cy="{y}" r="5"/>',
)
_BY_WEIGHT = (
    '<path class="grave" d="M{left} {above}H{right}V{below}H{left}Z"/>',
    '<circle class="open" cx="{x}" cy="{y}" r="4.5"/>',
)
"""What is grave, and what is less so."""


def swimmer_svg(lines: Lines) -> str:
    """Return the courses in their order, with doses and marks."""
    return "".join(_Swimmer(lines).parts())


class _Swimmer:
    """One picture of courses over months."""

    def __init__(self, lines: Lines) -> None:
        self.lines = lines
        self.shapes = _BY_WEIGHT if lines.kinds else _SHAPES
        self.left = _MARGIN + _LETTER * max(len(each.patient) for each in lines.courses)
        self.months = months_over(max(each.end for each in lines.courses))
        self.floor = _TOP + _ROW * len(lines.courses)
        named = [Named(_DOSE, "dose")]
        named += [Named(_CHANGES[what], CHANGED[what]) for what in lines.changes]
        named += [Named(self._shape(what), what) for what in lines.marks]
        self.legend = legend_lines(named, _MARGIN, _WIDTH)

    def parts(self) -> Iterator[str]:
        """Yield the parts of the picture."""
        height = self.floor + 44 + LINE * len(self.legend)
        yield (
            f'<svg class="courses small" viewBox="0 0 {_WIDTH} {height}" role="img" '
            'aria-label="One line a patient, in months from the first dose" '
            'xmlns="http://www.w3.org/2000/svg">'
        )
        for place, each in enumerate(self.lines.courses):
            yield from self._row(each, _TOP + _ROW * place + _ROW // 2)
        for month in self.months:
            x = self._x(month * DAYS_A_MONTH)
            yield f'<text class="middle" x="{x}" y="{self.floor + 16}">{month}</text>'
        right, below = _WIDTH - _RIGHT, self.floor + 33
        yield f'<text class="end" x="{right}" y="{below}">months from the first dose</text>'
        yield from legend_svg(self.legend, _MARGIN, self.floor + 52)
        yield "</svg>"

    def _row(self, each: Course, y: int) -> Iterator[str]:
        yield f"<g><title>{escape(_course_words(each))}</title>"
        yield f'<text class="end" x="{self.left - 8:.1f}" y="{y + 4}">{escape(each.patient)}</text>'
        yield f'<path class="lane" d="M{self._x(0)} {y}H{self._x(each.end)}"/>'
        reduced = {change.day for change in each.changes if change.what == REDUCED}
        for day in each.doses:
            if day not in reduced:
                yield shape_at(_DOSE, self._x(day), y, 6)
        for change in each.changes:
            yield self._change(change, y)
        for what, day in each.marks:
            yield shape_at(self._shape(what), self._x(day), y)
        yield "</g>"

    def _change(self, change: DoseChange, y: int) -> str:
        x = self._x(change.day)
        if change.what != HELD:
            return shape_at(_CHANGES[change.what], x, y, 6 if change.what == REDUCED else 4)
        since = min(self._x(change.since), x - 4)
        return f'<path class="late" d="M{since} {y - 7}H{x}V{y + 6}"/>'

    def _shape(self, what: str) -> str:
        return self.shapes[self.lines.marks.index(what) % len(self.shapes)]

    def _x(self, day: float) -> float:
        span = self.months[-1] * DAYS_A_MONTH
        return round(self.left + day / span * (_WIDTH - self.left - _RIGHT), 1)


def _course_words(course: Course) -> str:
    told = [f"{CHANGED[change.what]} on day {change.day}" for change in course.changes]
    told += [f"{what} on day {day}" for what, day in course.marks]
    marks = ", ".join(told)
    return f"{course.patient}: {len(course.doses)} doses, {marks or 'no mark'}; day {course.end}"

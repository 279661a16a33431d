"""The courses of patients as one inline picture: a line for each, with doses and marks."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape

from cyclewise.cohort.found import Course
from cyclewise.cohort.months import DAYS_A_MONTH
from cyclewise_cli.render.block import Lines

_WIDTH, _LEFT, _RIGHT, _TOP, _ROW = 760, 84, 16, 30, 18
_YEAR = 12
_LETTER, _MARGIN = 7, 16
"""Points that a letter takes, and that stand beside a name."""
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
    courses = lines.courses
    longest = max(1, *(each.end for each in courses))
    kinds, shapes = lines.marks, _BY_WEIGHT if lines.kinds else _SHAPES
    left = max(_LEFT, _MARGIN + _LETTER * max(len(each.patient) for each in courses))
    height = _TOP + _ROW * len(courses) + 56

    def x_of(day: int) -> float:
        return round(left + day / longest * (_WIDTH - left - _RIGHT), 1)

    def rows() -> Iterator[str]:
        for place, each in enumerate(courses):
            y = _TOP + _ROW * place + _ROW // 2
            yield f"<g><title>{escape(_course_words(each))}</title>"
            yield f'<text class="end" x="{left - 10}" y="{y + 4}">{escape(each.patient)}</text>'
            yield f'<path class="lane" d="M{x_of(0)} {y}H{x_of(each.end)}"/>'
            for day in each.doses:
                yield f'<path class="dose" d="M{x_of(day)} {y - 6}V{y + 6}"/>'
            for what, day in each.marks:
                yield _shape(shapes[kinds.index(what) % len(shapes)], x_of(day), y)
            yield "</g>"

    def legend() -> Iterator[str]:
        y, x = height - 12, left
        yield f'<path class="dose" d="M{x} {y - 6}V{y + 6}"/>'
        yield f'<text x="{x + 8}" y="{y + 4}">dose</text>'
        for place, what in enumerate(kinds):
            x += 110
            yield _shape(shapes[place % len(shapes)], x, y)
            yield f'<text x="{x + 10}" y="{y + 4}">{escape(what)}</text>'

    marked = [(x_of(round(month * DAYS_A_MONTH)), month) for month in _months(longest)]
    ticks = "".join(
        f'<text class="middle" x="{x}" y="{height - 34}">{month}</text>' for x, month in marked
    )
    return (
        f'<svg class="courses" viewBox="0 0 {_WIDTH} {height}" role="img" '
        'aria-label="One line a patient, in months from the first dose" '
        f'xmlns="http://www.w3.org/2000/svg">'
        f"{''.join(rows())}{ticks}{''.join(legend())}</svg>"
    )


def _months(days: int) -> range:
    """Return the months that are marked: each of a year, else every sixth."""
    last = int(days / DAYS_A_MONTH)
    return range(0, last + 1, 1 if last <= _YEAR else 6)


def _shape(shape: str, x: float, y: float) -> str:
    sides = {"left": x - 5, "right": x + 5, "above": y - 5, "below": y + 5}
    return shape.format(x=x, y=y, **sides)


def _course_words(course: Course) -> str:
    marks = ", ".join(f"{what} on day {day}" for what, day in course.marks)
    return f"{course.patient}: {len(course.doses)} doses, {marks or 'no mark'}; day {course.end}"

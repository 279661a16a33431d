"""Criteria that were met, and rows of signs, as text: letters that differ, never colours."""

from __future__ import annotations

from collections.abc import Iterator

from cyclewise.reasons.course import Course
from cyclewise.reasons.periods import Period, Recorded
from cyclewise.values.truth import Truth
from cyclewise_cli.render.canvas import Canvas, Sheet

_SHADED = {Truth.MET: "█", Truth.UNKNOWN: "░"}
_BETWEEN = {Truth.MET: "━", Truth.UNKNOWN: "░"}
_RECORDED = {Truth.MET: "■", Truth.NOT_MET: "□", Truth.UNKNOWN: "?"}
_WEAKEST_FIRST = (Truth.UNKNOWN, Truth.NOT_MET, Truth.MET)
"""What is drawn first is overwritten where several days share a column."""


def show_signs(course: Course, sheet: Sheet) -> None:
    """Print the periods in which criteria were met, and the rows of signs under them."""
    for shade in course.shades:
        sheet.paper.print()
        sheet.row(shade.title, _line(sheet, shade.periods, _SHADED))
        sheet.paper.print(shade.in_words(), indent=2)
    for signs in course.signs:
        sheet.paper.print()
        sheet.paper.print(signs.title)
        for row in signs.rows:
            sheet.row(row.title, _line(sheet, row.periods, _BETWEEN, row.recorded), indent=1)


def _line(
    sheet: Sheet,
    periods: tuple[Period, ...],
    letters: dict[Truth, str],
    recorded: tuple[Recorded, ...] = (),
) -> str:
    canvas = Canvas(sheet.columns, 1)
    for truth in _WEAKEST_FIRST:
        for period in periods:
            if period.truth == truth:
                start, end = sheet.column(period.first), sheet.column(period.last)
                canvas.put(0, start, letters[truth] * (end - start + 1))
    for truth in _WEAKEST_FIRST:
        for each in recorded:
            if each.truth == truth:
                canvas.put(0, sheet.column(each.day), _RECORDED[truth])
    return canvas.lines()[0]


def legend_of_signs(course: Course) -> Iterator[tuple[str, str]]:
    """Yield each letter that stands among the criteria and the signs, with what it means."""
    rows = [row for signs in course.signs for row in signs.rows]
    periods = [period for row in rows for period in row.periods]
    shaded = [period for shade in course.shades for period in shade.periods]
    if any(each.truth == Truth.MET for each in shaded):
        yield _SHADED[Truth.MET], "criteria met"
    if any(each.truth == Truth.UNKNOWN for each in [*shaded, *periods]):
        yield _SHADED[Truth.UNKNOWN], "could not be told from what is on record"
    for truth, meaning in _MEANINGS.items():
        if any(each.truth == truth for row in rows for each in row.recorded):
            yield _RECORDED[truth], meaning
    if any(each.truth == Truth.MET for each in periods):
        yield _BETWEEN[Truth.MET], "still counts as present"
    if rows:
        yield "", "a sign without a mark counts as absent"


_MEANINGS = {
    Truth.MET: "on record that day: the sign is present",
    Truth.NOT_MET: "on record that day: it is absent",
    Truth.UNKNOWN: "on record that day, and still it cannot be told",
}

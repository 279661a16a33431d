"""A patient's course as text: one axis of days, one lane a thing."""

from __future__ import annotations

from cyclewise.reasons.course import Course, Given, Happening
from cyclewise.reasons.lanes import Lane, Mark
from cyclewise.values.calendar import day_words
from cyclewise_cli.render.axis import Scale
from cyclewise_cli.render.canvas import Canvas, Sheet
from cyclewise_cli.render.paper import Paper
from cyclewise_cli.render.signs_text import legend_of_signs, show_signs

_ROWS_A_DECADE = 3
_LINEAR_ROWS = 5
_TICK = 9
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def show_course(course: Course, paper: Paper) -> None:
    """Print a course."""
    sheet = Sheet.of(course, paper)
    paper.print(f"{course.patient}, course up to {day_words(course.as_of)}", "bold")
    paper.print(course.title)
    paper.print()
    _ticks(sheet)
    _doses(course, sheet)
    _flags(course, sheet)
    show_signs(course, sheet)
    for lane in course.lanes:
        paper.print()
        _lane(lane, sheet)
    _happenings(course, sheet)
    _legend(course, paper)


def _ticks(sheet: Sheet) -> None:
    canvas = Canvas(sheet.columns, 1)
    for day, label in sheet.axis.ticks(sheet.columns // _TICK):
        column = sheet.column(day)
        if canvas.free(0, column, f"│{label}", " "):
            canvas.put(0, column, f"│{label}")
    sheet.print([""], canvas.lines())


def _stacked(sheet: Sheet, marks: list[tuple[int, str, str]]) -> list[str]:
    """Return rows on which no two labels touch; later ones move down."""
    rows: list[Canvas] = []
    for day, sign, text in marks:
        start, word = sheet.column(day), f"{sign}{text}"
        if start + len(word) > sheet.columns:
            start, word = start - len(text), f"{text}{sign}"
        canvas = next((row for row in rows if row.free(0, start, word, " ")), None)
        if canvas is None:
            canvas = Canvas(sheet.columns, 1)
            rows.append(canvas)
        canvas.put(0, start, word)
    return [canvas.lines()[0] for canvas in rows]


def _doses(course: Course, sheet: Sheet) -> None:
    given: list[Given] = [*course.doses]
    marks = [(each.day, "●", each.label) for each in given]
    if course.planned is not None:
        marks.append((course.planned.day, "○", course.planned.text))
    rows = _stacked(sheet, marks) or ["none yet"]
    sheet.print(["doses", *[""] * (len(rows) - 1)], rows)


def _flags(course: Course, sheet: Sheet) -> None:
    """Print what is marked, each by its sign on its day."""
    if course.flags:
        rows = _stacked(sheet, [(each.day, "", each.sign) for each in course.flags])
        sheet.print(["deviations", *[""] * (len(rows) - 1)], rows)


def _lane(lane: Lane, sheet: Sheet) -> None:
    scale = Scale.of(lane)
    decades = int(scale.high - scale.low)
    rows = decades * _ROWS_A_DECADE + 1 if scale.logarithmic else _LINEAR_ROWS
    canvas, labels = Canvas(sheet.columns, rows), [""] * rows
    limit = None if lane.limit is None else _row(scale, lane.limit, rows)
    for value, label in scale.ticks():
        labels[_row(scale, value, rows)] = f"{label:>{sheet.label - 1}}"
    if limit is not None:
        canvas.fill(limit, "┄")
        labels[limit] = f"{lane.limit_text:>{sheet.label - 1}}"
    placed = [(mark, _place(mark, scale, lane, limit, rows)) for mark in lane.marks]
    for mark, row in placed:
        canvas.put(row, sheet.column(mark.day), _sign(mark))
    for mark, row in placed:
        canvas.label(row, sheet.column(mark.day), mark.label, " ┄")
    head = f"{lane.title}{f' ({lane.unit})' if lane.unit else ''}"
    sheet.paper.print(head)
    sheet.print(labels, canvas.lines())


def _row(scale: Scale, value: float, rows: int) -> int:
    return round((1 - scale.place(value)) * (rows - 1))


def _place(mark: Mark, scale: Scale, lane: Lane, limit: int | None, rows: int) -> int:
    """Return the row of a mark, never on the wrong side of the limit's line."""
    row = _row(scale, mark.high if mark.low != mark.high else mark.low, rows)
    if limit is None or lane.limit is None:
        return row
    if mark.low > lane.limit:
        return min(row, max(0, limit - 1))
    if mark.high < lane.limit:
        return max(row, min(rows - 1, limit + 1))
    return row


def _sign(mark: Mark) -> str:
    if mark.low != mark.high:
        return "○"
    return {"above": "▲", "below": "▼"}.get(mark.beyond, "●")


def _happenings(course: Course, sheet: Sheet) -> None:
    named = [(_letter(at), each) for at, each in enumerate(course.happenings)]
    if named:
        sheet.paper.print()
        rows = _stacked(sheet, [(each.first, letter, "") for letter, each in named])
        sheet.print(["events", *[""] * (len(rows) - 1)], rows)
        sheet.paper.print()
    for letter, each in named:
        sheet.paper.row(letter, _told(each), room=2)
    for title, listed in (("Earlier, or without a day:", course.before), ("Later:", course.after)):
        if listed:
            sheet.paper.print()
            sheet.paper.print(title)
        for each in listed:
            sheet.paper.row("-", _told(each), room=2)


def _letter(at: int) -> str:
    turn, place = divmod(at, len(_LETTERS))
    return _LETTERS[place] * (turn + 1)


def _told(each: Happening) -> str:
    return f"{each.date}  {each.text}" if each.date else each.text


def _legend(course: Course, paper: Paper) -> None:
    paper.print()
    parts = ["● given, or on the right side of the limit"]
    beyond = {mark.beyond for lane in course.lanes for mark in lane.marks}
    parts += ["▲ above an upper limit"] if "above" in beyond else []
    parts += ["▼ below a lower limit"] if "below" in beyond else []
    ranged = any(mark.low != mark.high for lane in course.lanes for mark in lane.marks)
    if course.planned is not None or ranged:
        parts.append("○ planned, or known only as a range")
    if any(lane.limit is not None for lane in course.lanes):
        parts.append("┄ limit")
    paper.print(", ".join(parts))
    for sign, meaning in legend_of_signs(course):
        paper.row(sign, meaning, room=2)

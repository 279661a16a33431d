"""A canvas of letters, and the sheet that lays canvases out beside their labels."""

from __future__ import annotations

from textwrap import wrap

from cyclewise.reasons.course import Course
from cyclewise.records import dataclass
from cyclewise_cli.render.axis import Axis
from cyclewise_cli.render.paper import Paper

NARROW = 15
"""Columns of a label where no name of a sign needs more."""
_WIDEST = 30
_SHARE = 3
"""A label takes at most one part in so many of the width."""


class Canvas:
    """Rows of letters that are written on wherever there is room."""

    def __init__(self, columns: int, rows: int) -> None:
        """Start with empty rows."""
        self.columns = columns
        self._rows = [[" "] * columns for _ in range(rows)]

    def fill(self, row: int, letter: str) -> None:
        """Fill a row with one letter, such as that of a limit."""
        self._rows[row] = [letter] * self.columns

    def put(self, row: int, column: int, text: str) -> None:
        """Write a text, whatever stands there."""
        for at, letter in enumerate(text):
            if 0 <= column + at < self.columns:
                self._rows[row][column + at] = letter

    def free(self, row: int, column: int, text: str, blank: str) -> bool:
        """Return whether a text has room with a letter's distance on either side."""
        if column < 0 or column + len(text) > self.columns:
            return False
        return self._clear(row, column - 1, column + len(text) + 1, blank)

    def label(self, row: int, column: int, text: str, blank: str) -> None:
        """Write a text after the sign in a column, or before it, or not where there is no room."""
        after, before = column + 1, column - len(text)
        if self._clear(row, after, after + len(text) + 1, blank) and (
            after + len(text) <= self.columns
        ):
            self.put(row, after, text)
        elif before >= 0 and self._clear(row, before - 1, column, blank):
            self.put(row, before, text)

    def _clear(self, row: int, start: int, end: int, blank: str) -> bool:
        return all(letter in blank for letter in self._rows[row][max(0, start) : end])

    def lines(self) -> list[str]:
        """Return the rows as text."""
        return ["".join(row) for row in self._rows]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What every lane is drawn with."""

    paper: Paper
    axis: Axis
    label: int
    """Columns that labels take at the left."""

    @classmethod
    def of(cls, course: Course, paper: Paper) -> Sheet:
        """Return the sheet of a course, with room for the names of its signs."""
        titles = [each.title for each in course.shades]
        titles += [f" {row.title}" for signs in course.signs for row in signs.rows]
        needed = max(map(len, titles), default=0) + 1
        most = max(NARROW, min(_WIDEST, paper.width // _SHARE))
        return cls(paper, Axis.of(course), max(NARROW, min(most, needed)))

    @property
    def columns(self) -> int:
        """Return how many columns the days take."""
        return self.paper.width - self.label

    def column(self, day: int) -> int:
        """Return the column of a day."""
        return round(self.axis.place(day) * (self.columns - 1))

    def print(self, labels: list[str], lines: list[str]) -> None:
        """Print lines, each with its label."""
        for label, line in zip(labels, lines, strict=True):
            self.paper.print(f"{label[: self.label - 1]:<{self.label}}{line}".rstrip())

    def row(self, title: str, line: str, indent: int = 0) -> None:
        """Print one line with a label that wraps under itself."""
        room = self.label - 1
        left = " " * indent
        labels = wrap(title, room, initial_indent=left, subsequent_indent=left) or [""]
        self.print(labels, [line, *[""] * (len(labels) - 1)])

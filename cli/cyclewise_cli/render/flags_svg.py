"""Flags on a course: what left the protocol, marked on its day; shape and sign say how grave."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape

from cyclewise.reasons.course import Course, Flag
from cyclewise.values.calendar import day_words
from cyclewise_cli.render.plot import Plot

_ROW, _ROOM = 22, 32


class FlagsPicture:
    """Draws the flags of a course in as many rows as keep them apart."""

    def __init__(self, course: Course, plot: Plot, top: float) -> None:
        """Take the course, and where the flags begin."""
        self.plot = plot
        self.top = top
        self.rows = _apart(course.flags, plot)

    @property
    def height(self) -> int:
        """Return how many points the flags take."""
        return _ROW * len(self.rows) + bool(self.rows) * _ROW // 2

    def parts(self) -> Iterator[str]:
        """Yield the flags, each with what it says."""
        if self.rows:
            yield f'<text class="name" x="8" y="{self.top + 15}">deviations</text>'
        for place, row in enumerate(self.rows):
            for flag in row:
                yield _flag(flag, self.plot.x(flag.day), self.top + place * _ROW)


def _apart(flags: tuple[Flag, ...], plot: Plot) -> list[list[Flag]]:
    """Return the flags in rows, no two of a row nearer than one is wide."""
    rows: list[list[Flag]] = []
    for flag in flags:
        x = plot.x(flag.day)
        row = next((each for each in rows if x - plot.x(each[-1].day) >= _ROOM), None)
        if row is None:
            rows.append([flag])
        else:
            row.append(flag)
    return rows


def _flag(flag: Flag, x: float, y: float) -> str:
    kind = "grave" if flag.grave else "slight"
    told = escape(f"{day_words(flag.day)}: {flag.text}")
    left, width, height = round(x - _ROOM / 2 + 2, 1), _ROOM - 4, _ROW - 4
    radius = 0 if flag.grave else height // 2
    return (
        f'<g><title>{told}</title><rect class="flag-{kind}" x="{left}" y="{y}" width="{width}" '
        f'height="{height}" rx="{radius}"/><text class="flag-{kind}-sign middle" x="{x}" '
        f'y="{y + 13}">{escape(flag.sign)}</text></g>'
    )

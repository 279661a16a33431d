"""A patient's course as one inline picture for a page: it prints, and follows light and dark."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape

from cyclewise.reasons.course import Course, Given
from cyclewise.reasons.lanes import Lane, Mark
from cyclewise.values.calendar import day_words
from cyclewise_cli.render.axis import Scale
from cyclewise_cli.render.flags_svg import FlagsPicture
from cyclewise_cli.render.plot import Plot
from cyclewise_cli.render.signs_svg import PATTERNS, SignsPicture

_TOP, _DOSES, _LANE, _GAP, _EVENTS = 34, 46, 84, 22, 44
_LETTER = 14
"""The room that the letter of an event takes."""
_TICKS = 9
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_LINE = 13
"""Points that a line of small text is high."""
_LABEL_ROOM = 64
"""Points that a label beside a mark takes; a nearer neighbour goes without."""


class CoursePicture:
    """Draws one course."""

    def __init__(self, course: Course) -> None:
        """Take the course to draw."""
        self.course = course
        self.plot = Plot.of(course)
        self.flags = FlagsPicture(course, self.plot, _TOP + _DOSES)
        self.signs = SignsPicture(course, self.plot, _TOP + _DOSES + self.flags.height)
        self.lanes = _TOP + _DOSES + self.flags.height + self.signs.height
        self.rows = self._letter_rows()
        self.events = self.lanes + len(course.lanes) * (_LANE + _GAP)
        self.height = self.events + _EVENTS + _LETTER * (max(self.rows, default=0) - 1)

    def svg(self) -> str:
        """Return the picture as an SVG element with a title and a description."""
        course = self.course
        parts = [
            f'<svg class="course" viewBox="0 0 {self.plot.width} {self.height}" role="img"',
            'aria-labelledby="course-title course-text" xmlns="http://www.w3.org/2000/svg">',
            f'<title id="course-title">Course of {escape(course.patient)}</title>',
            f'<desc id="course-text">{escape(self.description())}</desc>',
            PATTERNS if course.shades else "",
            *self.signs.shading(_TOP - 4, self.height - 8),
            *self._ticks(),
            *self._doses(),
            *self.flags.parts(),
            *self.signs.rows(),
        ]
        for place, lane in enumerate(course.lanes):
            parts += self._lane(lane, self.lanes + place * (_LANE + _GAP) + _GAP)
        parts += self._events(self.events)
        return "\n".join([*filter(None, parts), "</svg>"])

    def description(self) -> str:
        """Return in words what the picture shows, for who cannot see it."""
        course = self.course
        given = "; ".join(
            f"{day_words(each.day)} {each.label} {each.text}" for each in course.doses
        )
        lanes = [
            f"{lane.title}: "
            + "; ".join(f"{day_words(mark.day)} {mark.text}" for mark in lane.marks)
            for lane in course.lanes
        ]
        flags = [f"{day_words(each.day)} {each.text}" for each in course.flags]
        marked = [f"Deviations: {'; '.join(flags)}"] if flags else []
        return (
            ". ".join([f"Doses: {given or 'none yet'}", *marked, *self.signs.description(), *lanes])
            + "."
        )

    def _ticks(self) -> Iterator[str]:
        for day, label in self.plot.axis.ticks(_TICKS):
            x = self.plot.x(day)
            yield f'<line class="tick" x1="{x}" y1="{_TOP - 8}" x2="{x}" y2="{self.height - 8}"/>'
            yield f'<text class="small" x="{x + 3}" y="{_TOP - 12}">{escape(label)}</text>'

    def _doses(self) -> Iterator[str]:
        y = _TOP + 16
        yield f'<text class="name" x="8" y="{y + 4}">doses</text>'
        for each in self.course.doses:
            yield _titled(
                f'<circle class="given" cx="{self.plot.x(each.day)}" cy="{y}" r="6"/>', each
            )
        planned = self.course.planned
        if planned is not None:
            yield _titled(
                f'<circle class="planned" cx="{self.plot.x(planned.day)}" cy="{y}" r="6"/>', planned
            )
        named = [*self.course.doses, *([planned] if planned else [])]
        for place, each in enumerate(named):
            shift = 22 if place % 2 == 0 or len(named) < _TICKS else 34
            yield (
                f'<text class="small middle" x="{self.plot.x(each.day)}" y="{y + shift}">'
                f"{escape(each.label)}</text>"
            )

    def _lane(self, lane: Lane, top: float) -> Iterator[str]:
        scale = Scale.of(lane)
        unit = f" ({lane.unit})" if lane.unit else ""
        left, right = self.plot.left, self.plot.right
        yield f'<text class="name" x="8" y="{top + 14}">{escape(lane.title)}</text>'
        yield f'<text class="small" x="8" y="{top + 30}">{escape(unit.strip())}</text>'
        floor = top + _LANE
        yield f'<line class="axis" x1="{left}" y1="{floor}" x2="{right}" y2="{floor}"/>'
        limit = None if lane.limit is None else self._y(scale, lane.limit, top)
        for value, label in scale.ticks():
            y = self._y(scale, value, top)
            if limit is None or abs(y - limit) >= _LINE:
                yield f'<text class="small end" x="{left - 8}" y="{y + 4}">{escape(label)}</text>'
        if limit is not None:
            told = escape(lane.limit_text)
            yield f'<line class="limit" x1="{left}" y1="{limit}" x2="{right}" y2="{limit}"/>'
            y = limit + 4
            yield f'<text class="small limit-text end" x="{left - 8}" y="{y}">{told}</text>'
        points = " ".join(
            f"{self.plot.x(mark.day)},{self._y(scale, _height(mark), top)}" for mark in lane.marks
        )
        yield f'<polyline class="course-line" points="{points}"/>'
        yield from self._marks(lane, scale, top)

    def _marks(self, lane: Lane, scale: Scale, top: float) -> Iterator[str]:
        free = 0.0
        for mark in lane.marks:
            x, y = self.plot.x(mark.day), self._y(scale, _height(mark), top)
            title = f"<title>{escape(day_words(mark.day))}: {escape(mark.text)}</title>"
            yield f"<g>{title}{_shape(mark, x, y)}</g>"
            if x >= free:
                label = escape(mark.label)
                end = x > self.plot.right - _LABEL_ROOM * 1.5
                kind, shift = ("small end", -9) if end else ("small", 9)
                yield f'<text class="{kind}" x="{x + shift}" y="{y - 6}">{label}</text>'
                free = x + _LABEL_ROOM

    @staticmethod
    def _y(scale: Scale, value: float, top: float) -> float:
        return round(top + (1 - scale.place(value)) * _LANE, 1)

    def _letter_rows(self) -> list[int]:
        """Return the row of each event's letter: the first in which it lies on no other."""
        ends: list[float] = []
        rows = []
        for each in self.course.happenings:
            x = self.plot.x(each.first)
            row = next((at for at, end in enumerate(ends) if end <= x), len(ends))
            ends[row : row + 1] = [x + _LETTER]
            rows.append(row)
        return rows

    def _events(self, top: float) -> Iterator[str]:
        yield f'<text class="name" x="8" y="{top + 24}">events</text>'
        for place, each in enumerate(self.course.happenings):
            shift = 20 + _LETTER * self.rows[place]
            x = self.plot.x(each.first)
            yield f"<g><title>{escape(each.date)}: {escape(each.text)}</title>"
            letter = letter_of(place)
            yield f'<text class="small middle" x="{x}" y="{top + shift}">{letter}</text></g>'


def letter_of(place: int) -> str:
    """Return the letter that stands for an event in the picture and in its list."""
    turn, letter = divmod(place, len(_LETTERS))
    return _LETTERS[letter] * (turn + 1)


def _titled(shape: str, given: Given) -> str:
    told = f"{day_words(given.day)}: {given.label} {given.text}"
    return f"<g><title>{escape(told)}</title>{shape}</g>"


def _height(mark: Mark) -> float:
    """Return where a mark is drawn; an interval at its upper end."""
    return mark.high if mark.low != mark.high else mark.low


def _shape(mark: Mark, x: float, y: float) -> str:
    """Return a mark's shape, which says by itself what lies on the wrong side of the limit."""
    if mark.low != mark.high:
        return f'<circle class="ranged" cx="{x}" cy="{y}" r="5"/>'
    if mark.beyond:
        tip, base = (y - 6, y + 5) if mark.beyond == "above" else (y + 6, y - 5)
        return f'<path class="beyond" d="M{x} {tip}L{x + 6} {base}L{x - 6} {base}Z"/>'
    return f'<circle class="within" cx="{x}" cy="{y}" r="5"/>'

"""Criteria that were met and rows of signs as a picture: patterns and shapes beside colours."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap
from xml.sax.saxutils import escape

from cyclewise.reasons.course import Course
from cyclewise.reasons.periods import Period, Recorded, Shade, SignRow
from cyclewise.values.calendar import day_words
from cyclewise.values.truth import Truth
from cyclewise_cli.render.plot import Plot

PATTERNS = (
    '<defs><pattern id="shade-met" width="6" height="6" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><line class="hatch" x1="0" y1="0" x2="0" y2="6"/></pattern>'
    '<pattern id="shade-untold" width="7" height="7" patternUnits="userSpaceOnUse">'
    '<circle class="dot" cx="2" cy="2" r="0.9"/></pattern></defs>'
)
"""Hatching for what was met and dots for what could not be told, so that grey print tells."""

_STRIP, _ROW, _HEAD, _ROOM = 30, 20, 24, 10
_LABEL_LETTERS = 27
_LABEL_LINE = 12
_WORD_ROOM = 26
_WORDS = {Truth.MET: "met", Truth.UNKNOWN: "could not be told"}
_SIGN_WORDS = {
    Truth.MET: "the sign is present",
    Truth.NOT_MET: "the sign is absent",
    Truth.UNKNOWN: "the sign cannot be told",
}


class SignsPicture:
    """Draws what stands between a course's doses and its lanes, and the shading over the lanes."""

    def __init__(self, course: Course, plot: Plot, top: float) -> None:
        """Take the course and where the picture of its signs begins."""
        self.course = course
        self.plot = plot
        self.top = top

    @property
    def height(self) -> int:
        """Return how many points the criteria and the signs take."""
        rows = sum(_HEAD + _ROW * len(signs.rows) for signs in self.course.signs)
        found = _STRIP * len(self.course.shades) + rows
        return found + _ROOM if found else 0

    def shading(self, top: float, bottom: float) -> Iterator[str]:
        """Yield the periods as areas that lie behind everything between two heights."""
        for shade in self.course.shades:
            for period in shade.periods:
                start, end = self.plot.span(period)
                kind = "met" if period.truth == Truth.MET else "untold"
                at = f'x="{start}" y="{top}" width="{round(end - start, 1)}"'
                size = f'{at} height="{bottom - top}"'
                yield f"<g><title>{_period_told(shade, period)}</title>"
                if kind == "met":
                    yield f'<rect class="shade-ground" {size}/>'
                yield f'<rect class="shade-{kind}" {size}/></g>'

    def rows(self) -> Iterator[str]:
        """Yield a strip for each condition and a row for each sign."""
        top = self.top
        for shade in self.course.shades:
            yield from self._strip(shade, top)
            top += _STRIP
        for signs in self.course.signs:
            yield f'<text class="name" x="8" y="{top + _HEAD - 8}">{escape(signs.title)}</text>'
            top += _HEAD
            for row in signs.rows:
                yield from self._row(row, top)
                top += _ROW

    def _strip(self, shade: Shade, top: float) -> Iterator[str]:
        yield from _label("name", shade.title, top + 14)
        for period in shade.periods:
            start, end = self.plot.span(period)
            width = round(end - start, 1)
            kind = "strip-met" if period.truth == Truth.MET else "strip-untold"
            yield (
                f"<g><title>{_period_told(shade, period)}</title>"
                f'<rect class="{kind}" x="{start}" y="{top + 4}" width="{width}" height="14"/></g>'
            )
            if period.truth == Truth.MET and width > _WORD_ROOM:
                middle = round((start + end) / 2, 1)
                yield f'<text class="strip-word middle" x="{middle}" y="{top + 15}">met</text>'

    def _row(self, row: SignRow, top: float) -> Iterator[str]:
        middle = top + _ROW / 2
        yield from _label("small", row.title, middle + 4)
        yield (
            f'<line class="tick" x1="{self.plot.left}" y1="{middle}" '
            f'x2="{self.plot.right}" y2="{middle}"/>'
        )
        for period in row.periods:
            start, end = self.plot.span(period)
            kind = "sign-present" if period.truth == Truth.MET else "sign-untold"
            yield f'<line class="{kind}" x1="{start}" y1="{middle}" x2="{end}" y2="{middle}"/>'
        for each in row.recorded:
            yield self._recorded(row, each, middle)

    def _recorded(self, row: SignRow, recorded: Recorded, y: float) -> str:
        x, told = self.plot.x(recorded.day), _SIGN_WORDS[recorded.truth]
        title = f"{day_words(recorded.day)}: {row.title}: {told} ({recorded.text})"
        kind = "sign-yes" if recorded.truth == Truth.MET else "sign-no"
        word = f'<text class="small middle" x="{x}" y="{y + 4}">?</text>'
        mark = word if recorded.truth == Truth.UNKNOWN else ""
        box = f'<rect class="{kind}" x="{x - 4.5:.1f}" y="{y - 4.5}" width="9" height="9"/>'
        return f"<g><title>{escape(title)}</title>{box}{mark}</g>"

    def description(self) -> Iterator[str]:
        """Yield in words what criteria and signs show, for who cannot see them."""
        for shade in self.course.shades:
            yield f"{shade.title}: {shade.in_words()}"
        for signs in self.course.signs:
            for row in signs.rows:
                days = "; ".join(
                    f"{day_words(each.day)} {_SIGN_WORDS[each.truth]} ({each.text})"
                    for each in row.recorded
                )
                yield f"{row.title}: {days or 'not on record'}"


def _period_told(shade: Shade, period: Period) -> str:
    first, last = day_words(period.first), day_words(period.last)
    days = first if first == last else f"{first} to {last}"
    return escape(f"{shade.title} {_WORDS[period.truth]}: {days}")


def _label(kind: str, title: str, y: float) -> Iterator[str]:
    """Yield a label, over two lines where it is long; what is longer still is cut."""
    lines = wrap(title, _LABEL_LETTERS, max_lines=2, placeholder=" …")
    start = y - _LABEL_LINE / 2 * (len(lines) - 1)
    for place, line in enumerate(lines):
        yield f'<text class="{kind}" x="8" y="{start + place * _LABEL_LINE}">{escape(line)}</text>'

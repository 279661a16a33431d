"""The legend of an inline picture: signs with their names, in as many lines as they need."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape

from cyclewise.records import dataclass

LINE = 20
"""Points from one line of a legend to the next."""
_LETTER, _SIGN, _GAP = 7.2, 14, 18


@dataclass(frozen=True, slots=True)
class Named:
    """A sign, as it is drawn around a place, and its name."""

    shape: str
    name: str


def legend_lines(named: Sequence[Named], left: float, right: float) -> list[list[Named]]:
    """Return signs by the line on which each stands."""
    lines: list[list[Named]] = [[]]
    x = left
    for each in named:
        width = _width(each)
        if lines[-1] and x + width > right:
            lines.append([])
            x = left
        lines[-1].append(each)
        x += width
    return lines


def legend_svg(lines: Sequence[Sequence[Named]], left: float, top: float) -> Iterator[str]:
    """Yield the signs and names of a legend whose first line stands at a height."""
    for place, line in enumerate(lines):
        x, y = left, top + LINE * place
        for each in line:
            yield shape_at(each.shape, x, y)
            yield f'<text x="{x + _SIGN:.1f}" y="{y + 4}">{escape(each.name)}</text>'
            x += _width(each)


def shape_at(shape: str, x: float, y: float, half: float = 5) -> str:
    """Return a shape around a place."""
    sides = {"left": x - half, "right": x + half, "above": y - half, "below": y + half}
    return shape.format(x=round(x, 1), y=y, **{side: round(at, 1) for side, at in sides.items()})


def _width(each: Named) -> float:
    return _SIGN + _LETTER * len(each.name) + _GAP

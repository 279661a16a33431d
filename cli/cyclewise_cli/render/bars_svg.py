"""Bars as one inline picture: each part has a pattern of its own, so that it prints in grey."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape

from cyclewise_cli.render.block import Bar, Bars

_WIDTH, _LEFT, _TOLD, _ROW, _TOP, _LETTER = 760, 84, 240, 20, 4, 6.6
_KINDS = ("bar-one", "bar-two")
_HATCHED = (
    '<defs><pattern id="bar-two" width="5" height="5" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><path class="hatch" d="M0 0V5"/></pattern></defs>'
)


def bars_svg(bars: Bars) -> str:
    """Return the bars with their labels, and a legend below."""
    height = _TOP + _ROW * len(bars.bars) + 34
    rows = "".join(
        row for place, each in enumerate(bars.bars) for row in _bar(each, bars, _TOP + _ROW * place)
    )
    return (
        f'<svg class="bars" viewBox="0 0 {_WIDTH} {height}" role="img" '
        f'aria-label="{escape(bars.title)}" xmlns="http://www.w3.org/2000/svg">'
        f"{_HATCHED}{rows}{''.join(_legend(bars, height - 14))}</svg>"
    )


def _bar(bar: Bar, bars: Bars, top: int) -> Iterator[str]:
    words = ", ".join(f"{n} {part}" for n, part in zip(bar.parts, bars.parts, strict=True))
    yield f"<g><title>{escape(f'{bar.label}: {words}')}</title>"
    yield f'<text class="end" x="{_LEFT - 10}" y="{top + 14}">{escape(bar.label)}</text>'
    x, room = float(_LEFT), _WIDTH - _LEFT - _told(bars)
    for kind, part in zip(_KINDS, bar.parts, strict=False):
        length = round(part / bars.longest * room, 1)
        if part:
            yield f'<rect class="{kind}" x="{x}" y="{top + 3}" width="{length}" height="14"/>'
        x = round(x + length, 1)
    yield f'<text x="{x + 8}" y="{top + 14}">{escape(bar.told)}</text></g>'


def _told(bars: Bars) -> int:
    """Return the room for what stands after a bar."""
    return max(_TOLD, round(_LETTER * max(len(each.told) for each in bars.bars)))


def _legend(bars: Bars, y: int) -> Iterator[str]:
    x = _LEFT
    for kind, part in zip(_KINDS, bars.parts, strict=False):
        yield f'<rect class="{kind}" x="{x}" y="{y - 8}" width="14" height="14"/>'
        yield f'<text x="{x + 20}" y="{y + 4}">{escape(part)}</text>'
        x += 130

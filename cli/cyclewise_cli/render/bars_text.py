"""Bars drawn with letters: a sign for each part, so that no colour is needed."""

from __future__ import annotations

from cyclewise_cli.render.block import Bar, Bars

_SIGNS = "█░▒"
_LEAST, _MOST = 10, 50
_GAP = 2


def bars_plot(bars: Bars, width: int) -> list[str]:
    """Return the lines of bars, with what each sign means in the last."""
    label = max(len(each.label) for each in bars.bars)
    told = max(len(each.told) for each in bars.bars)
    room = max(_LEAST, min(_MOST, width - label - told - 2 * _GAP))
    scale = min(1.0, room / bars.longest)
    lines = [
        f"{each.label.ljust(label)}  {_drawn(each, scale).ljust(room)}  {each.told}".rstrip()
        for each in bars.bars
    ]
    signs = ", ".join(f"{sign} {part}" for sign, part in zip(_SIGNS, bars.parts, strict=False))
    return [*lines, f"{signs}."]


def _drawn(bar: Bar, scale: float) -> str:
    """Return a bar; a part that is there at all has one sign at least."""
    return "".join(
        sign * (max(1, round(part * scale)) if part else 0)
        for sign, part in zip(_SIGNS, bar.parts, strict=False)
    )

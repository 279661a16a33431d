"""Survival curves as one inline picture: bands, censoring marks, and the numbers at risk below."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape

import numpy as np

from cyclewise.cohort.curves import Curve
from cyclewise.cohort.months import DAYS_A_MONTH
from cyclewise_cli.render.block import Plot
from cyclewise_cli.render.month_axis import months_over
from cyclewise_cli.render.report_words import estimate_words, quantile_words

_WIDTH, _HEIGHT, _LEFT, _RIGHT, _TOP = 480, 230, 56, 16, 12
_ROW = 18
_KINDS = ("one", "two", "three", "four")


def curve_svg(plot: Plot) -> str:
    """Return curves as an SVG element with a title and a description; nothing for nobody."""
    curves = [curve for curve in plot.curves if len(curve.curve.risk.time)]
    if not curves:
        return ""
    return "\n".join(_Picture(plot, curves).parts())


class _Picture:
    """One picture of curves over months."""

    def __init__(self, plot: Plot, curves: list[Curve]) -> None:
        self.plot, self.curves = plot, curves
        self.months = months_over(max(float(curve.curve.risk.time[-1]) for curve in curves))
        self.floor = _TOP + _HEIGHT
        self.height = self.floor + 48 + _ROW * len(curves) * (1 if len(curves) == 1 else 2)

    def parts(self) -> Iterator[str]:
        name = escape(self.plot.id.replace(".", "-"))
        yield (
            f'<svg class="curves small" viewBox="0 0 {_WIDTH} {self.height}" role="img" '
            f'aria-labelledby="{name}-title {name}-text" xmlns="http://www.w3.org/2000/svg">'
        )
        yield f'<title id="{name}-title">{escape(self.plot.title)}</title>'
        told = "; ".join(_told(curve) for curve in self.curves)
        yield f'<desc id="{name}-text">{escape(told)}</desc>'
        yield from self._axes()
        for kind, curve in zip(_KINDS, self.curves, strict=False):
            yield self._band(curve, kind)
            yield self._steps(curve, kind)
            yield from self._censored(curve, kind)
        yield from self._at_risk()
        yield "</svg>"

    def _x(self, months: float) -> float:
        return round(_LEFT + months / self.months[-1] * (_WIDTH - _LEFT - _RIGHT), 1)

    def _y(self, level: float) -> float:
        return round(_TOP + (1 - level) * _HEIGHT, 1)

    def _axes(self) -> Iterator[str]:
        for level in (0, 0.25, 0.5, 0.75, 1):
            y = self._y(level)
            yield f'<line class="grid" x1="{_LEFT}" y1="{y}" x2="{_WIDTH - _RIGHT}" y2="{y}"/>'
            yield f'<text class="end" x="{_LEFT - 8}" y="{y + 4}">{100 * level:.0f} %</text>'
        for month in self.months:
            x = self._x(month)
            yield f'<line class="axis" x1="{x}" y1="{self.floor}" x2="{x}" y2="{self.floor + 5}"/>'
            yield f'<text class="middle" x="{x}" y="{self.floor + 18}">{month}</text>'
        right = _WIDTH - _RIGHT
        yield f'<text class="end" x="{right}" y="{self.floor + 36}">months</text>'
        yield (
            f'<path class="axis" d="M{_LEFT} {_TOP}V{self.floor}H{right}"/>'
            f'<text x="4" y="{self.floor + 36}">at risk</text>'
        )

    def _corners(self, curve: Curve, levels: np.ndarray) -> list[tuple[float, float, float]]:
        """Return each stretch of a curve: from and until which month, at which level."""
        months = np.asarray(curve.curve.risk.time, float) / DAYS_A_MONTH
        ends = np.append(months[1:], months[-1])
        return list(zip(months.tolist(), ends.tolist(), levels.tolist(), strict=True))

    def _steps(self, curve: Curve, kind: str) -> str:
        path = [f"M{self._x(0)} {self._y(curve.curve.start)}"]
        for begin, end, level in self._corners(curve, curve.curve.probability):
            path.append(f"H{self._x(begin)}V{self._y(level)}H{self._x(end)}")
        return f'<path class="line {kind}" d="{"".join(path)}"/>'

    def _band(self, curve: Curve, kind: str) -> str:
        """Return the band: above along the upper limits, back along the lower ones."""
        low, high = curve.curve.limits
        there = ~(np.isnan(low) | np.isnan(high))
        above = [
            each for each, shown in zip(self._corners(curve, high), there, strict=True) if shown
        ]
        below = [
            each for each, shown in zip(self._corners(curve, low), there, strict=True) if shown
        ]
        if not above:
            return ""
        ahead = "".join(
            f"L{self._x(begin)} {self._y(level)}L{self._x(end)} {self._y(level)}"
            for begin, end, level in above
        )
        back = "".join(
            f"L{self._x(end)} {self._y(level)}L{self._x(begin)} {self._y(level)}"
            for begin, end, level in reversed(below)
        )
        return f'<path class="band {kind}" d="M{ahead[1:]}{back}Z"/>'

    def _censored(self, curve: Curve, kind: str) -> Iterator[str]:
        risk = curve.curve.risk
        for time, censored, level in zip(
            risk.time.tolist(),
            risk.censored.tolist(),
            curve.curve.probability.tolist(),
            strict=True,
        ):
            if censored:
                x, y = self._x(time / DAYS_A_MONTH), self._y(level)
                yield f'<path class="censored {kind}" d="M{x} {y - 5}V{y + 5}"/>'

    def _at_risk(self) -> Iterator[str]:
        """Yield the numbers at risk; of several curves each below its own stroke and name."""
        y = self.floor + 36
        for kind, curve in zip(_KINDS, self.curves, strict=False):
            if len(self.curves) > 1:
                y += _ROW
                yield f'<path class="line {kind}" d="M{_LEFT} {y - 4}h28"/>'
                yield f'<text class="{kind}" x="{_LEFT + 34}" y="{y}">{escape(curve.title)}</text>'
            y += _ROW
            time, at_risk = curve.curve.risk.time, curve.curve.risk.at_risk
            for month in self.months:
                step = int(np.searchsorted(time, month * DAYS_A_MONTH, side="left"))
                number = int(at_risk[step]) if step < len(time) else 0
                yield f'<text class="middle {kind}" x="{self._x(month)}" y="{y}">{number}</text>'


def _told(curve: Curve) -> str:
    """Return in words what a curve shows."""
    months = (
        f"{month} months {estimate_words(estimate)}"
        for month, estimate in curve.months.items()
        if estimate.probability is not None
    )
    return f"{curve.title}: {', '.join(months)}, median {quantile_words(curve.median)} months"

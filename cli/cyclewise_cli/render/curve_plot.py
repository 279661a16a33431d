"""A curve drawn with letters, with its band and the numbers at risk."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from cyclewise.cohort.curves import Curve
from cyclewise.cohort.months import DAYS_A_MONTH
from cyclewise_cli.render.month_axis import months_over

_ROWS = 11
_LEFT = 6
_BAND, _LINE, _CENSORED = "░", "━", "┼"


def curve_plot(curve: Curve, width: int) -> list[str]:
    """Return the lines of a plot over months."""
    risk = curve.curve.risk
    if not len(risk.time):
        return ["nobody to draw"]
    room = max(20, min(width - _LEFT - 2, 72))
    months = months_over(float(risk.time[-1]))
    grid = _grid(curve, room, months[-1])
    lines = []
    for row in range(_ROWS):
        label = f"{100 - 10 * row:>4} " if row % 2 == 0 else "     "
        lines.append(f"{label}┤{''.join(grid[row])}".rstrip())
    lines.append("".join(_axis(room, months)).rstrip())
    lines.append("".join(_at_risk(curve, room, months)).rstrip())
    return lines


def _grid(curve: Curve, room: int, span: int) -> list[list[str]]:
    estimate = curve.curve
    months = np.asarray(estimate.risk.time, float) / DAYS_A_MONTH
    before = estimate.start
    grid = [[" "] * room for _ in range(_ROWS)]
    low, high = estimate.limits
    for column in range(room):
        month = (column + 0.5) * span / room
        if month > months[-1] + span / room:
            break
        step = int(np.searchsorted(months, month, side="right")) - 1
        level = before if step < 0 else float(estimate.probability[step])
        if step >= 0 and not np.isnan(low[step]) and not np.isnan(high[step]):
            for row in range(_row(float(high[step])), _row(float(low[step])) + 1):
                grid[row][column] = _BAND
        grid[_row(level)][column] = _LINE
    for month, censored, level in zip(
        months, estimate.risk.censored, estimate.probability, strict=True
    ):
        if censored:
            grid[_row(float(level))][min(room - 1, int(month * room / span))] = _CENSORED
    return grid


def _row(level: float) -> int:
    return round((1 - level) * (_ROWS - 1))


def _axis(room: int, months: range) -> Iterator[str]:
    line = [" "] * (_LEFT + room + 4)
    for month in months:
        place = _LEFT + month * room // months[-1]
        line[place : place + len(str(month))] = str(month)
    yield "".join(line)


def _at_risk(curve: Curve, room: int, months: range) -> Iterator[str]:
    line = list("risk".ljust(_LEFT + room + 6))
    time, at_risk = curve.curve.risk.time, curve.curve.risk.at_risk
    for month in months:
        step = int(np.searchsorted(time, month * DAYS_A_MONTH, side="left"))
        number = str(int(at_risk[step])) if step < len(time) else "0"
        place = _LEFT + month * room // months[-1]
        line[place : place + len(number)] = number
    yield "".join(line)

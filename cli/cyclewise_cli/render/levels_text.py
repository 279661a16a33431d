"""Each patient's levels over time drawn with letters on a logarithmic axis: how many lie where."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil, floor, log10
from textwrap import wrap

from cyclewise.cohort.months import DAYS_A_MONTH
from cyclewise_cli.render.block import Lines
from cyclewise_cli.render.month_axis import months_over

_LEFT, _WIDEST, _A_DECADE = 6, 72, 3
_BEFORE = 30
"""Days before the first dose that are drawn at the least."""
_BELOW, _LIMIT = "○", "┄"
_MOST = 9


def levels_plot(lines: Lines, width: int) -> list[str]:
    """Return the lines of the plot; nothing where no level is on record."""
    found = [
        (day, high, low < high)
        for each in lines.courses
        for day, low, high in each.levels
        if high > 0
    ]
    return list(_Plot(lines, found, width).lines()) if found else []


class _Plot:
    """A grid of months and levels, with the number of results in each place."""

    def __init__(self, lines: Lines, found: list[tuple[int, float, bool]], width: int) -> None:
        self.subject, self.found, self.width = lines, found, width
        self.room = max(20, min(width - _LEFT - 4, _WIDEST))
        highs = [high for _, high, _ in found]
        self.least, self.most = floor(log10(min(highs))), ceil(log10(max(highs)))
        self.most = max(self.most, self.least + 1)
        days = [day for day, _, _ in found]
        self.first, self.months = min(-_BEFORE, *days), months_over(max(days))
        self.last = self.months[-1] * DAYS_A_MONTH

    def lines(self) -> Iterator[str]:
        """Yield the rows from the highest level down, the months below, and what is drawn."""
        grid = self._grid()
        for row, cells in enumerate(grid):
            power = self.most - row // _A_DECADE
            label = f"1e{power}" if row % _A_DECADE == 0 else ""
            yield f"{label:>{_LEFT - 1}}┤{''.join(cells)}".rstrip()
        axis = [" "] * (_LEFT + self.room + 4)
        for month in self.months:
            place = _LEFT + self._column(month * DAYS_A_MONTH)
            axis[place : place + len(str(month))] = str(month)
        yield "".join(axis).rstrip()
        told = (
            f"{self.subject.level} by month from the first dose: how many results lie in a place, "
            f"+ for ten or more; {_BELOW} only results below what the test can see"
        )
        limited = "" if self.subject.limit is None else f"; {_LIMIT} {self.subject.limit:.0e}"
        yield from wrap(f"{told}{limited.replace('e-0', 'e-')}.", min(self.width, 100))

    def _grid(self) -> list[list[str]]:
        rows = _A_DECADE * (self.most - self.least) + 1
        grid = [[" "] * self.room for _ in range(rows)]
        limit = self.subject.limit
        if limit is not None and 10.0**self.least <= limit <= 10.0**self.most:
            grid[self._row(limit)] = [_LIMIT] * self.room
        counts: dict[tuple[int, int], list[bool]] = {}
        for day, level, below in self.found:
            counts.setdefault((self._row(level), self._column(day)), []).append(below)
        for (row, column), results in counts.items():
            number = str(len(results)) if len(results) <= _MOST else "+"
            grid[row][column] = _BELOW if all(results) else number
        return grid

    def _row(self, level: float) -> int:
        return round((self.most - log10(level)) * _A_DECADE)

    def _column(self, day: float) -> int:
        share = (day - self.first) / (self.last - self.first)
        return min(self.room - 1, int(share * self.room))

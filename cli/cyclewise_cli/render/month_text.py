"""The days ahead as text: weeks in rows, letters on days, and below what each letter means."""

from __future__ import annotations

from itertools import zip_longest

from rich.text import Text

from cyclewise.advice.surveillance import Surveillance
from cyclewise.values.calendar import day_words
from cyclewise_cli.render.month import WEEKDAYS, Cell, month_of
from cyclewise_cli.render.paper import Paper

_LABEL = 7
_WIDEST = 12


def show_month(surveillance: Surveillance, paper: Paper) -> None:
    """Print the weeks ahead and what their letters mean."""
    month = month_of(surveillance)
    room = min(_WIDEST, (paper.width - _LABEL) // len(WEEKDAYS))
    paper.print(" " * _LABEL + "".join(day.ljust(room) for day in WEEKDAYS).rstrip(), "bold")
    for week in month.weeks:
        label = day_words(week[0].day).rsplit(" ", 1)[0]
        cells = [_cell(each, room - 1) for each in week]
        for place, lines in enumerate(zip_longest(*cells, fillvalue="")):
            left = label if place == 0 else ""
            paper.print(f"{left:<{_LABEL}}{''.join(line.ljust(room) for line in lines)}".rstrip())
    meant = "! overdue" if month.kinds else "nothing is expected in these days"
    paper.print(f"[ ] the day of the question; {meant}")
    for kind in month.kinds:
        paper.row(Text(kind.mark, style="bold"), f"{kind.told} [{kind.rule}]: {kind.when}", room=3)


def _cell(cell: Cell, room: int) -> list[str]:
    """Return a day with its letters, which go on below it where they have no room beside it."""
    if not cell.shown:
        return ["·"]
    lines = [f"[{cell.number}] " if cell.today else f"{cell.number} "]
    for mark in cell.marks:
        if len(lines[-1]) + len(mark) > room:
            lines.append("")
        lines[-1] += mark
    return lines

"""The courses of patients drawn with letters: a line for each, with doses and marks."""

from __future__ import annotations

from cyclewise.cohort.months import DAYS_A_MONTH
from cyclewise_cli.render.block import Lines

_SIGNS, _BY_WEIGHT = "●▲×□○◆", "■○"
_LEAST, _MOST = 20, 100


def swimmer_plot(lines: Lines, width: int) -> list[str]:
    """Return a line for each patient: doses, marks, and how long it lasted."""
    courses = lines.courses
    name = max(len(each.patient) for each in courses)
    room = max(_LEAST, min(width, _MOST) - name - 3)
    longest = max(each.end for each in courses) or 1
    signs = dict(zip(lines.marks, _BY_WEIGHT if lines.kinds else _SIGNS, strict=False))
    drawn = []
    for each in courses:
        line = ["─"] * (1 + each.end * (room - 1) // longest)
        for day in each.doses:
            line[day * (room - 1) // longest] = "┃"
        for what, day in each.marks:
            line[day * (room - 1) // longest] = signs.get(what, "?")
        drawn.append(f"{each.patient.ljust(name)} {''.join(line)}")
    told = ", ".join(f"{sign} {what}" for what, sign in signs.items())
    drawn.append(f"┃ dose, {told}; the longest line is {longest / DAYS_A_MONTH:.1f} months.")
    return drawn

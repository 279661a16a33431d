"""The courses of patients drawn with letters: a line for each, with doses and marks."""

from __future__ import annotations

from textwrap import wrap

from cyclewise.cohort.months import DAYS_A_MONTH
from cyclewise_cli.render.block import CHANGED, Lines

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
        shown = [("┃", day) for day in each.doses]
        shown += [(change.what[0], change.day) for change in each.changes]
        shown += [(signs.get(what, "?"), day) for what, day in each.marks]
        for sign, day in shown:
            line[day * (room - 1) // longest] = sign
        drawn.append(f"{each.patient.ljust(name)} {''.join(line)}")
    told = ["┃ dose", *(f"{what[0]} {CHANGED[what]}" for what in lines.changes)]
    told += [f"{sign} {what}" for what, sign in signs.items()]
    legend = f"{', '.join(told)}; the longest line is {longest / DAYS_A_MONTH:.1f} months."
    return [*drawn, *wrap(legend, min(width, _MOST))]

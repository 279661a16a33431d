"""What one version answers at many decision points, as arrays that two versions share."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import numpy as np
import numpy.typing as npt

from cyclewise.facts.point import Points
from cyclewise.facts.program import Program
from cyclewise.facts.sheet import Sheet
from cyclewise.facts.slots import NO_DAY
from cyclewise.inference.exact import Verdicts, evaluate
from cyclewise.inference.settle import INSUFFICIENT, OUTCOMES
from cyclewise.protocol.schedule import DoseRow, Slot
from cyclewise.reasons.numbers import said
from cyclewise.records import dataclass
from cyclewise.timeline.columns import Columns, Floats, Integers
from cyclewise.values.calendar import Duration, day_words

Flags = npt.NDArray[np.bool_]
Gives = tuple[Decimal, str, Duration | None]

WITH_DOSE = ("administer", "wait")
"""The answers that carry the next dose and its dates."""

_NONE = "no dose"


@dataclass(frozen=True, slots=True)
class Standing:
    """The answers of one version, one entry a point.

    ``action`` counts into ``OUTCOMES``. ``row`` is the line of ``rows`` that gives the next dose
    (-1: none, or not known), ``level`` the part of it that is prescribed; ``earliest``, ``due``
    and ``latest`` are its days, ``NO_DAY`` where there is no such day.
    """

    sheet: Sheet
    verdicts: Verdicts
    action: npt.NDArray[np.int8]
    cycle: Integers
    day: Integers
    row: Integers
    rows: tuple[DoseRow, ...]
    level: Floats
    earliest: Integers
    due: Integers
    latest: Integers

    def answer(self, point: int) -> str:
        """Return the action at a point."""
        return OUTCOMES[int(self.action[point])]

    def dose(self, point: int) -> str:
        """Return the next dose at a point: “0.3 mg/m2, cycle 2 day 1”."""
        if self.row[point] < 0:
            return _NONE
        level = self.level[point]
        part = "" if level == 1 else f" at {level:.0%}"
        given = said(self.rows[self.row[point]].dose.text)
        return f"{given}{part}, cycle {self.cycle[point]} day {self.day[point]}"

    def dates(self, point: int) -> str:
        """Return the days of the next dose at a point."""
        days = [(name, int(getattr(self, name)[point])) for name in ("earliest", "due", "latest")]
        return ", ".join(f"{name} {day_words(day)}" for name, day in days if abs(day) < -NO_DAY)

    def decides(self, point: int) -> frozenset[str]:
        """Return the actions whose rules decide what stands at a point."""
        settled = self.verdicts.settled
        answer, certain, _, may = settled.at(point)
        return frozenset((answer, certain, *may)) if answer == INSUFFICIENT else frozenset({answer})


def standing(program: Program, columns: Columns, points: Points) -> Standing:
    """Return what a version answers at some points."""
    sheet = Sheet(program, columns, points)
    verdicts, slots = evaluate(sheet, program.protocol.acting), sheet.slots
    ahead = np.minimum(slots.following, len(slots.table) - 1)
    begin, rows = _rows(slots.table.slots)
    known = slots.left & (verdicts.dose_row >= 0)
    return Standing(
        sheet=sheet,
        verdicts=verdicts,
        action=verdicts.settled.action,
        cycle=np.where(slots.left, slots.table.cycle[ahead], 0),
        day=np.where(slots.left, slots.table.day[ahead], 0),
        row=np.where(known, begin[ahead] + verdicts.dose_row, -1),
        rows=rows,
        level=slots.standing.level,
        earliest=slots.earliest,
        due=slots.due,
        latest=slots.latest,
    )


def _rows(slots: Sequence[Slot]) -> tuple[Integers, tuple[DoseRow, ...]]:
    """Return every slot's lines one after another, and where each slot's begin."""
    lines = [slot.rows for slot in slots]
    begin = np.cumsum([0, *(len(each) for each in lines)])[:-1]
    return begin.astype(np.int64), tuple(row for each in lines for row in each)


def same_dose(old: Standing, new: Standing) -> Flags:
    """Return where both versions name the same next dose: its place, how much, over how long."""
    kinds: dict[Gives | None, int] = {None: -1}
    codes = []
    for each in (old, new):
        own = [kinds.setdefault(row.gives, len(kinds)) for row in each.rows]
        codes.append(np.array([*own, -1], np.int64)[each.row])
    place = (old.cycle == new.cycle) & (old.day == new.day)
    return np.asarray(place & (codes[0] == codes[1]) & (old.level == new.level))


def same_dates(old: Standing, new: Standing) -> Flags:
    """Return where both versions name the same days for the next dose."""
    same = [getattr(old, name) == getattr(new, name) for name in ("earliest", "due", "latest")]
    return np.asarray(np.logical_and.reduce(same))

"""The doses of invented patients: how much, under which label, on which level."""

from __future__ import annotations

import numpy as np

from cyclewise.facts.timetable import Timetable
from cyclewise.protocol.schedule import Schedule, Slot
from cyclewise.records import dataclass
from cyclewise.simulation.draft import NO_TEXT, Draft, Part, nothing
from cyclewise.simulation.milligrams import Milligrams
from cyclewise.simulation.page import Simulation
from cyclewise.simulation.plan import Plan
from cyclewise.timeline.columns import Floats, Integers
from cyclewise.values.exact import digits12

DOSE = "dose"
ATTRIBUTES = ("cycle", "day", "given", "level")
_WHOLE = 1.0


@dataclass(frozen=True, slots=True)
class Doses:
    """Gives doses as the schedule prints them, but where a deviation changes them."""

    page: Simulation
    schedule: Schedule
    table: Timetable
    plan: Plan
    draft: Draft
    milligrams: Milligrams

    def give(self, slot: int, who: Integers, day: Integers) -> None:
        """Add the doses of one slot; a slot beyond the last opens one cycle more."""
        if not len(who):
            return
        beyond = slot >= len(self.table)
        place = self.table.slots[int(self.table.cycle_start[-1]) if beyond else slot]
        level = self._level(slot, who)
        amount = self._amount(slot, place, who, level)
        code = self.draft.code
        attributes = {
            "cycle": np.full(len(who), code(str(place.cycle + beyond))),
            "day": self._label(slot, place, who),
            "given": self._given(amount, place),
            "level": self._levels(level),
            **self.milligrams.of(slot, who, day, amount),
        }
        part = Part(
            patient=who,
            concept=DOSE,
            day=day,
            number=np.full(len(who), np.nan),
            text=np.full(len(who), code(self.schedule.drug)),
            known=nothing(len(who)),
            replaces=nothing(len(who)),
            attributes=attributes,
        )
        self.draft.add(part)

    def _label(self, slot: int, place: Slot, who: Integers) -> Integers:
        """Return the day of the cycle as it is written down."""
        days = np.full(len(who), self.draft.code(str(place.day)), np.int64)
        for kind, planted in enumerate(self.page.planted):
            if planted.labelled:
                days[self.plan.deviates(kind, slot)[who]] = self.draft.code(str(planted.labelled))
        return days

    def _level(self, slot: int, who: Integers) -> Floats:
        """Return the part of the planned dose that each patient gets."""
        lower = self.schedule.levels[min(1, len(self.schedule.levels) - 1)]
        level = np.where(self.plan.reduced[who] <= slot, lower, _WHOLE)
        for place, planted in enumerate(self.page.planted):
            if planted.raised:
                level = np.where(self.plan.deviates(place, slot)[who], _WHOLE, level)
        return level

    def _levels(self, level: Floats) -> Integers:
        """Return the level as it is recorded: only where it is lower than planned."""
        different, where = np.unique(level, return_inverse=True)
        codes = [
            NO_TEXT if each == _WHOLE else self.draft.code(f"{digits12(100 * each):g} %")
            for each in different
        ]
        return np.array(codes, np.int64)[where]

    def _amount(self, slot: int, place: Slot, who: Integers, level: Floats) -> Floats:
        """Return how much each patient gets, in the unit of the schedule's line."""
        factor = level.copy()
        for kind, planted in enumerate(self.page.planted):
            if planted.amount != _WHOLE:
                factor = np.where(self.plan.deviates(kind, slot)[who], planted.amount, factor)
        return digits12(float(place.rows[0].dose.number) * factor)

    def _given(self, amount: Floats, place: Slot) -> Integers:
        """Return the amount as it is written down."""
        different, where = np.unique(amount, return_inverse=True)
        unit = place.rows[0].dose.unit
        codes = self.draft.codes([f"{each:g} {unit}" for each in different])
        return codes[where]

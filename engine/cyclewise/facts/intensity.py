"""What the schedule plans for the cycles begun, and how long they took: for the dose intensity."""

from __future__ import annotations

import numpy as np

from cyclewise.facts.sight import Sight
from cyclewise.facts.slots import Slots
from cyclewise.facts.timetable import Timetable
from cyclewise.protocol.schedule import ANCHORS, Slot
from cyclewise.timeline.columns import Floats

_LAST_CYCLE, _THIS_CYCLE, _LAST_DOSE = range(len(ANCHORS))

INTENSITY_FACTS = {
    "planned_dose": "the dose planned for the cycles begun",
    "planned_days": "days planned for the cycles begun",
    "cycle_days": "days that the cycles begun took",
}
"""Numbers of the cycles begun; the last of them counts as long as the schedule plans it."""


def intensity_number(fact: str, slots: Slots, doses: Sight) -> Floats:
    """Return one of the numbers at each point; nan before the first dose, and without a plan."""
    table, slot = slots.table, slots.standing.slot
    begun, at = slot >= 0, np.maximum(slot, 0)
    match fact:
        case "planned_dose":
            found = _doses(table)[at]
        case "planned_days":
            found = (_starts(table) + _lengths(table))[at]
        case "cycle_days":
            found = _since_first(slots, doses) + _lengths(table)[at]
        case _:
            raise ValueError(f"{fact} is no number of the cycles begun.")
    return np.where(begun, found, np.nan)


def _since_first(slots: Slots, doses: Sight) -> Floats:
    """Return the days from the first dose to day 1 of the last cycle begun."""
    if not len(doses):
        return np.full(doses.points, np.nan)
    entry = doses.first()
    first = doses.frame.first[doses.row[np.maximum(entry, 0)]]
    return (slots.standing.day_1 - first).astype(np.float64)


def _doses(table: Timetable) -> Floats:
    """Return the dose planned up to the end of each slot's cycle; nan where that depends."""
    each = np.cumsum([_planned(slot) for slot in table.slots])
    one_unit = len({row.dose.unit for slot in table.slots for row in slot.rows}) == 1
    return each[table.cycle_end] if one_unit else np.full(len(table), np.nan)


def _planned(slot: Slot) -> float:
    """Return what a slot gives; nan where it depends on the patient."""
    if len(slot.rows) != 1 or slot.rows[0].when is not None:
        return np.nan
    return float(slot.rows[0].dose.number)


def _starts(table: Timetable) -> Floats:
    """Return the days from the first dose to day 1 of each slot's cycle, as planned."""
    offset = np.zeros(len(table))
    for slot in range(1, len(table)):
        start = int(table.cycle_start[slot])
        before = {
            _LAST_CYCLE: offset[table.cycle_start[max(start - 1, 0)]],
            _THIS_CYCLE: offset[start],
            _LAST_DOSE: offset[slot - 1] + table.lasts[slot - 1],
        }
        offset[slot] = before[int(table.anchor[slot])] + table.due[slot]
    return offset[table.cycle_start]


def _lengths(table: Timetable) -> Floats:
    """Return the planned days of each slot's cycle; the last is as long as the one before it."""
    starts = _starts(table)
    following = np.minimum(table.cycle_end + 1, len(table) - 1)
    lengths = starts[following] - starts
    last = table.cycle == table.cycle[-1]
    before = lengths[~last]
    return np.where(last, before[-1] if len(before) else np.nan, lengths)

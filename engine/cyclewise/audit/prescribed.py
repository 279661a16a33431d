"""What was prescribed at each dose given, and how far what was given is off it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from cyclewise.facts.given import PLACED
from cyclewise.facts.place import Place
from cyclewise.facts.sheet import Sheet
from cyclewise.facts.slots import NO_DAY
from cyclewise.inference.exact import Verdicts
from cyclewise.inference.settle import OUTCOMES
from cyclewise.protocol.rule import GIVES_DRUG
from cyclewise.records import dataclass
from cyclewise.timeline.columns import Floats, Frame, Integers
from cyclewise.values.exact import digits12, ratio, relative_change
from cyclewise.values.surface import body_surface, milligrams

Flags = npt.NDArray[np.bool_]

IN_SLOT, FILLED, PASSED, NO_SLOT, TOO_NEAR, OTHER_SLOT = range(len(PLACED))
WITHOUT_PLACE = (FILLED, PASSED, NO_SLOT, TOO_NEAR)
"""The places of doses that fill no slot."""

_MG, _PER_SURFACE = "mg", "/m2"


@dataclass(frozen=True, slots=True)
class Prescribed:
    """Doses beside what was prescribed for them; nan where that is not known.

    ``slot`` is the place a dose has, or would have, in the schedule (the number of slots: none);
    ``placed`` counts into ``PLACED``. ``amount`` is what was prescribed in ``unit`` (a code of
    ``units``) and ``mg`` the milligrams; ``given`` and ``given_mg`` are what was given. ``level``
    is the proportion in force, ``raised`` says where the dose went above it. ``early`` and ``late``
    are days.
    """

    slot: Integers
    placed: npt.NDArray[np.int8]
    amount: Floats
    unit: Integers
    units: tuple[str, ...]
    mg: Floats
    given: Floats
    given_mg: Floats
    level: Floats
    raised: Flags
    early: Integers
    late: Integers

    @property
    def amount_off(self) -> Floats:
        """Return how far the amount given is off, as a fraction of what was prescribed."""
        return _off(self.given, self.amount)

    @property
    def mg_off(self) -> Floats:
        """Return how far the milligrams given are off, as a fraction of those prescribed."""
        return _off(self.given_mg, self.mg)


def prescribed(sheet: Sheet, verdicts: Verdicts, frame: Frame, row: Integers) -> Prescribed:
    """Return doses beside what was prescribed; ``row`` is the dose of each point of the sheet."""
    slots, table = sheet.slots, sheet.slots.table
    points = np.arange(len(row))
    place = slots.standing.place(table, points, frame, row)
    slot = np.where((place.slot < 0) | (place.slot > len(table)), len(table), place.slot)
    gives = np.isin(verdicts.settled.action, [OUTCOMES.index(each) for each in GIVES_DRUG])
    planned, unit, units = _planned(sheet, verdicts, np.where(gives, slot, len(table)))
    own = frame.cells("level").low[row]
    level = np.fmin(slots.standing.level, own)
    amount = digits12(planned * level)
    given, in_unit = _given(frame, row, units)
    given = np.where(in_unit == unit, given, np.nan)
    day = sheet.points.day
    return Prescribed(
        slot=slot,
        placed=_placed(sheet, place),
        amount=amount,
        unit=unit,
        units=units,
        mg=_milligrams(sheet, amount, unit, units),
        given=given,
        given_mg=frame.cells("amount").low[row],
        level=level,
        raised=_raised(sheet, own, given, planned),
        early=np.where(slots.earliest == NO_DAY, 0, np.maximum(slots.earliest - day, 0)),
        late=np.where(slots.latest == NO_DAY, 0, np.maximum(day - slots.latest, 0)),
    )


def _off(given: Floats, wanted: Floats) -> Floats:
    return np.abs(relative_change(given, wanted))


def _placed(sheet: Sheet, place: Place) -> npt.NDArray[np.int8]:
    slots = sheet.slots
    count, inside = len(slots.table), np.maximum(np.minimum(place.slot, len(slots.table) - 1), 0)
    filled = slots.standing.filled[np.arange(len(inside)), inside] >= 0
    passed = place.labelled & (place.slot >= 0) & (place.slot <= slots.standing.slot)
    found = np.where(place.relabelled, OTHER_SLOT, IN_SLOT)
    found = np.where(passed, np.where(filled, FILLED, PASSED), found)
    found = np.where((place.slot < 0) | (place.slot >= count), NO_SLOT, found)
    return np.where(place.near, TOO_NEAR, found).astype(np.int8)


def _planned(
    sheet: Sheet, verdicts: Verdicts, slot: Integers
) -> tuple[Floats, Integers, tuple[str, ...]]:
    """Return the planned amount and unit of each point's slot.

    Which of several lines of a slot applies is known of the next slot alone.
    """
    amount, unit = np.full(len(slot), np.nan), np.zeros(len(slot), np.int64)
    units: dict[str, int] = {"": 0}
    for place, each in enumerate(sheet.slots.table.slots):
        here = slot == place
        if not here.any():
            continue
        for number, line in enumerate(each.rows):
            alone = len(each.rows) == 1 and line.when is None
            chosen = (sheet.slots.following == place) & (verdicts.dose_row == number)
            mine = here & (alone | chosen)
            amount[mine] = float(line.dose.number)
            unit[mine] = units.setdefault(line.dose.unit, len(units))
    return amount, unit, tuple(units)


def _given(frame: Frame, row: Integers, units: tuple[str, ...]) -> tuple[Floats, Integers]:
    """Return what was given, and its unit as a code of others; -1 for one that is none of them."""
    cells = frame.cells("given")
    codes = np.array([units.index(word) if word in units else -1 for word in cells.words])
    return cells.low[row], codes[cells.word[row]]


def _milligrams(sheet: Sheet, amount: Floats, unit: Integers, units: tuple[str, ...]) -> Floats:
    """Return the milligrams prescribed: by body surface, or as they are."""
    mg = np.where(unit == _code(units, _MG), amount, np.nan)
    surface = unit == _code(units, _MG + _PER_SURFACE)
    roles = sheet.program.protocol.roles
    if roles.height is None or roles.weight is None or not surface.any():
        return mg
    height, weight = sheet.reading(roles.height), sheet.reading(roles.weight)
    by_surface = milligrams(amount, body_surface(height.value.low, weight.value.low))
    return np.where(surface & height.known & weight.known, by_surface, mg)


def _code(units: tuple[str, ...], unit: str) -> int:
    return units.index(unit) if unit in units else -1


def _raised(sheet: Sheet, own: Floats, given: Floats, planned: Floats) -> Flags:
    """Return where a dose's level lies above the one in force.

    Where the dose has no level of its own, the level is that of the schedule's nearest to what
    was given.
    """
    in_force = sheet.slots.standing.level
    levels = np.array(sorted(sheet.program.protocol.schedule.levels), float)
    part = ratio(given, planned)
    nearest = levels[np.abs(part[:, None] - levels).argmin(axis=1)]
    meant = np.where(np.isnan(own), np.where(np.isnan(part), -np.inf, nearest), own)
    return np.asarray((in_force < 1.0) & (meant > in_force))

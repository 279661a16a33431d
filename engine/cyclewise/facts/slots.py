"""Slots: which dose fills which place of the schedule, and which place is next."""

from __future__ import annotations

from dataclasses import field

import numpy as np
import numpy.typing as npt

from cyclewise.facts.place import Given, Last, Place, next_slot, place_of
from cyclewise.facts.point import Points
from cyclewise.facts.sight import Sight
from cyclewise.facts.timetable import NO_LIMIT, Timetable
from cyclewise.protocol.schedule import ANCHORS
from cyclewise.records import dataclass
from cyclewise.timeline.columns import POSITIONS, Floats, Frame, Integers, end_of_day, order_key

Flags = npt.NDArray[np.bool_]

NO_DAY = -(2**30)
"""A day that does not exist: no dose yet, no next slot, no limit."""

_LAST_CYCLE, _THIS_CYCLE, _LAST_DOSE = range(len(ANCHORS))
_LAST_MINUTE = 24 * 60 - 1


@dataclass(slots=True)
class Standing:
    """Where each point stands in the schedule after the doses it has seen so far.

    ``slot`` is the last slot filled (-1: none); ``day`` its date and ``ended`` the day its
    infusion ended; ``drug_until`` the day on which the last dose of all ended, counted or not;
    ``day_1`` the date from which the cycle's days are counted; ``level`` the proportion of the
    planned dose; ``first_end`` and ``last_end`` place the ends of the first
    and of the last completed cycle in the order of events (-1: none).
    """

    slot: Integers
    day: Integers
    ended: Integers
    drug_until: Integers
    day_1: Integers
    end_key: Integers
    level: Floats
    first_end: Integers
    last_end: Integers
    doses: Integers
    unplaced: Integers
    relabelled: Integers
    filled: npt.NDArray[np.int64] = field(repr=False)
    """(point, slot): the row of the dose that fills the slot, -1 where none does."""

    @classmethod
    def before_treatment(cls, points: int, slots: int) -> Standing:
        """Return the standing of points that have seen no dose."""

        def all_of(value: int) -> Integers:
            return np.full(points, value, np.int64)

        return cls(
            slot=all_of(-1),
            day=all_of(NO_DAY),
            ended=all_of(NO_DAY),
            drug_until=all_of(NO_DAY),
            day_1=all_of(NO_DAY),
            end_key=all_of(-1),
            level=np.ones(points),
            first_end=all_of(-1),
            last_end=all_of(-1),
            doses=all_of(0),
            unplaced=all_of(-1),
            relabelled=all_of(-1),
            filled=np.full((points, slots), -1, np.int64),
        )

    def place(self, table: Timetable, points: Integers, frame: Frame, row: Integers) -> Place:
        """Return where one more dose of each of some points belongs."""
        last, day_1, ended = (each[points] for each in (self.slot, self.day_1, self.ended))
        return place_of(table, frame, row, Last(last, day_1, ended))


def place_doses(table: Timetable, doses: Sight) -> Standing:
    """Return where each point stands after all the doses it sees, taken in their order."""
    standing = Standing.before_treatment(doses.points, len(table))
    counts = doses.count()
    begin = np.cumsum(counts) - counts
    for turn in range(int(counts.max(initial=0))):
        points = np.flatnonzero(counts > turn)
        _place(table, standing, points, doses, begin[points] + turn)
    return standing


def _place(
    table: Timetable, standing: Standing, points: Integers, doses: Sight, entry: Integers
) -> None:
    """Place one dose a point: by its label, or in the slot that follows."""
    row = doses.row[entry]
    place = standing.place(table, points, doses.frame, row)
    slot, fits = place.slot, place.fits

    standing.doses[points] += 1
    standing.level[points] = np.fmin(standing.level[points], doses.frame.cells("level").low[row])
    standing.unplaced[points[~fits]] = row[~fits]
    planned = np.where(fits, table.lasts[np.minimum(slot, len(table) - 1)], table.lasts.max())
    ended = Given.of(doses.frame, row).ended(planned)
    standing.drug_until[points] = np.maximum(standing.drug_until[points], ended)
    given = Given.of(doses.frame, row[fits])
    standing.relabelled[points[place.relabelled]] = row[place.relabelled]
    _fill(table, standing, points[fits], slot[fits], given)


def _fill(
    table: Timetable,
    standing: Standing,
    points: Integers,
    slot: Integers,
    given: Given,
) -> None:
    """Fill slots and move the standing on; a slot passed over by a label counts as omitted."""
    day, key = given.day, given.key
    before = standing.slot[points]
    turns = (before >= 0) & (table.cycle[slot] != table.cycle[np.maximum(before, 0)])
    _close_cycle(table, standing, points[turns], key[turns] - 1)
    opens = (before < 0) | turns
    headed = slot == table.cycle_start[slot]
    counted = np.where(headed, day, day - table.due[slot])
    standing.day_1[points] = np.where(opens, counted, standing.day_1[points])

    ended = given.ended(table.lasts[slot])
    standing.slot[points], standing.day[points], standing.ended[points] = slot, day, ended
    after_infusion = order_key(ended, POSITIONS["treatment"], _LAST_MINUTE, 0)
    standing.end_key[points] = np.where(ended > day, after_infusion, key)
    standing.filled[points, slot] = given.row


def _close_cycle(table: Timetable, standing: Standing, points: Integers, by_key: Integers) -> None:
    """Note when the cycle of each point's last dose ended, at the latest by a later dose."""
    if not len(points):
        return
    end = _cycle_end(table, standing, points)
    end = np.where(end < 0, by_key, np.minimum(end, by_key))
    standing.last_end[points] = end
    fresh = standing.first_end[points] < 0
    standing.first_end[points[fresh]] = end[fresh]


def _cycle_end(table: Timetable, standing: Standing, points: Integers) -> Integers:
    """Return when the cycle's last slot was given or omitted; -1 where time never omits it."""
    slot = standing.slot[points]
    given = slot == table.cycle_end[slot]
    limit = table.omitted_after[table.cycle_end[slot]]
    omitted = end_of_day(standing.day_1[points] + np.minimum(limit, 2**16))
    omitted = np.where(limit < NO_LIMIT, omitted, -1)
    return np.where(given, standing.end_key[points], omitted)


@dataclass(frozen=True, slots=True)
class Slots:
    """What each point knows of its schedule.

    ``following`` is the next slot (the number of slots: none is left); ``earliest``, ``due``
    and ``latest`` are days, ``NO_DAY`` where there is no such limit. ``cycle_open``: a cycle is
    begun and its last dose neither given nor omitted.
    """

    table: Timetable
    standing: Standing
    following: Integers
    earliest: Integers
    due: Integers
    latest: Integers
    cycle_open: Flags
    cycles_given: Integers
    first_end: Integers
    last_end: Integers

    @property
    def left(self) -> Flags:
        """Return where a slot is left to fill."""
        return self.following < len(self.table)

    def may_give(self, day: Integers) -> Flags:
        """Return where the next dose may be given on a day: from its earliest date on."""
        return self.left & (day >= self.earliest)


def slots_at(
    table: Timetable,
    doses: Sight,
    points: Points,
    opened: Integers,
    closes: Integers,
) -> Slots:
    """Return the slots at each point.

    ``opened`` is the earliest day of the first dose, ``closes`` the latest (``NO_DAY``: no such
    limit); later doses follow the schedule.
    """
    standing = place_doses(table, doses)
    began = standing.slot >= 0
    following = next_slot(table, standing.slot, standing.day_1, points.day)
    opens = np.where(standing.doses > 0, standing.drug_until + table.gap, NO_DAY)
    timing = _timing(table, standing, following, opens)
    first_dose = np.maximum(opened, opens), np.maximum(points.day, opens), closes
    earliest, due, latest = (
        np.where(began, later, first) for later, first in zip(timing, first_dose, strict=True)
    )
    last, ahead = np.maximum(standing.slot, 0), np.minimum(following, len(table) - 1)
    same_cycle = (following < len(table)) & (table.cycle[ahead] == table.cycle[last])
    cycle_open = began & (same_cycle | (points.day < standing.ended))
    complete = np.flatnonzero(began & ~cycle_open)
    _close_cycle(table, standing, complete, points.key[complete])
    return Slots(
        table=table,
        standing=standing,
        following=following,
        earliest=earliest,
        due=due,
        latest=latest,
        cycle_open=cycle_open,
        cycles_given=np.where(began, table.cycle[last] - cycle_open, 0),
        first_end=standing.first_end,
        last_end=standing.last_end,
    )


def _timing(
    table: Timetable, standing: Standing, following: Integers, opens: Integers
) -> tuple[Integers, Integers, Integers]:
    """Return earliest, due and latest day of each point's next slot.

    No slot opens before ``opens``, the schedule's gap after the last dose of all: the drug was
    given, whether the dose was counted or not. A due or latest date before that moves to it.
    """
    slot = np.minimum(following, len(table) - 1)
    from_dose = table.anchor[slot] == _LAST_DOSE
    anchor = np.where(from_dose, standing.ended, standing.day_1)
    earliest = np.maximum(anchor + table.earliest[slot], opens)
    due = np.maximum(anchor + table.due[slot], earliest)
    latest = np.maximum(anchor + table.latest[slot], due)
    none = following >= len(table)
    return (
        np.where(none, NO_DAY, earliest),
        np.where(none, NO_DAY, due),
        np.where(none, NO_DAY, latest),
    )

"""The course as it went: where each patient stood in the schedule whenever that changed."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from cyclewise.audit.history import EVERYTHING, History
from cyclewise.facts.point import Points
from cyclewise.facts.program import Program
from cyclewise.facts.sheet import Sheet
from cyclewise.facts.slots import Slots
from cyclewise.facts.timetable import NO_LIMIT
from cyclewise.records import dataclass
from cyclewise.timeline.columns import NEVER, Integers

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Turns:
    """Days, by patient and date, after which another slot was due, and the facts at their ends.

    ``until`` is the day of the next dose, ``NEVER`` after the last. The facts know everything
    that is ever known: this is the actual history, and judges nobody.
    """

    sheet: Sheet
    until: Integers

    @property
    def patient(self) -> Integers:
        """Return the patient of each turn."""
        return self.sheet.points.patient

    @property
    def day(self) -> Integers:
        """Return the day of each turn."""
        return self.sheet.points.day

    @property
    def slots(self) -> Slots:
        """Return where the patients stood."""
        return self.sheet.slots

    def filled(self, patient: Integers, slot: Integers) -> Integers:
        """Return the dose that in the end filled a slot, as a row; -1 where none did."""
        last = np.searchsorted(self.patient, patient, side="right") - 1
        return self.slots.standing.filled[last, slot]


def turns_of(program: Program, history: History) -> Turns:
    """Return the turns of every patient.

    They are the days with a dose, the days on which an infusion ended, and the days on which a
    slot had come to be omitted.
    """
    patient, day = history.of[history.doses], history.frame.first[history.doses]
    patient, day = distinct(patient, day)
    given = patient, day
    found = [given]
    sheet = _at(program, history, *given)
    while len(patient):
        patient, day = _later(sheet, given, history.last_day)
        found.append((patient, day))
        sheet = _at(program, history, patient, day)
    together = distinct(*(np.concatenate(each) for each in zip(*found, strict=True)))
    return Turns(_at(program, history, *together), _next(given, *together))


def _at(program: Program, history: History, patient: Integers, day: Integers) -> Sheet:
    known = np.full(len(day), EVERYTHING, np.int64)
    return Sheet(program, history.columns, Points.at_end_of_day(patient, day, known))


def distinct(patient: Integers, day: Integers) -> tuple[Integers, Integers]:
    """Return pairs sorted and each once."""
    if not len(day):
        return patient, day
    first = int(day.min())
    span = int(day.max()) - first + 1
    # Sorting whole numbers is several times as fast as numpy's own search for the different ones.
    pairs = np.sort(patient * span + (day - first))
    pairs = pairs[np.append(True, pairs[1:] != pairs[:-1])]
    return pairs // span, pairs % span + first


def _next(given: tuple[Integers, Integers], patient: Integers, day: Integers) -> Integers:
    """Return the day of each patient's next dose after a day."""
    moment = given[0] * NEVER + given[1]
    place = np.searchsorted(moment, patient * NEVER + day, side="right")
    inside = np.minimum(place, max(len(moment) - 1, 0))
    if not len(moment):
        return np.full(len(day), NEVER, np.int64)
    mine = (place < len(moment)) & (given[0][inside] == patient)
    return np.where(mine, given[1][inside], NEVER)


def _later(
    sheet: Sheet, given: tuple[Integers, Integers], last_day: Integers
) -> tuple[Integers, Integers]:
    """Return the next day on which another slot is due although no dose was given."""
    slots, table = sheet.slots, sheet.slots.table
    patient, day = sheet.points.patient, sheet.points.day
    ahead = np.minimum(slots.following, len(table) - 1)
    standing = slots.standing
    same = slots.left & (table.cycle[ahead] == table.cycle[np.maximum(standing.slot, 0)])
    limit = table.omitted_after[ahead]
    omitted = np.where(same & (limit < NO_LIMIT), standing.day_1 + limit + 1, NEVER)
    ended = np.where(standing.ended > day, standing.ended, NEVER)
    coming = np.minimum(omitted, ended)
    kept = (standing.slot >= 0) & (coming < _next(given, patient, day))
    kept &= (coming > day) & (coming <= last_day[patient])
    return patient[kept], coming[kept]

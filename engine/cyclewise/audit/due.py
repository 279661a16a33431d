"""Doses due: every slot that came to be next, judged on the last day on which it could be given."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from cyclewise.audit.course import Turns
from cyclewise.audit.docket import Docket
from cyclewise.audit.history import History
from cyclewise.facts.point import Points
from cyclewise.facts.slots import NO_DAY
from cyclewise.protocol.deviation import DOSE_DUE
from cyclewise.timeline.columns import Integers

Flags = npt.NDArray[np.bool_]


def doses_due(history: History, turns: Turns) -> Docket:
    """Return every slot that was due, at the end of its latest day, with the dose that fills it.

    The first dose has no such day. What closes after the end of follow-up is not judged.
    """
    slots, patient = turns.slots, turns.patient
    judged = slots.left & (slots.standing.slot >= 0) & (slots.latest != NO_DAY)
    judged &= (slots.latest <= history.last_day[patient]) & ~_superseded(turns)
    chosen = np.flatnonzero(judged)
    chosen = chosen[_first_of_each(patient[chosen], slots.following[chosen])]
    day, slot = slots.latest[chosen], slots.following[chosen]
    dose = turns.filled(patient[chosen], slot)
    came = history.frame.first[np.maximum(dose, 0)] if len(dose) else day
    return Docket(
        judges=DOSE_DUE,
        points=Points.at_end_of_day(patient[chosen], day, day),
        dose=dose,
        date=day,
        slot=slot,
        opens=slots.earliest[chosen],
        due=slots.due[chosen],
        closes=day,
        done=((dose >= 0) & (came <= day),),
    )


def _superseded(turns: Turns) -> Flags:
    """Return where a dose that was not counted moved the days of the slot before they were over."""
    patient, day, slot = turns.patient, turns.day, turns.slots.following
    moved = np.zeros(len(day), bool)
    moved[:-1] = (patient[1:] == patient[:-1]) & (slot[1:] == slot[:-1])
    moved[:-1] &= day[1:] <= turns.slots.latest[:-1]
    return moved


def _first_of_each(patient: Integers, slot: Integers) -> Integers:
    """Return the places of the first entry of each patient and slot."""
    _, first = np.unique(np.stack([patient, slot]), axis=1, return_index=True)
    return np.sort(first)

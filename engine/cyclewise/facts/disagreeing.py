"""Results of one day that disagree, with nothing on record to say which of them is right."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from cyclewise.facts.program import Program
from cyclewise.facts.sight import some
from cyclewise.timeline.columns import NEVER, Columns, Frame, Integers
from cyclewise.timeline.event import NO_TIME
from cyclewise.timeline.repeated import Noticed
from cyclewise.values.calendar import day_text

Flags = npt.NDArray[np.bool_]


def disagreeing(program: Program, columns: Columns) -> Noticed:
    """Return the measurements that another one of the same patient, concept and day contradicts.

    Those with a time, those that were corrected, and those of which the protocol itself says
    which one of a day counts, contradict nothing. Of the others the last one written is read.
    """
    found = []
    for name, frame in columns.frames.items():
        concept = program.knowledge.concepts.get(name)
        if concept is None or concept.kind != "quantity" or program.orders_one_day(name):
            continue
        of, row = _contradicted(frame)
        found += [
            f"{columns.patients[who]} {concept.title} {day_text(day)}"
            for who, day in zip(of.tolist(), frame.first[row].tolist(), strict=True)
        ]
    return Noticed.of(sorted(found))


def _contradicted(frame: Frame) -> tuple[Integers, Integers]:
    """Return the patient and the row of each measurement that differs from its day's first."""
    if not some(frame.first[1:] == frame.first[:-1]):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    kept = np.flatnonzero((frame.minute == NO_TIME) & (frame.replaced == NEVER))
    of = np.repeat(np.arange(len(frame.start) - 1), np.diff(frame.start))[kept]
    day, low, high, word = (
        each[kept] for each in (frame.first, frame.value.low, frame.value.high, frame.value.word)
    )
    begins = np.ones(len(kept), bool)
    begins[1:] = (of[1:] != of[:-1]) | (day[1:] != day[:-1])
    first = np.maximum.accumulate(np.where(begins, np.arange(len(kept)), 0))
    differs = word != word[first]
    for each in (low, high):
        differs |= (each != each[first]) & ~np.isnan(each)
    return of[differs], kept[differs]

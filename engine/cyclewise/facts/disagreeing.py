"""Records that contradict one another, with nothing on record to say which of them is right."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from cyclewise.facts.phase import ENDS
from cyclewise.facts.program import Program
from cyclewise.facts.sight import some
from cyclewise.timeline.columns import NEVER, Columns, Frame, Integers
from cyclewise.timeline.event import NO_TIME
from cyclewise.timeline.repeated import Noticed
from cyclewise.values.calendar import day_text

Flags = npt.NDArray[np.bool_]


def disagreeing(program: Program, columns: Columns) -> Noticed:
    """Return the records of each patient that another one contradicts; the latest is read.

    They are measurements of one concept and day, and ends of treatment for another reason than
    the first. Measurements with a time, those that were corrected, and those of which the
    protocol itself says which one of a day counts, contradict nothing.
    """
    found = []
    for name, frame in columns.frames.items():
        concept = program.knowledge.concepts.get(name)
        measured = concept is not None and concept.kind == "quantity"
        if concept is None or not (measured or name in ENDS) or program.orders_one_day(name):
            continue
        of, row = _contradicted(frame) if measured else _ended_otherwise(frame)
        found += [
            f"{columns.patients[who]} {concept.title} {day_text(day)}"
            for who, day in zip(of.tolist(), frame.first[row].tolist(), strict=True)
        ]
    return Noticed.of(sorted(found))


def _ended_otherwise(frame: Frame) -> tuple[Integers, Integers]:
    """Return the patient and the row of each end that says another reason than the first one."""
    kept = np.flatnonzero(frame.replaced == NEVER)
    of = np.repeat(np.arange(len(frame.start) - 1), np.diff(frame.start))[kept]
    _, first, mine = np.unique(of, return_index=True, return_inverse=True)
    word = frame.value.word[kept]
    differs = word != word[first[mine]]
    return of[differs], kept[differs]


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

"""The actual history: the doses as they were given, and until when each patient was followed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from cyclewise.facts.slots import NO_DAY
from cyclewise.knowledge.knowledgebase import Knowledge
from cyclewise.records import dataclass
from cyclewise.timeline.columns import NEVER, Cells, Columns, Frame, Integers
from cyclewise.timeline.event import UNDATED

DOSE = "dose"
EVERYTHING = NEVER - 1
"""The day by which everything is known that is ever known."""

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class History:
    """Many patients' events with the doses as given, each patient's last day, and the doses.

    ``doses`` are the rows of the schedule's drug in the frame of doses, by patient and order;
    ``of`` is the patient of each row of that frame.
    """

    columns: Columns
    last_day: Integers
    doses: Integers
    of: Integers

    @property
    def frame(self) -> Frame:
        """Return the frame of doses."""
        return self.columns.frame(DOSE)

    def __len__(self) -> int:
        """Return the number of patients."""
        return len(self.columns.patients)

    def hiding(self, rows: Integers) -> History:
        """Return the history as it would be seen had some doses never become known."""
        known = self.frame.known.copy()
        known[rows] = NEVER
        frames = {**self.columns.frames, DOSE: replace(self.frame, known=known)}
        return replace(self, columns=replace(self.columns, frames=frames))


def history_of(columns: Columns, drug: str, knowledge: Knowledge) -> History:
    """Return the actual history of patients.

    Whoever gave a dose knew it: each is known on its day, and of one that was corrected later the
    wrong entry is left out.
    """
    frame = columns.frame(DOSE)
    of, right = patients_of(frame), frame.replaced == NEVER
    last_day = _last_days(columns, knowledge)
    frame = _rows_of(replace(frame, known=frame.first), of, right)
    columns = replace(columns, frames={**columns.frames, DOSE: frame})
    mine = frame.value.word == frame.value.code(drug)
    return History(columns, last_day, np.flatnonzero(mine), of[right])


def patients_of(frame: Frame) -> Integers:
    """Return the patient of each row of a frame."""
    return np.repeat(np.arange(len(frame.start) - 1), np.diff(frame.start))


def _rows_of(frame: Frame, of: Integers, kept: Flags) -> Frame:
    """Return a frame with some of its rows."""
    counts = np.bincount(of[kept], minlength=len(frame.start) - 1)
    return replace(
        frame,
        start=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        first=frame.first[kept],
        last=frame.last[kept],
        key=frame.key[kept],
        minute=frame.minute[kept],
        known=frame.known[kept],
        replaced=frame.replaced[kept],
        value=frame.value.take(kept),
        attributes={name: cells.take(kept) for name, cells in frame.attributes.items()},
        event=None if frame.event is None else frame.event[kept],
    )


def _last_days(columns: Columns, knowledge: Knowledge) -> Integers:
    """Return the last day that anything dated of each patient speaks of, ``NO_DAY`` for none."""
    last = np.full(len(columns.patients), NO_DAY, np.int64)
    for name, frame in columns.frames.items():
        dated, of = frame.known != UNDATED, patients_of(frame)
        for days in (frame.first, frame.known):
            np.maximum.at(last, of[dated], days[dated])
        attributes = knowledge.concepts[name].attributes
        for attribute, cells in frame.attributes.items():
            if attributes[attribute].kind == "date":
                _note_dates(last, of, cells)
    return last


def _note_dates(last: Integers, of: Integers, cells: Cells) -> None:
    there = ~np.isnan(cells.low)
    np.maximum.at(last, of[there], cells.low[there].astype(np.int64))

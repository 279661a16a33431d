"""Stubs: facts given by hand instead of read, so that a rule's cases need no whole patient."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from cyclewise.facts.reading import Reading, Why
from cyclewise.logic.condition import Truths
from cyclewise.records import dataclass
from cyclewise.timeline.columns import Cells
from cyclewise.values.truth import Truth, from_bounds


@dataclass(frozen=True, slots=True)
class Stub:
    """A fact given by hand at some points: its cells (missing is unknown), or its truth."""

    at: npt.NDArray[np.bool_]
    cells: Cells | None = None
    truths: Truths | None = None

    def reaching(self, grade: int, held: Truths) -> Truths:
        """Return where a graded fact given by hand reaches a grade; elsewhere what was found."""
        if self.cells is None:
            return held
        given = from_bounds(self.cells.low >= grade, self.cells.high >= grade)
        given = np.where(self.cells.missing, np.int8(Truth.UNKNOWN), given)
        return np.where(self.at, given, held)


def stubbed(reading: Reading, stub: Stub | None) -> Reading:
    """Return a reading with what was given by hand in its place."""
    if stub is None or stub.cells is None:
        return reading
    at, mine, given = stub.at, reading.value, stub.cells
    words = tuple(dict.fromkeys((*mine.words, *given.words)))
    place = np.array([words.index(word) for word in given.words])
    own = np.array([words.index(word) for word in mine.words])
    value = Cells(
        np.where(at, given.low, mine.low),
        np.where(at, given.high, mine.high),
        np.where(at, place[given.word], own[mine.word]),
        words,
    )
    why = np.where(given.missing, np.int8(Why.NO_RECORD), np.int8(Why.KNOWN))
    return replace(
        reading,
        value=value,
        why=np.where(at, why, reading.why),
        row=np.where(at, -1, reading.row),
        absent=reading.absent & ~at,
        presumed=reading.presumed & ~at,
    )

"""The rows of some patients while they are being made: columns gathered part by part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field

import numpy as np

from cyclewise.records import dataclass
from cyclewise.timeline.columns import Floats, Integers
from cyclewise.timeline.event import UNDATED

NO_TEXT = -1
"""The code of no text."""


@dataclass(frozen=True, slots=True)
class Part:
    """Rows of one concept. Texts are codes of the draft's words, days count from 1970-01-01."""

    patient: Integers
    concept: str
    day: Integers
    number: Floats
    text: Integers
    known: Integers
    replaces: Integers
    attributes: Mapping[str, Integers] = field(default_factory=dict)

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.patient)

    def only(self, rows: Integers) -> Part:
        """Return some of the rows."""
        return Part(
            self.patient[rows],
            self.concept,
            self.day[rows],
            self.number[rows],
            self.text[rows],
            self.known[rows],
            self.replaces[rows],
            {name: column[rows] for name, column in self.attributes.items()},
        )


class Draft:
    """Parts in the order in which they were made, and the words that their codes stand for."""

    def __init__(self) -> None:
        """Begin with no rows."""
        self.parts: list[Part] = []
        self.words: list[str] = []
        self._code: dict[str, int] = {}

    def code(self, text: str) -> int:
        """Return the code of a text."""
        if text not in self._code:
            self._code[text] = len(self.words)
            self.words.append(text)
        return self._code[text]

    def codes(self, texts: Sequence[str]) -> Integers:
        """Return the codes of several texts."""
        return np.array([self.code(text) for text in texts], np.int64)

    def add(self, part: Part) -> None:
        """Add rows."""
        if len(part):
            self.parts.append(part)

    def of(self, concept: str) -> list[Part]:
        """Return the parts of one concept."""
        return [part for part in self.parts if part.concept == concept]

    def first_day(self, concept: str, patients: int) -> Integers:
        """Return the first day of a concept for each of so many patients, ``NEVER`` without."""
        found = np.full(patients, NEVER, np.int64)
        for part in self.of(concept):
            np.minimum.at(found, part.patient, part.day)
        return found


NEVER = 2**30
"""A day that does not come."""


def nothing(rows: int) -> Integers:
    """Return no day for so many rows."""
    return np.full(rows, UNDATED, np.int64)

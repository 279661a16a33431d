"""What was found of every patient, one entry a patient, before anything is counted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from cyclewise.cohort.risk import Flags, Floats, Integers
from cyclewise.logic.condition import Truths
from cyclewise.records import dataclass
from cyclewise.timeline.repeated import Noticed
from cyclewise.timeline.table_reading import SetAside

Words = npt.NDArray[np.str_]
_Kind = TypeVar("_Kind", bound=np.generic)

OUTSIDE, UNDECIDED = -2, -1
"""The outcome of a patient whom an endpoint does not speak of, or cannot be decided for."""

WHYS = (
    "",
    "not followed after the start",
    "no day on which the patient was last followed",
    "a date too coarse",
    "the measure at the landmark is unknown",
    "not followed until the landmark",
)
NEGATIVE, NOT_FOLLOWED, COARSE, UNMEASURED, TOO_EARLY = range(1, len(WHYS))

REDUCED, HELD, OMITTED = CHANGES = ("reduced", "held", "omitted")
"""What may become of a dose: below the full level, given after its latest day, passed over."""


@dataclass(frozen=True, slots=True)
class Times:
    """The time to an event: days, outcome (0 censored), and why it is undecided."""

    days: Integers
    outcome: Integers
    why: Integers

    @property
    def counted(self) -> Flags:
        """Return who has a time."""
        return np.asarray(self.outcome >= 0)

    @property
    def undecided(self) -> Flags:
        """Return for whom the endpoint cannot be decided."""
        return np.asarray(self.outcome == UNDECIDED)


@dataclass(frozen=True, slots=True)
class Worst:
    """The worst grade that a patient had of a term; grade 0 where it is not recorded."""

    patient: Integers
    term: Words
    grade: Integers


@dataclass(frozen=True, slots=True)
class DoseChange:
    """A dose that did not go as planned, on its day; ``since`` is when a held one was due."""

    what: str
    day: int
    since: int


@dataclass(frozen=True, slots=True)
class Course:
    """One patient's course in days from the first dose, for a picture."""

    patient: str
    end: int
    doses: tuple[int, ...]
    marks: tuple[tuple[str, int], ...]
    levels: tuple[tuple[int, float, float], ...]
    """Day, and the lower and the upper end of the level."""
    changes: tuple[DoseChange, ...] = ()


@dataclass(frozen=True)
class Found:
    """Many patients' answers by the name of what was asked."""

    patients: tuple[str, ...]
    treated: Flags
    numbers: Mapping[str, Floats] = field(default_factory=dict)
    words: Mapping[str, Words] = field(default_factory=dict)
    truths: Mapping[str, Truths] = field(default_factory=dict)
    requirements: Mapping[str, Truths] = field(default_factory=dict)
    times: Mapping[str, Times] = field(default_factory=dict)
    worst: Mapping[str, Worst] = field(default_factory=dict)
    courses: tuple[Course, ...] | None = ()
    """None where there are too many to be drawn."""
    set_aside: tuple[SetAside, ...] = ()
    repeated: Noticed = Noticed()
    disagreeing: Noticed = Noticed()

    def __len__(self) -> int:
        """Return the number of patients."""
        return len(self.patients)

    def names(self, chosen: Flags) -> tuple[str, ...]:
        """Return the patients of whom something holds."""
        return tuple(self.patients[place] for place in np.flatnonzero(chosen).tolist())

    @classmethod
    def together(cls, parts: Iterable[Found]) -> Found:
        """Return what was found of several parts as one, in their order; there is one at least."""
        parts = tuple(parts)
        first = parts[0]
        starts = np.cumsum([0, *(len(part) for part in parts)])
        drawn = [part.courses for part in parts]
        return cls(
            patients=tuple(name for part in parts for name in part.patients),
            treated=np.concatenate([part.treated for part in parts]),
            numbers={
                key: _end_to_end(part.numbers[key] for part in parts) for key in first.numbers
            },
            words={key: _end_to_end(part.words[key] for part in parts) for key in first.words},
            truths={key: _end_to_end(part.truths[key] for part in parts) for key in first.truths},
            requirements={
                key: _end_to_end(part.requirements[key] for part in parts)
                for key in first.requirements
            },
            times={key: _times([part.times[key] for part in parts]) for key in first.times},
            worst={key: _worst([part.worst[key] for part in parts], starts) for key in first.worst},
            courses=None if None in drawn else tuple(one for each in drawn for one in each or ()),
            set_aside=tuple(each for part in parts for each in part.set_aside),
            repeated=Noticed.together(part.repeated for part in parts),
            disagreeing=Noticed.together(part.disagreeing for part in parts),
        )


def _end_to_end(parts: Iterable[npt.NDArray[_Kind]]) -> npt.NDArray[_Kind]:
    return np.concatenate(list(parts))


def _times(parts: list[Times]) -> Times:
    columns = ([getattr(part, name) for part in parts] for name in ("days", "outcome", "why"))
    return Times(*(np.concatenate(each) for each in columns))


def _worst(parts: list[Worst], starts: Integers) -> Worst:
    patient = [part.patient + start for part, start in zip(parts, starts[:-1], strict=True)]
    term, grade = ([getattr(part, name) for part in parts] for name in ("term", "grade"))
    return Worst(np.concatenate(patient), np.concatenate(term), np.concatenate(grade))

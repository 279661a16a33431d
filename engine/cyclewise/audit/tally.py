"""The tally: what deviations are counted against, by centre and month, and the courses to draw."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field

import numpy as np
import numpy.typing as npt

from cyclewise.audit.docket import Docket
from cyclewise.audit.found import Objects
from cyclewise.audit.history import History
from cyclewise.audit.hits import Hits
from cyclewise.facts.slots import NO_DAY
from cyclewise.records import dataclass
from cyclewise.timeline.columns import Integers

MOST_DRAWN = 40
"""Patients whose courses are kept to be drawn: those with the most important deviations."""

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Centre:
    """How many patients a centre has, and how many of their decision points were judged."""

    patients: int = 0
    decisions: int = 0

    def __add__(self, other: Centre) -> Centre:
        """Return the numbers of both."""
        return Centre(self.patients + other.patients, self.decisions + other.decisions)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A patient's course to be drawn: its doses, its last day, its deviations by importance."""

    patient: str
    doses: tuple[int, ...]
    last: int
    important: tuple[int, ...]
    minor: tuple[int, ...]

    @property
    def rank(self) -> tuple[int, int]:
        """Return what sorts the courses with the most important deviations first."""
        return -len(self.important), -len(self.minor)


@dataclass(frozen=True, slots=True)
class Tally:
    """What deviations are counted against: by centre, by month since January 1970, and courses."""

    centres: Mapping[str, Centre] = field(default_factory=dict)
    months: Mapping[int, int] = field(default_factory=dict)
    courses: tuple[Drawn, ...] = ()

    @classmethod
    def together(cls, parts: Iterable[Tally]) -> Tally:
        """Return the tallies of several parts as one."""
        centres: dict[str, Centre] = {}
        months: Counter[int] = Counter()
        courses: tuple[Drawn, ...] = ()
        for part in parts:
            for name, centre in part.centres.items():
                centres[name] = centres.get(name, Centre()) + centre
            months.update(part.months)
            courses = _worst((*courses, *part.courses))
        return cls(centres, dict(months), courses)


def tally_of(
    history: History, dockets: Sequence[Docket], centre: Objects, hits: Hits, important: Flags
) -> Tally:
    """Return the tally of some patients; ``centre`` is each patient's, "" where it has none."""
    patient = np.concatenate([each.points.patient for each in dockets])
    date = np.concatenate([each.date for each in dockets])
    decisions = np.bincount(patient, minlength=len(history))
    centres: dict[str, Centre] = {}
    for name, judged in zip(centre, decisions.tolist(), strict=True):
        centres[name] = centres.get(name, Centre()) + Centre(1, judged)
    months, counts = np.unique(months_of(date), return_counts=True)
    return Tally(
        centres,
        dict(zip(months.tolist(), counts.tolist(), strict=True)),
        _courses(history, hits, important),
    )


def months_of(date: Integers) -> Integers:
    """Return the month of each day, counted from January 1970."""
    return date.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)


def _courses(history: History, hits: Hits, important: Flags) -> tuple[Drawn, ...]:
    grave = np.bincount(hits.patient, important, len(history))
    light = np.bincount(hits.patient, ~important, len(history))
    order = np.lexsort((-light, -grave))[:MOST_DRAWN]
    return tuple(
        _course(history, hits, important, patient)
        for patient in order.tolist()
        if grave[patient] + light[patient]
    )


def _course(history: History, hits: Hits, important: Flags, patient: int) -> Drawn:
    mine = hits.patient == patient
    doses = history.doses[history.of[history.doses] == patient]
    days = tuple(history.frame.first[doses].tolist())
    last = int(history.last_day[patient])
    return Drawn(
        history.columns.patients[patient],
        days,
        max(last, *days, *hits.date[mine].tolist()) if last != NO_DAY else NO_DAY,
        tuple(hits.date[mine & important].tolist()),
        tuple(hits.date[mine & ~important].tolist()),
    )


def _worst(courses: Sequence[Drawn]) -> tuple[Drawn, ...]:
    """Return the worst of some courses; among equals the earlier ones stay."""
    return tuple(sorted(courses, key=lambda each: each.rank)[:MOST_DRAWN])

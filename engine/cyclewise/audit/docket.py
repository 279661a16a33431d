"""A docket: decision points of one kind, which the same pages judge."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from cyclewise.audit.history import EVERYTHING, History
from cyclewise.facts.point import Points
from cyclewise.facts.slots import NO_DAY
from cyclewise.protocol.deviation import EACH_DOSE, END
from cyclewise.records import dataclass
from cyclewise.timeline.columns import Integers

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Docket:
    """Points to be judged, one entry a point.

    ``judges`` is what pages call their kind. ``dose`` is the dose judged, or the one that came
    for what was due, as a row of the frame of doses; -1 where there is none. ``date`` is the day
    that a deviation there carries. ``slot`` is the place of the schedule that was due, -1 where
    none was; ``opens``, ``due`` and ``closes`` are the days between which something was to be
    done, ``NO_DAY`` where nothing limits them. ``items`` names what was to be done besides, and
    ``done`` says of each at which points it was.
    """

    judges: str
    points: Points
    dose: Integers
    date: Integers
    slot: Integers
    opens: Integers
    due: Integers
    closes: Integers
    items: tuple[str, ...] = ()
    done: tuple[Flags, ...] = ()

    def __len__(self) -> int:
        """Return the number of points."""
        return len(self.points)

    def take(self, which: Integers | Flags) -> Docket:
        """Return some of the points."""
        return Docket(
            self.judges,
            self.points.take(which),
            self.dose[which],
            self.date[which],
            self.slot[which],
            self.opens[which],
            self.due[which],
            self.closes[which],
            self.items,
            tuple(each[which] for each in self.done),
        )

    @property
    def knowing_everything(self) -> Docket:
        """Return the same points with everything known that is dated by then."""
        known = np.full(len(self), EVERYTHING, np.int64)
        return replace(self, points=replace(self.points, known=known))


def of_points(judges: str, points: Points, dose: Integers) -> Docket:
    """Return a docket of points at which nothing in particular was due."""
    none = np.full(len(points), NO_DAY, np.int64)
    return Docket(judges, points, dose, points.day, none * 0 - 1, none, none, none)


def doses_given(history: History) -> Docket:
    """Return every dose of the schedule's drug, judged before treatment of its own day."""
    rows = history.doses
    points = Points.before_treatment(history.of[rows], history.frame, rows)
    return of_points(EACH_DOSE, points, rows)


def ends_of_follow_up(history: History) -> Docket:
    """Return one point a patient, at the end of the last day that anything speaks of."""
    patient = np.flatnonzero(history.last_day != NO_DAY)
    day = history.last_day[patient]
    points = Points.at_end_of_day(patient, day, day)
    return of_points(END, points, np.full(len(patient), -1, np.int64))

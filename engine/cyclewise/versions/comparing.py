"""A cohort asked twice: whose recommendation two versions of a protocol make otherwise, and why."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt

from cyclewise.audit.docket import doses_given, ends_of_follow_up
from cyclewise.audit.history import history_of
from cyclewise.batches.parts import parts_of, read_part
from cyclewise.batches.workers import Work, ask
from cyclewise.facts.point import Points
from cyclewise.inference.settle import OUTCOMES
from cyclewise.records import dataclass
from cyclewise.timeline.columns import Columns
from cyclewise.timeline.table_reading import SetAside
from cyclewise.versions.because import causes
from cyclewise.versions.change import KINDS, Change, Changes, Decision
from cyclewise.versions.pair import Pair
from cyclewise.versions.standing import WITH_DOSE, Standing, same_dates, same_dose, standing

Told = Callable[[int], None]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Comparison:
    """What is asked of every patient: two versions, on one day or wherever a decision was made."""

    pair: Pair
    as_of: int | None = None

    def answers(self, part: Work) -> Changes:
        """Return the changes in one part of a cohort."""
        loaded = read_part(part, self.pair.old.knowledge)
        return compare_chunk(self.pair, loaded.columns, self.as_of, loaded.set_aside)

    def bare(self) -> Comparison:
        """Return the question for another process."""
        return Comparison(self.pair.bare(), self.as_of)


def compare_cohort(
    pair: Pair,
    cohort: Columns | Path,
    as_of: int | None = None,
    *,
    jobs: int | None = None,
    told: Told = lambda _: None,
) -> Changes:
    """Return what two versions answer otherwise for a cohort: columns, or an events table's file.

    Asked is the end of the day ``as_of``; where it is None, what was known before each dose that
    was given, and the end of what is recorded of each patient. ``told`` hears how many patients
    each finished part had. Raises BadInput where a file as a whole cannot be read.
    """
    parts, found = parts_of(cohort, pair.old.knowledge), []
    for part in ask(Comparison(pair, as_of), parts, jobs):
        told(part.patients + len(part.set_aside))
        found.append(part)
    return Changes.together(found)


def compare_chunk(
    pair: Pair,
    columns: Columns,
    as_of: int | None = None,
    set_aside: tuple[SetAside, ...] = (),
) -> Changes:
    """Return what two versions answer otherwise for some patients."""
    asked = _everywhere(pair, columns) if as_of is None else _on_a_day(columns, as_of)
    old, new = (standing(each, asked.columns, asked.points) for each in (pair.old, pair.new))
    kind = _kinds(old, new)
    where = np.flatnonzero(kind >= 0)
    because = causes(pair, asked.columns, asked.points.take(where)) if len(where) else []
    changes = tuple(
        Change(
            patient=asked.patient(point),
            day=int(asked.points.day[point]),
            decision=asked.decision(point),
            kind=KINDS[kind[point]],
            action=old.answer(point),
            old=_TOLD[KINDS[kind[point]]](old, point),
            new=_TOLD[KINDS[kind[point]]](new, point),
            because=why,
        )
        for point, why in zip(where.tolist(), because, strict=True)
    )
    return Changes(len(columns.patients), len(asked.points), changes, set_aside)


_TOLD = {"action": Standing.answer, "dose": Standing.dose, "dates": Standing.dates}
"""What is told of a point, by what differs there."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The points that are asked, with the events they see; ``ends`` are ends of what is recorded.

    ``ends`` is None where a day was named.
    """

    columns: Columns
    points: Points
    ends: Flags | None

    def patient(self, point: int) -> str:
        """Return whose point it is."""
        return self.columns.patients[int(self.points.patient[point])]

    def decision(self, point: int) -> Decision:
        """Return which decision is made at a point."""
        if self.ends is None:
            return "day asked"
        return "end of what is recorded" if self.ends[point] else "dose given"


def _on_a_day(columns: Columns, day: int) -> Asked:
    patients = np.arange(len(columns.patients))
    days = np.full(len(patients), day, np.int64)
    return Asked(columns, Points.at_end_of_day(patients, days, days), None)


def _everywhere(pair: Pair, columns: Columns) -> Asked:
    """Return what was known before each dose that was given, and the end, by patient and day."""
    history = history_of(columns, pair.drug, pair.old.knowledge)
    given, ends = doses_given(history).points, ends_of_follow_up(history).points
    points = Points.together([given, ends])
    order = np.lexsort((points.key, points.patient))
    return Asked(history.columns, points.take(order), order >= len(given))


def _kinds(old: Standing, new: Standing) -> npt.NDArray[np.int64]:
    """Return what differs at each point, counting into ``KINDS``; -1 where nothing does."""
    dosed = np.isin(old.action, [OUTCOMES.index(each) for each in WITH_DOSE])
    acts, doses, dates = old.action != new.action, same_dose(old, new), same_dates(old, new)
    return np.select([acts, dosed & ~doses, dosed & ~dates], list(range(len(KINDS))), -1)

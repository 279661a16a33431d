"""The overview of an audit: its deviations counted by page, category, cause, centre and month."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from cyclewise.audit.deviation import CAUSES
from cyclewise.audit.findings import Findings
from cyclewise.audit.found import Found
from cyclewise.audit.judging import Auditor
from cyclewise.audit.tally import months_of
from cyclewise.audit.telling import important
from cyclewise.protocol.deviation import CATEGORIES, DeviationRule
from cyclewise.records import dataclass
from cyclewise.timeline.columns import Integers

Flags = npt.NDArray[np.bool_]
_EPOCH, _YEAR = 1970, 12
_STEPS = (1, 3, _YEAR)
"""Months of a period."""


@dataclass(frozen=True, slots=True)
class Share:
    """How many deviations something has, and in how many patients.

    ``troubled`` are the patients with an important one.
    """

    name: str
    important: int
    minor: int
    patients: int
    troubled: int

    @property
    def total(self) -> int:
        """Return the number of deviations."""
        return self.important + self.minor


@dataclass(frozen=True, slots=True)
class Period:
    """The deviations of a month, a quarter or a year, and the decision points judged in it."""

    share: Share
    decisions: int


@dataclass(frozen=True, slots=True)
class Patient:
    """A patient with deviations, and where they stand among all of them."""

    name: str
    centre: str
    important: int
    minor: int
    places: Integers


@dataclass(frozen=True)
class Overview:
    """The findings of an audit counted.

    What follows from an earlier deviation is no further one, and counted nowhere.
    """

    auditor: Auditor
    findings: Findings

    @property
    def found(self) -> Found:
        """Return the deviations."""
        return self.findings.found

    @property
    def pages(self) -> tuple[DeviationRule, ...]:
        """Return the pages that judged."""
        return self.auditor.pages

    @cached_property
    def important(self) -> Flags:
        """Return which deviations are important."""
        return important(self.auditor, self.found)

    @cached_property
    def counted(self) -> Flags:
        """Return which deviations count: those that follow from no other."""
        return np.asarray(self.found.follows < 0)

    @property
    def following(self) -> int:
        """Return how many follow from another."""
        return len(self.found) - int(self.counted.sum())

    @cached_property
    def patient(self) -> Integers:
        """Return a number for the patient of each deviation, rising in their order."""
        names = self.found.patient
        if not len(names):
            return np.zeros(0, np.int64)
        other = np.asarray(names[1:] != names[:-1], bool)
        return np.concatenate([[0], np.cumsum(other)]).astype(np.int64)

    @cached_property
    def all(self) -> Share:
        """Return the count of everything."""
        return self._shares(np.zeros(len(self.found), np.int64), ("all",))[0]

    @cached_property
    def by_rule(self) -> tuple[Share, ...]:
        """Return the count of each page, in the order of the pages."""
        return self._shares(self.found.page, [page.id for page in self.pages])

    @cached_property
    def by_category(self) -> tuple[Share, ...]:
        """Return the count of each category."""
        codes = np.array([CATEGORIES.index(page.category) for page in self.pages], np.int64)
        return self._shares(codes[self.found.page], CATEGORIES)

    @cached_property
    def by_cause(self) -> tuple[Share, ...]:
        """Return the count of each cause."""
        return self._shares(self.found.cause, CAUSES)

    @cached_property
    def by_centre(self) -> tuple[Share, ...]:
        """Return the count of each centre that has a patient, by its name; "" is no centre."""
        names = sorted({*self.findings.tally.centres, *self.found.centre})
        place = {name: number for number, name in enumerate(names)}
        codes = np.array([place[each] for each in self.found.centre], np.int64)
        return self._shares(codes, names)

    @property
    def by_month(self) -> tuple[Period, ...]:
        """Return the count of each month, from the first to the last with a decision point."""
        return self._periods(1)

    def over_time(self, most: int) -> tuple[Period, ...]:
        """Return the counts by month, by quarter or by year: at most so many, if years allow it."""
        judged = self.findings.tally.months
        fitting = (each for each in _STEPS if not judged or _span(judged, each) <= most)
        return self._periods(next(fitting, _STEPS[-1]))

    def _periods(self, step: int) -> tuple[Period, ...]:
        judged = self.findings.tally.months
        if not judged:
            return ()
        first, count = min(judged) // step, _span(judged, step)
        decisions = [0] * count
        for month, number in judged.items():
            decisions[month // step - first] += number
        names = [_period_text((first + each) * step, step) for each in range(count)]
        shares = self._shares(months_of(self.found.date) // step - first, names)
        return tuple(Period(*each) for each in zip(shares, decisions, strict=True))

    def worst(self, most: int) -> tuple[Patient, ...]:
        """Return the patients with the most important deviations, then the most minor ones."""
        if not len(self.found):
            return ()
        grave = np.bincount(self.patient, self.important & self.counted).astype(np.int64)
        light = np.bincount(self.patient, ~self.important & self.counted).astype(np.int64)
        order = np.lexsort((-light, -grave))[:most]
        starts = np.searchsorted(self.patient, np.arange(len(grave) + 1))
        return tuple(
            self._patient(np.arange(starts[each], starts[each + 1]), grave[each], light[each])
            for each in order.tolist()
        )

    def _patient(self, places: Integers, important: int, minor: int) -> Patient:
        first = int(places[0])
        return Patient(
            self.found.patient[first], self.found.centre[first], int(important), int(minor), places
        )

    def _shares(self, codes: npt.NDArray[Any], names: Sequence[str]) -> tuple[Share, ...]:
        """Return the count of each code; codes count into the names."""
        found = zip(
            names,
            self._number(codes, len(names), self.important & self.counted),
            self._number(codes, len(names), ~self.important & self.counted),
            self._patients(codes, len(names), self.counted),
            self._patients(codes, len(names), self.important & self.counted),
            strict=True,
        )
        return tuple(Share(*each) for each in found)

    @staticmethod
    def _number(codes: npt.NDArray[Any], count: int, which: Flags) -> list[int]:
        return [int(each) for each in np.bincount(codes[which], minlength=count)]

    def _patients(self, codes: npt.NDArray[Any], count: int, which: Flags) -> list[int]:
        """Return how many patients each code has."""
        pairs = np.unique(self.patient[which] * max(1, count) + codes[which])
        return self._number(pairs % max(1, count), count, np.ones(len(pairs), bool))


def _span(months: Iterable[int], step: int) -> int:
    """Return how many periods of so many months there are from the first to the last."""
    months = tuple(months)
    return max(months) // step - min(months) // step + 1


def _period_text(month: int, step: int) -> str:
    year, place = divmod(month, _YEAR)
    if step == _YEAR:
        return str(_EPOCH + year)
    return (
        f"{_EPOCH + year}-{place + 1:02}" if step == 1 else f"{_EPOCH + year} Q{place // step + 1}"
    )

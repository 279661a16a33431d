"""Times to events over the cohort: curves with what they say at set months, groups compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from cyclewise.cohort.band import LEVEL, Kind
from cyclewise.cohort.counting import spread
from cyclewise.cohort.found import WHYS, Found, Times
from cyclewise.cohort.incidence import aalen_johansen
from cyclewise.cohort.logrank import LogRank, log_rank
from cyclewise.cohort.months import days_of, months_of
from cyclewise.cohort.page import TimeToEvent
from cyclewise.cohort.proportion import CLOPPER_PEARSON
from cyclewise.cohort.risk import CENSORED, Flags, Floats, Integers
from cyclewise.cohort.step_curve import Estimate, Quantile, StepCurve
from cyclewise.cohort.survival import Survival, follow_up, kaplan_meier
from cyclewise.records import dataclass

REVERSE = "reverse Kaplan-Meier"


@dataclass(frozen=True, slots=True)
class Line:
    """One patient behind a curve: the time in days and what ended it."""

    patient: str
    days: int
    ended: str


@dataclass(frozen=True, slots=True)
class Curve:
    """A curve with what it says at each month asked for.

    ``outcomes`` counts what ended the times by name, ``undecided`` names who has none and why.
    """

    title: str
    curve: StepCurve
    months: Mapping[int, Estimate]
    median: Quantile
    """In months."""
    patients: int
    outcomes: Mapping[str, int]
    undecided: Mapping[str, str]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Watch:
    """How long patients were followed; medians and range in months."""

    curve: Survival
    median: Quantile
    method: str
    low: float | None
    """The range of those to whom the event has not happened."""
    high: float | None
    median_waiting: float | None
    """The plain median of the same patients."""
    median_all: float | None
    """The plain median of all times, whatever ended them."""


@dataclass(frozen=True, slots=True)
class Grouped:
    """One curve a group, and whether they differ by more than chance."""

    title: str
    groups: Mapping[str, Curve]
    test: LogRank | None
    left_out: int
    """Patients with a time who are in no group."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """How figures are drawn up: the months to tell, the kinds of intervals and their level."""

    months: Sequence[int]
    kind: Kind = "log-log"
    level: float = LEVEL
    proportions: str = CLOPPER_PEARSON
    """How the interval of a proportion is computed."""

    def curve(
        self, title: str, form: TimeToEvent, times: Times, found: Found, chosen: Flags | None = None
    ) -> Curve:
        """Return the curve of the chosen patients, of all by default."""
        counted = times.counted if chosen is None else times.counted & chosen
        days, outcome = times.days[counted], times.outcome[counted]
        named = [each.called for each in (*form.events, *form.competing)]
        if form.competing:
            # Events of one kind together first, then what competes with them.
            kinds = np.where(outcome > len(form.events), 2, np.minimum(outcome, 1))
            estimate: StepCurve
            estimate, _ = aalen_johansen(days, kinds, 2, self.kind, self.level)
        else:
            estimate = kaplan_meier(days, outcome, self.kind, self.level)
        words = ["censored", *named]
        undecided = times.undecided if chosen is None else times.undecided & chosen
        places = np.flatnonzero(counted).tolist()
        return Curve(
            title=title,
            curve=estimate,
            months={month: estimate.at(days_of(month)) for month in self.months},
            median=_in_months(estimate.quantile()),
            patients=len(days),
            outcomes={word: int((outcome == code).sum()) for code, word in enumerate(words)},
            undecided={
                found.patients[place]: WHYS[times.why[place]]
                for place in np.flatnonzero(undecided).tolist()
            },
            lines=tuple(
                Line(found.patients[place], int(day), words[code])
                for place, day, code in zip(places, days.tolist(), outcome.tolist(), strict=True)
            ),
        )

    def watch(self, times: Times) -> Watch:
        """Return how long the patients of a time to an event were followed."""
        days, outcome = times.days[times.counted], times.outcome[times.counted]
        curve = follow_up(days, outcome, self.kind, self.level)
        middle, low, high = spread(_floats(days[outcome == CENSORED]))
        return Watch(
            curve=curve,
            median=_in_months(curve.quantile()),
            method=REVERSE,
            low=months_of(low),
            high=months_of(high),
            median_waiting=months_of(middle),
            median_all=months_of(spread(_floats(days))[0]),
        )

    def grouped(
        self,
        title: str,
        form: TimeToEvent,
        times: Times,
        found: Found,
        groups: Mapping[str, Flags],
    ) -> Grouped:
        """Return a curve for each group, and the log-rank test between those with patients."""
        inside = np.any(list(groups.values()), axis=0)
        kept = times.counted & inside
        code = np.argmax(list(groups.values()), axis=0)
        curves = {
            name: self.curve(name, form, times, found, chosen) for name, chosen in groups.items()
        }
        filled = [place for place, curve in enumerate(curves.values()) if curve.patients]
        test = None
        if len(filled) > 1 and not form.competing:
            renumbered = np.searchsorted(filled, code[kept])
            test = log_rank(times.days[kept], times.outcome[kept], renumbered, len(filled))
        return Grouped(title, curves, test, int((times.counted & ~inside).sum()))


def _floats(days: Integers) -> Floats:
    return np.asarray(days, np.float64)


def _in_months(quantile: Quantile) -> Quantile:
    return Quantile(*map(months_of, (quantile.time, quantile.low, quantile.high)))

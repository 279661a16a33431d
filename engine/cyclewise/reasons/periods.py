"""Periods in which a condition was met or could not be told, and rows of signs over time."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from cyclewise.facts.program import Program
from cyclewise.logic.condition import Truths
from cyclewise.protocol.drawn import DrawnShade, DrawnSign, DrawnSigns
from cyclewise.reasons.days import Days
from cyclewise.reasons.numbers import days as days_said
from cyclewise.reasons.numbers import listed, said
from cyclewise.records import dataclass
from cyclewise.timeline.columns import Integers
from cyclewise.timeline.event import Event
from cyclewise.values.calendar import day_words
from cyclewise.values.truth import Truth


@dataclass(frozen=True, slots=True)
class Period:
    """Days in a row on which a condition was met, or could not be told (unknown)."""

    first: int
    last: int
    truth: Truth

    @property
    def days(self) -> int:
        """Return how many days it has."""
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True)
class Recorded:
    """A day on which something a sign is read from was recorded, and what it said of the sign."""

    day: int
    truth: Truth
    text: str


@dataclass(frozen=True, slots=True)
class SignRow:
    """One sign over time: the days on record, and the periods in which it counts as present."""

    title: str
    recorded: tuple[Recorded, ...]
    periods: tuple[Period, ...]


@dataclass(frozen=True, slots=True)
class Signs:
    """Rows of signs under one title."""

    title: str
    rows: tuple[SignRow, ...]


@dataclass(frozen=True, slots=True)
class Shade:
    """The periods of a condition, among the days on which it was judged."""

    title: str
    first: int
    last: int
    periods: tuple[Period, ...]
    whole: bool = True
    """False where a course was too long to judge each of its days."""

    @property
    def met(self) -> tuple[Period, ...]:
        """Return the periods in which it was met."""
        return tuple(each for each in self.periods if each.truth == Truth.MET)

    @property
    def untold(self) -> tuple[Period, ...]:
        """Return the periods in which it could not be told."""
        return tuple(each for each in self.periods if each.truth == Truth.UNKNOWN)

    def in_words(self) -> str:
        """Return when it was met and for how long it could not be told, as a sentence part."""
        met = listed([self._span(each) for each in self.met])
        parts = [f"met {met}" if met else "never met"]
        untold = sum(each.days for each in self.untold)
        if untold:
            judged = self.last - self.first + 1
            share = "any" if untold == judged else untold
            parts.append(f"could not be told on {share} of {days_said(judged)}")
        if not self.whole:
            parts.append(f"judged from {day_words(self.first)} to {day_words(self.last)}")
        return "; ".join(parts)

    def _span(self, period: Period) -> str:
        length = days_said(period.days)
        if period.last == self.last:
            return f"since {day_words(period.first)} ({length})"
        if period.days == 1:
            return f"on {day_words(period.first)}"
        return f"from {day_words(period.first)} to {day_words(period.last)} ({length})"


def shade_of(drawn: DrawnShade, days: Days) -> Shade | None:
    """Return the periods of a condition; None where it was judged on no day."""
    begun = days.begun(drawn.since)
    if begun == len(days.day):
        return None
    day = days.day[begun:]
    periods = tuple(_periods(day, days.truth(drawn.condition)[begun:]))
    return Shade(said(drawn.title), int(day[0]), int(day[-1]), periods, days.whole)


def signs_of(drawn: DrawnSigns, days: Days, program: Program) -> Signs | None:
    """Return rows of signs; None where none of them is on record or was ever present."""
    begun = days.begun(drawn.since)
    rows = tuple(_row(sign, days, begun, program) for sign in drawn.signs)
    if not any(row.recorded or _ever_met(row) for row in rows):
        return None
    return Signs(said(drawn.title), rows)


def _ever_met(row: SignRow) -> bool:
    return any(each.truth == Truth.MET for each in row.periods)


def _row(sign: DrawnSign, days: Days, begun: int, program: Program) -> SignRow:
    truths = days.truth(sign.condition)
    told: dict[int, dict[str, None]] = {}
    for place, event in days.evidence(sign.condition):
        if place >= begun:
            told.setdefault(place, {})[_said(event, program)] = None
    recorded = tuple(
        Recorded(int(days.day[place]), Truth(int(truths[place])), ", ".join(texts))
        for place, texts in sorted(told.items())
    )
    periods = tuple(_periods(days.day[begun:], truths[begun:]))
    return SignRow(said(sign.title), recorded, periods)


def _said(event: Event, program: Program) -> str:
    return f"{program.knowledge.concepts[event.concept].title} {said(event.value.text)}"


def _periods(day: Integers, truths: Truths) -> Iterator[Period]:
    """Yield the runs of days on which a condition is met or unknown."""
    changes = np.flatnonzero(np.diff(truths)) + 1
    edges = [0, *changes.tolist(), len(truths)] if len(truths) else []
    for start, end in pairwise(edges):
        truth = Truth(int(truths[start]))
        if truth != Truth.NOT_MET:
            yield Period(int(day[start]), int(day[end - 1]), truth)

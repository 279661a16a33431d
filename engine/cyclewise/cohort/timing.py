"""From the days of facts to the time of an endpoint: what came first, and how long was looked."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from cyclewise.cohort.found import (
    COARSE,
    NEGATIVE,
    NOT_FOLLOWED,
    OUTSIDE,
    TOO_EARLY,
    UNDECIDED,
    UNMEASURED,
    Times,
)
from cyclewise.cohort.page import TimeToEvent
from cyclewise.cohort.risk import CENSORED, Flags, Integers
from cyclewise.facts.reading import Reading
from cyclewise.logic.condition import Truths
from cyclewise.timeline.columns import NEVER, day_of
from cyclewise.values.truth import Truth

Read = Callable[[str], Reading]


def day_range(reading: Reading) -> tuple[Integers, Integers, Flags]:
    """Return the first and last day on which a fact's event may lie, and where it has one."""
    there = np.asarray(reading.key >= 0)
    first = last = day_of(reading.key)
    if reading.frame is not None and len(reading.frame):
        row = np.maximum(reading.row, 0)
        first, last = reading.frame.first[row], reading.frame.last[row]
    return np.where(there, first, NEVER), np.where(there, last, NEVER), there


def time_to_event(form: TimeToEvent, read: Read) -> Times:
    """Return the time from the start to whatever came first, for every patient.

    The outcome is the number of the event as listed, competing ones after the others. Who has
    neither an event nor a day until which they were followed is undecided.
    """
    start, start_last, began = day_range(read(form.start))
    named = (*form.events, *form.competing)
    days = [day_range(read(each.fact)) for each in named]
    coarse = np.any([first != last for first, last, _ in days], axis=0) | (start != start_last)
    first = np.stack([first for first, _, _ in days])
    happened, which = first.min(axis=0), first.argmin(axis=0)
    stopped = _earliest([day_range(read(fact))[0] for fact in form.censored_at])
    stopped = np.where(stopped < happened, stopped, NEVER)
    followed = _latest([day_range(read(fact)) for fact in form.followed_until])
    had = (happened < NEVER) & (stopped == NEVER)
    end = np.where(had, happened, np.where(stopped < NEVER, stopped, followed))
    time = end - start
    outcome = np.where(had, which + 1, CENSORED)
    why = np.where(time < 0, NEGATIVE, 0)
    why = np.where(end == -NEVER, NOT_FOLLOWED, why)
    why = np.where(coarse, COARSE, why)
    outcome = np.where(why > 0, UNDECIDED, outcome)
    outcome = np.where(began, outcome, OUTSIDE)
    return Times(np.where(outcome >= 0, time, 0), outcome.astype(np.int64), np.where(began, why, 0))


def _earliest(days: list[Integers]) -> Integers:
    return np.min(days, axis=0) if days else np.asarray(NEVER)


def _latest(days: list[tuple[Integers, Integers, Flags]]) -> Integers:
    """Return the latest day of several facts; before all time where none has one."""
    latest = [np.where(there, last, -NEVER) for _, last, there in days]
    return np.asarray(np.max(latest, axis=0), np.int64)


def after_landmark(times: Times, days: Integers, held: Truths) -> Times:
    """Return the times from a landmark on, of those who still wait for their event then.

    ``held`` is what divides them. Who had an event before it is outside; who was not followed
    until then, or of whom what divides them is unknown, is undecided.
    """
    waiting = times.counted & (times.days >= days)
    lost = times.counted & ~waiting & (times.outcome == CENSORED)
    unknown = waiting & (held == Truth.UNKNOWN)
    why = np.where(lost, TOO_EARLY, np.where(unknown, UNMEASURED, times.why))
    outcome = np.where(waiting, times.outcome, OUTSIDE)
    outcome = np.where(lost | unknown | times.undecided, UNDECIDED, outcome)
    return Times(np.where(outcome >= 0, times.days - days, 0), outcome, why)

"""The surveillance plan: what is expected of one patient, item by item, and the days ahead."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from cyclewise.advice.planned import Planned
from cyclewise.advice.recommendation import Recommendation
from cyclewise.facts.expected import State
from cyclewise.records import dataclass
from cyclewise.values.calendar import Day

Happening = Literal["opens", "due", "dose"]

_DONE_WITH = (State.NOT_APPLICABLE, State.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Entry:
    """Something of one day ahead: items of a rule open or are due, or the next dose is due.

    ``items`` are titles of facts; of a dose, its cycle and day. ``closes`` is the last day
    for it, None where nothing limits it.
    """

    day: Day
    happening: Happening
    rule: str
    items: tuple[str, ...]
    summary: str
    urgency: str
    closes: Day | None


def plan_of(recommendation: Recommendation) -> tuple[Planned, ...]:
    """Return every item that some rule expects of the patient, in the order of the rules."""
    return tuple(each for ruling in recommendation.rulings for each in ruling.planned)


def calendar_of(recommendation: Recommendation, days: int) -> tuple[Entry, ...]:
    """Return what opens or is due in the coming days, by day; today is left to the plan.

    What is repeated comes again by its interval, as if it were done on each day it is due; what
    comes once is entered once. The next dose is an entry of its own.
    """
    today = recommendation.as_of
    found: dict[tuple[Day, Happening, str, Day | None], Entry] = {}
    for each in (*_dose(recommendation), *_expected(recommendation, today + days)):
        if today < each.day <= today + days:
            key = (each.day, each.happening, each.rule, each.closes)
            items = (*found[key].items, *each.items) if key in found else each.items
            found[key] = _listing(each, items)
    return tuple(sorted(found.values(), key=lambda each: each.day))


def _listing(each: Entry, items: tuple[str, ...]) -> Entry:
    return Entry(
        each.day, each.happening, each.rule, items, each.summary, each.urgency, each.closes
    )


def _dose(recommendation: Recommendation) -> Iterator[Entry]:
    timing = recommendation.timing
    if timing is None:
        return
    schedule = recommendation.protocol.schedule
    place = f"cycle {recommendation.cycle} day {recommendation.day}"
    yield Entry(
        timing.due,
        "dose",
        schedule.id,
        (place,),
        schedule.summary,
        "before next dose",
        timing.latest,
    )


def _expected(recommendation: Recommendation, last: Day) -> Iterator[Entry]:
    for each in plan_of(recommendation):
        if each.state in _DONE_WITH or (each.state == State.DONE and each.repeats is None):
            continue
        if each.opens is not None and each.repeats is None:
            yield _entry(each, each.opens, "opens", each.closes)
        for day, closes in _due_days(each, recommendation.as_of, last):
            yield _entry(each, day, "due", closes)


def _entry(each: Planned, day: Day, happening: Happening, closes: Day | None) -> Entry:
    rule = each.rule
    return Entry(day, happening, rule.id, (each.title,), rule.summary, rule.urgency, closes)


def _due_days(each: Planned, today: Day, last: Day) -> Iterator[tuple[Day, Day | None]]:
    """Yield the days on which an item is due, with the last day for it."""
    if each.due is None:
        return
    if each.repeats is None:
        yield each.due, each.closes
        return
    grace = 0 if each.closes is None else each.closes - each.due
    # What should have been done by today is taken to be done today.
    day = each.due if each.due > today else today + each.repeats
    end = last if each.ends is None else min(last, each.ends)
    while day <= end:
        yield day, day + grace
        day += each.repeats

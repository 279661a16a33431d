"""What stands on each day of a calendar: what is overdue or due today, and what comes."""

from __future__ import annotations

from collections.abc import Iterator

from cyclewise.advice.planned import Planned
from cyclewise.advice.surveillance import Surveillance
from cyclewise.facts.expected import State
from cyclewise.records import dataclass
from cyclewise.values.calendar import Day

OVERDUE = State.OVERDUE.word
DUE = State.DUE.word
DOSE = "dose"


@dataclass(frozen=True, slots=True)
class Standing:
    """Something that stands on one day: items of a rule, or a dose.

    ``happening`` is overdue, due, opens or dose; ``closes`` the last day for it, None where
    nothing limits it. ``meant`` is the day it was or is meant for, which it keeps once it is late.
    """

    day: Day
    happening: str
    rule: str
    items: tuple[str, ...]
    summary: str
    closes: Day | None
    meant: Day


def standing(surveillance: Surveillance) -> Iterator[Standing]:
    """Yield what stands on the day of the question, then what stands on the days ahead."""
    for state in (State.OVERDUE, State.DUE):
        yield from _today(surveillance, state)
    yield from _dose(surveillance)
    for each in surveillance.calendar:
        summary = " ".join(each.summary.split())
        yield Standing(
            each.day, each.happening, each.rule, each.items, summary, each.closes, each.day
        )


def _today(surveillance: Surveillance, state: State) -> Iterator[Standing]:
    groups: dict[tuple[str, Day | None, Day | None], list[Planned]] = {}
    for each in surveillance.planned(state):
        groups.setdefault((each.rule.id, each.due, each.closes), []).append(each)
    today = surveillance.recommendation.as_of
    for (rule, due, closes), items in groups.items():
        titles = tuple(each.title for each in items)
        summary = " ".join(items[0].rule.summary.split())
        last = closes if state == State.DUE else None
        yield Standing(today, state.word, rule, titles, summary, last, due or closes or today)


def _dose(surveillance: Surveillance) -> Iterator[Standing]:
    """Yield the dose that may be given on the day of the question."""
    asked = surveillance.recommendation
    if asked.action != "administer" or asked.timing is None:
        return
    schedule = asked.protocol.schedule
    place = (f"cycle {asked.cycle} day {asked.day}",)
    latest = asked.timing.latest
    yield Standing(
        asked.as_of, DOSE, schedule.id, place, schedule.summary, latest, asked.timing.due
    )

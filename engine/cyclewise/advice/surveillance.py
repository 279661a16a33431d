"""The surveillance: what the signs of one patient add up to, and what is due, on one day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from cyclewise.advice.advising import Adviser
from cyclewise.advice.leaning import presumptions_in
from cyclewise.advice.plan import Entry, calendar_of, plan_of
from cyclewise.advice.planned import Planned
from cyclewise.advice.recommendation import Alert, Leaning, Recommendation, Ruling
from cyclewise.advice.runs import runs_of
from cyclewise.advice.watching import CriteriaSet, Graded, Sign, Watcher
from cyclewise.facts.expected import State
from cyclewise.facts.point import Points
from cyclewise.facts.sheet import Sheet
from cyclewise.inference.trace import Seen, Trace, Tracer
from cyclewise.records import dataclass
from cyclewise.timeline.columns import columns_from
from cyclewise.timeline.timeline import Timeline
from cyclewise.values.calendar import Day
from cyclewise.values.truth import Truth

AHEAD = 28
"""How many days ahead the calendar looks where nobody says."""


@dataclass(frozen=True)
class Surveillance:
    """Everything that is watched of one patient at one decision point.

    ``days`` is how far ahead the calendar looks. ``severity`` is None where the protocol names
    none, or where no set of criteria is met and nobody recorded what it is the severity of.
    """

    recommendation: Recommendation
    days: int
    signs: tuple[Sign, ...]
    criteria: tuple[CriteriaSet, ...]
    severity: Graded | None
    grades: tuple[Graded, ...]
    plan: tuple[Planned, ...]
    calendar: tuple[Entry, ...]
    presumed: tuple[Seen, ...]
    assumptions: tuple[Leaning, ...]

    @property
    def alerts(self) -> tuple[Alert, ...]:
        """Return what must be told, ``now`` first."""
        return self.recommendation.alerts

    @property
    def names_signs(self) -> bool:
        """Return whether the protocol names anything to be watched."""
        return any(self.recommendation.protocol.monitored.facts)

    @property
    def graded(self) -> tuple[Graded, ...]:
        """Return the severity, where it is asked for, and the grades."""
        return self.grades if self.severity is None else (self.severity, *self.grades)

    @property
    def facts(self) -> tuple[str, ...]:
        """Return every fact that says something here; a set that does not apply says nothing."""
        return tuple(
            dict.fromkeys(
                (
                    *(each.fact for each in self.signs),
                    *(each.fact for each in self.criteria if each.truth is not None),
                    *(each.fact for each in self.graded),
                )
            )
        )

    def planned(self, *states: State) -> tuple[Planned, ...]:
        """Return the items of the plan in some state."""
        return tuple(each for each in self.plan if each.state in states)


def watch(
    adviser: Adviser,
    timeline: Timeline,
    as_of: Day | None = None,
    known: Day | None = None,
    days: int = AHEAD,
) -> Surveillance:
    """Return the surveillance of a patient; days as in ``recommend``, whose errors it raises."""
    answer = adviser.recommend(timeline, as_of, known)
    program, one = adviser.program, np.zeros(1, np.int64)
    columns = columns_from([timeline], program.knowledge)
    points = Points.at_end_of_day(one, one + answer.as_of, one + answer.known)
    watcher = Watcher(Tracer(Sheet(program, columns, points), 0, timeline))
    watched = program.protocol.monitored
    names = [each.fact for each in watched.criteria]
    runs = runs_of(program, timeline, columns, names, (answer.as_of, answer.known))
    criteria = tuple(watcher.criteria(each, runs[each.fact]) for each in watched.criteria)
    signs = tuple(_mattering(watcher.sign(each), criteria) for each in watched.signs)
    met = not criteria or any(each.truth == Truth.MET for each in criteria)
    severity = None if watched.severity is None else watcher.graded(watched.severity)
    graded = severity if severity is not None and (met or severity.low) else None
    grades = tuple(watcher.graded(each) for each in watched.grades)
    if adviser.second.absent is None:
        adviser.second.check_definitions(watcher.tracer.sheet, 0)
    found = Surveillance(
        recommendation=answer,
        days=days,
        signs=signs,
        criteria=criteria,
        severity=graded,
        grades=grades,
        plan=plan_of(answer),
        calendar=calendar_of(answer, days),
        presumed=(),
        assumptions=(),
    )
    return replace(
        found,
        presumed=presumptions_in(_traces(found)),
        assumptions=adviser.assumptions.of(told_rulings(found), found.facts),
    )


def _mattering(sign: Sign, criteria: tuple[CriteriaSet, ...]) -> Sign:
    """Return a sign with the sets of criteria that wait for it."""
    lacking = {each.fact for each in sign.missing}
    waiting = (each.fact for each in criteria if any(one.fact in lacking for one in each.missing))
    return replace(sign, matters_to=tuple(waiting))


def told_rulings(surveillance: Surveillance) -> tuple[Ruling, ...]:
    """Return the rules that speak here: those that decide, that alert, and that expect."""
    asked = surveillance.recommendation
    return tuple(
        each
        for each in asked.rulings
        if each.rule.id in asked.deciding
        or (not each.rule.acts and each.standing == "in force")
        or any(one.state != State.NOT_APPLICABLE for one in each.planned)
    )


def _traces(surveillance: Surveillance) -> Iterator[Trace]:
    yield from (each.trace for each in surveillance.signs)
    yield from (each.trace for each in surveillance.criteria if each.truth is not None)
    for graded in surveillance.graded:
        yield from (step.trace for step in graded.telling)
    for ruling in told_rulings(surveillance):
        if ruling.trace is not None:
            yield ruling.trace

"""What is expected of one patient by one rule: each item with its state, its days, its evidence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from cyclewise.advice.missing import MissingFact, Undecided, missing_facts
from cyclewise.facts.expected import Expected, State, expected, where_expected
from cyclewise.facts.sheet import Sheet
from cyclewise.facts.slots import NO_DAY
from cyclewise.inference.trace import Seen, Trace, Tracer
from cyclewise.protocol.rule import ALWAYS, Phase, Rule
from cyclewise.records import dataclass
from cyclewise.timeline.event import Event
from cyclewise.values.calendar import Day
from cyclewise.values.truth import TRUTHS, Truth

ENDS = frozenset({"ineligible", "discontinue", "complete"})
"""The actions after which no dose is awaited."""
_AWAITED = frozenset({State.OPEN, State.DUE, State.OVERDUE})


@dataclass(frozen=True, slots=True)
class Planned:
    """One item that a rule expects of a patient.

    ``item`` is the fact, ``title`` how it is called. Days are None where there is none: ``opens``
    is the first on which a result counts, ``closes`` the last. ``event`` is the record that
    fulfils it, or the latest of a repeated one; ``pending`` was taken in time and is not known
    yet. ``repeats`` is its interval in days and ``ends``
    its last day, None where it comes once and where nothing ends it. ``trace`` shows the rule's
    ``when``, and ``missing`` what would decide it; both only where it has one. ``pressing`` says
    that ``recommend`` alerts of it.
    """

    rule: Rule
    item: str
    title: str
    state: State
    opens: Day | None
    due: Day | None
    closes: Day | None
    event: Event | None
    pending: Event | None = None
    repeats: int | None = None
    ends: Day | None = None
    trace: Trace | None = None
    missing: tuple[MissingFact, ...] = ()
    pressing: bool = False

    @property
    def done_by(self) -> Event | None:
        """Return the record that fulfils it, None while it is not done."""
        return self.event if self.state == State.DONE else None


@dataclass(frozen=True, slots=True)
class Planner:
    """Reads one point's expectations; ``name`` gives the word under which a fact is asked for."""

    tracer: Tracer
    name: Callable[[Seen], str]

    @property
    def sheet(self) -> Sheet:
        """Return the facts."""
        return self.tracer.sheet

    def truth(self, rule: Rule, phase: Phase) -> Truth | None:
        """Return whether a rule expects anything, None in a phase that it does not name."""
        if phase not in rule.phases:
            return None
        return TRUTHS[where_expected(self.sheet, rule)[self.tracer.point]]

    def planned(self, rule: Rule, *, dose_awaited: bool) -> tuple[Planned, ...]:
        """Return what a rule expects, one entry an item; nothing by a dose that will not come."""
        found = expected(self.sheet, rule)
        applies = any(each.state[self.tracer.point] != State.NOT_APPLICABLE for each in found)
        trace = None
        if applies and rule.condition != ALWAYS:
            trace = self.tracer.condition(rule.condition)
        entries = tuple(self._planned(each, trace) for each in found)
        if dose_awaited or rule.expectation is None or not rule.expectation.awaits_dose:
            return entries
        return tuple(
            replace(
                each,
                state=State.NOT_APPLICABLE,
                opens=None,
                due=None,
                closes=None,
                event=None,
                pending=None,
            )
            for each in entries
        )

    def _planned(self, each: Expected, trace: Trace | None) -> Planned:
        at, place = self.tracer.point, each.frame.event
        row = int(each.row[at])
        event = None
        if row >= 0 and place is not None:
            event = self.tracer.timeline.events[int(place[row])]
        state, opens = _STATES[each.state[at]], _day(each.opens[at])
        return Planned(
            rule=each.rule,
            item=each.item,
            title=self.sheet.program.title(each.item),
            state=state,
            opens=opens,
            due=_day(each.due[at]),
            closes=_day(each.closes[at]),
            event=event,
            pending=self._pending(each.item, opens) if state in _AWAITED else None,
            repeats=None if each.repeats is None else int(each.repeats[at]),
            ends=None if each.ends is None else _day(each.ends[at]),
            trace=trace,
            missing=self._missing(each.rule, trace),
        )

    def _pending(self, item: str, opens: Day | None) -> Event | None:
        """Return the latest record that would count and is not known at the point."""
        chain, points, at = (
            self.sheet.program.chains.get(item),
            self.sheet.points,
            self.tracer.point,
        )
        concept = item if chain is None else chain.concept
        taken = (
            each
            for each in self.tracer.timeline.events
            if each.concept == concept
            and each.dated
            and each.known > points.known[at]
            and (opens is None or each.first >= opens)
            and each.last <= points.day[at]
        )
        return max(taken, key=lambda each: each.first, default=None)

    def _missing(self, rule: Rule, trace: Trace | None) -> tuple[MissingFact, ...]:
        """Return what is missing before it is known whether anything is expected."""
        if trace is None or trace.truth != Truth.UNKNOWN:
            return ()
        return missing_facts((Undecided(rule.id, rule.action, trace, Truth.NOT_MET),), self.name)


_STATES = tuple(State)


def _day(day: int) -> Day | None:
    return None if day == NO_DAY else int(day)

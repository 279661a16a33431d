"""Why not: what keeps an action from standing, and the smallest changes with which it would."""

from __future__ import annotations

from functools import cached_property

from cyclewise.advice.advising import Adviser
from cyclewise.advice.recommendation import Recommendation
from cyclewise.documents.problem import BadInput, problem_at, suggestion
from cyclewise.protocol.rule import ACTIONS, GIVES_DRUG
from cyclewise.reasons.arithmetic import timing_words
from cyclewise.reasons.counterfactual import Counterfactual, Found
from cyclewise.reasons.explaining import explain
from cyclewise.reasons.explanation import (
    IN_FORCE,
    NOT_APPLICABLE,
    OVERRULED,
    PHASE_WORDS,
    UNDECIDED,
    Explanation,
    RuleReason,
)
from cyclewise.reasons.numbers import listed, said
from cyclewise.reasons.supposable import Supposable
from cyclewise.reasons.told_change import ToldResult, told_change
from cyclewise.reasons.waiting import Later, waiting_alone, waiting_until
from cyclewise.records import dataclass
from cyclewise.timeline.timeline import Timeline
from cyclewise.values.calendar import day_words


@dataclass(frozen=True)
class WhyNot:
    """Why an action does not stand at a decision point."""

    explanation: Explanation
    asked: str
    patient: Supposable
    search: Found | None
    """None where nothing was searched: the action stands, or the phase does not know it."""
    later: Later | None
    """A later day on which it would stand, alone or with changes; only a dose is waited for."""

    @property
    def stands(self) -> bool:
        """Return whether the action is the answer already."""
        return self.explanation.recommendation.action == self.asked

    @property
    def possible(self) -> bool:
        """Return whether it stands, or something that may change would make it stand."""
        return self.stands or bool(self.changes) or self.later is not None

    @cached_property
    def in_the_way(self) -> tuple[RuleReason, ...]:
        """Return the rules for a stronger action that hold, or that nobody can exclude."""
        asked = self.explanation.recommendation
        ranks = asked.protocol.ranks[asked.phase]
        stronger = ranks[: ranks.index(self.asked)] if self.asked in ranks else ()
        held = self.explanation.standing(IN_FORCE, OVERRULED, UNDECIDED)
        schedule = asked.protocol.schedule.id
        return tuple(
            each
            for each in held
            if each.rule.action in stronger and each.rule.id != schedule and self._heard(each)
        )

    def _heard(self, each: RuleReason) -> bool:
        """Return whether a rule's doubt counts: some ask only when a dose may be given."""
        timing = self.explanation.recommendation.timing
        due = timing is not None and timing.status != "upcoming"
        return each.standing != UNDECIDED or due or not each.rule.asks_dose_due

    @cached_property
    def asking(self) -> tuple[RuleReason, ...]:
        """Return the rules that would ask for the action and do not, where none does."""
        if self.stands or self.in_the_way:
            return ()
        schedule = self.explanation.recommendation.protocol.schedule.id
        return tuple(
            each
            for each in self.explanation.rules
            if each.rule.action == self.asked
            and each.standing != NOT_APPLICABLE
            and each.rule.id != schedule
        )

    @cached_property
    def fixed(self) -> tuple[RuleReason, ...]:
        """Return the rules in the way that nothing takes out of it which may change."""
        named = self.search.fixed if self.search is not None else ()
        return tuple(
            each
            for each in self.explanation.rules
            if each.rule.id in named and each.rule.action != self.asked
        )

    @property
    def unsearched(self) -> tuple[str, ...]:
        """Return the rules that rest on too much for everything to be tried."""
        return self.search.unsearched if self.search is not None else ()

    @cached_property
    def changes(self) -> tuple[tuple[ToldResult, ...], ...]:
        """Return the smallest changes in words, those of fewest results first."""
        found = self.search.changes if self.search is not None else ()
        return tuple(told_change(each, self.patient) for each in found)

    @cached_property
    def changes_later(self) -> tuple[tuple[ToldResult, ...], ...]:
        """Return the smallest changes of a later day; none where waiting alone does."""
        if self.later is None:
            return ()
        return tuple(told_change(each, self.later.patient) for each in self.later.changes)

    @property
    def summary(self) -> str:
        """Return the answer in one sentence."""
        asked, named = self.explanation.recommendation, self.asked.upper()
        ranks = asked.protocol.ranks[asked.phase]
        if self.stands:
            return f"{named} stands already."
        if self.asked not in ranks:
            may = listed([each.upper() for each in ranks], "or")
            return f"{named} is no answer {PHASE_WORDS[asked.phase]}; there it is {may}."
        if self.changes:
            waiting = f", or by itself on {self._day_later}" if self.later is not None else ""
            return f"{named} does not stand; with one of these changes it would{waiting}."
        if self.later is not None:
            if self.later.changes:
                how = f"from {self._day_later} it would with one of these changes"
            else:
                how = f"on {self._day_later} it would, if nothing else happens"
            return f"{named} does not stand today; {how}."
        return f"{named} does not stand, and {self._why_never}"

    @property
    def _day_later(self) -> str:
        return day_words(self.later.day) if self.later is not None else ""

    @property
    def _why_never(self) -> str:
        asked = self.explanation.recommendation
        if self.unsearched:
            return f"not everything could be tried: {listed(self.unsearched)}."
        if self.patient.day < asked.as_of:
            last = day_words(self.patient.day)
            return f"no result of {last}, the last day that is known, makes it stand."
        if self.fixed:
            named = listed([each.rule.id for each in self.fixed])
            return f"no new result makes it stand: what {named} asks about is fixed."
        if self.asking:
            named = listed([each.rule.id for each in self.asking], "or")
            return f"nothing that may change today makes {named} ask for it."
        if self.asked in GIVES_DRUG and asked.timing is not None:
            return f"no new result makes it stand today: {timing_words(asked)}."
        open_ = self.asked == "wait" and asked.timing is not None
        why = ": a dose may be given, so none is waited for" if open_ else ""
        return f"no new result makes it stand{why}."


def why_not(
    adviser: Adviser,
    timeline: Timeline,
    action: str,
    days: tuple[int | None, int | None] = (None, None),
    choice: str = "",
) -> WhyNot:
    """Return why an action does not stand; raise BadInput where there is no such action.

    ``days`` are the day of the question and that of what is known, as ``recommend`` takes them.
    """
    if action not in ACTIONS:
        near = suggestion(action, ACTIONS)
        message = f"“{said(action)}” is no action.{' ' * bool(near)}{near}"
        raise BadInput([problem_at("ACTION", message, f"Write one of: {', '.join(ACTIONS)}.")])
    now = adviser.recommend(timeline, *days)
    patient = Supposable(adviser.program, timeline, now.as_of, now.known)
    found, later = None, None
    if now.action != action and action in now.protocol.ranks[now.phase]:
        found = Counterfactual(adviser, patient, now.phase, action).found()
        later = _later(adviser, patient, now, action) if action in GIVES_DRUG else None
        later = None if later is not None and later.changes and found.changes else later
    return WhyNot(explain(now, adviser.program, choice), action, patient, found, later)


def _later(adviser: Adviser, patient: Supposable, now: Recommendation, action: str) -> Later | None:
    """Return a later day on which an action stands of itself, else what it takes when it may."""
    alone = waiting_alone(adviser, patient, action)
    earliest = now.timing.earliest if now.timing is not None else None
    if alone is not None or earliest is None or earliest <= now.as_of:
        return alone
    return waiting_until(adviser, patient, now.phase, action, earliest)

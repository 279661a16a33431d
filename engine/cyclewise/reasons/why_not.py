"""Why not: what keeps an action from standing, and the smallest changes with which it would."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property

from cyclewise.advice.advising import Adviser
from cyclewise.documents.problem import BadInput, problem_at, suggestion
from cyclewise.protocol.rule import ACTIONS
from cyclewise.reasons.arithmetic import timing_words
from cyclewise.reasons.counterfactual import Change, Counterfactual, Found, NewResult
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
from cyclewise.reasons.limits import attribute_word
from cyclewise.reasons.numbers import date_words, listed, said, with_unit
from cyclewise.reasons.option import Option, latest_of
from cyclewise.reasons.supposable import Supposable
from cyclewise.records import dataclass
from cyclewise.timeline.timeline import Timeline
from cyclewise.values.numeral import number_text


@dataclass(frozen=True, slots=True)
class ToldResult:
    """A new result in words: what it would have to be, and what it is now; "" for no record."""

    fact: str
    title: str
    wanted: str
    now: str
    date: str

    @property
    def text(self) -> str:
        """Return it as advice: a title, what is wanted, what is there now."""
        if not self.now:
            return f"{self.title} {self.wanted} (no record)"
        dated = f", {self.date}" if self.date else ""
        return f"{self.title} {self.wanted} (now {self.now}{dated})"


@dataclass(frozen=True)
class WhyNot:
    """Why an action does not stand at a decision point."""

    explanation: Explanation
    asked: str
    patient: Supposable
    search: Found | None
    """None where nothing was searched: the action stands, or the phase does not know it."""

    @property
    def stands(self) -> bool:
        """Return whether the action is the answer already."""
        return self.explanation.recommendation.action == self.asked

    @property
    def possible(self) -> bool:
        """Return whether it stands, or some new results would make it stand."""
        return self.stands or bool(self.changes)

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
        """Return the rules in the way that no new result takes out of it."""
        named = self.search.fixed if self.search is not None else ()
        return tuple(each for each in self.explanation.rules if each.rule.id in named)

    @property
    def unsearched(self) -> tuple[str, ...]:
        """Return the rules that rest on too much for everything to be tried."""
        return self.search.unsearched if self.search is not None else ()

    @cached_property
    def changes(self) -> tuple[tuple[ToldResult, ...], ...]:
        """Return the smallest changes in words, those of fewest results first."""
        found = self.search.changes if self.search is not None else ()
        return tuple(self._told(each) for each in found)

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
            return f"{named} does not stand; with one of these changes it would."
        return f"{named} does not stand, and {self._why_never}"

    @property
    def _why_never(self) -> str:
        asked = self.explanation.recommendation
        if self.unsearched:
            return f"not everything could be tried: {listed(self.unsearched)}."
        if self.fixed:
            named = listed([each.rule.id for each in self.fixed])
            return f"no new result makes it stand: what {named} asks about is fixed."
        if self.asked == "administer" and asked.timing is not None:
            return f"no new result makes it stand today: {timing_words(asked)}."
        return "no new result makes it stand."

    def _told(self, change: Change) -> tuple[ToldResult, ...]:
        return tuple(self._result(each) for each in change.results)

    def _result(self, result: NewResult) -> ToldResult:
        concept = self.patient.program.knowledge.concepts[result.concept]
        event = latest_of(self.patient.timeline, concept.id, self.patient.as_of, self.patient.known)
        return ToldResult(
            concept.id,
            concept.title,
            _wanted(result, self.patient),
            "" if event is None else said(event.value.text),
            "" if event is None else date_words(event),
        )


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
    found = None
    if now.action != action and action in now.protocol.ranks[now.phase]:
        found = Counterfactual(adviser, patient, now.phase, action).found()
    return WhyNot(explain(now, adviser.program, choice), action, patient, found)


def _wanted(result: NewResult, patient: Supposable) -> str:
    """Return what a result has to be: its spans and words, in a sentence."""
    every = patient.options(result.concept)
    if result.any_result and len(every) > 1:
        return "of any value"
    say = _saying(result.concept, patient)
    parts = [_span(run, every, say) for run in _runs(result.options, every)]
    words = [said(each.value.text) for each in result.options if each.is_word]
    return listed([*parts, *words], "or")


def _saying(concept: str, patient: Supposable) -> Callable[[float], str]:
    """Return what says a number of a concept: with its unit, or as a multiple of a limit.

    A multiple where the limit of normal is not on record, and so nobody knows the number.
    """
    page = patient.program.knowledge.concepts[concept]
    for name, value in patient.supposed_limit(concept).items():
        return lambda number: f"{number_text(number / value.low)} × {attribute_word(name)}"
    unit = page.scale.unit if page.scale is not None else ""
    return lambda number: with_unit(number_text(number), unit)


def _runs(options: Iterable[Option], every: tuple[Option, ...]) -> Iterator[list[Option]]:
    """Yield the spans that lie side by side together."""
    run: list[Option] = []
    for each in (one for one in options if not one.is_word):
        if run and every.index(each) != every.index(run[-1]) + 1:
            yield run
            run = []
        run.append(each)
    if run:
        yield run


def _span(run: list[Option], every: tuple[Option, ...], say: Callable[[float], str]) -> str:
    """Return a run of spans in words: “at or below 1.8 mg/dL”, “above 1 and below 2 mg/dL”."""
    spans = [each for each in every if not each.is_word]
    first, last = run[0], run[-1]
    if first is last and first.is_point:
        return say(first.low)
    ends = []
    if first is not spans[0]:
        ends.append(f"{'at or above' if first.is_point else 'above'} {say(first.low)}")
    if last is not spans[-1]:
        ends.append(f"{'at or below' if last.is_point else 'below'} {say(last.high)}")
    return listed(ends) if ends else "of any number"

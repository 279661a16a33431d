"""Explaining: from a recommendation to its explanation, by looking again at what it saw."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property, partial

import numpy as np

from cyclewise.advice.missing import roots
from cyclewise.advice.recommendation import Recommendation, Ruling
from cyclewise.facts.point import Points
from cyclewise.facts.program import Program
from cyclewise.facts.sheet import Sheet
from cyclewise.inference.trace import Seen, Trace, Tracer
from cyclewise.logic.condition import criteria
from cyclewise.protocol.criterion import Criterion
from cyclewise.protocol.rule import Citation, Rule
from cyclewise.protocol.uses import conditions_of_form
from cyclewise.reasons.arithmetic import dose_steps, timing_words
from cyclewise.reasons.asking import Asking, concept_of
from cyclewise.reasons.expecting import expected_reason
from cyclewise.reasons.explanation import (
    IN_FORCE,
    NOT_IN_FORCE,
    Checklist,
    Explanation,
    Idle,
    Quoted,
    RuleReason,
)
from cyclewise.reasons.limits import Limits
from cyclewise.reasons.numbers import days
from cyclewise.reasons.reason import CRITERION, Reason, Teller
from cyclewise.reasons.summary import dose_words, place_words, summary_of
from cyclewise.reasons.wording import Wording
from cyclewise.records import dataclass
from cyclewise.timeline.columns import columns_from
from cyclewise.values.truth import Truth

NOTICE = "research use; rules not reviewed by a clinician"
REVIEWED = "research use; rules reviewed, see each rule"
HOLDS = "withhold"


def explain(recommendation: Recommendation, program: Program, choice: str = "") -> Explanation:
    """Return a recommendation's explanation; ``program`` is the one that gave it.

    ``choice`` is what the reader must know of a protocol that nobody chose, else nothing.
    """
    return Explainer(recommendation, program, choice).explanation()


@dataclass(frozen=True)
class Explainer:
    """Explains one recommendation."""

    recommendation: Recommendation
    program: Program
    choice: str = ""

    @cached_property
    def wording(self) -> Wording:
        """Return the words of the day the recommendation is for."""
        return Wording(Limits(self.program, self.recommendation.as_of))

    @cached_property
    def teller(self) -> Teller:
        """Return what turns traces into reasons."""
        return Teller(self.wording)

    @cached_property
    def tracer(self) -> Tracer:
        """Return a tracer at the recommendation's point, for what it did not keep."""
        one, asked = np.zeros(1, np.int64), self.recommendation
        columns = columns_from([asked.timeline], self.program.knowledge)
        points = Points.at_end_of_day(one, one + asked.as_of, one + asked.known)
        return Tracer(Sheet(self.program, columns, points), 0, asked.timeline)

    def explanation(self) -> Explanation:
        """Return the whole explanation."""
        asked = self.recommendation
        asking = Asking.of(self.wording, asked)
        return Explanation(
            recommendation=asked,
            summary=summary_of(asked, self.program),
            dose=dose_words(asked.dose, self.program) if asked.dose else "",
            arithmetic=tuple(dose_steps(asked.dose, self.program)) if asked.dose else (),
            rules=tuple(self.rule(ruling) for ruling in asked.rulings),
            questions=asking.questions(),
            to_give=tuple(asking.wanted(fact) for fact in asked.to_give),
            deciders=asking.deciders(),
            idle=tuple(self._idle(asking)),
            checklist=self._checklist(asking),
            presumed=tuple(self.wording.presumption(seen) for seen in asked.presumed),
            engines=_engines(asked.one_engine),
            notice=NOTICE if not self._reviewed() else REVIEWED,
            choice=self.choice,
        )

    def rule(self, ruling: Ruling) -> RuleReason:
        """Return what one rule says, and why."""
        return RuleReason(
            rule=ruling.rule,
            truth=ruling.truth,
            standing=ruling.standing,
            overruled_by=ruling.overruled_by,
            telling=partial(self._reason, ruling),
            citing=partial(self._cited, ruling.rule),
            recovery=self._recovery(ruling),
            planned=ruling.planned,
        )

    def _reason(self, ruling: Ruling) -> Reason | None:
        """Return the tree under a rule; under the schedule, the days of its next dose."""
        asked = self.recommendation
        if ruling.rule.expectation is not None:
            return expected_reason(ruling.planned, self.teller)
        if ruling.rule.id != self.program.protocol.schedule.id:
            return None if ruling.trace is None else self.teller.reason(ruling.trace)
        if ruling.truth is None or asked.timing is None:
            return None
        told = f"{place_words(asked)}: {timing_words(asked)}"
        last = asked.last_dose
        if last.event is not None:
            told = f"{told}; {self.wording.seen(last)}"
        line = () if ruling.trace is None else (self.teller.reason(ruling.trace),)
        return Reason(CRITERION, ruling.truth, told, event=last.event, parts=line)

    def _cited(self, rule: Rule) -> tuple[Quoted, ...]:
        return tuple(self.quoted(each) for each in rule.sources)

    def quoted(self, citation: Citation) -> Quoted:
        """Return a citation with its source's title."""
        source = self.program.knowledge.sources.get(citation.cite)
        return Quoted(
            citation.cite,
            source.title if source else citation.cite,
            citation.basis,
            citation.quote,
            citation.supports,
            source.read if source else "",
        )

    def _recovery(self, ruling: Ruling) -> Reason | None:
        """Return what ends a hold in force: its ``until``, or else its condition no longer met."""
        if ruling.standing != IN_FORCE or ruling.rule.action != HOLDS or ruling.trace is None:
            return None
        if ruling.until is not None:
            return self.teller.reason(ruling.until)
        return self.teller.recovery(ruling.trace)

    def _reviewed(self) -> bool:
        return all(rule.reviews for rule in self.program.protocol.rules)

    def _checklist(self, asking: Asking) -> Checklist | None:
        ahead = self.recommendation.ahead
        if ahead is None:
            return None
        asks = tuple(self._fresh(fact, asking) for fact in ahead.to_give)
        return Checklist(ahead.as_of, ahead.action, ahead.to_give, asks)

    def _fresh(self, fact: str, asking: Asking) -> str:
        """Return a fact to bring, and how old it may be on the day by the strictest rule."""
        strictest = self._strictest.get(fact)
        title = asking.title(fact)
        return title if strictest is None else f"{title}, at most {days(strictest)} old"

    @cached_property
    def _strictest(self) -> Mapping[str, int]:
        """Return how old each fact may be, in days, by the strictest rule of the phase."""
        found: dict[str, int] = {}
        for rule in self.program.protocol.rules:
            if rule.acts and self.recommendation.phase in rule.phases:
                for criterion in criteria(rule.condition):
                    for fact, age in self._ages(criterion):
                        if age is not None:
                            found[fact] = min(age, found.get(fact, age))
        return found

    def _ages(self, criterion: Criterion) -> Iterator[tuple[str, int | None]]:
        """Yield every fact that a criterion rests on, and how old it may be there."""
        if criterion.asks == "parameter":
            return
        limits, program = self.wording.limits, self.program
        yield concept_of(program, criterion.subject), limits.freshness(criterion)
        definition = program.definitions.get(criterion.subject)
        conditions = () if definition is None else conditions_of_form(definition.form)
        for below in (each for condition in conditions for each in criteria(condition)):
            yield from self._ages(below)
        for each in () if conditions else _all_inputs(program, criterion.subject):
            yield concept_of(program, each), limits.own_freshness(each)

    def _idle(self, asking: Asking) -> Iterator[Idle]:
        """Yield each unknown that no undecided rule of consequence waits for."""
        missing = {each.fact for each in self.recommendation.missing}
        found: dict[str, tuple[str, ...]] = {}
        for ruling in self.recommendation.rulings:
            for seen in _unknowns(ruling) if _matters(ruling) else ():
                if asking.named(seen) not in missing:
                    told = self.wording.seen(seen)
                    rules = found.get(told, ())
                    if ruling.rule.id not in rules:
                        found[told] = (*rules, ruling.rule.id)
        for told, rules in found.items():
            yield Idle(told, rules)


def _all_inputs(program: Program, fact: str) -> Iterator[str]:
    """Yield every fact that a fact is made of."""
    for each in program.inputs(fact):
        yield each
        yield from _all_inputs(program, each)


def _matters(ruling: Ruling) -> bool:
    """Say whether what a rule does not know is worth telling: not of an alert surely not told."""
    return ruling.rule.acts or ruling.standing != NOT_IN_FORCE


def _unknowns(ruling: Ruling) -> Iterator[Seen]:
    if ruling.trace is not None:
        yield from _unknown_below(ruling.trace)


def _unknown_below(trace: Trace) -> Iterator[Seen]:
    if trace.below is not None:
        yield from _unknown_below(trace.below)
    elif trace.seen is not None and trace.truth == Truth.UNKNOWN:
        yield from roots(trace.seen)
    for part in trace.parts:
        yield from _unknown_below(part)


def _engines(absent: str | None) -> str:
    if absent is None:
        return "two engines agree (exact and durable-rules)"
    return f"one engine (exact): {absent}"

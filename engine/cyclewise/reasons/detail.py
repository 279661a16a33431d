"""One rule to the bottom: every fact it reads, every row of each, every source and quote."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from cyclewise.advice.recommendation import Recommendation
from cyclewise.documents.problem import BadInput, problem_at, suggestion
from cyclewise.facts.program import ENGINE_FACTS, Program
from cyclewise.inference.trace import Seen
from cyclewise.logic.condition import criteria
from cyclewise.protocol.criterion import Criterion
from cyclewise.protocol.definition import ReadingForm
from cyclewise.protocol.rule import Assumption
from cyclewise.protocol.uses import conditions_of_form, expected_facts
from cyclewise.reasons.explaining import Explainer
from cyclewise.reasons.explanation import Explanation, Quoted, RuleReason
from cyclewise.reasons.limits import attribute_word
from cyclewise.reasons.numbers import date_words, said
from cyclewise.records import dataclass
from cyclewise.timeline.event import Event
from cyclewise.values.calendar import day_words
from cyclewise.values.truth import Truth


@dataclass(frozen=True, slots=True)
class Row:
    """One event that a fact read; ``taken`` marks the one its value comes from."""

    date: str
    text: str
    taken: bool


@dataclass(frozen=True, slots=True)
class FactDetail:
    """One fact under a rule: what it says here, the rows it read, and who says so."""

    id: str
    title: str
    told: str
    truth: Truth | None
    rows: tuple[Row, ...]
    sources: tuple[Quoted, ...]
    assumptions: tuple[Assumption, ...]


@dataclass(frozen=True, slots=True)
class Detail:
    """One rule to the bottom."""

    explanation: Explanation
    rule: RuleReason
    facts: tuple[FactDetail, ...]


def detail_of(
    recommendation: Recommendation, program: Program, rule: str, choice: str = ""
) -> Detail:
    """Return one rule to the bottom; raise BadInput where the protocol has no such rule."""
    explainer = Explainer(recommendation, program, choice)
    explanation = explainer.explanation()
    wanted = rule.upper()
    for each in explanation.rules:
        if each.rule.id == wanted:
            facts = tuple(_Digging(explainer).facts(each))
            return Detail(explanation, each, facts)
    known = [each.rule.id for each in explanation.rules]
    near = suggestion(wanted, known)
    message = f"{program.protocol.id} has no rule “{rule}”.{' ' * bool(near)}{near}"
    raise BadInput([problem_at("--why", message, f"It has: {', '.join(known)}.")])


@dataclass(frozen=True, slots=True)
class _Digging:
    """Digs for the facts below a rule, each once, in the order they are met."""

    explainer: Explainer

    @property
    def program(self) -> Program:
        return self.explainer.program

    def facts(self, each: RuleReason) -> Iterator[FactDetail]:
        """Yield the facts below a rule with everything they read."""
        found: dict[str, Criterion | None] = {}
        for criterion in criteria(each.rule.condition):
            if criterion.asks != "parameter":
                self._gather(criterion.subject, criterion, found)
        for fact in expected_facts(each.rule):
            if fact not in ENGINE_FACTS:
                self._gather(fact, None, found)
        for fact, asking in found.items():
            yield self._fact(fact, asking)

    def _gather(
        self, fact: str, criterion: Criterion | None, found: dict[str, Criterion | None]
    ) -> None:
        if fact in found:
            return
        found[fact] = criterion
        definition = self.program.definitions.get(fact)
        conditions = () if definition is None else conditions_of_form(definition.form)
        for below in (each for condition in conditions for each in criteria(condition)):
            if below.asks != "parameter":
                self._gather(below.subject, below, found)
        if conditions:
            return
        for below_fact in self.program.inputs(fact):
            if below_fact not in ENGINE_FACTS:
                self._gather(below_fact, None, found)

    def _fact(self, fact: str, criterion: Criterion | None) -> FactDetail:
        tracer, wording = self.explainer.tracer, self.explainer.wording
        title = self.program.title(fact)
        definition = self.program.definitions.get(fact)
        sources = (
            tuple(self.explainer.quoted(each) for each in definition.sources) if definition else ()
        )
        assumptions = definition.assumptions if definition else ()
        if tracer.program.is_condition(fact):
            truth = Truth(int(tracer.sheet.condition(fact)[0]))
            return FactDetail(fact, title, truth.word, truth, (), sources, assumptions)
        seen = tracer.seen(fact, criterion)
        told = wording.seen(seen, criterion)
        rows = tuple(self._rows(fact, seen, criterion)) if fact in self.program.chains else ()
        return FactDetail(fact, title, told, None, rows, sources, assumptions)

    def _rows(self, fact: str, seen: Seen, criterion: Criterion | None) -> Iterator[Row]:
        tracer = self.explainer.tracer
        sight = tracer.sheet.rows(fact, criterion.since if criterion else None).sight
        places = sight.frame.event
        form = self.program.chains[fact].last
        if places is None:
            return
        for entry in np.flatnonzero(sight.point == 0):
            event = tracer.timeline.events[int(places[sight.row[entry]])]
            taken = _summed(form) or event is seen.event
            yield Row(date_words(event) or "undated", row_text(event), taken)


def _summed(form: ReadingForm) -> bool:
    return form.take in ("count", "total")


def row_text(event: Event) -> str:
    """Return an event's value, its attributes, and when it was known where that was later."""
    parts = [said(event.value.text)]
    parts += [
        f"{attribute_word(name)} {said(each.text)}" for name, each in event.attributes.items()
    ]
    if event.dated and event.known > event.last:
        parts.append(f"known {day_words(event.known)}")
    if event.note:
        parts.append(f"note: {said(event.note)}")
    return ", ".join(parts)

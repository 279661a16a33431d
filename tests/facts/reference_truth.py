"""Criteria and conditions, one at a time, by the words of design.md; for the slow reference."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.facts.reference import Reference
from tests.facts.reference_number import MET, NOT_MET, UNKNOWN, Span, compared
from tests.facts.reference_rows import Row

from cyclewise.logic.condition import AtLeast, Both, Condition, Either, Leaf, Negation
from cyclewise.protocol.criterion import Criterion, Parameter
from cyclewise.protocol.definition import (
    ArithmeticForm,
    ConditionForm,
    CyclesForm,
    DaysBetweenForm,
    ElapsedForm,
    GradesForm,
    KineticsForm,
    ReadingForm,
)
from cyclewise.values.quantity import Scale, parse_quantity

_NUMBER, _FRACTION = Scale("number"), Scale("fraction")


@dataclass
class Truths:
    """What is met, not met or unknown for one patient on one day."""

    reference: Reference
    _kept: dict[object, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.reference.judge = self.truth
        self.reference.another = self._on

    def _on(self, day: int, fact: str) -> int:
        mine = self.reference
        elsewhere = Reference(mine.protocol, mine.knowledge, mine.timeline, day, mine.known)
        elsewhere.dose = mine.dose if day == mine.day else None
        truth = Truths(elsewhere).yes_or_no(fact)
        assert truth is not None
        return truth

    def truth(self, condition: Condition[Criterion]) -> int:
        match condition:
            case Leaf(criterion):
                return self.criterion(criterion)
            case Negation(part):
                return 2 - self.truth(part)
            case Both(parts):
                return min(self.truth(part) for part in parts)
            case Either(parts):
                return max(self.truth(part) for part in parts)
            case AtLeast(count, parts):
                truths = [self.truth(part) for part in parts]
                if truths.count(MET) >= count:
                    return MET
                return NOT_MET if len(truths) - truths.count(NOT_MET) < count else UNKNOWN

    def criterion(self, criterion: Criterion) -> int:
        if criterion not in self._kept:
            self._kept[criterion] = self._criterion(criterion)
        return self._kept[criterion]

    def _criterion(self, criterion: Criterion) -> int:  # noqa: PLR0911 - a way out for each kind
        comparison, fact = criterion.comparison, criterion.subject
        if criterion.asks == "ever":
            return self._ever(criterion)
        assert comparison is not None
        word, limits = self.reference.limits(comparison)
        if criterion.asks == "parameter":
            return self._parameter(fact, word, limits)
        yes = self.yes_or_no(fact)
        if yes is not None:
            return yes if limits == ["true"] else 2 - yes
        graded = self._graded(fact, word, limits)
        if graded is not None:
            return graded
        if word == "recorded":
            there = MET if self._recorded(criterion) else NOT_MET
            return there if limits == ["true"] else 2 - there
        found = self.reference.fact(fact, criterion.within, criterion.since)
        if found.absent:
            return MET if word in ("is", "one_of") and "absent" in limits else NOT_MET
        return compared(found.span, word, limits, self.scale(fact))

    def yes_or_no(self, fact: str) -> int | None:
        """Return the truth of a fact that is a condition, None where it is none."""
        if fact == "cycle_open":
            return MET if self.reference.course()[1].cycle_open else NOT_MET
        if fact == "dose_due":
            return MET if self.reference.may_give() else NOT_MET
        form = None if self.reference.of_course(fact) else self.reference.definition(fact).form
        return self.truth(form.condition) if isinstance(form, ConditionForm) else None

    def _graded(self, fact: str, word: str, limits: list[str]) -> int | None:
        """Return whether all, some or none of the grades that may be are what is asked for."""
        form = None if self.reference.of_course(fact) else self.reference.definition(fact).form
        if not isinstance(form, GradesForm):
            return None
        names = {grade.called: str(grade.number) for grade in form.grades}
        wanted = [names.get(each, each) for each in limits]
        span = self.reference.fact(fact).span
        possible = [float(grade.number) for grade in form.grades] + [0.0]
        held = [
            max(compared(Span(grade, grade, ""), word, [each], _NUMBER) for each in wanted)
            for grade in possible
            if span.low <= grade <= span.high
        ]
        return MET if min(held) == MET else NOT_MET if max(held) == NOT_MET else UNKNOWN

    def _asked_of(self, criterion: Criterion) -> list[Row]:
        """Return the rows that a criterion speaks of, by its own since and within."""
        rows = self.reference.rows(criterion.subject, criterion.since)
        if criterion.within is None:
            return rows
        limit = self.reference.length(criterion.within)
        return [each for each in (row.aged(self.reference.day, limit) for row in rows) if each]

    def _recorded(self, criterion: Criterion) -> bool:
        course = self.reference.of_course(criterion.subject)
        return bool(self._asked_of(criterion)) if course is None else course.row is not None

    def _ever(self, criterion: Criterion) -> int:
        form = self.reference.definition(criterion.subject).form
        assert isinstance(form, ReadingForm)
        concept = self.reference.knowledge.concepts[self.reference.concept_of(criterion.subject)]
        best = NOT_MET
        for row in self._asked_of(criterion):
            if criterion.comparison is None:
                held = UNKNOWN if row.doubtful else MET
            else:
                word, limits = self.reference.limits(criterion.comparison)
                span = row.measured(concept, form)
                held = compared(span, word, limits, self.scale(criterion.subject))
            best = max(best, held)
        return best

    def _parameter(self, name: str, word: str, limits: list[str]) -> int:
        text = self.reference.text(Parameter(name))
        quantity = parse_quantity(text)
        if quantity is None:
            return MET if text in limits else NOT_MET
        scale = Scale(quantity.unit or "number")
        number = scale.convert(quantity)
        return compared(Span(number, number, ""), word, limits, scale)

    def scale(self, fact: str) -> Scale | None:  # noqa: PLR0911 - a way out for each kind
        if fact == "days_past_due":
            return Scale("days")
        if self.reference.of_course(fact) is not None:
            return _NUMBER
        match self.reference.definition(fact).form:
            case ReadingForm() as form:
                concept = self.reference.knowledge.concepts[self.reference.concept_of(fact)]
                if form.over is not None or form.take == "count":
                    return _NUMBER
                at = form.value
                return concept.scale if at == "value" else concept.attributes[at].scale
            case ArithmeticForm("difference", of) | KineticsForm(of, "difference"):
                return self.scale(of)
            case ArithmeticForm(operation) | KineticsForm(_, operation):
                return _FRACTION if operation == "change" else _NUMBER
            case DaysBetweenForm():
                return Scale("days")
            case ElapsedForm(unit):
                return Scale(unit)
            case CyclesForm() | GradesForm():
                return _NUMBER
            case _:
                return None

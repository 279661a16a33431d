"""Coverage: which outcomes of each criterion the cases of a page show, and where each decides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cyclewise.facts.phase import phase_of
from cyclewise.facts.program import ENGINE_FACTS, EVENT_FACTS, Program
from cyclewise.facts.sheet import Sheet
from cyclewise.inference.exact import rule_applies
from cyclewise.logic.condition import Condition, criteria, truth_of
from cyclewise.proof.neutral import numbered_places
from cyclewise.proof.ward import wards
from cyclewise.protocol.cases import UNKNOWN, CaseFile
from cyclewise.protocol.criterion import Criterion
from cyclewise.protocol.definition import VALUE, ConditionForm, CyclesForm, ReadingForm
from cyclewise.protocol.rule import Rule
from cyclewise.values.truth import MET, TRUTHS, Truth

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What some case should show of one criterion of a page.

    ``decides``: that the criterion is so and that another truth of it would change the whole;
    without a truth, that the value lies exactly at the limit.
    """

    place: int
    criterion: Criterion
    truth: Truth | None
    decides: bool = False

    @property
    def said(self) -> str:
        """Return what a case would show, in words."""
        if self.truth is None:
            return "lies exactly at its limit"
        return f"is {self.truth.word}{', and that decides' if self.decides else ''}"


@dataclass(frozen=True, slots=True)
class Subject:
    """A page whose cases are looked at: a rule, or a definition that is a condition."""

    id: str
    condition: Condition[Criterion]
    rule: Rule | None = None

    def applies(self, sheet: Sheet) -> Flags:
        """Return where the page says anything at all."""
        if self.rule is None:
            return np.ones(len(sheet.points), bool)
        phase = phase_of(sheet.reading("first_dose"), sheet.ended)
        due = sheet.condition("dose_due") == MET
        return np.asarray(rule_applies(self.rule, phase, due))

    def wanted(self, program: Program) -> Iterator[Wanted]:
        """Yield all that cases should show: each truth, where it decides, and each limit."""
        for place, criterion in enumerate(criteria(self.condition)):
            for truth in truths_of(program, criterion):
                yield Wanted(place, criterion, truth)
                yield Wanted(place, criterion, truth, decides=True)
            if _limited(program, criterion):
                yield Wanted(place, criterion, None)


@dataclass(frozen=True, slots=True)
class Covered:
    """What the cases of one page show, and what none of them does."""

    subject: Subject
    label: str
    shown: int
    missing: tuple[Wanted, ...]


def subject_of(program: Program, file: CaseFile) -> Subject | None:
    """Return the page that a file of cases is of; None where it is no condition."""
    if file.about == "rule":
        rule = program.protocol.by_id[file.subject]
        return None if rule.expectation is not None else Subject(rule.id, rule.condition, rule)
    if file.about == "definition":
        form = program.definitions[file.subject].form
        if isinstance(form, ConditionForm):
            return Subject(file.subject, form.condition)
    return None


def coverage(program: Program, subject: Subject, file: CaseFile) -> Covered:
    """Return what the cases of a page show of its criteria."""
    wanted = list(subject.wanted(program))
    shown = [False] * len(wanted)
    for ward, _ in wards(program, file.cases):
        found = shows(subject, ward.facts, wanted)
        shown = [before or bool(now.any()) for before, now in zip(shown, found, strict=True)]
    missing = tuple(each for each, there in zip(wanted, shown, strict=True) if not there)
    return Covered(subject, file.label, sum(shown), missing)


def shows(subject: Subject, sheet: Sheet, wanted: Sequence[Wanted]) -> list[Flags]:
    """Return for each thing that is wanted which patients of a sheet show it."""
    asked = tuple(criteria(subject.condition))
    places = numbered_places(subject.condition)
    held = [sheet.criterion(each) for each in asked]
    now, inside = truth_of(places, held.__getitem__), subject.applies(sheet)
    found = []
    for each in wanted:
        if each.truth is None:
            found.append(inside & _at_limit(sheet, each.criterion))
            continue
        so = inside & (held[each.place] == each.truth)
        if each.decides:
            others = [_with(places, held, each.place, other) for other in TRUTHS]
            so = so & np.any([other != now for other in others], axis=0)
        found.append(so)
    return [np.asarray(each) for each in found]


def _with(
    places: Condition[int], held: Sequence[npt.NDArray[np.int8]], place: int, truth: Truth
) -> npt.NDArray[np.int8]:
    """Return the truth of a condition with one criterion given another truth."""
    forced = [*held[:place], np.full_like(held[place], truth), *held[place + 1 :]]
    return truth_of(places, forced.__getitem__)


def truths_of(program: Program, criterion: Criterion) -> tuple[Truth, ...]:
    """Return what a criterion can be; a parameter is what it is, and some are never unknown."""
    if criterion.asks in ("parameter", "rule"):
        return ()
    return (Truth.NOT_MET, Truth.MET) if _always_known(program, criterion) else TRUTHS


def _always_known(program: Program, criterion: Criterion) -> bool:
    """Return whether a criterion is never unknown: no record of it means that it is not so."""
    fact, comparison = criterion.subject, criterion.comparison
    if (comparison is not None and comparison.word == "recorded") or fact in ENGINE_FACTS:
        return True
    if criterion.asks == "ever" and not _of_numbers(program, criterion):
        return _surely_there(program, criterion)
    form = program.definitions[fact].form
    if isinstance(form, ReadingForm):
        worded = form.value == VALUE and program.scale(fact) is None
        no_record = form.no_record or program.concept(fact).no_record
        return worded and no_record != UNKNOWN
    if isinstance(form, ConditionForm):
        return all(_always_known(program, each) for each in criteria(form.condition))
    return isinstance(form, CyclesForm)


def _of_numbers(program: Program, asked: Criterion) -> bool:
    """Return whether rows are asked for numbers, or for what need not be recorded with them."""
    chain = program.chains.get(asked.subject)
    if asked.comparison is None or chain is None:
        return False
    return chain.last.value != VALUE or not program.questions.bound(asked).words


def _surely_there(program: Program, asked: Criterion) -> bool:
    """Return whether it is never in doubt which rows are there: dates and words are whole."""
    chain = program.chains.get(asked.subject)
    if chain is None or any(step.over_at for step in chain.steps):
        return False
    page = program.knowledge.concepts[chain.concept]
    since = [name for name in (asked.since, *(step.since for step in chain.steps)) if name]
    others = [
        name
        for step in chain.steps
        for name in (step.cleared_by, step.until, step.same_day_as)
        if name
    ]
    if since or others or asked.within is not None:
        # What has a coarse date lies before the first dose, and so before what follows from doses.
        later = page.history == "before the first dose" and any(
            name in EVENT_FACTS for name in since
        )
        if page.history != "never" and not later:
            return False
        if not all(_whole_dates(program, name) for name in (*since, *others)):
            return False
    # What is dropped is dropped where that is sure, so that it leaves nothing in doubt.
    for column, _ in (part for step in chain.steps if step.where for part in step.where.parts):
        if column == VALUE and page.scale is not None:
            return False
        if column != VALUE and page.attributes[column].without_record is None:
            return False
    return True


def _whole_dates(program: Program, fact: str) -> bool:
    """Return whether a fact's event always has a whole date."""
    if fact in EVENT_FACTS:
        return True
    chain = program.chains.get(fact)
    return chain is not None and program.knowledge.concepts[chain.concept].history == "never"


def _limited(program: Program, criterion: Criterion) -> bool:
    """Return whether a criterion has a limit that a value can lie at."""
    if criterion.asks != "fact" or criterion.comparison is None:
        return False
    if program.ladders.asked(criterion) is not None or program.is_condition(criterion.subject):
        return False
    bound = program.bound(criterion.comparison, program.scale(criterion.subject))
    return bool(bound.numbers) and criterion.subject not in ENGINE_FACTS


def _at_limit(sheet: Sheet, criterion: Criterion) -> Flags:
    if criterion.comparison is None:
        raise ValueError(f"A criterion on {criterion.subject} compares nothing.")
    reading = sheet.reading(criterion.subject, criterion.within, criterion.since)
    bound = sheet.program.bound(criterion.comparison, sheet.program.scale(criterion.subject))
    day, value = sheet.points.day, reading.value
    limits = [value.low == dated.at(day) for dated in bound.numbers]
    return np.asarray(reading.known & np.any(limits, axis=0) & (value.low == value.high))

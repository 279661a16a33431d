"""Testing the page of a deviation: what its cases find, and wrong pages that no case notices."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property

from cyclewise.audit.auditing import dockets_of
from cyclewise.audit.history import history_of
from cyclewise.audit.hits import first_of_a_stop, hits_of, silent
from cyclewise.audit.judging import Auditor, Judgement
from cyclewise.facts.program import Program
from cyclewise.logic.condition import criteria
from cyclewise.proof.mutation import condition_mutants
from cyclewise.proof.testing import CaseResult, Tested, stepped_parameters, vocabulary
from cyclewise.proof.ward import Ward, wards
from cyclewise.protocol.cases import NONE, UNKNOWN, Case, CaseFile
from cyclewise.protocol.deviation import (
    EACH_DOSE,
    ENTRY,
    FIRST_DOSE,
    IMPORTANCES,
    DeviationRule,
    Importance,
)
from cyclewise.protocol.uses import conditions_of_deviation, parameters_of
from cyclewise.records import dataclass
from cyclewise.values import truth
from cyclewise.values.calendar import day_text

_TWINS = {EACH_DOSE: FIRST_DOSE, FIRST_DOSE: EACH_DOSE}
"""Kinds of points that a page may confuse."""

_OTHER: dict[Importance, Importance] = dict(zip(IMPORTANCES, reversed(IMPORTANCES), strict=True))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a page finds of one patient: the dates, as a case has them, and their importances."""

    dates: str
    importances: tuple[str, ...] = ()


@dataclass(frozen=True)
class Bench:
    """The patients of some cases, audited by one page and those it yields to.

    They are judged once; a wrong version of the page is asked of the same points.
    """

    ward: Ward
    page: DeviationRule

    @cached_property
    def others(self) -> tuple[DeviationRule, ...]:
        """Return the pages that the page yields to."""
        pages = self.ward.program.protocol.deviations
        return tuple(each for each in pages if each.id in self.page.yields_to)

    @cached_property
    def judgements(self) -> tuple[Judgement, ...]:
        """Return every decision point that these pages judge, judged."""
        program = self.ward.program
        judging = replace(program.protocol, deviations=(self.page, *self.others))
        auditor = Auditor(replace(program, protocol=judging))
        schedule = program.protocol.schedule
        history = history_of(self.ward.columns, schedule.drug, program.knowledge)
        return tuple(auditor.judge(history, docket) for docket in dockets_of(auditor, history))

    def outcomes(self, page: DeviationRule) -> list[Outcome]:
        """Return what the page, or a wrong version of it, finds of each patient."""
        pages = (page, *self.others)
        hits = hits_of(self.judgements, pages)
        hits = hits.take(~silent(hits, self.judgements, pages))
        hits = hits.take((first_of_a_stop(hits, pages) < 0) & (hits.page == 0))
        open_ = self._open(page)
        found = []
        for place in range(len(self.ward.cases)):
            mine = hits.take(hits.patient == place)
            dates = ", ".join(day_text(int(day)) for day in mine.date)
            said = tuple(page.importance[weight].importance for weight in mine.weight)
            found.append(Outcome(dates or (UNKNOWN if place in open_ else NONE), said))
        return found

    def _open(self, page: DeviationRule) -> frozenset[int]:
        """Return the patients of whom something could not be judged."""
        found: set[int] = set()
        for judgement in self.judgements:
            kinds = {judgement.docket.judges, _TWINS.get(judgement.docket.judges)}
            if page.judges in kinds:
                unknown = judgement.judged(page) & (judgement.truths(page) == truth.UNKNOWN)
                found |= set(judgement.docket.points.patient[unknown].tolist())
        return frozenset(found)


Benches = Sequence[tuple[Bench, tuple[int, ...]]]


def tested_deviation(program: Program, file: CaseFile) -> Tested:
    """Run the cases of a deviation's page and all its mutants."""
    page = next(each for each in program.protocol.deviations if each.id == file.subject)
    benches = [(Bench(ward, page), places) for ward, places in wards(program, file.cases)]
    outcomes = _outcomes(benches, page)
    results = tuple(
        CaseResult(case, _wrong(case, outcome))
        for case, outcome in zip(file.cases, outcomes, strict=True)
    )
    tried, survivors = 0, []
    for wrong, changed in _mutants(program, page, benches):
        tried += 1
        if not any(
            _wrong(case, outcome) for case, outcome in zip(file.cases, changed, strict=True)
        ):
            survivors.append(wrong)
    return Tested(file.subject, file.label, results, tried, tuple(survivors))


def _outcomes(benches: Benches, page: DeviationRule) -> list[Outcome]:
    """Return what is found in every case, in the order of the cases."""
    found: dict[int, Outcome] = {}
    for bench, places in benches:
        found.update(zip(places, bench.outcomes(page), strict=True))
    return [found[place] for place in sorted(found)]


def _wrong(case: Case, outcome: Outcome) -> str:
    """Return what is wrong with a case in words; empty where nothing is."""
    if outcome.dates != case.outcome:
        return f"expected {case.outcome}, and it is {outcome.dates}"
    others = [each for each in outcome.importances if case.importance not in ("", each)]
    return f"expected {case.importance}, and it is {others[0]}" if others else ""


# --- mutants ------------------------------------------------------------------------------------


def _mutants(
    program: Program, page: DeviationRule, benches: Benches
) -> Iterator[tuple[str, list[Outcome]]]:
    """Yield what each wrong version of a page, or of a parameter it names, finds in the cases."""
    for wrong, changed in _wrong_pages(program, page):
        yield wrong, _outcomes(benches, changed)
    conditions = conditions_of_deviation(page)
    named = (parameters_of(each) for condition in conditions for each in criteria(condition))
    for name, text in stepped_parameters(program, dict.fromkeys(n for each in named for n in each)):
        other = [(_with_parameter(bench, name, text), places) for bench, places in benches]
        yield f"{name} {text}", _outcomes(other, page)


def _with_parameter(bench: Bench, name: str, text: str) -> Bench:
    """Return a bench with another value of a parameter, unless its cases give one themselves."""
    program = bench.ward.program
    if name in program.overrides:
        return bench
    return Bench(Ward(program.with_parameters({name: text}), bench.ward.cases), bench.page)


def _wrong_pages(program: Program, page: DeviationRule) -> Iterator[tuple[str, DeviationRule]]:
    words = vocabulary(program)
    for wrong, condition in condition_mutants(page.condition, words):
        yield wrong, replace(page, condition=condition)
    if page.judges in _TWINS and page.category != ENTRY:
        twin = _TWINS[page.judges]
        yield f"judges {twin}", replace(page, judges=twin)
    for name in page.yields_to:
        others = tuple(each for each in page.yields_to if each != name)
        yield f"does not yield to {name}", replace(page, yields_to=others)
    yield from _misweighed(program, page)


def _misweighed(program: Program, page: DeviationRule) -> Iterator[tuple[str, DeviationRule]]:
    """Yield pages with one importance wrong, left out, or under a wrong condition."""
    words, weights = vocabulary(program), page.importance
    for place, weight in enumerate(weights):
        before, after = weights[:place], weights[place + 1 :]
        other = replace(weight, importance=_OTHER[weight.importance])
        wrong = f"{other.importance} instead of {weight.importance}"
        yield wrong, replace(page, importance=(*before, other, *after))
        if weight.when is None:
            continue
        yield f"never {weight.importance}", replace(page, importance=(*before, *after))
        for said, condition in condition_mutants(weight.when, words):
            changed = replace(weight, when=condition)
            yield f"{said} (importance)", replace(page, importance=(*before, changed, *after))

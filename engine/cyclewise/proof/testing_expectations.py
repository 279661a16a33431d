"""Testing a rule that expects something: its cases, and wrong versions that no case notices."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cyclewise.advice.missing import Undecided
from cyclewise.facts.expected import State, expected
from cyclewise.facts.program import Program
from cyclewise.facts.sheet import Sheet
from cyclewise.facts.slots import NO_DAY
from cyclewise.logic.condition import criteria
from cyclewise.proof.testing import (
    CaseResult,
    Grouped,
    Tested,
    asked_facts,
    stepped_parameters,
    vocabulary,
)
from cyclewise.proof.ward import Ward, wards
from cyclewise.proof.wrong_expectations import expectation_mutants
from cyclewise.protocol.cases import Case, CaseFile
from cyclewise.protocol.rule import ALWAYS, Rule
from cyclewise.protocol.uses import expected_parameters, parameters_of
from cyclewise.records import dataclass
from cyclewise.values.calendar import day_text
from cyclewise.values.truth import Truth


@dataclass(frozen=True, slots=True)
class Stood:
    """Where one item stands for one patient: its state and its days (``NO_DAY``: none)."""

    state: str
    days: Mapping[str, int]


def tested_expectation(program: Program, file: CaseFile) -> Tested:
    """Run the cases of a rule that expects something, and all its mutants."""
    rule = program.protocol.by_id[file.subject]
    grouped = wards(program, file.cases)
    found: dict[int, CaseResult] = {}
    for ward, places in grouped:
        answers = stood(ward.facts, rule)
        for at, place in enumerate(places):
            case = ward.cases[at]
            wrong = differences(case, answers[at]) or _wrong_question(ward, at, rule)
            found[place] = CaseResult(case, wrong)
    tried, survivors = 0, []
    for wrong, passes in _mutants(program, rule, grouped):
        tried += 1
        if passes:
            survivors.append(wrong)
    results = tuple(found[place] for place in sorted(found))
    return Tested(file.subject, file.label, results, tried, tuple(survivors))


def stood(sheet: Sheet, rule: Rule) -> list[dict[str, Stood]]:
    """Return where each item of a rule stands for each patient of a sheet."""
    answers: list[dict[str, Stood]] = [{} for _ in range(len(sheet.points))]
    for each in expected(sheet, rule):
        for at, answer in enumerate(answers):
            days = {"opens": each.opens, "due": each.due, "closes": each.closes}
            answer[each.item] = Stood(
                State(int(each.state[at])).word, {key: int(day[at]) for key, day in days.items()}
            )
    return answers


def differences(case: Case, answer: Mapping[str, Stood]) -> str:
    """Return in words what an answer has otherwise than a case; empty where nothing."""
    wrong = []
    for item, state in case.states.items():
        if item not in answer:
            wrong.append(f"{item} is not expected")
            continue
        found = answer[item]
        if found.state != state:
            wrong.append(f"{item}: expected {state}, and it is {found.state}")
        wrong += [
            f"{item}: {key} on {_day(found.days[key])}, expected {_day(day)}"
            for key, day in case.days.items()
            if found.days[key] != day
        ]
    return "; ".join(wrong)


def _day(day: int) -> str:
    return "no day" if day == NO_DAY else day_text(day)


def _wrong_question(ward: Ward, at: int, rule: Rule) -> str:
    """Return what is wrong with the facts that a case is to ask for."""
    asks = ward.cases[at].asks
    if not asks:
        return ""
    asked: set[str] = set()
    if rule.condition != ALWAYS:
        trace = ward.tracer(at).condition(rule.condition)
        undecided = Undecided(rule.id, rule.action, trace, Truth.NOT_MET)
        asked = set(asked_facts(ward.program, undecided))
    wrong = [fact for fact in asks if fact not in asked]
    if not wrong:
        return ""
    return f"it does not ask for {wrong[0]}, but for {', '.join(sorted(asked)) or 'nothing'}"


def _mutants(program: Program, rule: Rule, grouped: Grouped) -> Iterator[tuple[str, bool]]:
    """Yield each wrong version of a rule or of a parameter, and whether every case passes it."""
    for mutant in expectation_mutants(rule, vocabulary(program)):
        yield mutant.wrong, _passes(grouped, mutant.rule)
    names = dict.fromkeys(name for each in criteria(rule.condition) for name in parameters_of(each))
    names |= dict.fromkeys(expected_parameters(rule))
    for name, text in stepped_parameters(program, names):
        changed = [
            (Ward(ward.program.with_parameters({name: text}), ward.cases), places)
            for ward, places in grouped
            if name not in ward.program.overrides
        ]
        yield f"{name} {text}", _passes(changed, rule)


def _passes(grouped: Grouped, rule: Rule) -> bool:
    """Return whether no case notices a wrong rule."""
    return not any(
        differences(case, answer)
        for ward, _ in grouped
        for case, answer in zip(ward.cases, stood(ward.facts, rule), strict=True)
    )

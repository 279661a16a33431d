"""Testing: what each case says of its rule, and which wrong rules no case would notice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

import numpy as np

from cyclewise.advice.missing import Undecided, open_criteria, roots
from cyclewise.facts.deviation_checks import given_words
from cyclewise.facts.given import RULE_STANDING
from cyclewise.facts.phase import phase_of
from cyclewise.facts.program import Program
from cyclewise.facts.sheet import Sheet
from cyclewise.inference.exact import rule_applies
from cyclewise.inference.trace import Trace
from cyclewise.logic.condition import Condition, criteria
from cyclewise.proof.form_mutation import form_mutants
from cyclewise.proof.mutation import Vocabulary, mutants_of, stepped
from cyclewise.proof.ward import Ward, wards
from cyclewise.protocol.cases import Case, CaseFile
from cyclewise.protocol.criterion import Criterion
from cyclewise.protocol.definition import ConditionForm, Form
from cyclewise.protocol.rule import PHASES, Rule
from cyclewise.protocol.uses import parameters_of
from cyclewise.records import dataclass
from cyclewise.values.truth import Truth

_WORDS = ("not met", "unknown", "met", "not applicable", "not asked")
_SILENT, _UNASKED = _WORDS.index("not applicable"), _WORDS.index("not asked")


@dataclass(frozen=True, slots=True)
class CaseResult:
    """One case that was run: what is wrong with it, empty where it passed."""

    case: Case
    wrong: str = ""


@dataclass(frozen=True, slots=True)
class Tested:
    """A page that was tested: its cases, how many mutants were tried, and which survived."""

    subject: str
    label: str
    results: tuple[CaseResult, ...]
    mutants: int
    survivors: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Return whether every case passed and no mutant survived."""
        return not self.survivors and not any(result.wrong for result in self.results)


def tested_rule(program: Program, file: CaseFile) -> Tested:
    """Run the cases of a rule and all its mutants."""
    rule = program.protocol.by_id[file.subject]
    grouped = wards(program, file.cases)
    results = _results(grouped, len(file.cases), rule, partial(rule_outcomes, rule=rule))
    tried, survivors = 0, []
    for wrong, outcomes in _mutant_outcomes(program, rule, grouped):
        tried += 1
        if outcomes == [case.outcome for case in file.cases]:
            survivors.append(wrong)
    return Tested(file.subject, file.label, results, tried, tuple(survivors))


Grouped = Sequence[tuple[Ward, tuple[int, ...]]]


Says = Callable[[Sheet], list[str]]
"""What is said of each patient of a sheet, in their order."""


def _results(grouped: Grouped, count: int, rule: Rule, says: Says) -> tuple[CaseResult, ...]:
    found: dict[int, CaseResult] = {}
    for ward, places in grouped:
        outcomes = says(ward.facts)
        for at, place in enumerate(places):
            case = ward.cases[at]
            wrong = _wrong_outcome(case, outcomes[at]) or _wrong_reason(ward, at, rule, case)
            found[place] = CaseResult(case, wrong)
    return tuple(found[place] for place in range(count))


def _wrong_outcome(case: Case, outcome: str) -> str:
    return "" if outcome == case.outcome else f"expected {case.outcome}, and it is {outcome}"


def rule_outcomes(sheet: Sheet, rule: Rule) -> list[str]:
    """Return what a rule says of each patient of a sheet."""
    phase = phase_of(sheet.reading("first_dose"), sheet.ended)
    due = sheet.condition("dose_due") == Truth.MET
    codes = sheet.truth(rule.condition).astype(np.int64)
    if rule.asks_dose_due:
        codes = np.where((codes == Truth.UNKNOWN) & ~due, _UNASKED, codes)
    codes = np.where(rule_applies(rule, phase, due), codes, _SILENT)
    return [_WORDS[code] for code in codes]


def _wrong_reason(ward: Ward, place: int, rule: Rule, case: Case) -> str:
    """Return what is wrong with a case's ``because`` or ``ask``."""
    if not case.because and not case.asks:
        return ""
    trace = ward.tracer(place).condition(rule.condition)
    keeps_off = Truth.MET if rule.requirement else Truth.NOT_MET
    undecided = Undecided(rule.id, rule.action, trace, keeps_off)
    asked = set(asked_facts(ward.program, undecided))
    decided = set(_decisive(ward.program, trace))
    for fact in case.because:
        if fact not in decided:
            return (
                f"it is not so because of {fact}, but of {', '.join(sorted(decided)) or 'nothing'}"
            )
    for fact in case.asks:
        if fact not in asked:
            return f"it does not ask for {fact}, but for {', '.join(sorted(asked)) or 'nothing'}"
    return ""


def asked_facts(program: Program, undecided: Undecided) -> Iterator[str]:
    """Yield every fact that an undecided rule asks for, by its own and by its concept's name."""
    for each in open_criteria(undecided):
        yield each.criterion.subject
        for seen in roots(each.seen):
            yield from with_concept(program, seen.fact)
    yield from _given_unknown(undecided.trace)


def _given_unknown(trace: Trace) -> Iterator[str]:
    """Yield the conditions that a case gives as unknown and on which the truth still depends."""
    if trace.truth != Truth.UNKNOWN:
        return
    if trace.criterion is not None and trace.below is None and trace.seen is None:
        yield trace.criterion.subject
    for part in trace.parts if trace.below is None else (trace.below,):
        yield from _given_unknown(part)


def with_concept(program: Program, fact: str) -> Iterator[str]:
    """Yield a fact, and the concept it reads where it reads one."""
    yield fact
    if fact in program.chains:
        yield program.chains[fact].concept


def _decisive(program: Program, trace: Trace) -> Iterator[str]:
    """Yield the facts of the criteria that make a condition what it is."""
    if trace.kind == "criterion" and trace.criterion is not None:
        fact = trace.criterion.subject
        yield fact
        if fact in program.chains:
            yield program.chains[fact].concept
        if trace.below is not None:
            yield from _decisive(program, trace.below)
        return
    wanted = Truth(2 - trace.truth) if trace.kind == "not" else trace.truth
    for part in trace.parts:
        if part.truth == wanted:
            yield from _decisive(program, part)


# --- mutants ------------------------------------------------------------------------------------


def vocabulary(program: Program) -> Vocabulary:
    """Return the words each fact's value may be."""

    def words(fact: str) -> tuple[str, ...]:
        grades = program.ladders.grades(fact)
        if grades is not None:
            return grades.names
        if fact in program.protocol.by_id:
            return RULE_STANDING
        if fact not in program.chains:
            return given_words(program, fact)
        concept, column = program.concept(fact), program.chains[fact].last.value
        found = concept.values if column == "value" else concept.attributes[column].values
        return tuple(found) or tuple(concept.words)

    return words


def _mutant_outcomes(
    program: Program, rule: Rule, grouped: Grouped
) -> Iterator[tuple[str, list[str]]]:
    """Yield what each wrong version of a rule, or of a parameter it uses, says of the cases."""
    for mutant in mutants_of(rule, vocabulary(program)):
        yield mutant.wrong, _outcomes(grouped, partial(rule_outcomes, rule=mutant.rule))
    for name, text in parameter_mutants(program, rule.condition):
        changed = [
            (Ward(ward.program.with_parameters({name: text}), ward.cases), places)
            for ward, places in grouped
            if name not in ward.program.overrides
        ]
        kept = [(ward, places) for ward, places in grouped if name in ward.program.overrides]
        yield (
            f"{name} {text}",
            _outcomes([*changed, *kept], partial(rule_outcomes, rule=rule)),
        )


def _outcomes(grouped: Grouped, says: Says) -> list[str]:
    """Return what is said of every case, in the order of the cases."""
    found: dict[int, str] = {}
    for ward, places in grouped:
        found.update(zip(places, says(ward.facts), strict=True))
    return [found[place] for place in sorted(found)]


def parameter_mutants(
    program: Program, condition: Condition[Criterion]
) -> Iterator[tuple[str, str]]:
    """Yield each parameter a condition names with its value one step down and up."""
    names = dict.fromkeys(name for each in criteria(condition) for name in parameters_of(each))
    yield from stepped_parameters(program, names)


def stepped_parameters(program: Program, names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield each of some parameters with its value one step down and up."""
    for name in names:
        text = program.protocol.parameters[name].text
        if text in ("true", "false"):
            yield name, "false" if text == "true" else "true"
        else:
            yield from ((name, changed) for changed in stepped(text))


def tested_definition(program: Program, file: CaseFile) -> Tested:
    """Run the cases of a definition that is a condition, and all its mutants.

    Raises TypeError for a definition with a value, whose cases ``valued`` runs.
    """
    form = program.definitions[file.subject].form
    if not isinstance(form, ConditionForm):
        raise TypeError(f"{file.subject} is no condition.")
    rule = Rule(
        id=file.subject,
        title="",
        status="draft",
        phases=PHASES,
        condition=form.condition,
        requirement=False,
        action="alert",
        summary="",
        urgency="routine",
    )
    grouped = wards(program, file.cases)
    results = _results(grouped, len(file.cases), rule, partial(condition_outcomes, form=form))
    tried, survivors = 0, []
    for wrong, changed in form_mutants(form, vocabulary(program)):
        tried += 1
        outcomes = _outcomes(grouped, partial(condition_outcomes, form=changed))
        if outcomes == [case.outcome for case in file.cases]:
            survivors.append(wrong)
    return Tested(file.subject, file.label, results, tried, tuple(survivors))


def condition_outcomes(sheet: Sheet, form: Form) -> list[str]:
    """Return what a definition that is a condition says of each patient of a sheet."""
    if not isinstance(form, ConditionForm):
        raise TypeError("Only a condition is met or not met.")
    codes = sheet.truth(form.condition).astype(np.int64)
    if form.applies is not None:
        codes = np.where(sheet.truth(form.applies) == Truth.NOT_MET, _SILENT, codes)
    return [_WORDS[code] for code in codes]

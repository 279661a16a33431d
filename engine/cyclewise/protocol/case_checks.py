"""Whether every rule has cases, and cases for all that it may say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from cyclewise.documents.problem import suggestion
from cyclewise.knowledge.knowledgebase import Knowledge
from cyclewise.logic.condition import Condition, criteria
from cyclewise.protocol.cases import NONE, About, CaseFile
from cyclewise.protocol.criterion import Criterion
from cyclewise.protocol.definition import VALUE, CyclesForm, ReadingForm
from cyclewise.protocol.findings import Finding, at_key, error
from cyclewise.protocol.protocol import Protocol
from cyclewise.protocol.rule import PHASES, Rule
from cyclewise.protocol.uses import conditions_of_form, inputs_of

UNKNOWN = "unknown"


def case_findings(
    protocol: Protocol, knowledge: Knowledge, files: Sequence[CaseFile]
) -> Iterator[Finding]:
    """Yield rules without cases, cases without a rule, and outcomes without a case."""
    by_subject = {(file.about, file.subject): file for file in files}
    yield from _without_subject(protocol, files)
    for rule in protocol.rules:
        file = by_subject.get(("rule", rule.id))
        if file is None:
            yield error(
                rule.place,
                f"{rule.id} has no cases.",
                f"Write them beside it, in {rule.label.rsplit('/', 1)[-1][:-5]}.cases.yaml.",
            )
            continue
        shown = {case.outcome for case in file.cases}
        shown |= {state for case in file.cases for state in case.states.values()}
        for outcome in _outcomes(rule, protocol, knowledge):
            if outcome not in shown:
                yield error(
                    file.place,
                    f"{rule.id} has no case for “{outcome}”.",
                    f"Add one to {file.label}: {_HOW[outcome]}",
                )

    yield from _of_deviations(protocol, by_subject)


def _of_deviations(
    protocol: Protocol, by_subject: Mapping[tuple[About, str], CaseFile]
) -> Iterator[Finding]:
    """Yield the pages of deviations without cases, or without one that finds it and one not."""
    for page in protocol.deviations:
        file = by_subject.get(("deviation", page.id))
        if file is None:
            yield error(
                page.place,
                f"{page.id} has no cases.",
                f"Write them beside it, in {page.label.rsplit('/', 1)[-1][:-5]}.cases.yaml.",
            )
            continue
        found = {case.outcome in (NONE, UNKNOWN) for case in file.cases}
        for wanted in {True, False} - found:
            what = "in which nothing is wrong" if wanted else "that it finds"
            how = f"“expect: {NONE}”" if wanted else "“expect: [DATE]”"
            yield error(
                file.place,
                f"{page.id} has no case {what}.",
                f"Add one to {file.label}, with {how}.",
            )


_HOW = {
    "met": "a patient who fulfils the condition, and “expect: met”.",
    "not met": "a patient who does not fulfil the condition, and “expect: not met”.",
    "unknown": "remove a fact the rule needs, and “expect: unknown”.",
    "not applicable": "a patient in another phase or with no dose due, "
    "and “expect: not applicable”.",
    "done": "a patient with a record in time, and “expect: done”.",
    "due": "a patient without a record on the day it is due, and “expect: due”.",
    "overdue": "a patient without a record on the day after it closes, and “expect: overdue”.",
}


def _without_subject(protocol: Protocol, files: Sequence[CaseFile]) -> Iterator[Finding]:
    known = {
        "rule": set(protocol.by_id),
        "definition": set(protocol.definitions),
        "schedule": {protocol.schedule.id},
        "protocol": {protocol.id},
        "deviation": {page.id for page in protocol.deviations},
    }
    for file in files:
        names = known[file.about]
        if file.subject not in names:
            yield error(
                at_key(file.place, file.about),
                f"These cases are of the {file.about} “{file.subject}”, which is not there.",
                suggestion(file.subject, names) or "Mend the name, or remove the file.",
            )


def _outcomes(rule: Rule, protocol: Protocol, knowledge: Knowledge) -> Iterator[str]:
    """Yield what a rule may say: each needs a case."""
    if rule.expectation is None:
        yield from ("met", "not met")
    else:
        yield from ("done", "due", "not applicable")
        if not rule.expectation.awaits_dose:
            yield "overdue"
    if may_be_unknown(rule.condition, protocol, knowledge):
        yield "unknown"
    if rule.expectation is None and (rule.at_dose_due or len(rule.phases) < len(PHASES)):
        yield "not applicable"


def may_be_unknown(
    condition: Condition[Criterion], protocol: Protocol, knowledge: Knowledge
) -> bool:
    """Return whether a condition can plausibly be unknown for lack of a record."""
    return any(_open(criterion, protocol, knowledge) for criterion in criteria(condition))


def _open(criterion: Criterion, protocol: Protocol, knowledge: Knowledge) -> bool:
    comparison = criterion.comparison
    if criterion.asks == "parameter" or (comparison and comparison.word == "recorded"):
        return False
    if criterion.asks == "ever":
        return comparison is not None and _reads_attribute(criterion.subject, protocol)
    return _fact_open(criterion.subject, protocol, knowledge)


def _reads_attribute(fact: str, protocol: Protocol) -> bool:
    """Return whether a row's value hangs on an attribute, which may not be recorded."""
    definition = protocol.definitions.get(fact)
    if definition is None or not isinstance(definition.form, ReadingForm):
        return False
    return definition.form.over is not None or definition.form.value != VALUE


def _fact_open(fact: str, protocol: Protocol, knowledge: Knowledge) -> bool:
    """Return whether no record leaves a fact unknown; facts from the doses never are."""
    definition = protocol.definitions.get(fact)
    if definition is None:
        return _concept_open(fact, knowledge)
    form = definition.form
    conditions = conditions_of_form(form)
    if conditions:
        return any(may_be_unknown(each, protocol, knowledge) for each in conditions)
    if isinstance(form, CyclesForm):
        return False
    if isinstance(form, ReadingForm):
        return _reading_open(fact, form, protocol, knowledge)
    return any(_fact_open(each, protocol, knowledge) for each in inputs_of(definition))


def _concept_open(concept: str, knowledge: Knowledge) -> bool:
    return concept in knowledge.concepts and knowledge.concepts[concept].no_record == UNKNOWN


def _reading_open(fact: str, form: ReadingForm, protocol: Protocol, knowledge: Knowledge) -> bool:
    if form.no_record is not None or form.take in ("count", "total"):
        return form.no_record == UNKNOWN
    if form.plain or form.read == fact:
        return _concept_open(form.read, knowledge)
    return _fact_open(form.read, protocol, knowledge)

"""Which facts and parameters a protocol's pages use, so that what nobody uses can be found."""

from __future__ import annotations

from collections.abc import Iterator

from cyclewise.logic.condition import Condition, criteria
from cyclewise.protocol.criterion import Comparison, Criterion, Parameter
from cyclewise.protocol.definition import (
    ArithmeticForm,
    ConditionForm,
    CyclesForm,
    DaysBetweenForm,
    Definition,
    ElapsedForm,
    FirstMetForm,
    Form,
    GivenForm,
    GradesForm,
    KineticsForm,
    ReadingForm,
)
from cyclewise.protocol.deviation import DeviationRule
from cyclewise.protocol.drawn import Drawn, conditions_of_line
from cyclewise.protocol.protocol import Protocol
from cyclewise.protocol.rule import Rule
from cyclewise.protocol.schedule import Schedule


def conditions_of_rule(rule: Rule) -> Iterator[Condition[Criterion]]:
    """Yield a rule's conditions: what it asks, and until when."""
    yield rule.condition
    if rule.until is not None:
        yield rule.until


def conditions_of_deviation(page: DeviationRule) -> Iterator[Condition[Criterion]]:
    """Yield a deviation's conditions: what it is, and when it is how important."""
    yield page.condition
    for weight in page.importance:
        if weight.when is not None:
            yield weight.when


def conditions_of(protocol: Protocol) -> Iterator[Condition[Criterion]]:
    """Yield every condition of a protocol: of its rules, schedule, definitions and picture."""
    for rule in protocol.rules:
        yield from conditions_of_rule(rule)
    for row in protocol.schedule.rows:
        if row.when is not None:
            yield row.when
    for definition in protocol.definitions.values():
        yield from conditions_of_form(definition.form)
    for line in protocol.timeline:
        yield from conditions_of_line(line)


def conditions_of_form(form: Form) -> tuple[Condition[Criterion], ...]:
    """Return the conditions that a fact is made of: one, or one for each grade; else none."""
    match form:
        case ConditionForm(condition):
            return (condition,)
        case GradesForm(grades):
            return tuple(grade.when for grade in grades)
        case _:
            return ()


def used_parameters(protocol: Protocol) -> frozenset[str]:
    """Return the names of all parameters that a rule, a definition or the schedule uses."""
    found: set[str] = set()
    for condition in conditions_of(protocol):
        for criterion in criteria(condition):
            found.update(parameters_of(criterion))
    for definition in protocol.definitions.values():
        found.update(definition_parameters(definition))
    for rule in protocol.expecting:
        found.update(expected_parameters(rule))
    for page in protocol.deviations:
        for condition in conditions_of_deviation(page):
            for criterion in criteria(condition):
                found.update(parameters_of(criterion))
    found.update(schedule_parameters(protocol.schedule))
    return frozenset(found)


def expected_parameters(rule: Rule) -> Iterator[str]:
    """Yield the names of the parameters that the days of what a rule expects are."""
    if rule.expectation is not None:
        yield from _named(list(rule.expectation.lengths))


def parameters_of(criterion: Criterion) -> Iterator[str]:
    """Yield the names of the parameters a criterion uses."""
    if criterion.asks == "parameter":
        yield criterion.subject
    yield from _named([criterion.within])
    yield from _parameters_of_comparison(criterion.comparison)


def _parameters_of_comparison(comparison: Comparison | None) -> Iterator[str]:
    if comparison is not None:
        yield from _named(list(comparison.limits))


def _named(values: list[object]) -> Iterator[str]:
    return (value.name for value in values if isinstance(value, Parameter))


def definition_parameters(definition: Definition) -> Iterator[str]:
    """Yield the names of the parameters a definition itself uses."""
    form = definition.form
    for condition in conditions_of_form(form):
        for criterion in criteria(condition):
            yield from parameters_of(criterion)
    if isinstance(form, ArithmeticForm):
        yield from _named([form.none_yet_value])
    if isinstance(form, ReadingForm | KineticsForm):
        yield from _named([form.within])
    if isinstance(form, ReadingForm):
        for rows in (form.drop, form.where, form.shown):
            for _, comparison in rows.parts if rows is not None else ():
                yield from _parameters_of_comparison(comparison)


def schedule_parameters(schedule: Schedule) -> Iterator[str]:
    """Yield the names of the parameters that the schedule's own days are."""
    yield from _named(_lengths(schedule))


def _lengths(schedule: Schedule) -> list[object]:
    found: list[object] = [schedule.between_doses, schedule.first_dose.latest_by]
    for timing in schedule.timings:
        found += [timing.earliest, timing.due, timing.latest, timing.omitted_after]
    return found


def used_facts(protocol: Protocol) -> frozenset[str]:
    """Return every fact that some page other than its own names."""
    found: set[str | None] = set()
    for condition in conditions_of(protocol):
        for criterion in criteria(condition):
            found.update({criterion.subject, criterion.since or ""})
    for definition in protocol.definitions.values():
        found.update(inputs_of(definition))
    for rule in protocol.expecting:
        found.update(expected_facts(rule))
    for page in protocol.deviations:
        for condition in conditions_of_deviation(page):
            found.update(_facts_of(condition))
    found.update(protocol.monitored.facts)
    first, roles = protocol.schedule.first_dose, protocol.roles
    found.update({first.earliest, first.latest_after, roles.height, roles.weight})
    for line in protocol.timeline:
        found.add(line.subject if isinstance(line, Drawn) else line.since)
    return frozenset(fact for fact in found if fact)


def expected_facts(rule: Rule) -> tuple[str, ...]:
    """Return what a rule expects, and the facts whose events it counts from."""
    asked = rule.expectation
    return () if asked is None else (*asked.items, *asked.anchors)


def inputs_of(definition: Definition) -> tuple[str, ...]:  # noqa: PLR0911 - one for each form
    """Return the facts that a definition is made of; its own concept is none of them."""
    form = definition.form
    match form:
        case ReadingForm():
            read = None if form.plain or form.read == definition.id else form.read
            named = (read, form.since, form.cleared_by, form.until, form.same_day_as)
            return tuple(fact for fact in named if fact is not None)
        case ArithmeticForm(_, of, against, none_yet):
            return (of, against) if none_yet is None else (of, against, none_yet)
        case ElapsedForm(_, one) | CyclesForm(one) | KineticsForm(one):
            return (one,)
        case FirstMetForm(when, since):
            return (when,) if since is None else (when, since)
        case DaysBetweenForm(begin, end):
            return (begin, end)
        case GivenForm():
            return ()
        case ConditionForm() | GradesForm():
            conditions = conditions_of_form(form)
            return tuple(dict.fromkeys(fact for each in conditions for fact in _facts_of(each)))


def _facts_of(condition: Condition[Criterion]) -> Iterator[str]:
    for criterion in criteria(condition):
        if criterion.asks not in ("parameter", "rule"):
            yield criterion.subject
        if criterion.since is not None:
            yield criterion.since

"""What a protocol's own pages name beside rules: facts in their parts, and amended parameters."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from cyclewise.documents.problem import Problems, suggestion
from cyclewise.documents.yamlfile import Node
from cyclewise.facts.program import Program
from cyclewise.knowledge.knowledgebase import DOSE
from cyclewise.logic.condition import criteria
from cyclewise.protocol.criterion import Parameter
from cyclewise.protocol.definition import (
    CyclesForm,
    DaysBetweenForm,
    Definition,
    ElapsedForm,
    FirstMetForm,
    Form,
    GradesForm,
    ReadingForm,
)
from cyclewise.protocol.drawn import Drawn
from cyclewise.protocol.page import place_of
from cyclewise.protocol.protocol import Protocol
from cyclewise.protocol.uses import conditions_of, expected_facts
from cyclewise.values.quantity import parse_quantity
from cyclewise.values.refused import Refused


def check_parts(protocol: Protocol, facts: Collection[str], problems: Problems) -> None:
    """Refuse parts of the schedule or of the body surface that name no fact."""
    page = f"{protocol.folder}/protocol.yaml"
    first = protocol.schedule.first_dose
    parts: list[tuple[str, str | None, Node | str]] = [
        ("roles: height", protocol.roles.height, page),
        ("roles: weight", protocol.roles.weight, page),
        ("first dose: earliest", first.earliest, protocol.schedule.place or page),
        ("first dose: latest", first.latest_after, protocol.schedule.place or page),
    ]
    for part, fact, place in parts:
        if fact is not None and fact not in facts:
            remedy = suggestion(fact, facts) or "Name a fact that is defined."
            problems.add(place, f"“{part}” names the unknown fact “{fact}”.", remedy)


def check_doses(program: Program, problems: Problems) -> None:
    """Refuse a dose in the schedule that could not be recorded as given: in another unit, say."""
    concept = program.knowledge.concepts.get(DOSE)
    given = None if concept is None else concept.attributes.get("given")
    if given is None:
        return
    for row in program.protocol.schedule.rows:
        try:
            given.value_of(row.dose.text)
        except Refused as refused:
            place = place_of(row.place, "dose") if row.place else program.protocol.folder
            problems.add(place, refused.message, refused.remedy)


def check_amendments(protocol: Protocol, problems: Problems) -> None:
    """Refuse amendments of anything but numbers that rules compare with: only those go by date."""
    fixed = dict.fromkeys(_in_schedule(protocol), "a length in the schedule")
    fixed |= dict.fromkeys(_words(protocol), "a word")
    for amendment in protocol.amendments:
        for name in amendment.values:
            if name in fixed:
                problems.add(
                    amendment.place or f"{protocol.folder}/protocol.yaml",
                    f"“{name}” is {fixed[name]}, which an amendment cannot change by date.",
                    "Make the amended protocol a folder of its own.",
                )


def _in_schedule(protocol: Protocol) -> Iterator[str]:
    lengths: list[object] = [protocol.schedule.between_doses]
    for timing in protocol.schedule.timings:
        lengths += [timing.earliest, timing.due, timing.latest, timing.omitted_after]
    yield from (each.name for each in lengths if isinstance(each, Parameter))


def _words(protocol: Protocol) -> Iterator[str]:
    """Yield the parameters that stand for a word or a grade to compare with, not for a number."""
    graded = [each.id for each in protocol.definitions.values() if _is_graded(each)]
    for condition in conditions_of(protocol):
        for criterion in criteria(condition):
            for limit in criterion.comparison.limits if criterion.comparison else ():
                if isinstance(limit, Parameter):
                    parameter = protocol.parameters[limit.name]
                    if criterion.subject in graded or parse_quantity(parameter.text) is None:
                        yield limit.name


def _is_graded(definition: Definition) -> bool:
    return isinstance(definition.form, GradesForm)


def check_anchors(program: Program, problems: Problems) -> None:
    """Refuse to count from an event that may not be meant: a reading with `where:` is in doubt."""
    for fact, place in _anchors(program.protocol):
        chain = program.chains.get(fact)
        if chain is None or all(step.where is None for step in chain.steps):
            continue
        problems.add(
            place or f"{program.protocol.folder}/protocol.yaml",
            f"“{fact}” keeps events of which it is not known whether they are meant (`where:`), "
            "so nothing can count from it.",
            "Read it with `shown:`, which keeps only what is sure.",
        )


def _counted_from(form: Form) -> tuple[str | None, ...]:
    """Return the facts from whose events a definition counts."""
    match form:
        case ReadingForm():
            return (form.since, form.cleared_by, form.until, form.same_day_as)
        case ElapsedForm(_, since) | CyclesForm(since) | FirstMetForm(_, since):
            return (since,)
        case DaysBetweenForm(begin, end):
            return (begin, end)
        case _:
            return ()


def _anchors(protocol: Protocol) -> Iterator[tuple[str, Node | None]]:
    """Yield every fact that another one counts from, with the place that says so."""
    for definition in protocol.definitions.values():
        yield from ((fact, definition.place) for fact in _counted_from(definition.form) if fact)
    for condition in conditions_of(protocol):
        for criterion in criteria(condition):
            if criterion.since is not None:
                yield criterion.since, criterion.place
    for rule in protocol.expecting:
        yield from ((fact, rule.place) for fact in expected_facts(rule))
    first = protocol.schedule.first_dose
    yield from (
        (fact, protocol.schedule.place) for fact in (first.earliest, first.latest_after) if fact
    )
    for line in protocol.timeline:
        if not isinstance(line, Drawn) and line.since is not None:
            yield line.since, line.place

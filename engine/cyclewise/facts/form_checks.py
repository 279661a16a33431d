"""Whether the facts that a definition computes with have what it needs of them."""

from __future__ import annotations

from cyclewise.documents.problem import Problems
from cyclewise.facts.program import YES_NO_FACTS, Program
from cyclewise.logic.condition import criteria
from cyclewise.protocol.definition import ConditionForm, Definition, FirstMetForm, KineticsForm
from cyclewise.protocol.uses import conditions_of


def check_forms(program: Program, problems: Problems) -> None:
    """Refuse a course of what has no numbers, and a first day of what is never met."""
    _check_days(program, problems)
    for definition in program.protocol.definitions.values():
        if isinstance(definition.form, FirstMetForm):
            _check_first_met(program, definition, definition.form.when, problems)
        if isinstance(definition.form, KineticsForm):
            _check_course(program, definition, definition.form, problems)


def _check_days(program: Program, problems: Problems) -> None:
    """Refuse to compare a day with anything: it is there or not, and others count from it."""
    for condition in conditions_of(program.protocol):
        for criterion in criteria(condition):
            found = program.definitions.get(criterion.subject)
            word = criterion.comparison.word if criterion.comparison else "recorded"
            if word == "recorded" or criterion.place is None or found is None:
                continue
            if isinstance(found.form, FirstMetForm):
                problems.add(
                    criterion.place,
                    f"{criterion.subject} is a day, which `{word}` cannot compare.",
                    "Ask whether it is `recorded:`, or count from it with `days_since:`.",
                )


def _check_course(
    program: Program, definition: Definition, form: KineticsForm, problems: Problems
) -> None:
    place = definition.place
    if place is None:
        return
    if form.of not in program.chains:
        problems.add(
            place,
            f"“kinetics” needs a reading, and {form.of} is none.",
            "Name a fact that is read from events.",
        )
    elif program.scale(form.of) is None or program.chains[form.of].last.take in ("count", "total"):
        problems.add(
            place,
            f"{form.of} has no number for each of its events, so it has no course.",
            "Name a fact that is measured.",
        )


def _check_first_met(
    program: Program, definition: Definition, when: str, problems: Problems
) -> None:
    found = program.definitions.get(when)
    is_condition = when in YES_NO_FACTS or isinstance(found and found.form, ConditionForm)
    if not is_condition and definition.place is not None:
        problems.add(
            definition.place,
            f"“first_met” needs a condition, and {when} is none.",
            "Name a definition that has `when:`.",
        )

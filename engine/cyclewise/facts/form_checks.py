"""Whether the facts that a definition computes with have what it needs of them."""

from __future__ import annotations

from cyclewise.documents.problem import Problems
from cyclewise.facts.program import Program
from cyclewise.protocol.definition import Definition, KineticsForm


def check_forms(program: Program, problems: Problems) -> None:
    """Refuse a course of anything but the numbers of a reading."""
    for definition in program.protocol.definitions.values():
        if isinstance(definition.form, KineticsForm):
            _check_course(program, definition, definition.form, problems)


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

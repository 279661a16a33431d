"""Mutants of a definition: of each of its forms, one small thing wrong at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

from cyclewise.logic.condition import Both, Condition
from cyclewise.proof.mutation import Vocabulary, condition_mutants, nearby
from cyclewise.protocol.criterion import Criterion
from cyclewise.protocol.definition import (
    RISES,
    ArithmeticForm,
    ConditionForm,
    DaysBetweenForm,
    FirstMetForm,
    Form,
    GradesForm,
    KineticsForm,
)
from cyclewise.values.calendar import Duration


def form_mutants(form: Form, words: Vocabulary) -> Iterator[tuple[str, Form]]:
    """Yield every small mutation of a form with what is wrong in it; none of a plain reading."""
    match form:
        case ConditionForm():
            yield from _wrong_conditions(form, words)
        case GradesForm():
            yield from _wrong_grades(form, words)
        case ArithmeticForm(_, of, against):
            yield f"{of} and {against} exchanged", replace(form, of=against, against=of)
            if form.none_yet_of is not None:
                without = replace(form, none_yet_of=None, none_yet_value=None)
                yield f"no value before {form.none_yet_of}", without
        case FirstMetForm(when, str() as since):
            yield f"not since {since}", FirstMetForm(when)
        case KineticsForm():
            yield from _wrong_courses(form)
        case DaysBetweenForm(begin, end):
            yield f"{begin} and {end} exchanged", DaysBetweenForm(end, begin)
        case _:
            return


def _wrong_courses(form: KineticsForm) -> Iterator[tuple[str, Form]]:
    for operation in RISES:
        if operation != form.operation:
            yield f"as {operation} instead of {form.operation}", replace(form, operation=operation)
    to: Literal["latest", "any"] = "any" if form.to == "latest" else "latest"
    yield f"to {to} instead of {form.to}", replace(form, to=to)
    if form.per_day:
        yield "not per day", replace(form, per_day=False)
    if isinstance(form.within, Duration):
        for length in nearby(form.within):
            yield f"within {length.text}", replace(form, within=length)


def _wrong_conditions(form: ConditionForm, words: Vocabulary) -> Iterator[tuple[str, Form]]:
    if form.applies is None or not isinstance(form.condition, Both):
        for wrong, condition in condition_mutants(form.condition, words):
            yield wrong, ConditionForm(condition)
        return
    applies, when = form.condition.parts
    yield "applies to everybody", ConditionForm(when)
    for wrong, changed in condition_mutants(applies, words):
        yield f"applies: {wrong}", _limited(changed, when)
    for wrong, changed in condition_mutants(when, words):
        yield wrong, _limited(applies, changed)


def _limited(applies: Condition[Criterion], when: Condition[Criterion]) -> ConditionForm:
    return ConditionForm(Both((applies, when)), applies)


def _wrong_grades(form: GradesForm, words: Vocabulary) -> Iterator[tuple[str, Form]]:
    for place, grade in enumerate(form.grades):
        others = (*form.grades[:place], *form.grades[place + 1 :])
        if others:
            yield f"without {form.named(grade.number)}", GradesForm(others)
        for wrong, condition in condition_mutants(grade.when, words):
            changed = replace(grade, when=condition)
            grades = (*form.grades[:place], changed, *form.grades[place + 1 :])
            yield f"{form.named(grade.number)}: {wrong}", GradesForm(grades)

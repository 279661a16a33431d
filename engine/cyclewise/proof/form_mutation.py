"""Mutants of a definition that has a value: of each form, one small thing wrong at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from cyclewise.proof.mutation import Vocabulary, condition_mutants
from cyclewise.protocol.definition import Form, GradesForm


def form_mutants(form: Form, words: Vocabulary) -> Iterator[tuple[str, Form]]:
    """Yield every small mutation of a form with what is wrong in it; none of a plain reading."""
    if isinstance(form, GradesForm):
        yield from _wrong_grades(form, words)


def _wrong_grades(form: GradesForm, words: Vocabulary) -> Iterator[tuple[str, Form]]:
    for place, grade in enumerate(form.grades):
        others = (*form.grades[:place], *form.grades[place + 1 :])
        if others:
            yield f"without {form.named(grade.number)}", GradesForm(others)
        for wrong, condition in condition_mutants(grade.when, words):
            changed = replace(grade, when=condition)
            grades = (*form.grades[:place], changed, *form.grades[place + 1 :])
            yield f"{form.named(grade.number)}: {wrong}", GradesForm(grades)

"""The grades of a definition in YAML: each with its number, its name and what it asks."""

from __future__ import annotations

from itertools import pairwise

from cyclewise.documents.form import Form
from cyclewise.documents.yamlfile import Node
from cyclewise.logic.condition import Condition, Leaf
from cyclewise.protocol.condition_parsing import NOTHING, read_condition
from cyclewise.protocol.criterion import Comparison, Criterion, Literally
from cyclewise.protocol.definition import Grade, GradesForm
from cyclewise.protocol.grades import joined
from cyclewise.protocol.notes import Notes
from cyclewise.values.quantity import parse_quantity

_NEXT_HIGHER = Leaf(Criterion("the next grade", "fact", Comparison("is", (Literally("true"),))))
_RESERVED = ("unknown", "not recorded", "not applicable", "true", "false", "absent")


def read_grades(form: Form, notes: Notes) -> GradesForm:
    """Return the grades of a definition, highest first; their faults go to the notes."""
    nodes = form.items("grades")
    grades = [_grade(node, notes, highest=place == 0) for place, node in enumerate(nodes)]
    if not nodes:
        notes.problems.add(
            form.where("grades"), "“grades” lists no grade.", "List the highest grade first."
        )
    _refuse_disorder(grades, nodes, notes)
    _refuse_names(grades, nodes, notes)
    return GradesForm(tuple(grades))


def _grade(node: Node, notes: Notes, *, highest: bool) -> Grade:
    form = Form(node, notes.problems, "a grade")
    number, called = form.integer("grade"), form.text("called", "")
    when = form.required("when")
    information = form.text("information", "")
    form.close()
    condition = NOTHING
    if when is not None:
        condition = read_condition(when, notes, as_part_of=_itself if highest else _or_higher)
    return Grade(number, called, condition, information)


def _itself(condition: Condition[Criterion]) -> Condition[Criterion]:
    return condition


def _or_higher(condition: Condition[Criterion]) -> Condition[Criterion]:
    """Return what “this grade or a higher one” asks, which both engines are compared on."""
    return joined(condition, _NEXT_HIGHER)


def _refuse_disorder(grades: list[Grade], nodes: tuple[Node, ...], notes: Notes) -> None:
    for grade, node in zip(grades, nodes, strict=True):
        if grade.number < 1:
            notes.problems.add(
                node,
                f"{grade.number} is no grade: where no grade is met it is 0.",
                "Write a whole number, 1 or more.",
            )
    for (before, grade), node in zip(pairwise(grades), nodes[1:], strict=True):
        if grade.number >= before.number:
            notes.problems.add(
                node,
                f"Grade {grade.number} stands below grade {before.number}.",
                "List the highest grade first, and each of them once.",
            )


def _refuse_names(grades: list[Grade], nodes: tuple[Node, ...], notes: Notes) -> None:
    """Refuse names that could be taken for something else where the grade is asked for."""
    seen: set[str] = set()
    for grade, node in zip(grades, nodes, strict=True):
        called = grade.called
        if called in _RESERVED or (called and parse_quantity(called) is not None):
            notes.problems.add(
                node, f"A grade cannot be called “{called}”.", "Give it a word of its own."
            )
        if called and called in seen:
            notes.problems.add(
                node, f"Another grade is also called “{called}”.", "Give each its own name."
            )
        seen.add(called)

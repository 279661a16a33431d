"""A graded fact as conditions: “this grade or a higher one”, which every engine understands.

A grade asks a condition, and the highest grade that is met counts. For each grade there is a rung:
a definition that is a condition, met where the grade or a higher one is. What a criterion asks of
the graded fact is then a condition on its rungs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from cyclewise.logic.condition import Both, Condition, Either, Leaf
from cyclewise.protocol.criterion import Comparison, Criterion, Literally
from cyclewise.protocol.definition import ConditionForm, Definition, Grade, GradesForm, Rung

_TRUE = Comparison("is", (Literally("true"),))
_FALSE = Comparison("is", (Literally("false"),))


def rung_name(fact: str, grade: int) -> str:
    """Return the name of the condition that a graded fact has this grade or a higher one."""
    return f"{fact}.{grade}"


def joined(condition: Condition[Criterion], other: Condition[Criterion]) -> Condition[Criterion]:
    """Return that one of two conditions is met, without a group inside a group."""
    parts = condition.parts if isinstance(condition, Either) else (condition,)
    return Either((*parts, other))


def rungs_of(definition: Definition) -> Iterator[Definition]:
    """Yield the rungs of a graded fact, highest first; nothing for any other fact."""
    form = definition.form
    if not isinstance(form, GradesForm):
        return
    higher: int | None = None
    for grade in form.grades:
        condition = grade.when
        if higher is not None:
            condition = joined(condition, _on_rung(definition.id, higher, met=True))
        yield Definition(
            id=rung_name(definition.id, grade.number),
            title=_title(definition.title, grade, highest=higher is None),
            form=ConditionForm(condition, rung=Rung(definition.id, grade.number)),
            label=definition.label,
            place=definition.place,
        )
        higher = grade.number


def _title(title: str, grade: Grade, *, highest: bool) -> str:
    """Return what a rung is called: “pain severe or worse”, “grade 3 or higher”."""
    if grade.called:
        return f"{title} {grade.called}{'' if highest else ' or worse'}"
    word = "" if title.endswith("grade") else "grade "
    return f"{title} {word}{grade.number}{'' if highest else ' or higher'}"


def _on_rung(fact: str, grade: int, *, met: bool) -> Leaf[Criterion]:
    return Leaf(Criterion(rung_name(fact, grade), "fact", _TRUE if met else _FALSE))


def asked_of_rungs(
    fact: str, form: GradesForm, holds: Callable[[int], bool]
) -> Condition[Criterion] | bool:
    """Return what must be so of a fact's rungs for its grade to be one for which ``holds``.

    True where every grade is, False where none is.
    """
    ladder = [0, *(grade.number for grade in reversed(form.grades))]
    runs = list(_runs([holds(grade) for grade in ladder]))
    if not runs or runs == [(0, len(ladder))]:
        return bool(runs)
    found: list[Condition[Criterion]] = []
    for begin, end in runs:
        parts = [_on_rung(fact, ladder[begin], met=True)] if begin else []
        if end < len(ladder):
            parts.append(_on_rung(fact, ladder[end], met=False))
        found.append(parts[0] if len(parts) == 1 else Both(tuple(parts)))
    return found[0] if len(found) == 1 else Either(tuple(found))


def _runs(flags: list[bool]) -> Iterator[tuple[int, int]]:
    """Yield begin and end of each unbroken run of true flags."""
    begin: int | None = None
    for place, flag in enumerate([*flags, False]):
        if flag and begin is None:
            begin = place
        if not flag and begin is not None:
            yield begin, place
            begin = None

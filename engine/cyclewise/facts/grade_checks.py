"""Whether a criterion on a graded fact names grades that the fact has, and can say something."""

from __future__ import annotations

from cyclewise.documents.problem import Problems, suggestion
from cyclewise.facts.grading import COMPARES_GRADES, grade_number
from cyclewise.facts.program import Program
from cyclewise.protocol.criterion import Criterion
from cyclewise.protocol.definition import GradesForm


def check_grades(
    program: Program, criterion: Criterion, form: GradesForm, problems: Problems
) -> None:
    """Refuse comparisons that no graded fact understands, and grades that the fact has not."""
    comparison, place = criterion.comparison, criterion.place
    if comparison is None or place is None:
        return
    fact, word = criterion.subject, comparison.word
    if word not in COMPARES_GRADES:
        problems.add(
            place,
            f"{fact} is graded, which `{word}` cannot compare.",
            f"Use one of {', '.join(COMPARES_GRADES)}, with a grade.",
        )
        return
    strange = [text for text in program.bound(comparison, None).words if not _has(form, text)]
    for text in strange:
        problems.add(
            place,
            f"{fact} has no grade “{text}”.",
            suggestion(text, form.names) or f"It has: {_spelt(form)}.",
        )
    asked = program.ladders.asked(criterion)
    if isinstance(asked, bool) and not strange:
        which = "Every" if asked else "No"
        message = f"{which} grade of {fact} fulfils this."
        problems.add(place, message, f"It has: {_spelt(form)}.")


def _has(form: GradesForm, text: str) -> bool:
    number = grade_number(form, text)
    return number in (0, *(grade.number for grade in form.grades))


def _spelt(form: GradesForm) -> str:
    """Return the grades as a list, each with its name: “2 (severe), 1 (mild), 0”."""
    spelt = (f"{each.number}{f' ({each.called})' if each.called else ''}" for each in form.grades)
    return f"{', '.join(spelt)}, 0"

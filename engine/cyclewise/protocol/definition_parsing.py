"""A definition's page in YAML becomes a definition: a fact read or computed."""

from __future__ import annotations

from collections.abc import Callable

from cyclewise.documents.form import Form
from cyclewise.documents.yamlfile import Document, Mapping, Node, Scalar
from cyclewise.logic.condition import Both
from cyclewise.protocol.comparison_parsing import read_comparisons, read_length, read_limit
from cyclewise.protocol.condition_parsing import NOTHING, read_condition
from cyclewise.protocol.criterion import Comparison
from cyclewise.protocol.definition import (
    OPERATIONS,
    TAKES,
    VALUE,
    ArithmeticForm,
    ConditionForm,
    CyclesForm,
    DaysBetweenForm,
    Definition,
    ElapsedForm,
    FirstMetForm,
    Operation,
    Preference,
    ReadingForm,
    RowCondition,
)
from cyclewise.protocol.definition import Form as FactForm
from cyclewise.protocol.grades_parsing import read_grades
from cyclewise.protocol.kinetics_parsing import read_kinetics
from cyclewise.protocol.notes import Notes
from cyclewise.protocol.support_parsing import read_assumptions, read_citations

NO_RECORD = ("unknown", "presumed absent", "did not happen")
SIZES = ("lowest", "highest")


def read_definition(document: Document, label: str, notes: Notes) -> Definition:
    """Return the definition of a file; its faults go to the notes."""
    root = document.root
    form = Form(root, notes.problems, "a definition")
    definition = Definition(
        id=form.text("id"),
        title=form.text("title"),
        form=_form(form, root, notes),
        sources=read_citations(form, notes),
        assumptions=read_assumptions(form, notes),
        unit_text=form.text("unit_text", ""),
        notes=form.text("notes", ""),
        label=label,
        place=root,
    )
    form.close()
    return definition


def _form(form: Form, root: Node, notes: Notes) -> FactForm:
    written = root.keys() if isinstance(root, Mapping) else ()
    found = [key for key in _FORMS if key in written]
    for key in _FORMS:
        form.node(key)
    if not found and isinstance(root, Mapping):
        notes.problems.add(
            root,
            "This definition does not say how the fact is found.",
            f"Add one of {', '.join(_FORMS)}.",
        )
    if not found:
        return ConditionForm(NOTHING)
    for other in found[1:]:
        notes.problems.add(
            form.where(other),
            f"This definition has both “{found[0]}” and “{other}”.",
            "Make two definitions of it.",
        )
    return _FORMS[found[0]](form, notes)


def _condition(form: Form, notes: Notes) -> FactForm:
    limits, node = form.node("applies"), form.required("when")
    if limits is None:
        return ConditionForm(NOTHING if node is None else read_condition(node, notes))
    applies = read_condition(limits, notes)
    when = NOTHING
    if node is not None:
        when = read_condition(node, notes, as_part_of=lambda part: Both((applies, part)))
    return ConditionForm(Both((applies, when)), applies)


def _arithmetic(operation: Operation) -> Callable[[Form, Notes], FactForm]:
    def read(form: Form, notes: Notes) -> FactForm:
        against = "from" if operation != "ratio" else "to"
        both = form.mapping(operation, f"“{operation}”") or form
        of, other = both.text("of"), both.text(against)
        both.close()
        none_yet = form.mapping("none_yet", "“none_yet”")
        if none_yet is None:
            return ArithmeticForm(operation, of, other)
        fact, node = none_yet.text("of"), none_yet.required("value")
        none_yet.close()
        value = None if node is None else read_limit(node, notes)
        return ArithmeticForm(operation, of, other, fact, value)

    return read


def _years(form: Form, _: Notes) -> FactForm:
    return ElapsedForm("years", form.text("years_since"))


def _days(form: Form, _: Notes) -> FactForm:
    return ElapsedForm("days", form.text("days_since"))


def _between(form: Form, _: Notes) -> FactForm:
    both = form.mapping("days_between", "“days_between”") or form
    begin, end = both.text("from"), both.text("to")
    both.close()
    return DaysBetweenForm(begin, end)


def _first_met(form: Form, _: Notes) -> FactForm:
    inner = form.mapping("first_met", "“first_met”") or form
    when, since = inner.text("when"), inner.text("since", None)
    inner.close()
    return FirstMetForm(when, since)


def _cycles(form: Form, _: Notes) -> FactForm:
    return CyclesForm(form.text("cycles_since"))


def _reading(form: Form, notes: Notes) -> FactForm:
    value, over = _value(form)
    take = form.word("take", TAKES, "latest")
    read, plain = _read(form)
    return ReadingForm(
        read=read,
        drop=_rows(form, "except", notes),
        one_a_day=tuple(_preference(node, notes) for node in form.items("one_a_day")),
        latest_of_each=form.word("latest_of_each", (VALUE,), "") == VALUE,
        over_at=form.text("over_at", None),
        since=form.text("since", None),
        cleared_by=form.text("cleared_by", None),
        until=form.text("until", None),
        same_day_as=form.text("same_day_as", None),
        where=_rows(form, "where", notes),
        shown=_rows(form, "shown", notes),
        value=value,
        over=over,
        take=next(word for word in TAKES if word == take),
        within=read_length(form.node("within"), notes),
        no_record=form.word("no_record", NO_RECORD, None),
        plain=plain,
    )


def _read(form: Form) -> tuple[str, bool]:
    """Return what is read, and whether ``{concept: …}`` says that it is the concept itself."""
    if not isinstance(form.node("read"), Mapping):
        return form.text("read"), False
    named = form.mapping("read", "“read”") or form
    concept = named.text("concept")
    named.close()
    return concept, True


def _value(form: Form) -> tuple[str, str | None]:
    """Return which column is read, and which one it is divided by."""
    if not isinstance(form.node("value"), Mapping):
        return form.text("value", VALUE), None
    divided = form.mapping("value", "“value”")
    if divided is None:
        return VALUE, None
    over = divided.text("over")
    divided.close()
    return VALUE, over


def _rows(form: Form, key: str, notes: Notes) -> RowCondition | None:
    """Return what a row must fulfil, None where the key is not there."""
    rows = form.mapping(key, f"“{key}”")
    if rows is None:
        return None
    parts: list[tuple[str, Comparison]] = []
    for column, node in rows.entries:
        comparison = Form(node, notes.problems, f"“{column.text}” under “{key}”")
        found = read_comparisons(comparison, node, notes)
        comparison.close()
        parts.extend((column.text, each) for each in found)
    if not rows.entries:
        notes.problems.add(rows.place, f"“{key}” compares nothing.", "Leave it out, or fill it.")
    return RowCondition(tuple(parts))


def _preference(node: Node, notes: Notes) -> Preference:
    """Return what decides between results of one day: ``{column: words}`` or a number's size."""
    form = Form(node, notes.problems, "a line of “one_a_day”")
    entries = form.entries
    if not isinstance(node, Mapping):
        return Preference(VALUE)
    if len(entries) != 1:
        notes.problems.add(
            node,
            "A line of “one_a_day” names one column.",
            "Write “{material: [marrow, blood]}” or “{sensitivity: lowest}”.",
        )
        return Preference(VALUE)
    column, order = entries[0]
    if isinstance(order, Scalar):
        size = form.word(column.text, SIZES)
        return Preference(column.text, highest_first=size == "highest")
    return Preference(column.text, words=form.texts(column.text))


_FORMS: dict[str, Callable[[Form, Notes], FactForm]] = {
    "read": _reading,
    **{operation: _arithmetic(operation) for operation in OPERATIONS},
    "years_since": _years,
    "days_since": _days,
    "days_between": _between,
    "cycles_since": _cycles,
    "kinetics": read_kinetics,
    "first_met": _first_met,
    "when": _condition,
    "grades": read_grades,
}

"""A definition printed back as English: how a fact is read, computed or judged."""

from __future__ import annotations

from collections.abc import Iterator

from cyclewise.logic.condition import parts_of
from cyclewise.protocol.definition import (
    VALUE,
    ArithmeticForm,
    ConditionForm,
    CyclesForm,
    DaysBetweenForm,
    Definition,
    ElapsedForm,
    FirstMetForm,
    GradesForm,
    KineticsForm,
    Preference,
    ReadingForm,
    RowCondition,
    Take,
)
from cyclewise.protocol.english import Line, assumption_lines, condition_lines, quote_lines
from cyclewise.protocol.phrases import Speech, compared, condition_english, listed

_TAKEN: dict[Take, str] = {
    "latest": "the latest",
    "first": "the first",
    "highest": "the highest",
    "lowest": "the lowest",
    "count": "the number of",
    "total": "the sum of",
}


def definition_english(definition: Definition, speech: Speech) -> tuple[Line, ...]:
    """Return a definition as lines of English."""
    return tuple(_lines(definition, speech))


def _lines(definition: Definition, speech: Speech) -> Iterator[Line]:
    yield Line("title", 0, f"{definition.id}  {definition.title}")
    if not isinstance(definition.form, ConditionForm):
        yield from quote_lines(definition.sources, 0, speech)
    yield from _found(definition, speech)
    if definition.notes:
        yield Line("because", 0, definition.notes.strip())
    yield from assumption_lines(definition.assumptions)


def _found(definition: Definition, speech: Speech) -> Iterator[Line]:
    match definition.form:
        case ReadingForm() as form:
            yield Line("condition", 0, f"Read: {_read(definition, form, speech)}.")
        case ConditionForm(condition, applies):
            if applies is not None:
                yield Line("applies", 0, f"Applies when {condition_english(applies, speech)}.")
                condition = parts_of(condition)[1]
            yield from condition_lines(condition, "When", definition.sources, speech)
        case GradesForm(grades):
            yield Line("condition", 0, "The highest of these grades that is met:")
            for grade in grades:
                name = f"{grade.called} ({grade.number})" if grade.called else f"{grade.number}"
                yield Line("condition", 1, f"{name} when {condition_english(grade.when, speech)}")
                if grade.information:
                    yield Line("quote", 2, f"For information: {grade.information.strip()}")
        case _:
            yield Line("condition", 0, f"Computed: {_computed(definition, speech)}.")


def _computed(definition: Definition, speech: Speech) -> str:
    title = speech.title
    match definition.form:
        case ArithmeticForm() as form:
            return _arithmetic(definition, form, speech)
        case ElapsedForm(unit, since):
            return f"{'completed years' if unit == 'years' else 'days'} since {title(since)}"
        case DaysBetweenForm(begin, end):
            return f"days from {title(begin)} to {title(end)}"
        case FirstMetForm(when, since):
            after = f" since {title(since)}" if since else ""
            return f"the first day{after} on which this was met: {title(when)}"
        case KineticsForm(of, operation, to, within, per_day):
            later = "the latest value" if to == "latest" else "any later value"
            daily = ", divided by the days between them" if per_day else ""
            return (
                f"the greatest {operation} of {title(of)} from an earlier value to {later}, no "
                f"further apart than {speech.length(within)}{daily}"
            )
        case CyclesForm(since):
            return f"completed cycles begun after {title(since)}"
        case _:
            raise TypeError(f"{definition.id} is not computed.")


def _arithmetic(definition: Definition, form: ArithmeticForm, speech: Speech) -> str:
    of, against = speech.title(form.of), speech.title(form.against)
    said = {
        "change": f"the change from {against} to {of}, as a part of the former",
        "difference": f"{of} less {against}",
        "ratio": f"{of} as a multiple of {against}",
        "log_reduction": f"the logarithm of {against} over {of}",
    }[form.operation]
    if form.none_yet_of is None or form.none_yet_value is None:
        return said
    value = speech.limit(form.none_yet_value, definition.id)
    return f"{said}; {value} while there is no record of {speech.title(form.none_yet_of)}"


def _read(definition: Definition, form: ReadingForm, speech: Speech) -> str:
    own = form.plain or form.read == definition.id
    concept = speech.knowledge.concepts.get(form.read) if own else None
    title = concept.title if concept is not None else speech.title(form.read)
    column = "" if form.value == VALUE else f"{form.value} of "
    over = "" if form.over is None else f" as a multiple of its {form.over.upper()}"
    steps = list(_steps(form, speech))
    return "; ".join([f"{_TAKEN[form.take]} {column}{title}{over}", *steps])


def _steps(form: ReadingForm, speech: Speech) -> Iterator[str]:
    """Yield what narrows the records, in the order in which the kernel takes the steps."""
    if form.drop is not None:
        yield f"leaving out those whose {_rows(form.drop, speech)}"
    if form.one_a_day:
        order = ", then ".join(map(_preferred, form.one_a_day))
        yield f"of several on one day the one with {order}"
    if form.latest_of_each:
        yield "only the latest of each kind"
    if form.over_at is not None:
        yield f"only those not yet {form.over_at}"
    for lead, fact, tail in (
        ("only since", form.since, ""),
        ("only since", form.cleared_by, ", where that ever was"),
        ("on or before the day of", form.until, ""),
        ("on the day of", form.same_day_as, ""),
    ):
        if fact is not None:
            yield f"{lead} {speech.title(fact)}{tail}"
    yield from _conditions(form, speech)


def _conditions(form: ReadingForm, speech: Speech) -> Iterator[str]:
    if form.where is not None:
        yield f"those whose {_rows(form.where, speech)}, in doubt where that is not recorded"
    if form.shown is not None:
        yield f"only those whose {_rows(form.shown, speech)}"
    if form.within is not None:
        yield f"at most {speech.length(form.within)} old"
    if form.no_record is not None:
        yield f"no record means {form.no_record}"


def _preferred(preference: Preference) -> str:
    if preference.words:
        return f"{preference.of} {' before '.join(preference.words)}"
    return f"the {'highest' if preference.highest_first else 'lowest'} {preference.of}"


def _rows(condition: RowCondition, speech: Speech) -> str:
    said = []
    for column, comparison in condition.parts:
        if comparison.word == "in_group":
            said.append(f"{column} is in the group “{speech.limit(comparison.limits[0], column)}”")
        else:
            said.append(f"{column} {compared(comparison, speech, column, 'is')}")
    return listed(said, "and")

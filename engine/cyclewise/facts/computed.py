"""Facts computed from other facts, each form in its own way; a sheet asks here for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cyclewise.facts.arithmetic import combined, days_between, days_since, where_none, years_since
from cyclewise.facts.course import (
    course_number,
    cycles_since,
    dose_event,
    last_cycle_start,
    moment,
    number,
)
from cyclewise.facts.first_met import first_met
from cyclewise.facts.grading import graded
from cyclewise.facts.intensity import INTENSITY_FACTS, intensity_number
from cyclewise.facts.kinetics import Kinetics, kinetics
from cyclewise.facts.reading import Reading, always, nothing
from cyclewise.facts.sight import some
from cyclewise.protocol.definition import (
    ArithmeticForm,
    CyclesForm,
    DaysBetweenForm,
    ElapsedForm,
    FirstMetForm,
    Form,
    GivenForm,
    GradesForm,
    KineticsForm,
)
from cyclewise.values.exact import digits12

if TYPE_CHECKING:
    from cyclewise.facts.sheet import Sheet


def computed(sheet: Sheet, fact: str, form: Form) -> Reading:
    """Return the value of a fact that is made of others; raise TypeError for a condition."""
    match form:
        case ArithmeticForm():
            return _arithmetic(sheet, fact, form)
        case GradesForm(grades):
            met = {grade.number: sheet.truth(grade.when) for grade in grades}
            return graded(len(sheet.points), met)
        case KineticsForm():
            return course_of(sheet, form).reading
        case GivenForm():
            return nothing(len(sheet.points), absent=False, presumed=False)
        case ElapsedForm() | DaysBetweenForm() | CyclesForm() | FirstMetForm():
            return _of_events(sheet, form)
        case _:
            raise TypeError(f"{fact} is a condition and has no value.")


def _of_events(
    sheet: Sheet, form: ElapsedForm | DaysBetweenForm | CyclesForm | FirstMetForm
) -> Reading:
    match form:
        case ElapsedForm(unit, event):
            elapsed = years_since if unit == "years" else days_since
            dated = _is_date(sheet, event)
            return elapsed(sheet.reading(event), sheet.points.day, by_value=dated)
        case DaysBetweenForm(begin, end):
            by_value = (_is_date(sheet, begin), _is_date(sheet, end))
            return days_between(sheet.reading(begin), sheet.reading(end), by_value)
        case CyclesForm(event):
            return cycles_since(sheet.slots, sheet.doses, sheet.reading(event))
        case FirstMetForm():
            return first_met(sheet, form)


def course_of(sheet: Sheet, form: KineticsForm) -> Kinetics:
    """Return the course of a measurement, with the two values between which it rose most."""
    return kinetics(sheet.measured(form.of), form, sheet.limit(form.within))


def engine_fact(sheet: Sheet, fact: str) -> Reading:
    """Return a fact that follows from the doses and the schedule alone."""
    match fact:
        case "first_dose" | "last_dose":
            return dose_event(sheet.doses, first=fact == "first_dose")
        case "last_cycle_start":
            return last_cycle_start(sheet.slots, sheet.doses)
        case "first_cycle_end":
            return moment(sheet.slots.first_end)
        case "last_cycle_end":
            return moment(sheet.slots.last_end)
        case _ if fact in INTENSITY_FACTS:
            return number(digits12(intensity_number(fact, sheet.slots, sheet.doses)))
        case _:
            return course_number(fact, sheet.slots, sheet.points)


def _is_date(sheet: Sheet, fact: str) -> bool:
    """Return whether what a fact says is itself a date, such as that of a birth."""
    return fact in sheet.program.chains and sheet.program.concept(fact).kind == "date"


def _arithmetic(sheet: Sheet, fact: str, form: ArithmeticForm) -> Reading:
    if form.none_yet_of is None or form.none_yet_value is None:
        return combined(form.operation, sheet.reading(form.of), sheet.reading(form.against))
    event = sheet.reading(form.none_yet_of)
    number = sheet.program.number(fact, form.none_yet_value)
    if not some(event.key >= 0) and number.fixed is not None:
        # Nowhere is there one, so nobody need look at what the fact is made of.
        return always(len(event), number.fixed)
    reading = combined(form.operation, sheet.reading(form.of), sheet.reading(form.against))
    return where_none(reading, event, number.at(sheet.points.day))


def operands(sheet: Sheet, form: ArithmeticForm | DaysBetweenForm, point: int) -> tuple[str, ...]:
    """Return the facts set against each other at a point; none before there is anything to set."""
    if isinstance(form, DaysBetweenForm):
        return (form.begin, form.end)
    event = form.none_yet_of
    if event is not None and sheet.reading(event).key[point] < 0:
        return ()
    return (form.of, form.against)

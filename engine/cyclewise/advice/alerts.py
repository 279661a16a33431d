"""Alerts: what the reader must be told although it changes no action."""

from __future__ import annotations

from collections.abc import Iterator

from cyclewise.advice.dosing import Dose
from cyclewise.advice.pressing import pressing_alerts
from cyclewise.advice.recommendation import Alert, Ruling
from cyclewise.facts.program import Program
from cyclewise.facts.slots import Slots
from cyclewise.facts.timetable import NO_LIMIT
from cyclewise.inference.trace import Tracer
from cyclewise.knowledge.value_reading import capital
from cyclewise.timeline.columns import NEVER
from cyclewise.timeline.event import NO_TIME, Event
from cyclewise.timeline.repeated import said_again
from cyclewise.timeline.usual import unusual
from cyclewise.values.calendar import day_words


def alerts_at(
    tracer: Tracer, rulings: tuple[Ruling, ...], dose: Dose | None, action: str
) -> tuple[Alert, ...]:
    """Return the alerts of the rules in force, then those of the schedule and of the data."""
    told = [
        Alert(each.rule.id, each.rule.summary, each.rule.urgency)
        for each in rulings
        if each.rule.is_alert and each.standing == "in force"
    ]
    told += pressing_alerts(rulings)
    told += _schedule_alerts(tracer, action)
    if dose is not None and action == "administer":
        told += _dose_alerts(tracer.program, dose)
    told += _data_alerts(tracer)
    told += _clash_alerts(tracer)
    order = ("now", "before next dose", "routine")
    return tuple(sorted(told, key=lambda alert: order.index(alert.urgency)))


def _schedule_alerts(tracer: Tracer, action: str) -> Iterator[Alert]:
    sheet, point, schedule = tracer.sheet, tracer.point, tracer.program.protocol.schedule
    slots, frame = sheet.slots, sheet.doses.frame
    today, latest = int(sheet.points.day[point]), int(slots.latest[point])
    if action == "administer" and latest > 0 and today > latest:
        late = f"The dose is late: its last day was {day_words(latest)}."
        yield Alert(schedule.id, late + _left_out(slots, point), "now")
    unplaced = int(slots.standing.unplaced[point])
    if unplaced >= 0:
        day = day_words(int(frame.first[unplaced]))
        yield Alert(
            schedule.id,
            f"The dose of {day} fits no free place in the schedule and was not counted. "
            "Check its cycle, its day and its date.",
            "before next dose",
        )
    relabelled = int(slots.standing.relabelled[point])
    if relabelled >= 0:
        day = day_words(int(frame.first[relabelled]))
        yield Alert(
            schedule.id,
            f"The dose of {day} is labelled otherwise than its date suggests. The label was "
            "taken as right.",
            "before next dose",
        )


def _left_out(slots: Slots, point: int) -> str:
    """Return from when on a late dose is no longer given, for a dose that is ever left out."""
    limit = int(slots.table.omitted_after[int(slots.following[point])])
    if limit >= NO_LIMIT:
        return ""
    return f" It is left out after {day_words(int(slots.standing.day_1[point]) + limit)}."


def _dose_alerts(program: Program, dose: Dose) -> Iterator[Alert]:
    for fact in dose.lacking:
        title = program.title(fact)
        yield Alert(
            program.protocol.schedule.id,
            f"The dose in milligrams cannot be worked out: {title} is not known. Record it.",
            "before next dose",
        )


def _data_alerts(tracer: Tracer) -> Iterator[Alert]:
    """Tell of values outside the usual range and of copies, where the point can see them."""
    today, known = _today_and_known(tracer)
    for event, sentence in unusual(tracer.timeline, tracer.program.knowledge):
        if event.first <= today and event.known <= known:
            yield Alert(event.concept, sentence, "before next dose")
    for event in said_again(tracer.timeline):
        if event.first <= today and event.known <= known:
            title = capital(tracer.program.knowledge.concepts[event.concept].title)
            on = f"{title} {event.value.text} on {day_words(event.first)}"
            told = f"{on} is recorded again, word for word. Delete the copy, or record its time."
            yield Alert(event.concept, told, "routine")


def _clash_alerts(tracer: Tracer) -> Iterator[Alert]:
    """Tell of two different results of one day without a time: the last line is the one read."""
    timeline, program = tracer.timeline, tracer.program
    today, known = _today_and_known(tracer)
    seen: dict[tuple[str, int], Event] = {}
    for place, event in enumerate(timeline.events):
        concept = program.knowledge.concepts[event.concept]
        visible = event.dated and event.first <= today and event.known <= known
        current = timeline.replaced.get(place, NEVER) > known
        if not (visible and current and concept.kind == "quantity" and event.minute == NO_TIME):
            continue
        if program.orders_one_day(event.concept):
            continue
        before = seen.setdefault((event.concept, event.first), event)
        if before.value != event.value:
            yield Alert(
                event.concept,
                f"Two different results of {concept.title} on {day_words(event.first)}: "
                f"{before.value.text} and {event.value.text}. The last one written is read. "
                "Record their times, or which replaces which.",
                "before next dose",
            )


def _today_and_known(tracer: Tracer) -> tuple[int, int]:
    points = tracer.sheet.points
    return int(points.day[tracer.point]), int(points.known[tracer.point])

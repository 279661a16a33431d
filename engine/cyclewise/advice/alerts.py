"""Alerts: what the reader must be told although it changes no action."""

from __future__ import annotations

from collections.abc import Iterator

from cyclewise.advice.dosing import Dose
from cyclewise.advice.pressing import pressing_alerts
from cyclewise.advice.recommendation import Alert, Ruling
from cyclewise.facts.sheet import Sheet
from cyclewise.facts.slots import Slots
from cyclewise.facts.timetable import NO_LIMIT
from cyclewise.timeline.columns import NEVER
from cyclewise.timeline.event import NO_TIME, Event
from cyclewise.timeline.timeline import Timeline
from cyclewise.timeline.usual import unusual
from cyclewise.values.calendar import day_words


def alerts_at(
    sheet: Sheet,
    timeline: Timeline,
    rulings: tuple[Ruling, ...],
    dose: Dose | None,
    action: str,
) -> tuple[Alert, ...]:
    """Return the alerts of the rules in force, then those of the schedule and of the data."""
    told = [
        Alert(each.rule.id, each.rule.summary, each.rule.urgency)
        for each in rulings
        if each.rule.is_alert and each.standing == "in force"
    ]
    told += pressing_alerts(rulings)
    told += _schedule_alerts(sheet, action)
    if dose is not None and action == "administer":
        told += _dose_alerts(sheet, dose)
    told += _data_alerts(sheet, timeline)
    told += _clash_alerts(sheet, timeline)
    order = ("now", "before next dose", "routine")
    return tuple(sorted(told, key=lambda alert: order.index(alert.urgency)))


def _schedule_alerts(sheet: Sheet, action: str) -> Iterator[Alert]:
    slots, schedule = sheet.slots, sheet.program.protocol.schedule
    frame = sheet.doses.frame
    today = int(sheet.points.day[0])
    latest = int(slots.latest[0])
    if action == "administer" and latest > 0 and today > latest:
        late = f"The dose is late: its last day was {day_words(latest)}."
        yield Alert(schedule.id, late + _left_out(slots), "now")
    unplaced = int(slots.standing.unplaced[0])
    if unplaced >= 0:
        day = day_words(int(frame.first[unplaced]))
        yield Alert(
            schedule.id,
            f"The dose of {day} fits no free place in the schedule and was not counted. "
            "Check its cycle, its day and its date.",
            "before next dose",
        )
    relabelled = int(slots.standing.relabelled[0])
    if relabelled >= 0:
        day = day_words(int(frame.first[relabelled]))
        yield Alert(
            schedule.id,
            f"The dose of {day} is labelled otherwise than its date suggests. The label was "
            "taken as right.",
            "before next dose",
        )


def _left_out(slots: Slots) -> str:
    """Return from when on a late dose is no longer given, for a dose that is ever left out."""
    limit = int(slots.table.omitted_after[int(slots.following[0])])
    if limit >= NO_LIMIT:
        return ""
    return f" It is left out after {day_words(int(slots.standing.day_1[0]) + limit)}."


def _dose_alerts(sheet: Sheet, dose: Dose) -> Iterator[Alert]:
    for fact in dose.lacking:
        title = sheet.program.title(fact)
        yield Alert(
            sheet.program.protocol.schedule.id,
            f"The dose in milligrams cannot be worked out: {title} is not known. Record it.",
            "before next dose",
        )


def _data_alerts(sheet: Sheet, timeline: Timeline) -> Iterator[Alert]:
    """Tell of values outside the usual range that the point can see."""
    today, known = int(sheet.points.day[0]), int(sheet.points.known[0])
    for event, sentence in unusual(timeline, sheet.program.knowledge):
        if event.first <= today and event.known <= known:
            yield Alert(event.concept, sentence, "before next dose")


def _clash_alerts(sheet: Sheet, timeline: Timeline) -> Iterator[Alert]:
    """Tell of two different results of one day without a time: the last line is the one read."""
    knowledge, today = sheet.program.knowledge, int(sheet.points.day[0])
    known = int(sheet.points.known[0])
    seen: dict[tuple[str, int], Event] = {}
    for place, event in enumerate(timeline.events):
        concept = knowledge.concepts[event.concept]
        visible = event.dated and event.first <= today and event.known <= known
        current = timeline.replaced.get(place, NEVER) > known
        if not (visible and current and concept.kind == "quantity" and event.minute == NO_TIME):
            continue
        if sheet.program.orders_one_day(event.concept):
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

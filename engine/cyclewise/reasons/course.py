"""A patient's course as lanes on one axis of days, for any renderer to draw."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from cyclewise.advice.recommendation import Recommendation
from cyclewise.facts.program import Program
from cyclewise.knowledge.value import Value
from cyclewise.protocol.protocol import Drawn
from cyclewise.reasons.limits import attribute_word
from cyclewise.reasons.numbers import date_words, rounded, said
from cyclewise.timeline.event import Event
from cyclewise.values.calendar import day_words
from cyclewise.values.exact import ratio
from cyclewise.values.quantity import BARE, parse_quantity

_DOSE = "dose"


@dataclass(frozen=True, slots=True)
class Mark:
    """One value in a lane: its day, where it lies, and what it says in short and in full.

    ``low`` and ``high`` differ where only an interval is known. ``beyond`` says that it lies
    on the wrong side of the lane's limit: ``above`` an upper or ``below`` a lower one.
    """

    day: int
    low: float
    high: float
    label: str
    text: str
    beyond: Literal["", "above", "below"]


@dataclass(frozen=True, slots=True)
class Lane:
    """One measured thing over time, with its limit."""

    title: str
    unit: str
    logarithmic: bool
    limit: float | None
    limit_text: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Given:
    """A dose on the axis: its day, its place in the schedule, and how much."""

    day: int
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Happening:
    """Anything else that is dated."""

    first: int
    date: str
    text: str


@dataclass(frozen=True, slots=True)
class Course:
    """Everything a picture of the course shows, as seen on one day."""

    patient: str
    title: str
    as_of: int
    first: int
    last: int
    doses: tuple[Given, ...]
    planned: Given | None
    lanes: tuple[Lane, ...]
    happenings: tuple[Happening, ...]
    before: tuple[Happening, ...]
    """What is dated too coarsely, or too long before the rest, to stand on the axis."""


def course_of(recommendation: Recommendation, program: Program) -> Course:
    """Return the course of a patient as seen where a recommendation stands."""
    events = tuple(_visible(recommendation))
    drawn = program.protocol.timeline
    lanes = tuple(_lane(each, events, program) for each in drawn)
    doses = tuple(_given(each, program) for each in events if each.concept == _DOSE)
    told = {_DOSE, *(each.concept for each in drawn)}
    rest = [each for each in events if each.concept not in told]
    planned = _planned(recommendation)
    first = _first_day(doses, lanes, recommendation.as_of)
    last = max([recommendation.as_of, *([planned.day] if planned else [])])
    on_axis = [each for each in rest if each.first == each.last and each.first >= first]
    return Course(
        patient=recommendation.timeline.patient,
        title=program.protocol.title,
        as_of=recommendation.as_of,
        first=first,
        last=last,
        doses=doses,
        planned=planned,
        lanes=tuple(lane for lane in lanes if lane.marks),
        happenings=tuple(_happening(each, program) for each in on_axis),
        before=tuple(_happening(each, program) for each in rest if each not in on_axis),
    )


def _visible(recommendation: Recommendation) -> Iterator[Event]:
    """Yield the dated events that the decision point sees, without what was corrected by then."""
    replaced = recommendation.timeline.replaced
    for place, event in enumerate(recommendation.timeline.events):
        seen = event.first <= recommendation.as_of and event.known <= recommendation.known
        if (
            event.dated
            and seen
            and replaced.get(place, recommendation.known + 1) > recommendation.known
        ):
            yield event


_LEAD = 60
"""Days before the first dose that the axis still shows; older things are listed."""


def _first_day(doses: tuple[Given, ...], lanes: tuple[Lane, ...], as_of: int) -> int:
    begin = min((each.day for each in doses), default=as_of) - _LEAD
    days = [each.day for each in doses]
    days += [mark.day for lane in lanes for mark in lane.marks if mark.day >= begin]
    return min(days, default=as_of)


def _given(event: Event, program: Program) -> Given:
    place = [event.attributes[name].text for name in ("cycle", "day") if name in event.attributes]
    label = f"C{place[0]}D{place[1]}" if len(place) == 2 else "dose"  # noqa: PLR2004 - a cycle and a day
    drug = program.knowledge.drugs.get(event.value.word)
    parts = [drug.title if drug else said(event.value.word)]
    parts += [said(event.attributes[n].text) for n in ("given", "amount") if n in event.attributes]
    return Given(event.first, label, " ".join(parts))


def _planned(recommendation: Recommendation) -> Given | None:
    timing = recommendation.timing
    if timing is None or timing.due < recommendation.as_of:
        return None
    label = f"C{recommendation.cycle}D{recommendation.day}"
    return Given(timing.due, label, f"{label} due")


def _happening(event: Event, program: Program) -> Happening:
    title = program.knowledge.concepts[event.concept].title
    value = said(event.value.text)
    attributes = ", ".join(
        f"{attribute_word(name)} {_attribute(each)}" for name, each in event.attributes.items()
    )
    text = title if value in ("present", "yes", "true") else f"{title} {value}"
    return Happening(
        event.first, date_words(event), f"{text}{f' ({attributes})' if attributes else ''}"
    )


def _attribute(value: Value) -> str:
    """Return an attribute's value; true and false are yes and no, a date is in words."""
    if value.text in _YES_NO:
        return _YES_NO[value.text]
    written = _DATE.fullmatch(value.text)
    return day_words(int(value.low)) if written else said(value.text)


_YES_NO = {"true": "yes", "false": "no"}
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def _lane(drawn: Drawn, events: tuple[Event, ...], program: Program) -> Lane:
    concept = program.knowledge.concepts[drawn.concept]
    limit = _limit(drawn, program)
    unit = concept.scale.unit if concept.scale else ""
    if drawn.over is not None:
        unit = f"× {attribute_word(drawn.over)}"
    of_lane = [each for each in events if each.concept == drawn.concept]
    marks = [_mark(each, drawn, limit) for each in of_lane]
    text = (
        "" if drawn.limit is None else said(f"{drawn.limit} {unit if drawn.over else ''}".strip())
    )
    return Lane(
        title=concept.title,
        unit="" if unit in BARE else said(unit),
        logarithmic=drawn.logarithmic,
        limit=limit,
        limit_text=text,
        marks=tuple(mark for mark in marks if mark is not None),
    )


def _limit(drawn: Drawn, program: Program) -> float | None:
    quantity = parse_quantity(drawn.limit) if drawn.limit is not None else None
    if quantity is None:
        return None
    if drawn.over is not None:
        return float(quantity.number)
    scale = program.knowledge.concepts[drawn.concept].scale
    return scale.convert(quantity) if scale else float(quantity.number)


def _mark(event: Event, drawn: Drawn, limit: float | None) -> Mark | None:
    """Return an event's mark; None where it cannot be set against its limit."""
    over, logarithmic = drawn.over, drawn.logarithmic
    low, high = event.value.low, event.value.high
    text = said(event.value.text)
    if over is not None:
        below = event.attributes.get(over)
        if below is None:
            return None
        low, high = float(ratio(low, below.high)), float(ratio(high, below.low))
        text = f"{text}, {attribute_word(over)} {said(below.text)}"
    if math.isnan(low):
        return None
    label = short(low, logarithmic=logarithmic) if low == high else said(event.value.text)
    known = f", known {day_words(event.known)}" if event.known > event.last else ""
    return Mark(event.first, low, high, label, f"{text}{known}", _beyond(low, high, drawn, limit))


def _beyond(
    low: float, high: float, drawn: Drawn, limit: float | None
) -> Literal["", "above", "below"]:
    """Return on which wrong side of its limit a value surely lies."""
    if limit is None:
        return ""
    if drawn.lower:
        return "below" if high < limit else ""
    return "above" if low > limit else ""


def short(value: float, *, logarithmic: bool) -> str:
    """Return a value as it stands beside its mark; on a logarithmic lane always as a power."""
    if not logarithmic or value <= 0:
        return rounded(value)
    mantissa, power = f"{value:.1e}".split("e")
    return f"{mantissa.removesuffix('.0')}e{int(power)}"

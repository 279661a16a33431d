"""Lanes of numbers: what was measured or computed, against its limit."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import field
from typing import Literal

from cyclewise.facts.drawn_checks import scale_of_lane
from cyclewise.facts.program import FRACTION, Program
from cyclewise.protocol.drawn import Drawn
from cyclewise.reasons.days import Days
from cyclewise.reasons.limits import attribute_word
from cyclewise.reasons.numbers import rounded, said, with_unit
from cyclewise.records import dataclass
from cyclewise.timeline.event import Event
from cyclewise.values.calendar import day_words
from cyclewise.values.exact import ratio
from cyclewise.values.quantity import parse_quantity

_HUNDRED = 100
_DIGITS = 10


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
    event: Event | None = field(default=None, compare=False, repr=False)
    """What it was read from."""


@dataclass(frozen=True, slots=True)
class Lane:
    """One measured or computed thing over time, with its limit."""

    title: str
    unit: str
    logarithmic: bool
    limit: float | None
    limit_text: str
    marks: tuple[Mark, ...]


def lane_of(drawn: Drawn, events: tuple[Event, ...], program: Program) -> Lane:
    """Return the lane of events of one concept."""
    concept = program.knowledge.concepts[drawn.subject]
    limit = _limit(drawn, program)
    unit = concept.scale.unit if concept.scale else ""
    if drawn.over is not None:
        unit = f"× {attribute_word(drawn.over)}"
    marks = [_mark(each, drawn, limit) for each in events]
    text = (
        "" if drawn.limit is None else said(f"{drawn.limit} {unit if drawn.over else ''}".strip())
    )
    return Lane(
        title=drawn.title or concept.title,
        unit="" if unit in ("fraction", "number") else said(unit),
        logarithmic=drawn.logarithmic,
        limit=limit,
        limit_text=text,
        marks=tuple(mark for mark in marks if mark is not None),
    )


def lane_of_fact(drawn: Drawn, days: Days) -> Lane:
    """Return the lane of a fact, with a mark on each day on which what it rests on was recorded.

    A fraction is drawn in percent.
    """
    program, scale = days.program, scale_of_lane(drawn, days.program)
    percent = scale == FRACTION
    unit = "%" if percent else scale.unit if scale is not None else ""
    limit = _limit(drawn, program)
    limit = None if limit is None else _shown(limit, percent=percent)
    title = said(drawn.title or program.title(drawn.subject))
    return Lane(
        title=title,
        unit="" if unit in ("fraction", "number") else said(unit),
        logarithmic=drawn.logarithmic,
        limit=limit,
        limit_text="" if drawn.limit is None else said(drawn.limit),
        marks=tuple(_marks_of_fact(drawn, days, limit, (title, unit))),
    )


def _marks_of_fact(
    drawn: Drawn, days: Days, limit: float | None, called: tuple[str, str]
) -> Iterator[Mark]:
    """Yield the marks of a fact that is called by a title and has a unit."""
    title, unit = called
    reading = days.sheet.reading(drawn.subject)
    for place, event in days.dated(reading):
        ends = (float(reading.value.low[place]), float(reading.value.high[place]))
        low, high = (_shown(end, percent=unit == "%") for end in ends)
        told = (short(end, logarithmic=drawn.logarithmic) for end in dict.fromkeys((low, high)))
        label = " to ".join(told)
        text = f"{title} {with_unit(label, unit)} ({said(event.value.text)}{_known(event)})"
        day, beyond = int(days.day[place]), _beyond(low, high, drawn, limit)
        yield Mark(day, low, high, label, text, beyond, event)


def _shown(value: float, *, percent: bool) -> float:
    """Return a number as it is drawn: a fraction in percent."""
    return round(value * _HUNDRED, _DIGITS) if percent else value


def _limit(drawn: Drawn, program: Program) -> float | None:
    quantity = parse_quantity(drawn.limit) if drawn.limit is not None else None
    if quantity is None:
        return None
    scale = scale_of_lane(drawn, program)
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
    beyond = _beyond(low, high, drawn, limit)
    return Mark(event.first, low, high, label, f"{text}{_known(event)}", beyond, event)


def _known(event: Event) -> str:
    return f", known {day_words(event.known)}" if event.known > event.last else ""


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

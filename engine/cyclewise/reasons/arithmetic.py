"""How the milligrams follow from the plan, step by step, so that a pharmacist can check them."""

from __future__ import annotations

from collections.abc import Iterator

from cyclewise.advice.dosing import Dose
from cyclewise.advice.recommendation import Recommendation
from cyclewise.facts.program import Program
from cyclewise.inference.trace import Seen
from cyclewise.reasons.numbers import date_words, days, percent, said
from cyclewise.reasons.summary import amount_words
from cyclewise.values.calendar import day_words
from cyclewise.values.quantity import number_text


def dose_steps(dose: Dose, program: Program) -> Iterator[str]:
    """Yield each step from the planned dose to milligrams."""
    if dose.level < 1:
        plan = said(f"{number_text(dose.planned)} {dose.unit}")
        yield f"{plan} × {percent(dose.level)} = {amount_words(dose)} (reduced; not raised again)"
    if dose.bsa_m2 is None or dose.mg is None or dose.height is None or dose.weight is None:
        return
    surface = f"{dose.bsa_m2:.2f} m²"
    yield f"{amount_words(dose)} × {surface} = {number_text(dose.mg)} mg"
    height, weight = _size(dose.height, program), _size(dose.weight, program)
    yield f"body surface by Mosteller: √({height} × {weight} ÷ 3600) = {surface}"
    yield f"{_dated('height', dose.height)}, {_dated('weight', dose.weight)}"


def _size(seen: Seen, program: Program) -> str:
    scale = program.scale(seen.fact)
    return f"{number_text(seen.low)} {scale.unit if scale else ''}".strip()


def _dated(name: str, seen: Seen) -> str:
    return f"{name} of {date_words(seen.event)}" if seen.event else name


def timing_words(recommendation: Recommendation) -> str:
    """Return the days of the next dose and where today lies among them."""
    timing = recommendation.timing
    if timing is None:
        return ""
    named = (("earliest", timing.earliest), ("due", timing.due), ("latest", timing.latest))
    dates = ", ".join(f"{name} {day_words(day)}" for name, day in named if day is not None)
    return f"{dates} ({_status(recommendation)})"


def _status(recommendation: Recommendation) -> str:
    timing, today = recommendation.timing, recommendation.as_of
    if timing is None:
        return ""
    match timing.status:
        case "upcoming":
            first = timing.due if timing.earliest is None else timing.earliest
            return f"opens in {days(first - today)}"
        case "early":
            return f"its window is open; due in {days(timing.due - today)}"
        case "late":
            return f"late by {days(today - timing.latest)}" if timing.latest else "late"
        case _:
            return "due today" if today == timing.due else f"due since {days(today - timing.due)}"

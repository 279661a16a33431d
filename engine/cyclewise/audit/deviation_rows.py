"""Deviations as rows of a table: which columns there are, and what stands in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from cyclewise.audit.deviation import Concerned, Deviation
from cyclewise.values.calendar import day_text

Cell = str | int | None
Kind = Literal["text", "number", "date"]

COLUMNS: Mapping[str, Kind] = {
    "patient": "text",
    "centre": "text",
    "date": "date",
    "rule": "text",
    "title": "text",
    "category": "text",
    "importance": "text",
    "cause": "text",
    "expected": "text",
    "observed": "text",
    "summary": "text",
    "reason": "text",
    "event_date": "date",
    "cycle": "number",
    "day": "number",
    "follows_rule": "text",
    "follows_date": "date",
    "consequences": "text",
    "deciding": "text",
    "lacking": "text",
}
"""The columns of the table, in their order, and what they hold."""


def row_of(each: Deviation) -> dict[str, Cell]:
    """Return a deviation as a row of the table; dates like 2024-02-13, None for nothing."""
    return dict(zip(COLUMNS, _cells(each), strict=True))


def _cells(each: Deviation) -> Iterator[Cell]:
    event, follows = each.event, each.follows
    yield from (each.patient, each.centre, day_text(each.date), each.rule, each.title)
    yield from (each.category, each.importance, each.cause, each.expected, each.observed)
    yield from (each.summary, each.reason)
    yield None if event is None else day_text(event.date)
    yield from (None, None) if event is None else (event.cycle, event.day)
    yield from (None, None) if follows is None else (follows.rule, day_text(follows.date))
    yield from (consequence_words(each), " ".join(each.deciding), ", ".join(each.lacking))


def consequence_words(each: Deviation) -> str:
    """Return the later doses that a deviation led to."""
    return ", ".join(map(concerned_words, each.consequences))


def concerned_words(event: Concerned) -> str:
    """Return what is concerned: a dose with its place in the schedule, and its day."""
    place = f"C{event.cycle}D{event.day} " if event.cycle is not None else ""
    return f"{place}{event.what} on {day_text(event.date)}"

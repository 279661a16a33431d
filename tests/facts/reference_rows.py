"""Events narrowed step by step, as a reading's page lists the steps; for the slow reference."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tests.facts.reference_course import Moment
from tests.facts.reference_number import MISSING, NOT_MET, UNKNOWN, Span, compared, ratio

from cyclewise.knowledge.concept import Concept
from cyclewise.protocol.criterion import Comparison
from cyclewise.protocol.definition import VALUE, Preference, ReadingForm, RowCondition
from cyclewise.timeline.event import Event
from cyclewise.values.calendar import Duration

if TYPE_CHECKING:
    from tests.facts.reference import Reference

MET = 2

FIRST_MET = "the first day of a condition"
"""Stands for a concept: such a day is no event, and has no place in the order of its day."""


@dataclass(frozen=True)
class Row:
    """A visible event, its place in the order, and whether it is in doubt that it belongs."""

    event: Event
    moment: Moment
    doubtful: bool = False

    @property
    def is_day(self) -> bool:
        return self.event.first == self.event.last

    def doubted(self, doubt: bool = True) -> Row:
        return replace(self, doubtful=self.doubtful or doubt)

    def after(self, anchor: Row) -> Row | None:
        """Return the row where it may lie after another, in doubt where dates are too coarse."""
        if self.is_day and anchor.is_day:
            return self if self.moment > anchor.moment else None
        if self.event.last < anchor.event.first:
            return None
        return self.doubted(self.event.first <= anchor.event.last)

    def aged(self, day: int, limit: int) -> Row | None:
        """Return the row where it may be at most so many days old."""
        if day - self.event.last > limit:
            return None
        return self.doubted(day - self.event.first > limit)

    def near(self, later: Row, limit: Duration) -> int:
        """Say whether a later row lies no further away than a limit."""
        least = later.event.first - self.event.last
        most = later.event.last - self.event.first
        if limit.minutes is None:
            sure, possible = most <= limit.days, least <= limit.days
        else:
            day = 24 * 60
            begin = [self.event.minute] * 2 if self.event.minute >= 0 else [0, day - 1]
            end = [later.event.minute] * 2 if later.event.minute >= 0 else [0, day - 1]
            sure = most * day + end[1] - begin[0] <= limit.minutes
            possible = least * day + end[0] - begin[1] <= limit.minutes
        if sure and not (self.doubtful or later.doubtful):
            return MET
        return UNKNOWN if possible else NOT_MET

    def column(self, concept: Concept, column: str) -> Span:
        if column == VALUE:
            return Span.of(self.event.value)
        recorded = self.event.attributes.get(column)
        return Span.of(recorded or concept.attributes[column].without_record)

    def measured(self, concept: Concept, form: ReadingForm) -> Span:
        if self.doubtful:
            return MISSING
        span = self.column(concept, form.value)
        if form.over is None:
            return span
        return span.set_against(self.column(concept, form.over), ratio)


def narrowed(reference: Reference, rows: Sequence[Row], form: ReadingForm) -> list[Row]:
    """Return the rows after every step of one reading."""
    if not rows:
        return []
    concept = reference.knowledge.concepts[rows[0].event.concept]

    def truth(row: Row, condition: RowCondition) -> int:
        return min(_part(reference, row, concept, *part) for part in condition.parts)

    kept = [row for row in rows if form.drop is None or truth(row, form.drop) != MET]
    if form.one_a_day:
        kept = _one_a_day(kept, concept, form.one_a_day)
    if form.latest_of_each:
        latest = {row.event.value.word: row for row in kept}
        kept = [row for row in kept if latest[row.event.value.word] is row]
    if form.over_at is not None:
        ends = [row.column(concept, form.over_at).low for row in kept]
        kept = [row for row, end in zip(kept, ends, strict=True) if not end <= reference.day]
    kept = _counted_from(reference, kept, form)
    if form.where is not None:
        truths = [truth(row, form.where) for row in kept]
        kept = [row.doubted(t == UNKNOWN) for row, t in zip(kept, truths, strict=True) if t]
    if form.shown is not None:
        kept = [row for row in kept if truth(row, form.shown) == MET]
    return kept


def _counted_from(reference: Reference, rows: list[Row], form: ReadingForm) -> list[Row]:
    for name, otherwise in ((form.since, False), (form.cleared_by, True)):
        if name is None:
            continue
        anchor = reference.fact(name).row
        if anchor is not None:
            rows = [each for each in (row.after(anchor) for row in rows) if each]
        elif not otherwise:
            rows = []
    if form.until is not None:
        anchor = reference.fact(form.until).row
        if anchor is not None:
            first, last = anchor.event.first, anchor.event.last
            rows = [r.doubted(r.event.last > first) for r in rows if r.event.first <= last]
    if form.same_day_as is not None:
        anchor = reference.fact(form.same_day_as).row
        if anchor is None:
            return []
        first, last = anchor.event.first, anchor.event.last
        met = [r for r in rows if r.event.first <= last and r.event.last >= first]
        rows = [r.doubted(not (r.is_day and anchor.is_day)) for r in met]
    return rows


def _one_a_day(
    rows: Sequence[Row], concept: Concept, preferences: Sequence[Preference]
) -> list[Row]:
    """Keep of each day the row that comes first by the preferences, the earliest of equals."""
    kept: dict[int, Row] = {}
    for row in rows:
        best = kept.get(row.event.first)
        if best is None or _rank(row, concept, preferences) < _rank(best, concept, preferences):
            kept[row.event.first] = row
    return [row for row in rows if kept[row.event.first] is row]


def _rank(row: Row, concept: Concept, preferences: Sequence[Preference]) -> tuple[float, ...]:
    found = []
    for preference in preferences:
        span = row.column(concept, preference.of)
        if preference.words:
            words = preference.words
            found.append(float(words.index(span.word) if span.word in words else len(words)))
        elif math.isnan(span.low):
            found.append(math.inf)
        else:
            found.append(-span.low if preference.highest_first else span.high)
    return tuple(found)


def _part(
    reference: Reference, row: Row, concept: Concept, column: str, comparison: Comparison
) -> int:
    span = row.column(concept, column)
    word, limits = reference.limits(comparison)
    if word == "in_group":
        (group,) = limits
        if not span.word:
            return UNKNOWN
        listed = {term for terms in concept.terms.values() for term in terms}
        inside = span.word in concept.terms.get(group, ())
        return MET if inside or (group == "unlisted" and span.word not in listed) else NOT_MET
    scale = concept.scale if column == VALUE else concept.attributes[column].scale
    return compared(span, word, limits, scale)

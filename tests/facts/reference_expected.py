"""What is expected of one patient on one day, read slowly from rules/README.md alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tests.facts.reference import Reference
from tests.facts.reference_answer import Answer
from tests.facts.reference_rows import FIRST_MET, Row
from tests.facts.reference_truth import Truths

from cyclewise.protocol.expectation import NEXT_DOSE, Expectation, Length
from cyclewise.protocol.rule import ALWAYS, Rule
from cyclewise.timeline.event import NO_TIME

Stood = tuple[str, int | None, int | None, int | None, int | None]
"""A state, the days it opens, is due and closes, and the day of the record that counts."""

NOTHING: Stood = ("not applicable", None, None, None, None)
UNKNOWN: Stood = ("unknown", None, None, None, None)


def stood(reference: Reference, rule: Rule, item: str) -> Stood:
    """Return where an item stands; of what is unknown only that it is."""
    truths = Truths(reference)
    asked = rule.expectation
    assert asked is not None
    truth = 2 if rule.condition == ALWAYS else truths.truth(rule.condition)
    if not Answer(truths).applies(rule) or truth == 0:
        return NOTHING
    rows = [row for row in reference.rows(item) if not row.doubtful]
    found = _READERS[asked.occasion](reference, asked, sorted(rows, key=lambda row: row.moment))
    return UNKNOWN if truth == 1 and found != NOTHING else found


def _before(reference: Reference, asked: Expectation, rows: Sequence[Row]) -> Stood:
    course, standing = reference.course()
    if standing.following >= len(course.slots) or reference.ended():
        return NOTHING
    _, due, closes = reference.timing()
    assert due is not None
    given = reference.day if reference.may_give() else due
    opens = given - reference.length(asked.opens)
    fresh = [row for row in rows if row.event.first >= opens]
    return _state(reference, opens, due, closes, fresh[-1] if fresh else None)


def _after(reference: Reference, asked: Expectation, rows: Sequence[Row]) -> Stood:
    assert asked.event is not None
    anchor = reference.fact(asked.event).row
    if anchor is None:
        return NOTHING
    if not anchor.is_day:
        return UNKNOWN
    day = anchor.event.first
    opens = day + reference.length(asked.opens)
    due = _later(_day(reference, asked.due, day, 1), opens)
    closes = due if asked.closes is None else _later(_day(reference, asked.closes, day, 2), due)
    found = [row for row in rows if row.event.first >= opens and _follows(row, anchor)]
    return _state(reference, opens, due, closes, found[0] if found else None)


def _every(reference: Reference, asked: Expectation, rows: Sequence[Row]) -> Stood:  # noqa: PLR0911 - a way out for each kind
    assert asked.event is not None
    anchor = reference.fact(asked.event).row
    if anchor is None:
        return NOTHING
    end = None
    if asked.until is not None:
        last = reference.fact(asked.until.after).row
        if last is not None:
            end = last.event.first + reference.length(asked.until.days)
            if last.is_day and anchor.is_day and reference.day > end:
                return NOTHING
            if not last.is_day:
                return UNKNOWN
    if not anchor.is_day:
        return UNKNOWN
    found = [row for row in rows if _follows(row, anchor)]
    latest = found[-1] if found else None
    day = anchor.event.first if latest is None else latest.event.first
    due = _day(reference, asked.due, day, 1)
    closes = due if asked.closes is None else _later(_day(reference, asked.closes, day, 2), due)
    opens = day if latest is None else day + 1
    if end is not None and due is not None and due > end:
        record = None if latest is None else latest.event.first
        return NOTHING if latest is None else ("done", None, None, None, record)
    if latest is not None and due is not None and reference.day < due:
        return ("done", opens, due, closes, latest.event.first)
    state = _state(reference, opens, due, closes, None)[0]
    return (state, opens, due, closes, None if latest is None else latest.event.first)


_READERS: dict[str, Callable[[Reference, Expectation, Sequence[Row]], Stood]] = {
    "before": _before,
    "after": _after,
    "every": _every,
}


def _day(reference: Reference, length: Length | str, day: int, place: int) -> int | None:
    """Return the day a length later, or the due (1) or latest (2) day of the next dose."""
    if length != NEXT_DOSE:
        assert not isinstance(length, str)
        return day + reference.length(length)
    course, standing = reference.course()
    return reference.timing()[place] if standing.following < len(course.slots) else None


def _later(day: int | None, other: int | None) -> int | None:
    return None if day is None or other is None else max(day, other)


def _follows(row: Row, anchor: Row) -> bool:
    mine, theirs = row.event, anchor.event
    if theirs.concept == FIRST_MET:  # all of that day counts
        return mine.first >= theirs.first
    timed = mine.first == theirs.first and NO_TIME not in (mine.minute, theirs.minute)
    return mine.minute > theirs.minute if timed else row.moment > anchor.moment


def _state(
    reference: Reference, opens: int, due: int | None, closes: int | None, record: Row | None
) -> Stood:
    today = reference.day
    if record is not None:
        return ("done", opens, due, closes, record.event.first)
    if closes is not None and today > closes:
        state = "overdue"
    elif due is not None and today >= due:
        state = "due"
    else:
        state = "open" if today >= opens else "upcoming"
    return (state, opens, due, closes, None)

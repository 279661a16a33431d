"""One thing that happened to one patient, with its date and when it became known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from cyclewise.knowledge.value import Value
from cyclewise.records import dataclass
from cyclewise.values.calendar import day_text

__all__ = ["NO_TIME", "UNDATED", "Event", "Value", "date_text"]

UNDATED = -(2**18)
"""The day of what has no date; it lies before every date that can be written."""

NO_TIME = -1
"""The minute of an event whose time of day is not recorded."""

_YEAR, _MONTH = len("2024"), len("2024-02")


@dataclass(frozen=True, slots=True)
class Event:
    """A concept's value on a date, with its attributes; days count since 1970-01-01.

    ``first`` and ``last`` are the days it may have happened on, equal for a whole date. What
    stands under “patient” or “diagnosis” has no date and is always known: there they are
    ``UNDATED``, or what a date itself says (a date of birth). ``replaces`` is the date of the
    event that this one corrects. ``line`` and ``column`` are where it is written.
    """

    concept: str
    value: Value
    first: int
    last: int
    minute: int = NO_TIME
    known: int = UNDATED
    replaces: int | None = None
    attributes: Mapping[str, Value] = field(default_factory=dict)
    note: str = ""
    line: int = field(default=0, compare=False)
    column: int = field(default=0, compare=False)

    @property
    def dated(self) -> bool:
        """Say whether it happened on a date, as all but the facts about the person did."""
        return self.known != UNDATED

    @property
    def date(self) -> str:
        """Return its date as it is written: a day, a month, a year, or "" where it has none."""
        return date_text(self.first, self.last) if self.dated else ""


def date_text(first: int, last: int) -> str:
    """Return a range of days as the day, the month or the year that it is."""
    start, end = day_text(first), day_text(last)
    if start == end:
        return start
    return start[:_MONTH] if start[:_MONTH] == end[:_MONTH] else start[:_YEAR]

"""The calendar: whole days since 1970-01-01, coarse dates as ranges, and durations."""

from __future__ import annotations

import calendar as months
import re
from datetime import date, timedelta

from cyclewise.records import dataclass
from cyclewise.values.refused import Refused

Day = int
"""Days since 1970-01-01."""

_EPOCH = date(1970, 1, 1)
_FIRST_YEAR, _LAST_YEAR = 1900, 2200
FIRST_DAY: Day = (date(_FIRST_YEAR, 1, 1) - _EPOCH).days
LAST_DAY: Day = (date(_LAST_YEAR, 12, 31) - _EPOCH).days
"""The first and the last day that a date may mean; years outside are mistakes."""

_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_LOOSE = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:?[0-9]{2}")
_TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")
_DURATION = re.compile(r"([0-9]{1,6})\s*(days?|weeks?|hours?)")
_SHORT = 40
_HOURS, _MINUTES, _WEEK, _MONTHS = 24, 60, 7, 12
_ABOUT_DATES = "Write it as YYYY-MM-DD, such as 2024-02-12."
_ABOUT_MOMENTS = "Write the ward's own day as YYYY-MM-DD, and its time of day under “time”."
_ABOUT_DURATIONS = "Write whole days, weeks or hours, such as 21 days."


@dataclass(frozen=True, slots=True)
class DateRange:
    """The days a written date may mean, both included; one day where it is written in full."""

    first: Day
    last: Day

    @property
    def is_day(self) -> bool:
        """Say whether the date is one whole day."""
        return self.first == self.last


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time in whole days, or in minutes where it was written in hours.

    With ``minutes``, ``days`` is the least number of whole days that holds them.
    """

    days: int
    minutes: int | None = None

    @property
    def text(self) -> str:
        """Return the duration as it is said: 21 days, 48 hours."""
        number, unit = self.days, "day"
        if self.minutes is not None:
            number, unit = self.minutes // _MINUTES, "hour"
        return f"{number} {unit}{'' if number == 1 else 's'}"


def parse_date(text: str) -> DateRange:
    """Return the days a date means: YYYY-MM-DD, or all of YYYY-MM or YYYY; raise Refused."""
    found = _DATE.fullmatch(text)
    if found is None:
        raise Refused(f"“{text[:_SHORT]}” is no date.", _remedy(text))
    year, month, day = (int(part) if part else None for part in found.groups())
    if year is None or not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise Refused(
            f"The year of {text} is outside {_FIRST_YEAR} to {_LAST_YEAR}.", "Check the year."
        )
    if month is None:
        return DateRange(_number(year, 1, 1), _number(year, _MONTHS, 31))
    if not 1 <= month <= _MONTHS:
        raise Refused(f"{text} is no date: there is no month {month}.", _ABOUT_DATES)
    length = months.monthrange(year, month)[1]
    if day is None:
        return DateRange(_number(year, month, 1), _number(year, month, length))
    if not 1 <= day <= length:
        name = f"{months.month_name[month]} {year}"
        raise Refused(f"{text} is no date: {name} had {length} days.", "Correct the day.")
    number = _number(year, month, day)
    return DateRange(number, number)


def parse_day(text: str) -> Day:
    """Return the day of a date written in full; raise Refused, also for a month or a year alone."""
    found = parse_date(text)
    if not found.is_day:
        raise Refused(f"{text} is not a whole date.", "Write the day as well: YYYY-MM-DD.")
    return found.first


def parse_time(text: str) -> int:
    """Return the minute of the day of a time such as 14:05; raise Refused."""
    found = _TIME.fullmatch(text)
    if found is None:
        raise Refused(f"“{text[:_SHORT]}” is no time of day.", "Write it as HH:MM, such as 09:05.")
    return int(found[1]) * _MINUTES + int(found[2])


def parse_duration(text: str) -> Duration:
    """Return a duration of whole days, weeks or hours; raise Refused."""
    found = _DURATION.fullmatch(text.strip())
    if found is None:
        raise Refused(*_why_no_duration(text.strip()))
    number = int(found[1])
    if found[2].startswith("hour"):
        return Duration(-(-number // _HOURS), number * _MINUTES)
    return Duration(number * (_WEEK if found[2].startswith("week") else 1))


def day_text(day: Day) -> str:
    """Return a day as 2024-02-12."""
    return _date(day).isoformat()


def day_words(day: Day) -> str:
    """Return a day as 12 Feb 2024."""
    written = _date(day)
    return f"{written.day} {_MONTH_NAMES[written.month - 1]} {written.year}"


def time_text(minute: int) -> str:
    """Return a minute of the day as 14:05."""
    return f"{minute // _MINUTES:02}:{minute % _MINUTES:02}"


_MONTH_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _date(day: Day) -> date:
    return _EPOCH + timedelta(days=day)


def _number(year: int, month: int, day: int) -> Day:
    return (date(year, month, day) - _EPOCH).days


def _remedy(text: str) -> str:
    found = _LOOSE.fullmatch(text)
    if _MOMENT.match(text):
        return _ABOUT_MOMENTS
    if found is None:
        return _ABOUT_DATES
    return f"Write {found[1]}-{int(found[2]):02}-{int(found[3]):02}."


def _why_no_duration(text: str) -> tuple[str, str]:
    shown = f"“{text[:_SHORT]}”"
    if re.fullmatch(r"[0-9.]+", text):
        return f"{shown} has no unit.", _ABOUT_DURATIONS
    if re.fullmatch(r"[0-9.]+\s*(?:months?|years?)", text):
        return (
            f"{shown} is not a fixed length: months and years differ.",
            "Write it in days or weeks.",
        )
    if re.fullmatch(r"[0-9]*\.[0-9]+\s*[a-z]+", text):
        return f"{shown} is not a whole number.", _ABOUT_DURATIONS
    return f"{shown} is no duration.", _ABOUT_DURATIONS

"""The days ahead as weeks: which letter stands on which day, and what each letter means."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from string import ascii_lowercase, ascii_uppercase

from cyclewise.advice.surveillance import Surveillance
from cyclewise.records import dataclass
from cyclewise.values.calendar import Day, day_words
from cyclewise_cli.render.days import OVERDUE, Standing, standing

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_THURSDAY = 3
"""The first day of 1970, from which days are counted, in a week that begins with Monday as 0."""
_LETTERS = ascii_uppercase + ascii_lowercase
_SEVERAL = 3
_WEEK = len(WEEKDAYS)


@dataclass(frozen=True, slots=True)
class Kind:
    """What one letter means: what happens, of which rule, to which items, on which days.

    ``mark`` is the letter, with ``!`` where it is overdue. ``closes`` is the last day for it,
    None where nothing limits it or where it comes on several days.
    """

    mark: str
    happening: str
    rule: str
    items: tuple[str, ...]
    days: tuple[Day, ...]
    closes: Day | None

    @property
    def when(self) -> str:
        """Return its days in words."""
        return days_text(self.days)

    @property
    def told(self) -> str:
        """Return what it is, without its days."""
        last = "" if self.closes is None else f", at the latest on {day_words(self.closes)}"
        return f"{self.happening}: {', '.join(self.items)}{last}"


@dataclass(frozen=True, slots=True)
class Cell:
    """One day of a week: its number in the month, its marks, and whether it is shown at all."""

    day: Day
    number: str
    marks: tuple[str, ...]
    today: bool
    shown: bool


@dataclass(frozen=True, slots=True)
class Month:
    """The weeks from a day on, and what their marks mean, by the first day of each."""

    weeks: tuple[tuple[Cell, ...], ...]
    kinds: tuple[Kind, ...]


def month_of(surveillance: Surveillance) -> Month:
    """Return the days ahead of a surveillance as weeks that begin with Monday."""
    today = surveillance.recommendation.as_of
    last = today + surveillance.days
    kinds = tuple(_kinds(surveillance))
    begin = today - weekday(today)
    weeks = tuple(
        tuple(_cell(day, kinds, today, last) for day in range(monday, monday + _WEEK))
        for monday in range(begin, last + 1, _WEEK)
    )
    return Month(weeks, kinds)


def weekday(day: Day) -> int:
    """Return a day's place in its week, Monday as 0."""
    return (day + _THURSDAY) % _WEEK


def days_text(days: Sequence[Day]) -> str:
    """Return days in words: one by one, or as “every day from … to …” where they are regular."""
    steps = {later - earlier for earlier, later in pairwise(days)}
    if len(days) >= _SEVERAL and len(steps) == 1:
        step = steps.pop()
        often = "every day" if step == 1 else f"every {step} days"
        return f"{often} from {day_words(days[0])} to {day_words(days[-1])}"
    return ", ".join(day_words(day) for day in days)


def _cell(day: Day, kinds: Sequence[Kind], today: Day, last: Day) -> Cell:
    marks = tuple(kind.mark for kind in kinds if day in kind.days)
    number = day_words(day).split(" ", 1)[0]
    return Cell(day, number, marks, day == today, today <= day <= last)


def _kinds(surveillance: Surveillance) -> Iterator[Kind]:
    found: dict[tuple[str, str, tuple[str, ...]], list[Standing]] = {}
    for each in standing(surveillance):
        found.setdefault((each.happening, each.rule, each.items), []).append(each)
    for place, ((happening, rule, items), entries) in enumerate(found.items()):
        letter = _LETTERS[place % len(_LETTERS)]
        days = tuple(sorted({each.day for each in entries}))
        closes = entries[0].closes if len(entries) == 1 else None
        mark = f"{letter}!" if happening == OVERDUE else letter
        yield Kind(mark, happening, rule, items, days, None if closes == days[0] else closes)

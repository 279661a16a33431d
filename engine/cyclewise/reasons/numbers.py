"""Numbers, units and dates are said here as they are said on a ward."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import lru_cache

from cyclewise.documents.problem import visible
from cyclewise.timeline.event import Event
from cyclewise.values.calendar import day_text, day_words
from cyclewise.values.quantity import BARE, number_text

_LONGEST = 12
"""Quantities carry at most so many digits; rounding stops there."""

_WRITTEN: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\bm2\b"), "m²"),
    (re.compile(r"(?<=\d)\s+10\^9/L"), " × 10⁹/L"),
    (re.compile(r"\b10\^9/L"), "10⁹/L"),
    (re.compile(r"\bu(?=g\b|mol\b|L\b)"), "µ"),
)


@lru_cache(maxsize=4096)
def said(text: str) -> str:
    """Return a text with units as people write them and nothing that could drive a terminal."""
    for pattern, written in _WRITTEN:
        text = pattern.sub(written, text)
    return visible(text)


def rounded(value: float, limits: Sequence[float] = ()) -> str:
    """Return a number with three digits, or as many more as keep it on its side of each limit."""
    if value == 0 or not math.isfinite(value):
        return number_text(value)
    first = max(0, 2 - math.floor(math.log10(abs(value))))
    for places in range(first, first + _LONGEST):
        near = round(value, places)
        if all(_side(near, limit) == _side(value, limit) for limit in limits):
            return number_text(near)
    return number_text(value)


_SINGLE, _COUNTED = ("1", "-1"), ("days", "years")


def _side(value: float, limit: float) -> int:
    return (value > limit) - (value < limit)


def with_unit(number: str, unit: str) -> str:
    """Return a number with its unit; bare numbers and fractions have none."""
    if number in _SINGLE and unit in _COUNTED:
        unit = unit.removesuffix("s")
    return number if not unit or unit in BARE else said(f"{number} {unit}")


def percent(fraction: float, limits: Sequence[float] = ()) -> str:
    """Return a fraction as a percentage."""
    hundred = round(fraction * 100, 10)
    return f"{rounded(hundred, [round(each * 100, 10) for each in limits])} %"


def date_words(event: Event) -> str:
    """Return an event's date in words; a month or a year where no more is known, else nothing."""
    if not event.dated:
        return ""
    if event.first == event.last:
        return day_words(event.first)
    return span_words(event.first, event.last)


def span_words(first: int, last: int) -> str:
    """Return a range of days as the month or the year that it is."""
    year, month, _ = day_text(first).split("-")
    if day_text(last).startswith(f"{year}-{month}-"):
        return day_words(first).split(" ", 1)[1]
    return year


def listed(words: Sequence[str], last: str = "and") -> str:
    """Return words as a list in a sentence: “a, b and c”."""
    if len(words) < 2:  # noqa: PLR2004 - one word needs no comma and no “and”
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


_LETTERS_SAID_WITH_A_VOWEL = "AEFHILMNORSX"
_PLURAL = re.compile("[a-z][^ius]s$")


def with_article(title: str) -> str:
    """Return a noun with “a” or “an”; plurals stay bare."""
    first = title.split(" ", maxsplit=1)[0]
    if title.startswith(("a ", "an ", "the ")) or _PLURAL.search(title):
        return title
    spelt = len(first) > 1 and first.isupper()
    vowel = first[0] in _LETTERS_SAID_WITH_A_VOWEL if spelt else first[0].lower() in "aeiou"
    return f"an {title}" if vowel else f"a {title}"


def capital(text: str) -> str:
    """Return a sentence that begins with a capital letter."""
    return text[:1].upper() + text[1:]


def days(count: int) -> str:
    """Return a number of days in words."""
    return "1 day" if count == 1 else f"{count} days"


def plural(number: int, noun: str) -> str:
    """Return a number with its noun."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"

"""The days ahead as a calendar file (RFC 5545): one all-day entry an item and day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from uuid import NAMESPACE_URL, uuid5

from cyclewise.reasons.survey import Survey
from cyclewise.values.calendar import Day, day_text, day_words
from cyclewise_cli.render.days import DUE, OVERDUE, Standing, standing

_LONGEST = 75
"""Octets of a line, without its end; what is longer goes on in a line that begins with a space."""


def ics_of(survey: Survey) -> str:
    """Return the days ahead as a calendar file; its lines end with CR and LF."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//CycleWise//Surveillance plan//EN",
        "CALSCALE:GREGORIAN",
    ]
    for each in _standing(survey):
        lines += _event(each, survey)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _standing(survey: Survey) -> Iterator[Standing]:
    """Yield what stands on each day, one entry an item; one entry where there is nothing."""
    found = list(standing(survey.surveillance))
    for each in found:
        yield from (replace(each, items=(item,)) for item in each.items)
    if not found:  # a calendar without an entry is no calendar by the standard
        today, days = survey.surveillance.recommendation.as_of, survey.surveillance.days
        nothing = f"nothing is expected in the next {days} days"
        yield Standing(today, nothing, "", (), "", None, today)


def _event(each: Standing, survey: Survey) -> list[str]:
    asked = survey.surveillance.recommendation
    title = ": ".join((*each.items, each.happening))
    rule = f" [{each.rule}]" if each.rule else ""
    return [
        "BEGIN:VEVENT",
        f"UID:{_uid(each, asked.timeline.patient)}",
        f"DTSTAMP:{_basic(asked.as_of)}T000000Z",
        f"DTSTART;VALUE=DATE:{_basic(each.day)}",
        f"DTEND;VALUE=DATE:{_basic(each.day + 1)}",
        f"SUMMARY:{_escaped(f'{asked.timeline.patient}: {title}{rule}')}",
        f"DESCRIPTION:{_escaped(_description(each, survey))}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _description(each: Standing, survey: Survey) -> str:
    last = "" if each.closes is None else f"At the latest on {day_words(each.closes)}."
    protocol = survey.surveillance.recommendation.protocol
    parts = (each.summary, last, f"{protocol.id} {protocol.version}; {survey.notice}.")
    return "\n".join(part for part in parts if part)


def _uid(each: Standing, patient: str) -> str:
    """Return the same name for the same entry in every file, without the patient's name in it."""
    # What is late is the entry of the day it was meant for, moved to today.
    happening = DUE if each.happening == OVERDUE else each.happening
    told = "/".join((patient, each.rule, *each.items, happening, day_text(each.meant)))
    return f"{uuid5(NAMESPACE_URL, f'cyclewise:{told}')}@cyclewise"


def _basic(day: Day) -> str:
    return day_text(day).replace("-", "")


def _escaped(text: str) -> str:
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """Yield a line in parts of at most 75 octets, none of which ends within a letter."""
    part, room = "", _LONGEST
    for letter in line:
        size = len(letter.encode())
        if size > room:
            yield part
            part, room = " ", _LONGEST - 1
        part += letter
        room -= size
    yield part

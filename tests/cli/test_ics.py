"""The calendar file is what RFC 5545 asks for, read back by a plain parser."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.clinic import KNOWLEDGE, patient, rule
from tests.watched import DAY_1, FACTS, clinic, watched

from cyclewise.advice.advising import Adviser
from cyclewise.advice.surveillance import watch
from cyclewise.inference.agreement import SecondEngine
from cyclewise.protocol.expectation import Expectation
from cyclewise.protocol.rule import ALWAYS, EXPECT, Rule
from cyclewise.reasons.surveying import survey
from cyclewise.values.calendar import Duration, parse_day
from cyclewise_cli.render.ics import ics_of

Event = dict[str, str]


def events(text: str) -> list[Event]:
    """Return the entries of a calendar file; each line is checked on the way."""
    assert text.endswith("\r\n")
    lines = text.removesuffix("\r\n").split("\r\n")
    assert not any("\n" in line or "\r" in line for line in lines)
    assert all(len(line.encode()) <= 75 for line in lines)
    whole = re.sub(r"\r\n ", "", "\r\n".join(lines)).split("\r\n")
    assert (whole[0], whole[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")
    assert "VERSION:2.0" in whole
    assert any(line.startswith("PRODID:") and "CycleWise" in line for line in whole)
    found: list[Event] = []
    for line in whole:
        name, value = line.split(":", 1)
        if line == "BEGIN:VEVENT":
            found.append({})
        elif found and name not in ("BEGIN", "END"):
            assert name not in found[-1]
            found[-1][name] = re.sub(r"\\([\\;,nN])", unescaped, value)
    return found


def unescaped(sign: re.Match[str]) -> str:
    return "\n" if sign[1] in "nN" else sign[1]


def expecting(summary: str = "Take lab and count.", every: int = 7) -> Rule:
    return replace(
        rule("MON-001", EXPECT, "{fact: lab, recorded: true}"),
        condition=ALWAYS,
        summary=summary,
        expectation=Expectation(
            ("lab", "count"), "every", "last_dose", Duration(0), Duration(every)
        ),
    )


def calendar(*recorded: str, as_of: str, monitoring: Rule, name: str = "A", days: int = 28) -> str:
    program = clinic(watched(), [monitoring], FACTS)
    adviser = Adviser(program, SecondEngine(program))
    who = patient(DAY_1, *recorded, name=name)
    assert KNOWLEDGE is program.knowledge
    return ics_of(survey(watch(adviser, who, parse_day(as_of), None, days), program))


def test_each_item_stands_on_each_day_it_is_due() -> None:
    found = events(calendar(as_of="2024-03-03", monitoring=expecting(), days=14))
    due = [each for each in found if each["SUMMARY"].endswith("due [MON-001]")]
    assert [(each["SUMMARY"], each["DTSTART;VALUE=DATE"]) for each in due] == [
        ("A: lab: due [MON-001]", "20240308"),
        ("A: count: due [MON-001]", "20240308"),
        ("A: lab: due [MON-001]", "20240315"),
        ("A: count: due [MON-001]", "20240315"),
    ]
    assert due[0]["DTEND;VALUE=DATE"] == "20240309"


def test_what_is_overdue_stands_on_the_day_of_the_question() -> None:
    found = events(calendar(as_of="2024-03-12", monitoring=expecting()))
    first = found[0]
    assert first["SUMMARY"] == "A: lab: overdue [MON-001]"
    assert first["DTSTART;VALUE=DATE"] == "20240312"


def test_the_stamp_is_the_day_of_the_question_and_not_the_clock() -> None:
    found = events(calendar(as_of="2024-03-03", monitoring=expecting()))
    assert {each["DTSTAMP"] for each in found} == {"20240303T000000Z"}


def test_an_entry_keeps_its_name_from_day_to_day_and_no_two_share_one() -> None:
    first = events(calendar(as_of="2024-03-03", monitoring=expecting()))
    later = events(calendar(as_of="2024-03-04", monitoring=expecting()))
    other = events(calendar(as_of="2024-03-03", monitoring=expecting(), name="B"))
    names = [each["UID"] for each in first]
    assert len(set(names)) == len(names)
    assert {each["UID"] for each in later} == set(names)
    assert not {each["UID"] for each in other} & set(names)
    assert not any(name.split("@")[0] == "A" for name in names)


def test_what_is_late_is_the_same_entry_moved_to_today() -> None:
    before = events(calendar(as_of="2024-03-03", monitoring=expecting()))
    late = events(calendar(as_of="2024-03-12", monitoring=expecting()))
    due = {each["UID"] for each in before if each["DTSTART;VALUE=DATE"] == "20240308"}
    assert late[0]["DTSTART;VALUE=DATE"] == "20240312"
    assert late[0]["UID"] in due


def test_signs_of_the_format_and_letters_of_two_octets_come_back_as_written() -> None:
    summary = "Take lab, count; and \\ " + "µ" * 80
    found = events(calendar(as_of="2024-03-03", monitoring=expecting(summary)))
    assert any(each["DESCRIPTION"].startswith(f"{summary}\n") for each in found)


def test_a_calendar_with_nothing_to_do_holds_one_entry_that_says_so() -> None:
    dead = "2024-03-02, death: infection"
    (only,) = events(
        calendar(dead, as_of="2024-03-03", monitoring=replace(expecting(), phases=("on",)))
    )
    assert only["SUMMARY"] == "A: nothing is expected in the next 28 days"


@pytest.mark.parametrize("patient", ["EX-03", "EX-05", "EX-11", "EX-20", "BL-01"])
def test_the_calendars_of_the_examples_can_be_read(
    cyclewise: Callable[..., Any], tmp_path: Path, patient: str
) -> None:
    file = tmp_path / "plan.ics"
    run = cyclewise("monitor", f"example:{patient}", "--format", "ics", "-o", str(file))
    assert run.code == 0
    text = file.read_bytes().decode()
    assert events(text)
    assert (
        cyclewise("monitor", f"example:{patient}", "--format", "ics").out
        == text.replace("\r\n", "\n")
        or cyclewise("monitor", f"example:{patient}", "--format", "ics").out == text
    )

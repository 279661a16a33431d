"""Events: what is dated, and how a date is written."""

import math

import pytest

from cyclewise.timeline.event import UNDATED, Event, Value, date_text
from cyclewise.values.calendar import parse_date

WORD = Value(math.nan, math.nan, "present", "present")


@pytest.mark.parametrize("text", ["2024-02-29", "2024-02", "2023-02", "2024-12", "2024", "1900"])
def test_a_date_is_written_as_it_was_read(text: str) -> None:
    span = parse_date(text)
    assert date_text(span.first, span.last) == text


def test_an_event_has_a_date_and_a_fact_about_the_person_has_none() -> None:
    day = parse_date("2024-02-12").first
    assert Event("relapse", WORD, day, day, known=day).date == "2024-02-12"
    person = Event("birth_date", Value(day, day, "", "2024-02-12"), day, day)
    assert person.known == UNDATED
    assert not person.dated
    assert person.date == ""


def test_where_an_event_is_written_makes_no_difference_to_what_it_says() -> None:
    day = parse_date("2024-02-12").first
    one = Event("relapse", WORD, day, day, known=day, line=3, column=5)
    assert one == Event("relapse", WORD, day, day, known=day, line=9, column=1)
    assert one != Event("relapse", WORD, day, day, known=day + 1, line=3, column=5)

"""Holds dates, times and durations."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cyclewise.values.calendar import (
    DateRange,
    Duration,
    day_text,
    day_words,
    parse_date,
    parse_day,
    parse_duration,
    parse_time,
    time_text,
)
from cyclewise.values.refused import Refused

DATES = st.dates(date(1900, 1, 1), date(2200, 12, 31))


def test_days_count_from_1970() -> None:
    assert parse_day("1970-01-01") == 0
    assert parse_day("1969-12-31") == -1
    assert parse_day("2024-02-12") == 19765


@given(DATES)
def test_a_date_written_out_is_read_back(day: date) -> None:
    found = parse_date(day.isoformat())
    assert found.is_day
    assert day_text(found.first) == day.isoformat()


def test_a_month_or_a_year_alone_means_all_of_its_days() -> None:
    assert parse_date("2024-02") == DateRange(parse_day("2024-02-01"), parse_day("2024-02-29"))
    assert parse_date("2023") == DateRange(parse_day("2023-01-01"), parse_day("2023-12-31"))
    assert not parse_date("2024-02").is_day


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("2024-02-30", "2024-02-30 is no date: February 2024 had 29 days. Correct the day."),
        ("2023-02-29", "2023-02-29 is no date: February 2023 had 28 days. Correct the day."),
        ("2024-04-00", "2024-04-00 is no date: April 2024 had 30 days. Correct the day."),
        (
            "2024-13",
            "2024-13 is no date: there is no month 13. Write it as YYYY-MM-DD, such as 2024-02-12.",
        ),
        ("1899-12-31", "The year of 1899-12-31 is outside 1900 to 2200. Check the year."),
        ("2201", "The year of 2201 is outside 1900 to 2200. Check the year."),
        ("2024-2-3", "“2024-2-3” is no date. Write 2024-02-03."),
        ("2024/02/03", "“2024/02/03” is no date. Write 2024-02-03."),
        ("12.02.2024", "“12.02.2024” is no date. Write it as YYYY-MM-DD, such as 2024-02-12."),
        ("", "“” is no date. Write it as YYYY-MM-DD, such as 2024-02-12."),
        ("२०२४-०१-०१", "“२०२४-०१-०१” is no date. Write it as YYYY-MM-DD, such as 2024-02-12."),
    ],
)
def test_what_is_no_date_says_why(text: str, sentences: str) -> None:
    with pytest.raises(Refused) as refused:
        parse_date(text)
    assert str(refused.value) == sentences
    assert f"{refused.value.message} {refused.value.remedy}" == sentences


def test_where_a_day_is_needed_a_month_is_refused() -> None:
    with pytest.raises(Refused, match="2024-02 is not a whole date"):
        parse_day("2024-02")


def test_a_day_is_said_with_its_month() -> None:
    assert day_words(parse_day("2024-02-12")) == "12 Feb 2024"
    assert day_words(parse_day("2023-12-01")) == "1 Dec 2023"


@given(st.integers(0, 24 * 60 - 1))
def test_a_time_written_out_is_read_back(minute: int) -> None:
    assert parse_time(time_text(minute)) == minute


def test_a_time_is_the_minute_of_the_day() -> None:
    assert parse_time("14:05") == 845


@pytest.mark.parametrize("text", ["24:00", "9:05", "14:60", "14", "14:05:00", "2 pm"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="is no time of day"):
        parse_time(text)


@pytest.mark.parametrize(
    ("text", "duration", "said"),
    [
        ("21 days", Duration(21), "21 days"),
        ("1 day", Duration(1), "1 day"),
        ("2 weeks", Duration(14), "14 days"),
        ("0 days", Duration(0), "0 days"),
        ("48 hours", Duration(2, 2880), "48 hours"),
        ("49 hours", Duration(3, 2940), "49 hours"),
        ("1 hour", Duration(1, 60), "1 hour"),
    ],
)
def test_a_duration_is_days_or_minutes(text: str, duration: Duration, said: str) -> None:
    assert parse_duration(text) == duration
    assert duration.text == said


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("21", "“21” has no unit."),
        ("3 months", "“3 months” is not a fixed length: months and years differ."),
        ("1 year", "“1 year” is not a fixed length: months and years differ."),
        ("1.5 days", "“1.5 days” is not a whole number."),
        ("-3 days", "“-3 days” is no duration."),
        ("soon", "“soon” is no duration."),
        ("9999999 days", "“9999999 days” is no duration."),
    ],
)
def test_what_is_no_duration_says_why(text: str, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        parse_duration(text)
    assert refused.value.message == reason
    assert refused.value.remedy

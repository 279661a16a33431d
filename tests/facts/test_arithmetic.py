"""Facts computed from other facts: differences, ratios, ages."""

from __future__ import annotations

import numpy as np
import pytest

from cyclewise.facts.arithmetic import combined, days_since, where_none, years_since
from cyclewise.facts.course import number
from cyclewise.facts.reading import Reading, Why, nothing
from cyclewise.timeline.columns import Cells
from cyclewise.values.calendar import parse_date, parse_day


def born(date: str) -> Reading:
    """Return the reading of a date of birth, perhaps a coarse one."""
    days = parse_date(date)
    value = Cells(np.array([float(days.first)]), np.array([float(days.last)]), np.zeros(1, int))
    none = nothing(1, absent=False, presumed=False)
    return Reading(
        value=value,
        why=np.zeros(1, np.int8),
        row=none.row,
        key=np.zeros(1, np.int64),
        absent=none.absent,
        presumed=none.presumed,
    )


@pytest.mark.parametrize(
    ("birth", "day", "years"),
    [
        ("1978-05-14", "2024-05-13", (45, 45)),
        ("1978-05-14", "2024-05-14", (46, 46)),
        ("2000-02-29", "2018-02-28", (17, 17)),
        ("2000-02-29", "2018-03-01", (18, 18)),
        ("2000-02-29", "2020-02-29", (20, 20)),
        ("2000", "2018-06-01", (17, 18)),
        ("2000-05", "2018-06-01", (18, 18)),
        ("2000-06", "2018-06-01", (17, 18)),
    ],
)
def test_completed_years_are_an_interval(birth: str, day: str, years: tuple[int, int]) -> None:
    age = years_since(born(birth), np.array([parse_day(day)]), by_value=True)
    assert (age.value.low[0], age.value.high[0]) == years


def test_days_since_an_event_that_has_not_happened_are_unknown() -> None:
    never = nothing(1, absent=True, presumed=False)
    elapsed = days_since(never, np.array([19000]), by_value=False)
    assert elapsed.why[0] == Why.INPUT_UNKNOWN
    assert np.isnan(elapsed.value.low[0])


def test_a_weight_gain_of_exactly_five_percent_is_five_percent() -> None:
    gain = combined("change", number([75.075]), number([71.5]))
    assert gain.value.low[0] == gain.value.high[0] == 0.05


def test_a_ratio_is_the_decimal_one_and_not_the_floats() -> None:
    assert combined("ratio", number([1.05]), number([0.7])).value.low[0] == 1.5


def test_what_is_computed_from_an_unknown_is_unknown() -> None:
    change = combined("difference", number([1.0]), number([np.nan]))
    assert change.why[0] == Why.INPUT_UNKNOWN


def test_before_the_event_a_fixed_number_stands() -> None:
    gain = combined("change", number([np.nan, 75.0]), number([71.5, 71.5]))
    event = nothing(2, absent=True, presumed=False)
    fixed = where_none(gain, event, 0.0)
    assert list(fixed.value.low) == [0.0, 0.0]
    assert list(fixed.why) == [Why.KNOWN, Why.KNOWN]

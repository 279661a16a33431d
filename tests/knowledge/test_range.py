"""Ranges: their ends belong to them or not."""

import math

import pytest

from cyclewise.knowledge.range import ANY, Range

CLOSED = Range(0.0, 5.0, low_text="0 kg", high_text="5 kg")
OPEN = Range(0.0, 5.0, above=True, below=True, low_text="0 kg", high_text="5 kg")


@pytest.mark.parametrize(
    ("number", "closed", "opened"),
    [
        (-1.0, "below 0 kg", "below 0 kg"),
        (0.0, "", "not above 0 kg"),
        (math.nextafter(0, 1), "", ""),
        (5.0, "", "not below 5 kg"),
        (math.nextafter(5, 6), "above 5 kg", "above 5 kg"),
    ],
)
def test_a_range_says_how_a_number_lies_outside(number: float, closed: str, opened: str) -> None:
    assert CLOSED.fault(number) == closed
    assert OPEN.fault(number) == opened


def test_a_range_is_said_in_words() -> None:
    assert CLOSED.text == "from 0 kg to 5 kg"
    assert OPEN.text == "above 0 kg and below 5 kg"
    assert Range(high=5.0, high_text="5 kg").text == "at most 5 kg"
    assert Range(low=5.0, low_text="5 kg").text == "at least 5 kg"
    assert ANY.text == ""
    assert ANY.fault(1e300) == ""

"""Words in place of a number, and the numbers they leave possible."""

import math

from hypothesis import given
from hypothesis import strategies as st

from cyclewise.knowledge.number_word import NumberWord, WordLimit
from cyclewise.knowledge.range import Range
from cyclewise.knowledge.value import NO_NUMBER, Value

POSSIBLE = Range(0.0, 1.0, above=True, low_text="0", high_text="1")
BELOW = NumberWord("not found", (WordLimit("below", attribute="floor"),))


def recorded(number: float) -> dict[str, Value]:
    return {"floor": Value(number, number, "", str(number))}


@given(st.floats(1e-9, 0.5))
def test_below_an_attribute_leaves_every_smaller_number_and_not_the_attribute(floor: float) -> None:
    low, high = BELOW.span(recorded(floor), POSSIBLE)
    assert low == 0
    assert high < floor
    assert math.nextafter(high, 1) == floor


def test_a_word_that_leans_on_what_is_not_recorded_leaves_everything_possible() -> None:
    assert BELOW.leans_on == ("floor",)
    assert BELOW.span({}, POSSIBLE) == (0, 1)
    assert BELOW.span({"floor": Value(NO_NUMBER, NO_NUMBER, "x", "x")}, POSSIBLE) == (0, 1)


def test_each_end_is_taken_as_it_is_said() -> None:
    inside = NumberWord("some", (WordLimit("at_least", 0.2), WordLimit("at_most", 0.4)))
    assert inside.span({}, POSSIBLE) == (0.2, 0.4)
    above = NumberWord("more", (WordLimit("above", 0.2),))
    assert above.span({}, POSSIBLE) == (math.nextafter(0.2, 1), 1)
    assert inside.leans_on == ()


def test_what_is_not_possible_stays_so() -> None:
    assert BELOW.span(recorded(7.0), POSSIBLE) == (0, 1)

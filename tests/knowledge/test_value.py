"""Values: equal when they say the same."""

import math

from cyclewise.knowledge.value import NO_NUMBER, Value


def test_two_words_are_equal_although_neither_is_a_number() -> None:
    one, other = Value(NO_NUMBER, float("nan"), "B", "B"), Value(math.nan, math.nan, "B", "B")
    assert one == other
    assert hash(one) == hash(other)


def test_values_differ_in_number_word_and_text() -> None:
    value = Value(1.0, 2.0, "", "1")
    for other in (
        Value(0.0, 2.0, "", "1"),
        Value(1.0, 3.0, "", "1"),
        Value(1.0, 2.0, "x", "1"),
        Value(1.0, 2.0, "", "1.0"),
    ):
        assert value != other
    assert value != "1"


def test_a_plain_number_is_a_number_and_an_interval_or_a_word_is_not() -> None:
    assert Value(1.0, 1.0, "", "1").is_number
    assert not Value(0.0, 1.0, "", "1").is_number
    assert not Value(NO_NUMBER, NO_NUMBER, "", "").is_number
    assert not Value(0.6, 0.6, "mg/m2", "0.6 mg/m2").is_number

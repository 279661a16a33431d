"""Holds arithmetic on floats against decimal arithmetic on paper."""

import math
from decimal import ROUND_HALF_EVEN, Context, Decimal

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cyclewise.values.exact import difference, digits12, fixed, ratio, relative_change, total

PAPER = Context(prec=12, rounding=ROUND_HALF_EVEN)
SIZES = st.floats(1e-30, 1e30) | st.floats(-1e30, -1e-30)
WRITTEN = st.decimals(-10000, 10000, places=3, allow_nan=False)


def on_paper(number: float) -> float:
    """Return the number as it is written, rounded; a half that is written is a half."""
    return float(PAPER.create_decimal(repr(number)))


@given(SIZES)
@example(1.05 / 0.7)
@example(999999999999.5)
@example(9999999999999.5)
@example(1.5e-12 + 1e-24)
@example(1000000000000.5)
@example(2.0**-40)
@example(0.1 + 0.2)
def test_rounding_is_the_nearest_float_to_twelve_digits(number: float) -> None:
    assert digits12(number) == on_paper(number)
    assert digits12(np.array([number])).tolist() == [on_paper(number)]
    assert digits12(np.full(20, number)).tolist() == [on_paper(number)] * 20


@given(st.integers(-(10**11), 10**11), st.integers(0, 7))
def test_a_number_of_few_digits_stays_what_it_is(whole: int, places: int) -> None:
    number = float(Decimal(whole).scaleb(-places))
    assert digits12(np.full(20, number)).tolist() == [on_paper(number)] * 20


@given(st.integers(10**11, 10**12 - 1), st.integers(-40, 30))
def test_exactly_between_two_decimals_arrays_and_single_numbers_agree(
    digits: int, power: int
) -> None:
    halfway = float(f"{digits}5e{power}")
    assert digits12(np.array([halfway])).tolist() == [on_paper(halfway)]


@given(SIZES)
def test_rounding_twice_changes_nothing(number: float) -> None:
    assert digits12(digits12(number)) == digits12(number)


def test_zero_infinity_and_nan_pass_through() -> None:
    assert digits12(0.0) == 0
    assert digits12(math.inf) == math.inf
    assert math.isnan(digits12(math.nan))
    found = digits12(np.array([0.0, -0.0, math.inf, -math.inf, math.nan]))
    assert found[:4].tolist() == [0, 0, math.inf, -math.inf]
    assert math.isnan(found[4])


def test_rounding_leaves_the_array_given_as_it_was() -> None:
    given_array = np.array([1.05 / 0.7])
    digits12(given_array)
    assert given_array[0] == 1.05 / 0.7 != 1.5


def test_a_ratio_comes_out_as_on_paper() -> None:
    assert ratio(1.05, 0.7) == 1.5
    assert ratio(np.array([1.05, 87.5]), np.array([0.7, 35.0])).tolist() == [1.5, 2.5]


@pytest.mark.parametrize("of", [0.0, 1.0, -1.0, math.inf, math.nan])
def test_a_ratio_to_nothing_is_not_a_number(of: float) -> None:
    assert math.isnan(ratio(of, 0.0))


@given(WRITTEN, WRITTEN)
@example(Decimal("1112.0"), Decimal("1111.9"))
@example(Decimal("0.3"), Decimal("0.1"))
def test_a_difference_of_written_numbers_is_exact(of: Decimal, less: Decimal) -> None:
    assert difference(float(of), float(less)) == float(of - less)
    found = difference(np.array([float(of)]), np.array([float(less)]))
    assert found.tolist() == [float(of - less)]


def test_a_difference_of_nothing_is_nothing() -> None:
    assert difference(0.0, 0.0) == 0
    assert math.isnan(difference(math.nan, 1.0))
    assert difference(math.inf, 1.0) == math.inf


@given(st.integers(300, 2000))
def test_five_per_cent_more_weight_is_exactly_five_per_cent(tenths: int) -> None:
    old = Decimal(tenths) / 10
    new = old * Decimal("1.05")
    assert relative_change(float(new), float(old)) == 0.05
    assert relative_change(np.array([float(new)]), np.array([float(old)])).tolist() == [0.05]


def test_a_change_from_nothing_is_not_a_number() -> None:
    assert math.isnan(relative_change(1.0, 0.0))


@given(st.lists(WRITTEN, max_size=20))
def test_sums_are_exact(numbers: list[Decimal]) -> None:
    assert total(map(float, numbers)) == float(sum(numbers, Decimal(0)))
    scaled = fixed(np.array([float(each) for each in numbers]), 3)
    assert int(scaled.sum()) == int(sum(numbers, Decimal(0)) * 1000)


def test_a_sum_with_a_missing_number_is_refused() -> None:
    with pytest.raises(ValueError, match="missing"):
        total([1.0, math.nan])
    with pytest.raises(ValueError, match="missing or too large"):
        fixed(np.array([math.nan]), 2)
    with pytest.raises(ValueError, match="missing or too large"):
        fixed(np.array([1e20]), 2)

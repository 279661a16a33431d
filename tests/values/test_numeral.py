"""Holds how numbers are read and written back."""

import math
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cyclewise.values.numeral import number_text, read_numeral, why_no_number


@pytest.mark.parametrize(
    "text",
    [
        *("1e-4", "1E-4", "0.0001", ".0001", "1 × 10⁻⁴", "1×10⁻⁴", "1 x 10^-4", "1 x 10**-4"),
        *("10^-4", "10⁻⁴", "1 × 10−4", "1 · 10^-4", " 1e-4 ", "+1e-4"),
    ],
)
def test_one_number_has_many_spellings(text: str) -> None:
    assert read_numeral(text) == (Decimal("0.0001"), "")


@pytest.mark.parametrize(
    "text",
    [
        *("CR1", "", "not detected", "2024-01-08", "12:30", "5 of 9", "0x10", "1 × 10", "1_000"),
        *("≥ 1e-4", "1e-4 mg 2", "- 5", "١٢"),
    ],
)
def test_a_word_is_no_number_and_no_reason_is_needed(text: str) -> None:
    assert read_numeral(text) is None
    assert why_no_number(text) is None


@pytest.mark.parametrize(
    "text", ["3,2", "3,2 mg/dL", "1,200 /uL", "1,200,000", "-3,2 %", "1,200.5"]
)
def test_a_comma_is_refused_because_it_can_mean_two_things(text: str) -> None:
    assert read_numeral(text) is None
    reason = why_no_number(text)
    assert reason is not None
    assert "comma" in reason[0]


@pytest.mark.parametrize("text", ["nan", ".nan", "NaN", "inf", "-.inf", "Infinity"])
def test_not_a_number_is_no_measured_value(text: str) -> None:
    assert read_numeral(text) is None
    assert why_no_number(text) == (
        f"“{text}” is no measured value.",
        "Leave the entry out if nothing was measured.",
    )


@pytest.mark.parametrize(
    "text", ["1e999", "1e-999", "1e5000000000", "10^99999", "9" * 80, "1e31", "1e-31 mg"]
)
def test_a_number_beyond_any_measurement_is_refused(text: str) -> None:
    assert read_numeral(text) is None
    reason = why_no_number(text)
    assert reason is not None
    assert "too large, too small or too long" in reason[0]


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0.00032, "3.2e-4"),
        (1e-4, "1e-4"),
        (0.00099999, "9.9999e-4"),
        (0.001, "0.001"),
        (0.55, "0.55"),
        (112.0, "112"),
        (100.0, "100"),
        (0.0, "0"),
        (-3.0, "-3"),
        (-0.0001, "-1e-4"),
        (1.05 / 0.7, "1.5"),
        (1e15, "1e15"),
        (123456789.0, "123456789"),
        (math.nan, "unknown"),
        (math.inf, "∞"),
        (-math.inf, "-∞"),
    ],
)
def test_a_number_is_written_as_clinicians_write_it(number: float, text: str) -> None:
    assert number_text(number) == text


@given(st.decimals("1e-12", "1e12", places=9))
def test_a_number_written_back_is_the_same_number(number: Decimal) -> None:
    short = float(f"{number:.8g}")
    found = read_numeral(number_text(short))
    assert found is not None
    assert float(found[0]) == short

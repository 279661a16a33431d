"""Numbers keep their side of a limit, units are written as on a ward, nouns get their article."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cyclewise.reasons.numbers import (
    capital,
    days,
    listed,
    percent,
    rounded,
    said,
    with_article,
    with_unit,
)
from cyclewise.reasons.summary import LONGEST, shortened
from cyclewise.values.exact import digits12

POSITIVE = st.floats(1e-6, 1e6).map(lambda value: float(digits12(value)))


def side(value: float, limit: float) -> int:
    return (value > limit) - (value < limit)


@given(POSITIVE, POSITIVE)
def test_rounding_never_moves_a_number_across_a_limit(value: float, limit: float) -> None:
    shown = float(rounded(value, [limit]))
    assert side(shown, limit) == side(value, limit)


@given(POSITIVE)
def test_rounding_keeps_three_digits(value: float) -> None:
    assert float(rounded(value)) == pytest.approx(value, rel=6e-3)


@pytest.mark.parametrize(
    ("value", "shown"), [(0.0, "0"), (1234.0, "1234"), (1.17142857143, "1.17"), (0.00032, "3.2e-4")]
)
def test_numbers_are_shown_as_clinicians_write_them(value: float, shown: str) -> None:
    assert rounded(value) == shown


def test_a_percentage_just_above_its_limit_reads_as_above() -> None:
    assert percent(0.05, [0.05]) == "5 %"
    assert percent(0.050004, [0.05]) == "5.0004 %"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("0.3 mg/m2", "0.3 mg/m²"),
        ("1.9 10^9/L", "1.9 × 10⁹/L"),
        ("10^9/L", "10⁹/L"),
        ("15 ug/m2/day", "15 µg/m²/day"),
        ("34 umol/L", "34 µmol/L"),
        ("plain words", "plain words"),
    ],
)
def test_units_are_written_as_on_a_ward(written: str, read: str) -> None:
    assert said(written) == read


def test_control_characters_are_escaped() -> None:
    assert said("fever\x1b[2J\u202e") == "fever\\x1b[2J\\u202e"


@pytest.mark.parametrize(
    ("title", "noun"),
    [
        ("weight", "a weight"),
        ("MRD", "an MRD"),
        ("ALT", "an ALT"),
        ("CD22 expression", "a CD22 expression"),
        ("ECOG performance status", "an ECOG performance status"),
        ("infusion reaction", "an infusion reaction"),
        ("platelets", "platelets"),
        ("the first dose", "the first dose"),
    ],
)
def test_a_noun_gets_its_article(title: str, noun: str) -> None:
    assert with_article(title) == noun


def test_words_are_listed_as_in_a_sentence() -> None:
    assert listed([]) == ""
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert listed(["a", "b"], "or") == "a or b"


def test_one_day_is_no_plural() -> None:
    assert (days(1), days(2)) == ("1 day", "2 days")


@pytest.mark.parametrize(
    ("number", "unit", "read"),
    [
        ("1", "days", "1 day"),
        ("-1", "days", "-1 day"),
        ("1", "years", "1 year"),
        ("11", "days", "11 days"),
        ("0 to 1", "days", "0 to 1 days"),
        ("1", "mmol/L", "1 mmol/L"),
        ("1", "number", "1"),
    ],
)
def test_one_of_a_unit_is_no_plural(number: str, unit: str, read: str) -> None:
    assert with_unit(number, unit) == read


def test_a_sentence_begins_with_a_capital() -> None:
    assert capital("mRNA") == "MRNA"
    assert capital("") == ""


@given(st.text(st.sampled_from("ab ,;"), max_size=300))
def test_a_summary_is_never_too_long(text: str) -> None:
    assert len(shortened(text)) <= LONGEST

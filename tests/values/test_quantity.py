"""Holds the reading and the conversion of quantities."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cyclewise.values.quantity import Quantity, Scale, UnitMismatch, parse_quantity

BILIRUBIN = Scale("mg/dL", (("umol/L", Decimal(1), Decimal("17.104")),))
MRD = Scale("fraction")


def read(text: str) -> Quantity:
    quantity = parse_quantity(text)
    assert quantity is not None
    return quantity


@pytest.mark.parametrize(
    ("text", "number", "unit"),
    [
        ("0.7 mg/dL", "0.7", "mg/dL"),
        ("0.7 mg/dl", "0.7", "mg/dL"),
        ("0.01 %", "0.01", "%"),
        ("0.01%", "0.01", "%"),
        ("1 × 10⁻⁴ %", "0.0001", "%"),
        ("75 percent", "75", "%"),
        ("71.5kg", "71.5", "kg"),
        ("0.6 mg/m2", "0.6", "mg/m2"),
        ("0.6 mg/m²", "0.6", "mg/m2"),
        ("0.6 mg/m^2", "0.6", "mg/m2"),
        ("15 ug/m2/day", "15", "ug/m2/day"),
        ("15 µg/m²/day", "15", "ug/m2/day"),
        ("15 mcg/m2/24h", "15", "ug/m2/day"),
        ("21 days", "21", "days"),
        ("1 day", "1", "days"),
        ("48 hour", "48", "hours"),
        ("2 IU/L", "2", "U/L"),
        ("34 µmol/L", "34", "umol/L"),
        ("34 μmol/L", "34", "umol/L"),
        ("3", "3", ""),
        ("3 parsecs", "3", "parsecs"),
        ("38.3 °C", "38.3", "°C"),
        ("38.3 degC", "38.3", "°C"),
        ("101 °F", "101", "°F"),
    ],
)
def test_a_quantity_is_a_number_and_its_unit(text: str, number: str, unit: str) -> None:
    assert parse_quantity(text) == Quantity(Decimal(number), unit, text)


@pytest.mark.parametrize(
    "unit",
    [
        *("10^9/L", "10*9/L", "×10⁹/L", "x10⁹/L", "x10^9/L", "x 10^9/L", "10e9/L", "1e9/L"),
        *("G/L", "/nL", "K/µL", "K/μL", "K/uL", "10³/µL", "x10^3/uL", "10**9/L", "10^9 / L"),
    ],
)
def test_counts_have_one_unit_with_many_spellings(unit: str) -> None:
    assert read(f"1.9 {unit}").unit == "10^9/L"
    assert Scale("10^9/L").convert(read(f"1.9 {unit}")) == 1.9


def test_grams_per_litre_are_not_a_count() -> None:
    assert read("1.9 g/L").unit == "g/L"


@pytest.mark.parametrize(
    ("scale", "text", "value"),
    [
        (MRD, "0.07 %", 7e-4),
        (MRD, "7e-4", 7e-4),
        (MRD, "1 × 10⁻⁴", 1e-4),
        (BILIRUBIN, "34.208 umol/L", 2.0),
        (BILIRUBIN, "0.034208 mmol/L", 2.0),
        (BILIRUBIN, "20 mg/L", 2.0),
        (Scale("10^9/L"), "1900 /uL", 1.9),
        (Scale("10^9/L"), "1900 cells/µL", 1.9),
        (Scale("kg"), "71500 g", 71.5),
        (Scale("cm"), "1.68 m", 168.0),
        (Scale("mg"), "1.1 mg", 1.1),
        (Scale("days"), "3 weeks", 21.0),
        (Scale("days"), "48 hours", 2.0),
        (Scale("number"), "2", 2.0),
        (Scale("years"), "18 years", 18.0),
        (Scale("IU/L"), "41 U/L", 41.0),
    ],
)
def test_a_quantity_converts_to_its_scale(scale: Scale, text: str, value: float) -> None:
    assert scale.convert(read(text)) == value


@pytest.mark.parametrize(
    ("scale", "text", "message"),
    [
        (BILIRUBIN, "3 mg", "“3 mg” is in mg, and mg/dL or umol/L is needed here."),
        (BILIRUBIN, "3", "“3” has no unit, and mg/dL or umol/L is needed here."),
        (BILIRUBIN, "3 %", "“3 %” is in %, and mg/dL or umol/L is needed here."),
        (MRD, "3 mg", "“3 mg” is in mg, and a fraction such as 0.05 or % is needed here."),
        (Scale("number"), "2 %", "“2 %” is in %, and a bare number is needed here."),
        (Scale("mmol/L"), "2 mg/dL", "“2 mg/dL” is in mg/dL, and mmol/L is needed here."),
    ],
)
def test_a_unit_that_does_not_convert_is_refused(scale: Scale, text: str, message: str) -> None:
    with pytest.raises(UnitMismatch) as refused:
        scale.convert(read(text))
    assert str(refused.value) == message


@given(st.decimals(0, 100, places=9))
def test_a_percentage_is_the_fraction_written_with_two_places_more(percent: Decimal) -> None:
    as_percent = MRD.convert(Quantity(percent, "%", ""))
    assert as_percent == MRD.convert(Quantity(percent / 100, "", ""))


@given(st.decimals("0.1", 50, places=2))
def test_micromoles_and_milligrams_agree_to_twelve_digits(milligrams: Decimal) -> None:
    micromoles = Quantity(milligrams * Decimal("17.104"), "umol/L", "")
    assert BILIRUBIN.convert(micromoles) == float(milligrams)


def test_a_quantity_prints_as_it_was_written() -> None:
    assert str(read(" 0.60 mg/m² ")) == "0.60 mg/m²"

"""Quantities: a number never without its unit, and the scale that a concept is measured on."""

from __future__ import annotations

from decimal import Context, Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from cyclewise.records import dataclass
from cyclewise.values.exact import digits12
from cyclewise.values.numeral import number_text, read_numeral, why_no_number
from cyclewise.values.unit import (
    BARE,
    FRACTION,
    NUMBER,
    PERCENT,
    RATIO,
    factor,
    normal_unit,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "BARE",
    "FRACTION",
    "NUMBER",
    "PERCENT",
    "RATIO",
    "Quantity",
    "Scale",
    "UnitMismatch",
    "normal_unit",
    "number_text",
    "parse_quantity",
    "why_no_number",
]

# More digits than any conversion needs, so that only the last rounding counts.
_PAPER = Context(prec=40)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit ("" where none is written), and the text it was read from."""

    number: Decimal
    unit: str
    text: str

    def __str__(self) -> str:
        """Return the quantity as it was written."""
        return self.text


@lru_cache(maxsize=4096)
def parse_quantity(text: str) -> Quantity | None:
    """Return the quantity a text writes, None where it is a word or is refused.

    ``why_no_number`` says why something that looks like a number was refused.
    """
    found = read_numeral(text)
    if found is None:
        return None
    number, unit = found
    return Quantity(number, normal_unit(unit), text.strip())


class UnitMismatch(ValueError):  # noqa: N818 - named for what is wrong with the quantity
    """A quantity is in a unit that does not convert; ``accepted`` lists the units that do."""

    def __init__(self, quantity: Quantity, accepted: tuple[str, ...]) -> None:
        """Say what was found and what is accepted."""
        self.quantity = quantity
        self.accepted = accepted
        unit = f"is in {quantity.unit}" if quantity.unit else "has no unit"
        wanted = " or ".join(_as_written(each) for each in accepted)
        super().__init__(f"“{quantity.text}” {unit}, and {wanted} is needed here.")


@dataclass(frozen=True, slots=True)
class Scale:
    """The unit in which a concept is compared, and what else converts to it.

    ``others`` holds (unit, multiply, divide): the value in ``unit`` is value × multiply ÷ divide.
    These depend on the substance; what does not (g to kg) is known to all scales.
    """

    unit: str
    others: tuple[tuple[str, Decimal, Decimal], ...] = ()

    @property
    def accepted(self) -> tuple[str, ...]:
        """Return the units to suggest, its own first; multiples of them are taken as well."""
        own = normal_unit(self.unit)
        others = (PERCENT,) if own == FRACTION else (unit for unit, _, _ in self.others)
        return (own, *map(normal_unit, others))

    def convert(self, quantity: Quantity) -> float:
        """Return a quantity's value on this scale, to 12 digits; raise UnitMismatch."""
        for multiply, divide in self._ways(quantity.unit):
            exact = _PAPER.divide(_PAPER.multiply(quantity.number, multiply), divide)
            return digits12(float(exact))
        raise UnitMismatch(quantity, self.accepted)

    def _ways(self, unit: str) -> Iterator[tuple[Decimal, Decimal]]:
        """Yield each way from a unit to this scale, the most direct first."""
        own = normal_unit(self.unit)
        if own in BARE:
            if unit in ("", own):
                yield Decimal(1), Decimal(1)
            elif own == FRACTION and unit == PERCENT:
                yield Decimal(1), Decimal(100)
            return
        if direct := unit and factor(unit, own):
            yield direct
        for other, multiply, divide in self.others:
            if step := unit and factor(unit, normal_unit(other)):
                yield step[0] * multiply, step[1] * divide


def _as_written(unit: str) -> str:
    return {
        FRACTION: "a fraction such as 0.05",
        NUMBER: "a bare number",
        RATIO: "a bare number",
    }.get(unit, unit)

"""A ruler: a concept's numbers, told in the unit that its last result was written in."""

from __future__ import annotations

from decimal import Decimal

from cyclewise.knowledge.concept import Concept
from cyclewise.reasons.numbers import with_unit
from cyclewise.records import dataclass
from cyclewise.timeline.event import Event
from cyclewise.values.numeral import number_text
from cyclewise.values.quantity import BARE, PERCENT, Quantity, UnitMismatch, parse_quantity

_TIDY = 9
"""Digits of a number that is told; the engine is asked about the number with these digits."""


@dataclass(frozen=True, slots=True)
class Ruler:
    """The unit in which a concept's numbers are told, and how much of its own unit one of it is."""

    unit: str
    one: float

    def text(self, number: float) -> str:
        """Return a number of the concept's own unit as it is written in this one."""
        return self._written(number_text(float(f"{number / self.one:.{_TIDY}g}")))

    def said(self, number: float) -> str:
        """Return the same as people say it: “1.8 mg/dL”, “50 × 10⁹/L”."""
        if self.unit in (PERCENT, *BARE):
            return self.text(number)
        number_alone = self.text(number).removesuffix(self.unit).strip()
        return with_unit(number_alone, self.unit)

    def _written(self, number: str) -> str:
        return number if self.unit in BARE else f"{number} {self.unit}"


def ruler_of(concept: Concept, latest: Event | None) -> Ruler:
    """Return the ruler of a concept, given its latest result: its own unit where there is none."""
    scale = concept.scale
    if scale is None:
        return Ruler("", 1)
    quantity = parse_quantity(latest.value.text) if latest is not None else None
    if quantity is None or quantity.unit in ("", scale.unit):
        return Ruler(scale.unit, 1)
    try:
        return Ruler(quantity.unit, scale.convert(Quantity(Decimal(1), quantity.unit, "")))
    except UnitMismatch:
        return Ruler(scale.unit, 1)

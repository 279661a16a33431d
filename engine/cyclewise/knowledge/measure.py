"""How one thing is measured or named: what may be written for it, and what that says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Literal

from cyclewise.knowledge.number_word import NumberWord
from cyclewise.knowledge.range import ANY, Range
from cyclewise.records import dataclass
from cyclewise.values.quantity import FRACTION, NUMBER, RATIO, Scale

Kind = Literal["quantity", "integer", "choice", "term", "flag", "date", "text"]


@dataclass(frozen=True, slots=True)
class Measure:
    """What may be written for a concept or for one of its attributes.

    ``title`` is how a sentence calls it. A quantity has a scale, or several ``units`` of which
    none converts to another; ``words`` may stand instead of its number. A choice is one of
    ``values``; a term is one of the groups in ``terms`` or any other. ``meant`` holds other
    names of a choice, which are suggested and never accepted. A ``coarse`` date may be a month
    or a year alone.
    """

    title: str
    kind: Kind
    scale: Scale | None = None
    units: tuple[str, ...] = ()
    possible: Range = ANY
    usual: Range = ANY
    values: tuple[str, ...] = ()
    words: Mapping[str, NumberWord] = field(default_factory=dict)
    terms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    meant: Mapping[str, str] = field(default_factory=dict)
    coarse: bool = False

    @property
    def is_fraction(self) -> bool:
        """Say whether it is a share of one, which may also be written as a percentage."""
        return self.scale is not None and self.scale.unit == FRACTION

    @property
    def is_bare(self) -> bool:
        """Say whether it is a number without a unit."""
        return self.scale is not None and self.scale.unit in (NUMBER, RATIO)

    @property
    def is_whole(self) -> bool:
        """Say whether it is a count or a grade, which has no decimals."""
        return self.scale is not None and self.scale.unit == NUMBER

    @property
    def accepted_units(self) -> tuple[str, ...]:
        """Return the units worth naming to somebody who wrote another or none."""
        if self.scale is None:
            return self.units
        return (self.scale.unit, *(unit for unit, _, _ in self.scale.others))

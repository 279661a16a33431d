"""The values and attributes of one concept's rows in a table, read as whole columns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np

from cyclewise.knowledge.attribute import Attribute
from cyclewise.knowledge.concept import Concept
from cyclewise.knowledge.measure import Measure
from cyclewise.knowledge.value import Value
from cyclewise.timeline.columns import Cells, Flags, Floats, Integers
from cyclewise.timeline.table import spelt
from cyclewise.timeline.table_reading import with_unit
from cyclewise.timeline.table_rows import TableRows
from cyclewise.timeline.table_words import NOT_WRITTEN, Written, days_of
from cyclewise.values.exact import digits12
from cyclewise.values.quantity import (
    BARE,
    Quantity,
    Scale,
    UnitMismatch,
    normal_unit,
)
from cyclewise.values.refused import Refused

# Numbers outside are refused when they are read as a text.
_SMALLEST, _LARGEST = 1e-30, 1e15


@dataclass(slots=True)
class ConceptCells:
    """What the rows of one concept say; ``odd`` marks rows that need a closer look."""

    concept: Concept
    rows: TableRows
    at: slice
    odd: Flags = field(init=False)
    value: Cells = field(init=False)
    attributes: dict[str, Cells] = field(init=False)
    _written: dict[str, Written] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Read the attributes, then the values, which may hang on them."""
        self.odd = np.zeros(self.at.stop - self.at.start, bool)
        self.attributes = {}
        for name, attribute in self.concept.attributes.items():
            column = self._column(name)
            if len(column.words):
                self.attributes[name] = self._attribute(column, attribute)
        self.value = self._capped(self._values())

    def _column(self, name: str) -> Written:
        if name not in self._written:
            self._written[name] = self.rows.column(name).at(self.at)
        return self._written[name]

    def _attribute(self, column: Written, attribute: Attribute) -> Cells:
        """Return an attribute's cells; a bare number may be in the unit of the row's value."""
        if attribute.kind == "date":
            return self._dates(column, attribute.measure)
        if attribute.scale is None or attribute.scale != self.concept.scale:
            found = [_read(attribute.value_of, word) for word in column.words]
            return self._spread(column.codes, found)
        units = self._column("unit")

        def said(word: int, unit: int) -> Value | None:
            if word < 0:
                return None
            there = units.words[unit] if unit >= 0 else None
            text = with_unit(column.words[word], attribute.name, there, self.concept)
            return _read(attribute.value_of, text)

        return self._each(said, column.codes, units.codes)

    def _each(self, read: Callable[..., Value | None], *codes: Integers) -> Cells:
        """Return cells read once for each combination of codes; -1 in the first is empty."""
        sizes = [int(each.max(initial=-1)) + 2 for each in codes]
        combined = np.ravel_multi_index([each + 1 for each in codes], sizes)
        there = np.bincount(combined) > 0
        different, place = np.flatnonzero(there), (np.cumsum(there) - 1)[combined]
        found = [
            read(*(int(code) - 1 for code in np.unravel_index(each, sizes))) for each in different
        ]
        return self._spread(np.where(codes[0] >= 0, place, -1), found)

    def _spread(self, codes: Integers, found: list[Value | None]) -> Cells:
        """Return cells by code; a code whose text is refused makes its rows odd."""
        refused = np.array([*(each is None for each in found), False])
        self.odd |= refused[codes]
        return Cells.of([*found, None]).take(codes)

    def _dates(self, column: Written, measure: Measure) -> Cells:
        """Return cells of dates; only where they may be coarse, a month or a year will do."""
        first, last = days_of(column.words)
        refused = (first == NOT_WRITTEN) | ((first != last) & (not measure.coarse))
        low, high = (np.append(np.where(refused, np.nan, each), np.nan) for each in (first, last))
        self.odd |= np.append(refused, False)[column.codes]
        word = np.zeros(len(low), np.int64)
        return Cells(low, high if measure.coarse else low, word).take(column.codes)

    # --- values -----------------------------------------------------------------------------

    def _values(self) -> Cells:
        number = self.rows.numbers[self.at]
        text = self._column("text")
        said = self._texts(text)
        plain = ~np.isnan(number)
        if self.concept.scale is None:
            self.odd |= plain | ~text.there
            return said
        self.odd |= ~plain & ~text.there
        if not plain.any():
            return said
        exact = self._converted(number, plain, self.concept.scale)
        self.odd |= plain & text.there & (exact != said.high)
        low, high = said.ends(lambda end: np.where(text.there, end, exact))
        return Cells(low, high, said.word, said.words)

    def _texts(self, text: Written) -> Cells:
        """Return the cells of the rows whose value is written as a text."""
        if self.concept.kind == "date":
            return self._dates(text, self.concept.measure)
        if not self.concept.words:
            return self._spread(text.codes, [_read(self.concept.value_of, w) for w in text.words])
        leaning = {name for word in self.concept.words.values() for name in word.leans_on}
        columns = {name: self._column(name) for name in sorted(leaning)}

        def said(word: int, *codes: int) -> Value | None:
            if word < 0:
                return None
            beside = {
                name: _read(self.concept.attributes[name].value_of, column.words[code])
                for (name, column), code in zip(columns.items(), codes, strict=True)
                if code >= 0
            }
            known = {name: value for name, value in beside.items() if value is not None}
            return _read(lambda text: self.concept.value_of(text, known), text.words[word])

        return self._each(said, text.codes, *(column.codes for column in columns.values()))

    def _converted(self, number: Floats, plain: Flags, scale: Scale) -> Floats:
        """Return numbers in the concept's own unit, nan where there is none."""
        exact = np.full(len(number), np.nan)
        units = self._column("unit")
        for code, unit in ((-1, ""), *enumerate(units.words)):
            here = plain & (units.codes == code)
            if not here.any():
                continue
            if normal_unit(unit) == normal_unit(scale.unit) or self._bare(unit, scale):
                exact[here] = digits12(number[here])
            elif not _converts(unit, scale):
                self.odd |= here
            else:
                exact[here] = self._by_text(number[here], unit)
        size = np.abs(exact)
        self.odd |= plain & ((size > 0) & (size < _SMALLEST) | (size >= _LARGEST))
        possible = self.concept.possible
        self.odd |= plain & ((exact < possible.low) | (exact > possible.high))
        self.odd |= plain & possible.above & (exact == possible.low)
        self.odd |= plain & possible.below & (exact == possible.high)
        self.odd |= plain & np.isnan(exact)
        return exact

    @staticmethod
    def _bare(unit: str, scale: Scale) -> bool:
        return not unit and scale.unit in BARE

    def _by_text(self, number: Floats, unit: str) -> Floats:
        different, place = np.unique(number, return_inverse=True)
        read = [_read(self.concept.value_of, spelt(float(each), unit)) for each in different]
        return np.array([np.nan if each is None else each.high for each in read])[place]

    def _capped(self, value: Cells) -> Cells:
        """Return the values, with those that are only an upper bound as what they leave open."""
        words = np.array([word in self.concept.words for word in value.words])[value.word]
        low = value.low
        for name, attribute in self.concept.attributes.items():
            if attribute.then == "at most" and name in self.attributes:
                caps = (self.attributes[name].low == 1) & ~words
                low = np.where(caps, max(self.concept.possible.low, 0.0), low)
        return value if low is value.low else Cells(low, value.high, value.word, value.words)


def _read(read: Callable[[str], Value], text: str) -> Value | None:
    try:
        return read(text)
    except Refused:
        return None


def _converts(unit: str, scale: Scale) -> bool:
    try:
        scale.convert(Quantity(Decimal(1), normal_unit(unit), unit))
    except UnitMismatch:
        return False
    return True

"""What a comparison allows: a stretch of numbers or a set of words; for finding contradictions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from cyclewise.protocol.criterion import Comparison, Limit, Parameter
from cyclewise.protocol.protocol import ParameterValue
from cyclewise.records import dataclass
from cyclewise.values.quantity import Quantity, parse_quantity

_INFINITE = Decimal("Infinity")


@dataclass(frozen=True, slots=True)
class Stretch:
    """The numbers between two ends, in one unit; an end belongs to it unless it is open."""

    unit: str
    low: Decimal = -_INFINITE
    high: Decimal = _INFINITE
    low_open: bool = False
    high_open: bool = False

    @property
    def is_empty(self) -> bool:
        """Return whether no number lies in it."""
        return self.low > self.high or (self.low == self.high and (self.low_open or self.high_open))

    def meet(self, other: Stretch) -> Stretch:
        """Return the numbers that lie in both."""
        low, low_open = max((self.low, self.low_open), (other.low, other.low_open))
        high, closed = min((self.high, not self.high_open), (other.high, not other.high_open))
        return Stretch(self.unit, low, high, low_open, not closed)

    def covers_everything_with(self, other: Stretch) -> bool:
        """Return whether every number lies in one of the two."""
        lower, upper = sorted((self, other), key=lambda each: (each.low, each.low_open))
        if lower.low != -_INFINITE or max(self.high, other.high) != _INFINITE:
            return False
        touch = lower.high == upper.low and not (lower.high_open and upper.low_open)
        return lower.high > upper.low or touch


@dataclass(frozen=True, slots=True)
class Choice:
    """The words a comparison allows."""

    words: frozenset[str]

    @property
    def is_empty(self) -> bool:
        """Return whether no word is allowed."""
        return not self.words

    def meet(self, other: Choice) -> Choice:
        """Return the words that both allow."""
        return Choice(self.words & other.words)


Span = Stretch | Choice
Parameters = Mapping[str, ParameterValue]


def span_of(comparison: Comparison, parameters: Parameters) -> Span | None:
    """Return what a comparison allows; None where that cannot be said as one stretch or set."""
    quantities = [_quantity(limit, parameters) for limit in comparison.limits]
    first = quantities[0]
    if first is not None and comparison.word in _STRETCHES:
        return _STRETCHES[comparison.word](first.unit, first.number)
    if comparison.word in ("is", "one_of") and not any(quantities):
        return Choice(frozenset(_word(limit, parameters) for limit in comparison.limits))
    return None


_STRETCHES: Mapping[str, Callable[[str, Decimal], Stretch]] = {
    "at_least": lambda unit, number: Stretch(unit, low=number),
    "above": lambda unit, number: Stretch(unit, low=number, low_open=True),
    "at_most": lambda unit, number: Stretch(unit, high=number),
    "below": lambda unit, number: Stretch(unit, high=number, high_open=True),
    "is": lambda unit, number: Stretch(unit, low=number, high=number),
}


def meeting(one: Span, other: Span) -> Span | None:
    """Return what both allow; None where they cannot be compared (numbers in other units)."""
    if isinstance(one, Stretch) and isinstance(other, Stretch) and one.unit == other.unit:
        return one.meet(other)
    if isinstance(one, Choice) and isinstance(other, Choice):
        return one.meet(other)
    return None


def together_everything(one: Span, other: Span) -> bool:
    """Return whether every number, or both of true and false, is allowed by one of the two."""
    if isinstance(one, Stretch) and isinstance(other, Stretch):
        return one.unit == other.unit and one.covers_everything_with(other)
    if isinstance(one, Choice) and isinstance(other, Choice):
        return one.words | other.words == {"true", "false"}
    return False


def _word(limit: Limit, parameters: Parameters) -> str:
    if not isinstance(limit, Parameter):
        return limit.text
    return parameters[limit.name].text if limit.name in parameters else limit.name


def _quantity(limit: Limit, parameters: Parameters) -> Quantity | None:
    if isinstance(limit, Parameter):
        return parse_quantity(_word(limit, parameters))
    return limit.quantity

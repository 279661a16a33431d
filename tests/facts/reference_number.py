"""Spans of numbers and comparisons with them, one at a time; for the slow reference."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal

from cyclewise.knowledge.value import Value
from cyclewise.values.quantity import Scale, parse_quantity

NOT_MET, UNKNOWN, MET = 0, 1, 2
_PAPER = Context(prec=12)

Operation = Callable[[float, float], float]


@dataclass(frozen=True)
class Span:
    """The numbers that a value may be, or a word."""

    low: float
    high: float
    word: str

    @property
    def missing(self) -> bool:
        return math.isnan(self.low) and not self.word

    @classmethod
    def of(cls, value: Value | None) -> Span:
        return MISSING if value is None else cls(value.low, value.high, value.word)

    def set_against(self, other: Span, work: Operation) -> Span:
        low, high = work(self.low, other.high), work(self.high, other.low)
        if math.isnan(low) or math.isnan(high):
            return MISSING
        return Span(low, high, "")

    def fallen_from(self, before: Span) -> Span:
        """Return by how many powers of ten this lies below what was before."""
        least, most = powers(before.low, self.high), powers(before.high, self.low)
        return MISSING if math.isnan(least) or math.isnan(most) else Span(least, most, "")

    def over(self, least: int, most: int) -> Span:
        """Return the span divided by a number of days that is not quite known."""
        if self.missing:
            return MISSING
        return Span(
            min(ratio(self.low, each) for each in (float(least), float(most))),
            max(ratio(self.high, each) for each in (float(least), float(most))),
            "",
        )

    @classmethod
    def total(cls, spans: Sequence[Span]) -> Span:
        low, high = (
            float(_PAPER.plus(sum((Decimal(repr(end)) for end in ends), Decimal(0))))
            for ends in ([span.low for span in spans], [span.high for span in spans])
        )
        return cls(low, high, "")

    @classmethod
    def extreme(cls, spans: Sequence[Span], *, highest: bool) -> Span:
        """Return the span of the greatest (or least); an unknown one may be greater still."""
        known = [span for span in spans if not math.isnan(span.low)]
        if not known:
            return MISSING
        pick = max if highest else min
        low, high = pick(span.low for span in known), pick(span.high for span in known)
        if len(known) < len(spans):
            low, high = (low, math.inf) if highest else (-math.inf, high)
        return cls(low, high, "")


MISSING = Span(math.nan, math.nan, "")


def ratio(of: float, to: float) -> float:
    if to == 0 or math.isnan(of) or math.isnan(to):
        return math.nan
    if math.isinf(of) or math.isinf(to):
        return of / to
    return float(_PAPER.divide(Decimal(repr(of)), Decimal(repr(to))))


def powers(before: float, now: float) -> float:
    if now == 0:
        return math.nan if before == 0 or math.isnan(before) else math.inf
    fraction = ratio(before, now)
    if math.isnan(fraction) or fraction < 0:
        return math.nan
    return _tidy(math.log10(fraction)) if fraction else -math.inf


def difference(of: float, less: float) -> float:
    if not (math.isfinite(of) and math.isfinite(less)):
        return of - less
    left, right = Decimal(repr(_tidy(of))), Decimal(repr(_tidy(less)))
    # A small rest of two large numbers is known no better than the larger of them.
    last = max(left.copy_abs(), right.copy_abs()).adjusted() - 11
    return float((left - right).quantize(Decimal(1).scaleb(last)))


def change(new: float, old: float) -> float:
    return ratio(difference(new, old), old)


def _tidy(number: float) -> float:
    return float(_PAPER.plus(Decimal(repr(number))))


OPERATIONS: dict[str, Operation] = {"ratio": ratio, "difference": difference, "change": change}


def compared(span: Span, word: str, limits: Sequence[str], scale: Scale | None) -> int:
    """Return whether a comparison holds for all of a span (met) or for a part (unknown)."""
    numbers = [_number(text, scale) for text in limits]
    if any(number is None for number in numbers):
        if span.missing:
            return UNKNOWN
        return MET if span.word in limits else NOT_MET
    if math.isnan(span.low):
        # A word is there, and is none of these numbers.
        return UNKNOWN if span.missing else NOT_MET
    held = [_holds(span, word, number) for number in numbers if number is not None]
    return max(held)


def _holds(span: Span, word: str, limit: float) -> int:
    low, high = span.low, span.high
    sure, possible = {
        "at_least": (low >= limit, high >= limit),
        "above": (low > limit, high > limit),
        "at_most": (high <= limit, low <= limit),
        "below": (high < limit, low < limit),
        "is": (low == high == limit, low <= limit <= high),
        "one_of": (low == high == limit, low <= limit <= high),
    }[word]
    return MET if sure else UNKNOWN if possible else NOT_MET


def _number(text: str, scale: Scale | None) -> float | None:
    quantity = parse_quantity(text)
    return None if quantity is None or scale is None else scale.convert(quantity)

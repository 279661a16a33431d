"""A criterion compares one fact with a limit; this is the smallest thing a rule says."""

from __future__ import annotations

from dataclasses import field
from typing import Literal

from cyclewise.documents.yamlfile import Node
from cyclewise.records import dataclass
from cyclewise.values.calendar import Duration
from cyclewise.values.quantity import Quantity

Word = Literal["at_least", "above", "at_most", "below", "is", "one_of", "in_group", "recorded"]
COMPARISONS: tuple[Word, ...] = (
    "at_least",
    "above",
    "at_most",
    "below",
    "is",
    "one_of",
    "in_group",
    "recorded",
)


Asks = Literal["fact", "ever", "parameter", "rule"]
"""What a criterion may ask for."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A limit that stands in the protocol file under this name, with its basis."""

    name: str


@dataclass(frozen=True, slots=True)
class Literally:
    """A limit written in the rule itself: a quantity, a word, or true or false."""

    text: str
    quantity: Quantity | None = None


Limit = Literally | Parameter


@dataclass(frozen=True, slots=True)
class Comparison:
    """How a value is compared: a word of the rule language and what it is compared with.

    ``one_of`` has several limits, every other word exactly one.
    """

    word: Word
    limits: tuple[Limit, ...]
    _hash: int = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Keep the hash: limits are decimals, which take long to hash."""
        object.__setattr__(self, "_hash", hash((self.word, self.limits)))

    def __hash__(self) -> int:
        """Return the hash of the word and its limits."""
        return self._hash


@dataclass(frozen=True, slots=True)
class Criterion:
    """One comparison of a fact with a limit.

    ``asks`` says of what: ``fact`` its one value; ``ever`` any row of the reading (met when
    one row is; no rows, not met); ``parameter`` a parameter of the protocol; ``rule`` how a rule
    stands, which only an audit asks. ``ever`` without a comparison asks whether there is a row
    at all.
    """

    subject: str
    asks: Asks
    comparison: Comparison | None
    within: Duration | Parameter | None = None
    since: str | None = None
    place: Node | None = field(default=None, compare=False, repr=False)
    _hash: int = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Keep the hash: the kernel looks criteria up thousands of times a second."""
        seen = (self.subject, self.asks, self.comparison, self.within, self.since)
        object.__setattr__(self, "_hash", hash(seen))

    def __hash__(self) -> int:
        """Return the hash of everything but the place."""
        return self._hash

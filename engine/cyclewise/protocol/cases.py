"""Cases: small patients beside a rule, each with what the rule must say of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Literal

from cyclewise.documents.yamlfile import Node
from cyclewise.records import dataclass
from cyclewise.timeline.timeline import Timeline

About = Literal["rule", "definition", "schedule", "protocol", "deviation"]
ABOUT: tuple[About, ...] = ("rule", "definition", "schedule", "protocol", "deviation")

TRUTHS = ("met", "not met", "unknown")
"""What a definition that is a condition may say of a case."""

UNKNOWN, NOT_RECORDED = "unknown", "not recorded"
"""What a definition that has a value may say of a case instead of a value."""

NOT_APPLICABLE = "not applicable"
"""What a rule says outside its phases, and a definition where its ``applies`` is not met."""

OUTCOMES = (*TRUTHS, NOT_APPLICABLE, "not asked")
"""What a rule may say of a case; a requirement's outcome is the requirement's own.

``not asked``: unknown, and silent because the rule asks only when a dose is due.
"""

NONE = "none"
"""What the page of a deviation says of a case in which it finds nothing."""

Expected = str | bool | int | float | tuple[str, ...] | None
"""What a key of the advice must be: a word, a number, a date as written, or a list of words."""


@dataclass(frozen=True, slots=True)
class Case:
    """One patient and what must be said of them.

    ``stubs`` gives facts by hand: a reading's value as written, a condition's ``true``,
    ``false`` or ``unknown``. ``parameters`` replace the protocol's. Cases of a rule or a
    definition have an ``outcome``; those of a schedule or a whole protocol have ``advice``, by
    the recommendation's keys (those below ``next`` are written ``next.action``). A rule that
    expects something has a state for each item that is named (``outcome``: one for all), and
    perhaps the ``days`` on which it opens, is due and closes. The page of a deviation has the
    dates of what it finds as its ``outcome`` (``none``: nothing; ``unknown``: nothing, and
    something could not be judged), and perhaps their ``importance``.
    """

    name: str
    timeline: Timeline
    as_of: int
    known: int
    stubs: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, str] = field(default_factory=dict)
    outcome: str = ""
    advice: Mapping[str, Expected] = field(default_factory=dict)
    states: Mapping[str, str] = field(default_factory=dict)
    days: Mapping[str, int] = field(default_factory=dict)
    because: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    importance: str = ""
    place: Node | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class CaseFile:
    """The cases of one rule, definition, schedule or protocol."""

    about: About
    subject: str
    cases: tuple[Case, ...]
    label: str
    place: Node | None = field(default=None, compare=False, repr=False)

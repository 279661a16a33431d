"""A deviation: one place where a treatment left the protocol, with all that it rests on."""

from __future__ import annotations

from typing import Literal

from cyclewise.protocol.deviation import Category, Importance
from cyclewise.records import dataclass
from cyclewise.values.calendar import Day

Cause = Literal[
    "known and ignored", "not there", "result late", "rule changed", "amendment not yet in force"
]
CAUSES: tuple[Cause, ...] = (
    "known and ignored",
    "not there",
    "result late",
    "rule changed",
    "amendment not yet in force",
)
"""What made a deviation possible; arrays of causes count into it."""


@dataclass(frozen=True, slots=True)
class Concerned:
    """The event a deviation is about: a dose, or what came too late; None where none came.

    ``cycle`` and ``day`` are its place in the schedule, None where it has none.
    """

    date: Day
    what: str
    cycle: int | None = None
    day: int | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """The earlier deviation of the same patient from which another follows."""

    rule: str
    date: Day


@dataclass(frozen=True, slots=True)
class Deviation:
    """One deviation of one patient.

    ``rule`` is the page that found it. ``deciding`` are the rules that stood in the way of the
    dose, ``lacking`` what had not been done, and ``consequences`` the later doses that the same
    page found after it, which are no deviations of their own. ``centre`` is "" where none is
    recorded.
    """

    patient: str
    date: Day
    rule: str
    title: str
    category: Category
    importance: Importance
    reason: str
    summary: str
    expected: str
    observed: str
    event: Concerned | None
    cause: Cause
    follows: Link | None = None
    consequences: tuple[Concerned, ...] = ()
    deciding: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()
    centre: str = ""

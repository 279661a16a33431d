"""What the picture of a patient's course shows: measurements, signs, and criteria that are met."""

from __future__ import annotations

from dataclasses import field

from cyclewise.documents.yamlfile import Node
from cyclewise.logic.condition import Condition
from cyclewise.protocol.criterion import Criterion
from cyclewise.records import dataclass


@dataclass(frozen=True, slots=True)
class Drawn:
    """One lane of numbers: a concept's events, or a fact that is computed from them."""

    subject: str
    computed: bool = False
    """The subject is a fact with a definition of its own, not a concept."""
    title: str | None = None
    logarithmic: bool = False
    over: str | None = None
    limit: str | None = None
    lower: bool = False
    """The limit is one that values should not fall below, not one they should not exceed."""
    place: Node | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class DrawnSign:
    """One row of signs: what it is called, and the condition under which it is present."""

    title: str
    condition: Condition[Criterion]


@dataclass(frozen=True, slots=True)
class DrawnSigns:
    """Rows of signs under one title; ``since`` is the event from which on they are asked."""

    title: str
    signs: tuple[DrawnSign, ...]
    since: str | None = None
    place: Node | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class DrawnShade:
    """A condition whose periods are shaded; ``since`` is the event from which on it is asked."""

    title: str
    condition: Condition[Criterion]
    since: str | None = None
    place: Node | None = field(default=None, compare=False, repr=False)


Line = Drawn | DrawnSigns | DrawnShade
"""One line of ``timeline:`` in protocol.yaml."""


def conditions_of_line(line: Line) -> tuple[Condition[Criterion], ...]:
    """Return the conditions that a line of the picture asks."""
    match line:
        case Drawn():
            return ()
        case DrawnSigns(_, signs):
            return tuple(sign.condition for sign in signs)
        case DrawnShade(_, condition):
            return (condition,)

"""A property: what must hold of a protocol in every state that a patient can be in."""

from __future__ import annotations

from dataclasses import field
from typing import Literal

from cyclewise.documents.yamlfile import Node
from cyclewise.logic.condition import Condition
from cyclewise.protocol.criterion import Criterion
from cyclewise.protocol.rule import PHASES, Phase
from cyclewise.records import dataclass

Law = Literal[
    "one action",
    "sure action",
    "every action reachable",
    "every dose reachable",
    "no dead rule",
    "no rule always overruled",
    "every criterion matters",
    "revealing adds no action",
]
LAWS: dict[Law, str] = {
    "one action": "In every state exactly one action stands, with one dose where it gives one",
    "sure action": "In every phase some action is always certain",
    "every action reachable": "Every action of a phase is the answer for some patient",
    "every dose reachable": "Every dose of the schedule may be given to some patient",
    "no dead rule": "Every rule is met for some patient",
    "no rule always overruled": "Every rule with an action decides for some patient",
    "every criterion matters": "Every criterion changes the truth of its rule for some patient",
    "revealing adds no action": "What becomes known never adds an action to those that may stand",
}
"""What holds of every protocol, whether or not somebody writes it."""

Worse = Literal["higher", "lower"]


@dataclass(frozen=True, slots=True)
class Never:
    """An action is never the answer where a condition is met, or while another action is asked for.

    ``or_unknown``: nor where that is unknown. It is claimed of the ``phases`` alone.
    """

    action: str
    when: Condition[Criterion] | None = None
    asked: tuple[str, ...] = ()
    or_unknown: bool = False
    phases: tuple[Phase, ...] = PHASES


@dataclass(frozen=True, slots=True)
class Always:
    """An action is the answer wherever a condition is met in one of the phases."""

    action: str
    when: Condition[Criterion]
    phases: tuple[Phase, ...] = PHASES


@dataclass(frozen=True, slots=True)
class Monotone:
    """Worse values of some facts, all else equal, never make the answer more permissive."""

    facts: tuple[str, ...]
    worse: Worse


@dataclass(frozen=True, slots=True)
class Lawful:
    """One of the laws that hold of every protocol."""

    law: Law


@dataclass(frozen=True, slots=True)
class Property:
    """What is claimed, by its id, with the sentence that a reader sees."""

    id: str
    title: str
    claims: Never | Always | Monotone | Lawful
    label: str = ""
    place: Node | None = field(default=None, compare=False, repr=False)


GENERAL = tuple(Property(law.replace(" ", "-"), title, Lawful(law)) for law, title in LAWS.items())
"""The properties that need not be written."""

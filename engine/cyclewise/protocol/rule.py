"""A rule: a condition, what follows from it, and why anybody should believe it."""

from __future__ import annotations

from dataclasses import field
from typing import Literal

from cyclewise.documents.yamlfile import Node
from cyclewise.logic.condition import Both, Condition
from cyclewise.protocol.criterion import Criterion
from cyclewise.protocol.expectation import Expectation
from cyclewise.records import dataclass

Phase = Literal["before", "on", "after"]
PHASES: tuple[Phase, ...] = ("before", "on", "after")

ACTIONS: tuple[str, ...] = (
    "ineligible",
    "discontinue",
    "complete",
    "withhold",
    "administer",
    "wait",
    "follow-up",
)
"""What a rule may ask for. ``insufficient-data`` is never asked for; it is what remains."""

GIVES_DRUG: frozenset[str] = frozenset({"administer"})
ALERT = "alert"
EXPECT = "expect"
"""What follows from a rule that expects something to be done; no action, and no alert by itself."""

ALWAYS: Condition[Criterion] = Both(())
"""The condition of an expectation that holds wherever its rule applies."""

Basis = Literal["owner", "found", "proxy", "recalled", "derived", "assumed"]
BASES: tuple[Basis, ...] = ("owner", "found", "proxy", "recalled", "derived", "assumed")
ESTABLISHED: frozenset[str] = frozenset({"owner", "found"})
"""The bases that need no printing; every other one is printed with the advice leaning on it."""

Urgency = Literal["now", "before next dose", "routine"]
URGENCIES: tuple[Urgency, ...] = ("now", "before next dose", "routine")
CALM: Urgency = "routine"
"""The urgency of what the surveillance shows and the recommendation does not press."""


@dataclass(frozen=True, slots=True)
class Citation:
    """What a source says in support of some of a rule's facts."""

    cite: str
    supports: tuple[str, ...]
    basis: Basis
    quote: str = ""
    place: Node | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Assumption:
    """What nobody published and the rule takes to be so."""

    name: str
    text: str
    basis: Basis


@dataclass(frozen=True, slots=True)
class Rule:
    """One page of a protocol.

    ``condition`` is what the rule asks, with ``unless`` already taken in. For a requirement
    (``requires: … otherwise: …``) it is the requirement, and the action follows where the
    requirement is *not* met. For an ``expectation`` it says where that is expected at all.
    """

    id: str
    title: str
    status: str
    phases: tuple[Phase, ...]
    condition: Condition[Criterion]
    requirement: bool
    action: str
    summary: str
    urgency: Urgency
    at_dose_due: bool = False
    asks_dose_due: bool = False
    unless: Condition[Criterion] | None = None
    until: Condition[Criterion] | None = None
    rationale: str = ""
    sources: tuple[Citation, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    limits: tuple[str, ...] = ()
    reviews: tuple[str, ...] = ()
    label: str = ""
    family: str = ""
    expectation: Expectation | None = None
    place: Node | None = field(default=None, compare=False, repr=False)

    @property
    def acts(self) -> bool:
        """Return whether an action follows from the rule, and not only something to be told."""
        return self.action not in (ALERT, EXPECT)

    @property
    def is_alert(self) -> bool:
        """Return whether the rule only alerts and asks for no action."""
        return self.action == ALERT

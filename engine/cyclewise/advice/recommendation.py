"""The recommendation: the one action that stands at a decision point, with all that it rests on."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from cyclewise.advice.dosing import Dose
from cyclewise.advice.missing import Decides, MissingFact
from cyclewise.advice.planned import Planned
from cyclewise.inference.trace import Seen, Trace
from cyclewise.protocol.protocol import Protocol
from cyclewise.protocol.rule import Basis, Phase, Rule
from cyclewise.records import dataclass
from cyclewise.timeline.timeline import Timeline
from cyclewise.values.truth import Truth


@dataclass(frozen=True, slots=True)
class Timing:
    """The days of the next dose; None where there is no such limit.

    ``status`` is ``upcoming`` (before earliest), ``early`` (from earliest), ``due`` (from due
    to latest) or ``late`` (after latest).
    """

    earliest: int | None
    due: int
    latest: int | None
    status: str


@dataclass(frozen=True)
class Ruling:
    """What one rule says here.

    ``standing`` is ``in force``, ``overruled``, ``undecided``, ``not in force`` or
    ``not applicable``; an overruled rule names the rules that outrank it. ``traced`` gives its
    trace, and is asked only where somebody looks.
    """

    rule: Rule
    truth: Truth | None
    standing: str
    overruled_by: tuple[str, ...]
    traced: Callable[[], Trace] | None = None
    until: Trace | None = None
    """Where a rule in force names its own end: that condition, as it stands."""
    planned: tuple[Planned, ...] = ()
    """What a rule that expects something expects here; in force where some of it is pressing."""

    @cached_property
    def trace(self) -> Trace | None:
        """Return the tree under the rule; None where it does not apply."""
        return None if self.traced is None else self.traced()


@dataclass(frozen=True, slots=True)
class Alert:
    """Something to be told that changes no action."""

    rule: str
    summary: str
    urgency: str


@dataclass(frozen=True, slots=True)
class Leaning:
    """An assumption that the answer leans on, and the rules that make it."""

    name: str
    text: str
    basis: Basis
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ahead:
    """What the answer will be on the next dose's due date if nothing more happens."""

    as_of: int
    action: str
    to_give: tuple[str, ...]


@dataclass(frozen=True)
class Recommendation:
    """The protocol's next step for one patient at one decision point, with every reason."""

    timeline: Timeline
    protocol: Protocol
    as_of: int
    known: int
    phase: Phase
    action: str
    certain: str
    settled: bool
    may_become: tuple[str, ...]
    cycle: int | None
    day: int | None
    dose: Dose | None
    timing: Timing | None
    last_dose: Seen
    rulings: tuple[Ruling, ...]
    deciding: tuple[str, ...]
    alerts: tuple[Alert, ...]
    missing: tuple[MissingFact, ...]
    to_give: tuple[str, ...]
    decides_alone: tuple[Decides, ...]
    ahead: Ahead | None
    presumed: tuple[Seen, ...]
    assumptions: tuple[Leaning, ...]
    one_engine: str | None
    """Why only one engine worked; None where both agreed."""

    @property
    def otherwise(self) -> str | None:
        """Return the certain action where the answer itself cannot be decided."""
        return self.certain if self.action != self.certain else None

    @property
    def urgency(self) -> str:
        """Return how soon somebody has to act: the most urgent of the deciding rules.

        After treatment nothing is hurried unless a rule says so.
        """
        order = ("now", "before next dose", "routine")
        found = [ruling.rule.urgency for ruling in self.rulings if ruling.rule.id in self.deciding]
        plain = "routine" if self.phase == "after" else "before next dose"
        return min(found, key=order.index) if found else plain

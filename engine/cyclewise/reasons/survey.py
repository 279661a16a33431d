"""A survey is a surveillance in words, ready for any renderer."""

from __future__ import annotations

from cyclewise.advice.planned import Planned
from cyclewise.advice.recommendation import Alert, Leaning
from cyclewise.advice.surveillance import Surveillance
from cyclewise.advice.watching import CriteriaSet, Graded, Sign
from cyclewise.facts.reading import Why
from cyclewise.reasons.absence import WHY_CODES
from cyclewise.reasons.asking import Decider, Question
from cyclewise.reasons.explanation import Quoted
from cyclewise.reasons.reason import Reason
from cyclewise.records import dataclass

NOW = "now"
NO_RECORD = WHY_CODES[Why.NO_RECORD]


@dataclass(frozen=True, slots=True)
class Urgent:
    """Something to be done now: what, and the rules that say so."""

    text: str
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SignTold:
    """A sign in words: what was found, when, and what an unknown one matters.

    ``shown`` is the criterion it is read from best.
    """

    sign: Sign
    shown: Reason | None
    found: str
    date: str
    note: str
    reason: Reason
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class SetTold:
    """A set of criteria in words.

    ``stands`` is met, not met, unknown or not applicable; ``since`` the day from which it has been
    met, or when it last was. ``counts`` names what counts, ``verdict`` what an unknown set needs
    and why a set does not apply.
    """

    set: CriteriaSet
    stands: str
    since: str
    counts: str
    verdict: str
    reason: Reason | None
    brief: Reason | None
    """The same, without what is below the signs: they are told by themselves."""
    applies: Reason | None
    questions: tuple[Question, ...]
    deciders: tuple[Decider, ...]


@dataclass(frozen=True, slots=True)
class StepTold:
    """Why a graded fact has a grade, or may have it."""

    number: int
    name: str
    sure: bool
    reason: Reason
    brief: Reason
    """The same, without what is below signs and sets of criteria: they are told by themselves."""


@dataclass(frozen=True, slots=True)
class GradeTold:
    """A graded fact in words: its grade, what it rests on, and what is still missing."""

    graded: Graded
    grade: str
    evidence: str
    steps: tuple[StepTold, ...]
    information: str
    questions: tuple[Question, ...]

    @property
    def none(self) -> bool:
        """Return whether surely no grade is reached."""
        return self.graded.high == 0

    @property
    def unmeasured(self) -> bool:
        """Return whether nothing at all is on record that it could be graded from."""
        return self.graded.low == 0 < self.graded.high and all(
            each.why == NO_RECORD for each in self.questions
        )


@dataclass(frozen=True, slots=True)
class ItemTold:
    """One item of the plan in words."""

    planned: Planned
    state: str
    found: str
    why: str


@dataclass(frozen=True)
class Survey:
    """A surveillance in words, alerts and assumptions with it."""

    surveillance: Surveillance
    summary: str
    """What the protocol asks for next, in one sentence."""
    urgent: tuple[Urgent, ...]
    """What has to be done now."""
    adds_up: tuple[str, ...]
    """What the signs add up to, one sentence each."""
    signs: tuple[SignTold, ...]
    sets: tuple[SetTold, ...]
    severity: GradeTold | None
    grades: tuple[GradeTold, ...]
    items: tuple[ItemTold, ...]
    presumed: tuple[str, ...]
    assumptions: tuple[Leaning, ...]
    sources: tuple[Quoted, ...]
    engines: str
    notice: str
    choice: str

    @property
    def action_is_urgent(self) -> bool:
        """Return whether what the protocol asks for next is to be done now."""
        return self.surveillance.recommendation.urgency == NOW

    @property
    def next_step(self) -> str:
        """Return what the protocol asks for next, with the action in capitals."""
        return f"{self.surveillance.recommendation.action.upper()}: {self.summary}"

    @property
    def later_alerts(self) -> tuple[Alert, ...]:
        """Return the alerts that are less than urgent."""
        return tuple(each for each in self.surveillance.alerts if each.urgency != NOW)

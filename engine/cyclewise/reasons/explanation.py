"""An explanation is an answer with everything it rests on, ready for any renderer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from cyclewise.advice.planned import Planned
from cyclewise.advice.recommendation import Leaning, Recommendation
from cyclewise.protocol.protocol import ParameterValue
from cyclewise.protocol.rule import URGENCIES, Rule
from cyclewise.reasons.asking import Decider, Question
from cyclewise.reasons.expecting import states_told
from cyclewise.reasons.most_decisive import AskedTogether, most_decisive_first
from cyclewise.reasons.reason import Reason
from cyclewise.reasons.summary import deciding_rules
from cyclewise.records import dataclass
from cyclewise.values.truth import Truth

IN_FORCE, OVERRULED, UNDECIDED = "in force", "overruled", "undecided"
NOT_IN_FORCE, NOT_APPLICABLE = "not in force", "not applicable"


@dataclass(frozen=True, slots=True)
class Quoted:
    """One citation of a rule with its source's title and how much of that source was read."""

    cite: str
    title: str
    basis: str
    quote: str
    supports: tuple[str, ...]
    read: str


@dataclass(frozen=True)
class RuleReason:
    """What one rule says here, and why.

    ``telling`` gives the tree under it and ``citing`` its sources; both are asked only where
    somebody looks. ``recovery`` says what ends a hold, criterion by criterion, as it stands now.
    """

    rule: Rule
    truth: Truth | None
    standing: str
    overruled_by: tuple[str, ...]
    telling: Callable[[], Reason | None]
    citing: Callable[[], tuple[Quoted, ...]]
    recovery: Reason | None
    planned: tuple[Planned, ...] = ()
    """What a rule that expects something expects here."""

    @cached_property
    def reason(self) -> Reason | None:
        """Return the tree under the rule, None where it does not apply or is the schedule's own."""
        return self.telling()

    @cached_property
    def sources(self) -> tuple[Quoted, ...]:
        """Return what the rule cites."""
        return self.citing()

    @property
    def word(self) -> str:
        """Return the rule's truth as a word."""
        return NOT_APPLICABLE if self.truth is None else self.truth.word

    @property
    def told(self) -> str:
        """Return in a word or two how the rule stands; what is expected, by its items."""
        return states_told(self.planned) if self.planned and self.truth else self.word

    @property
    def mark(self) -> Truth | None:
        """Return the truth to mark the rule with; what is expected is met when it is done."""
        return self.reason.truth if self.planned and self.truth and self.reason else self.truth


@dataclass(frozen=True, slots=True)
class Idle:
    """An unknown that cannot change the answer here: what it is, and the rules that ask."""

    told: str
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Checklist:
    """What the answer would be on the due date, and what has to be given by then."""

    day: int
    action: str
    facts: tuple[str, ...]
    asks: tuple[str, ...]


@dataclass(frozen=True)
class Explanation:
    """A recommendation in words, with its reasons."""

    recommendation: Recommendation
    summary: str
    dose: str
    """The dose in words, empty where there is none."""
    arithmetic: tuple[str, ...]
    """How the milligrams follow, one step a line."""
    rules: tuple[RuleReason, ...]
    questions: tuple[Question, ...]
    to_give: tuple[str, ...]
    """The fewest facts that would settle it, by their names."""
    deciders: tuple[Decider, ...]
    idle: tuple[Idle, ...]
    checklist: Checklist | None
    presumed: tuple[str, ...]
    engines: str
    notice: str
    choice: str
    """Why this protocol answered where several give the patient's drug; else empty."""

    @cached_property
    def assumptions(self) -> tuple[Leaning, ...]:
        """Return the assumptions the answer leans on; a parameter's stands for its rules' own."""
        asked = self.recommendation
        return told_once(asked.assumptions, asked.protocol.parameters)

    @cached_property
    def to_ask(self) -> tuple[AskedTogether, ...]:
        """Return what is missing as a checklist, the most decisive first."""
        asked = self.recommendation
        ranks = asked.protocol.ranks[asked.phase]
        return most_decisive_first(self.questions, self.deciders, asked.to_give, ranks)

    def standing(self, *standings: str) -> tuple[RuleReason, ...]:
        """Return the rules of some standing that ask for an action, the most urgent first."""
        return tuple(each for each in self._acting if each.standing in standings)

    @cached_property
    def _acting(self) -> tuple[RuleReason, ...]:
        acting = (each for each in self.rules if each.rule.acts)
        return tuple(
            sorted(acting, key=lambda each: (URGENCIES.index(each.rule.urgency), each.rule.id))
        )

    @cached_property
    def undecided(self) -> tuple[RuleReason, ...]:
        """Return the unknown rules that could change the answer."""
        waiting = {name for each in self.questions for name in each.needed_by}
        return tuple(each for each in self.standing(UNDECIDED) if each.rule.id in waiting)

    @property
    def also(self) -> tuple[str, ...]:
        """Return what the other deciding rules say, each in its own sentence with its id."""
        if self.recommendation.otherwise is not None:
            return ()
        others = deciding_rules(self.recommendation)[1:]
        return tuple(f"Also {rule.id}: {rule.summary}" for rule in others)

    @property
    def decided_by(self) -> tuple[str, str]:
        """Return who decides, as a label and names: rules in force, or rules that wait."""
        if self.recommendation.otherwise is None:
            return "decided by", ", ".join(self.recommendation.deciding) or "the end on record"
        return "waits for", ", ".join(each.rule.id for each in self.undecided)

    @property
    def sections(self) -> tuple[tuple[str, tuple[RuleReason, ...], bool], ...]:
        """Return the rules to print under their headings; the last word: print them in full."""
        in_force = self.standing(IN_FORCE)
        lead = [
            ("Why", in_force, True),
            ("Overruled", self.standing(OVERRULED), False),
            ("Undecided", self.undecided, True),
        ]
        if self.recommendation.otherwise is not None:
            lead = [lead[2], ("Stands if nothing unknown is in the way", in_force, False), lead[1]]
        rest = (
            ("Checked, not in the way here", self.checked, False),
            ("Behind the alerts", self.alerting, False),
        )
        return tuple(each for each in (*lead, *rest) if each[1])

    @cached_property
    def alerting(self) -> tuple[RuleReason, ...]:
        """Return the rules that alert here, those among them that expect what is overdue."""
        return tuple(
            each for each in self.rules if not each.rule.acts and each.standing == IN_FORCE
        )

    @cached_property
    def checked(self) -> tuple[RuleReason, ...]:
        """Return the rules that could have outranked or matched the answer and do not hold."""
        ranks = self.recommendation.protocol.ranks[self.recommendation.phase]
        reach = ranks[: ranks.index(self.recommendation.certain) + 1]
        found = (each for each in self.standing(NOT_IN_FORCE) if each.rule.action in reach)
        return tuple(sorted(found, key=lambda each: each.rule.id))

    @property
    def recoveries(self) -> tuple[RuleReason, ...]:
        """Return the holds in force with what ends them, the most urgent first."""
        return tuple(each for each in self.standing(IN_FORCE) if each.recovery is not None)

    @cached_property
    def shown(self) -> frozenset[str]:
        """Return the ids of the rules whose reasons every page prints."""
        standing = self.standing(IN_FORCE, OVERRULED)
        printed = (*standing, *self.undecided, *self.alerting, *self.checked)
        return frozenset(each.rule.id for each in printed)

    @property
    def rest(self) -> dict[str, tuple[RuleReason, ...]]:
        """Return the rules that are printed by name only, by how they stand."""
        kinds = {
            NOT_IN_FORCE: "not in force",
            UNDECIDED: "open, and no matter here",
            NOT_APPLICABLE: "not applicable here",
        }
        found = {
            name: tuple(
                each
                for each in self.rules
                if each.standing == standing and each.rule.id not in self.shown
            )
            for standing, name in kinds.items()
        }
        return {name: _by_id(rules) for name, rules in found.items() if rules}

    @property
    def sources(self) -> tuple[Quoted, ...]:
        """Return the sources of the rules whose reasons are printed, each once."""
        found: dict[str, Quoted] = {}
        for each in self.rules:
            if each.rule.id in self.shown:
                for quoted in each.sources:
                    found.setdefault(quoted.cite, quoted)
        return tuple(found.values())


def told_once(
    assumptions: Sequence[Leaning], parameters: Mapping[str, ParameterValue]
) -> tuple[Leaning, ...]:
    """Return assumptions, each once; a parameter's stands for its rules' own."""
    found: dict[tuple[str, str], Leaning] = {}
    for each in assumptions:
        of_parameter = each.name in parameters
        key = (each.name, "" if of_parameter else each.text)
        before = found.get(key)
        if before is None:
            found[key] = each
            continue
        rules = tuple(dict.fromkeys((*before.rules, *each.rules)))
        stated = each.text.startswith(parameters[each.name].text) if of_parameter else False
        found[key] = replace(each if stated else before, rules=rules)
    return tuple(found.values())


PHASE_WORDS = {
    "before": "before the first dose",
    "on": "on treatment",
    "after": "after treatment",
}
ACTION_MEANS = {
    "administer": "the next dose may be given",
    "wait": "no dose may be given yet",
    "withhold": "do not give the dose",
    "discontinue": "stop for good",
    "complete": "the planned end is reached",
    "follow-up": "treatment has ended",
    "ineligible": "a requirement is not met",
    "insufficient-data": "cannot be decided",
}
"""Each action in plain words, so that nobody has to know the vocabulary."""


def _by_id(rules: tuple[RuleReason, ...]) -> tuple[RuleReason, ...]:
    return tuple(sorted(rules, key=lambda each: each.rule.id))

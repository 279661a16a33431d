"""The decision at one point: the action that stands, and what is missing where it is not sure."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import numpy as np

from cyclewise.advice.missing import (
    Decides,
    MissingFact,
    Names,
    Undecided,
    deciding_alone,
    fewest,
    missing_facts,
)
from cyclewise.facts.program import Program
from cyclewise.facts.sheet import Sheet
from cyclewise.inference.exact import Verdicts
from cyclewise.inference.settle import INSUFFICIENT, settle
from cyclewise.inference.trace import Seen, Tracer
from cyclewise.protocol.rule import GIVES_DRUG, PHASES, Phase, Rule
from cyclewise.protocol.schedule import Slot
from cyclewise.records import dataclass
from cyclewise.values.truth import TRUTHS, Truth


@dataclass(frozen=True)
class Decision:
    """What both engines say at the tracer's point of an evaluated sheet."""

    tracer: Tracer
    verdicts: Verdicts

    @property
    def sheet(self) -> Sheet:
        """Return the facts at the points that were evaluated together."""
        return self.tracer.sheet

    @property
    def point(self) -> int:
        """Return which of the sheet's points is decided."""
        return self.tracer.point

    @property
    def program(self) -> Program:
        """Return the linked protocol."""
        return self.tracer.program

    @cached_property
    def phase(self) -> Phase:
        """Return where the patient stands."""
        return PHASES[int(self.verdicts.phase[self.point])]

    @property
    def ranks(self) -> tuple[str, ...]:
        """Return the actions of the phase, strongest first."""
        return tuple(self.program.protocol.ranks[self.phase])

    @cached_property
    def _settled(self) -> tuple[str, str, bool, tuple[str, ...]]:
        return self.verdicts.settled.at(self.point)

    @property
    def action(self) -> str:
        """Return the answer."""
        return self._settled[0]

    @property
    def certain(self) -> str:
        """Return the strongest action that is sure."""
        return self._settled[1]

    @property
    def settled(self) -> bool:
        """Return whether nothing unknown can change the answer."""
        return self._settled[2]

    @cached_property
    def may_become(self) -> tuple[str, ...]:
        """Return the actions that might still outrank the certain one, strongest first."""
        possible = self._settled[3]
        return tuple(each for each in self.ranks if each in possible)

    @cached_property
    def dose_due(self) -> bool:
        """Return whether a dose may be given."""
        return bool(self.sheet.condition("dose_due")[self.point] == Truth.MET)

    @cached_property
    def slot(self) -> Slot | None:
        """Return the next slot, None where the schedule has none left."""
        following = int(self.sheet.slots.following[self.point])
        slots = self.sheet.slots.table.slots
        return slots[following] if following < len(slots) else None

    @cached_property
    def dose_row(self) -> int:
        """Return which line of the next slot gives its dose; negative where none surely does."""
        return int(self.verdicts.dose_row[self.point])

    def applies(self, rule: Rule) -> bool:
        """Return whether a rule applies."""
        return bool(self.verdicts.applies[rule.id][self.point])

    def truth(self, rule: Rule) -> Truth:
        """Return what a rule's condition is, as written."""
        return TRUTHS[self.verdicts.truths[rule.id][self.point]]

    def pull(self, rule: Rule) -> Truth:
        """Return how a rule pulls at its action."""
        return TRUTHS[self.verdicts.pulls[rule.id][self.point]]

    @cached_property
    def deciding(self) -> tuple[str, ...]:
        """Return the rules that ask for the certain action; the schedule where it gives doses."""
        protocol = self.program.protocol
        found = tuple(
            rule.id
            for rule in protocol.judging
            if rule.action == self.certain and self.pull(rule) == Truth.MET
        )
        return found or (() if self.phase == "after" else (protocol.schedule.id,))

    # --- what is missing --------------------------------------------------------------------

    @cached_property
    def undecided(self) -> tuple[Undecided, ...]:
        """Return the rules that are unknown and might change the answer."""
        found = [
            Undecided(
                rule.id,
                rule.action,
                self.tracer.condition(rule.condition),
                Truth.MET if rule.requirement else Truth.NOT_MET,
            )
            for rule in self.program.protocol.judging
            if rule.action in self.may_become and self.pull(rule) == Truth.UNKNOWN
        ]
        return (*found, *self._undecided_dose())

    def _undecided_dose(self) -> tuple[Undecided, ...]:
        """Return the conditions of the lines of a dose that may be given and is not known."""
        if self.certain not in GIVES_DRUG or self.dose_row >= 0 or self.slot is None:
            return ()
        rows = [row.when for row in self.slot.rows if row.when is not None]
        traces = [self.tracer.condition(when) for when in rows]
        name = self.program.protocol.schedule.id
        return tuple(
            Undecided(name, "administer", trace, Truth.NOT_MET)
            for trace in traces
            if trace.truth == Truth.UNKNOWN
        )

    @cached_property
    def missing(self) -> tuple[MissingFact, ...]:
        """Return every unknown fact that could change the answer."""
        return missing_facts(self.undecided, self.name)

    @cached_property
    def to_give(self) -> tuple[str, ...]:
        """Return the fewest missing facts that, if unremarkable, settle the weakest action."""
        facts = [each.fact for each in self.missing]
        return fewest(self.undecided, facts, Names(self.name)) if facts else ()

    @cached_property
    def decides_alone(self) -> tuple[Decides, ...]:
        """Return the facts one result of which brings an answer on its own."""
        if not self.missing:
            return ()
        return deciding_alone(self.undecided, Names(self.name), self._outcome)

    def name(self, seen: Seen) -> str:
        """Return the word under which a reading is asked for: its concept's."""
        chains = self.program.chains
        return chains[seen.fact].concept if seen.fact in chains else seen.fact

    def _outcome(self, truths: Mapping[str, Truth]) -> str | None:
        """Return the action that stands when some unknown rules take these truths.

        None where that brings nothing: no answer, or the one there is, as unsettled as before.
        """
        here = slice(self.point, self.point + 1)
        states = {action: state[here] for action, state in self.verdicts.states.items()}
        for action, state in states.items():
            asking = [rule for rule in self.program.protocol.judging if rule.action == action]
            if asking and state[0] != Truth.MET:
                pull = max(self._pull_with(rule, truths) for rule in asking)
                states[action] = np.array([pull], np.int8)
        phase = self.verdicts.phase[here]
        undosed = np.array([self.dose_row < 0])
        found = settle(states, phase, {int(phase[0]): self.ranks}, dose_unknown=undosed)
        action, _, settled, _ = found.at(0)
        same = action == self.action and not settled
        return None if action == INSUFFICIENT or same else action

    def _pull_with(self, rule: Rule, truths: Mapping[str, Truth]) -> Truth:
        if rule.id not in truths:
            return self.pull(rule)
        return Truth(2 - truths[rule.id]) if rule.requirement else truths[rule.id]

"""What the protocol asks for, settled by the words of design.md; for the slow reference."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from tests.facts.reference import Reference
from tests.facts.reference_number import MET, NOT_MET, UNKNOWN
from tests.facts.reference_truth import Truths

from cyclewise.protocol.rule import Rule

_DRUG = "administer"


@dataclass
class Answer:
    """The answer for one patient on one day."""

    truths: Truths

    @property
    def reference(self) -> Reference:
        return self.truths.reference

    @cached_property
    def phase(self) -> str:
        if self.reference.ended():
            return "after"
        return "on" if self.reference.doses else "before"

    @cached_property
    def due(self) -> bool:
        return self.reference.may_give()

    def applies(self, rule: Rule) -> bool:
        return self.phase in rule.phases and (self.due or not rule.at_dose_due)

    def _pull(self, rule: Rule) -> int:
        """Return whether a rule asks for its action: surely, perhaps or not."""
        if not self.applies(rule):
            return NOT_MET
        held = self.truths.truth(rule.condition)
        if rule.asks_dose_due and not self.due and held == UNKNOWN:
            return NOT_MET
        return 2 - held if rule.requirement else held

    @cached_property
    def _floor(self) -> str:
        if self.phase == "after":
            return "follow-up"
        if self.due:
            return _DRUG
        return "wait" if self.phase == "on" else "withhold"

    @cached_property
    def _asked(self) -> dict[str, int]:
        asked = {self._floor: MET}
        for rule in self.reference.protocol.rules:
            if rule.acts:
                asked[rule.action] = max(asked.get(rule.action, NOT_MET), self._pull(rule))
        return asked

    @cached_property
    def certain(self) -> str:
        ranks = self.reference.protocol.ranks[self.phase]  # type: ignore[index]
        return next(action for action in ranks if self._asked.get(action) == MET)

    @cached_property
    def possible(self) -> tuple[str, ...]:
        ranks = self.reference.protocol.ranks[self.phase]  # type: ignore[index]
        stronger = ranks[: ranks.index(self.certain)]
        return tuple(action for action in stronger if self._asked.get(action) == UNKNOWN)

    @cached_property
    def dose_known(self) -> bool:
        """Say whether exactly one line of the next slot surely gives its dose."""
        _, standing = self.reference.course()
        slots = self.reference.protocol.schedule.slots
        if standing.following >= len(slots):
            return True
        truths = [
            MET if row.when is None else self.truths.truth(row.when)
            for row in slots[standing.following].rows
        ]
        return truths.count(MET) == 1 and UNKNOWN not in truths

    @cached_property
    def action(self) -> str:
        if self.possible and _DRUG in (self.certain, *self.possible):
            return "insufficient-data"
        if self.certain == _DRUG and not self.dose_known:
            return "insufficient-data"
        return self.certain

    @property
    def settled(self) -> bool:
        return not self.possible and self.action == self.certain

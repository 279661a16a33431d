"""What every rule says in a state, and what stands, as propositions: settling for all states."""

from __future__ import annotations

from itertools import combinations

import z3

from cyclewise.facts.phase import AFTER, BEFORE, ON
from cyclewise.inference.settle import INSUFFICIENT
from cyclewise.proof.state import State
from cyclewise.proof.three import (
    MET,
    NO,
    NOT_MET,
    Proposition,
    Three,
    any_of,
    known,
)
from cyclewise.protocol.rule import ACTIONS, GIVES_DRUG, PHASES, Rule
from cyclewise.protocol.schedule import DoseRow
from cyclewise.values.truth import Truth


class Standing:
    """The actions of one state: which rules ask for them, what is certain, what is answered."""

    def __init__(self, state: State) -> None:
        """Take a state; everything follows from its truths."""
        self.state = state
        self.program = state.program
        self._pulls: dict[str, Three] = {}
        self._asked: dict[str, Three] = {}
        self.clashing, self.without, self.open = self._doses()
        self.certain = self._certain()
        self.may = self._may()

    def applies(self, rule: Rule) -> Proposition:
        """Return that a rule applies: in its phases, and on dose days only if it says so."""
        course = self.state.course
        inside = z3.Or([course.phase[PHASES.index(each)] for each in rule.phases])
        return z3.And(inside, course.due) if rule.at_dose_due else inside

    def pull(self, rule: Rule) -> Three:
        """Return how a rule pulls at its action."""
        if rule.id not in self._pulls:
            truth = self.state.truth(rule.condition)
            wanted = truth.opposite if rule.requirement else truth
            heard = self.applies(rule)
            if rule.asks_dose_due:
                decided = z3.Not(wanted.is_(Truth.UNKNOWN))
                heard = z3.And(heard, z3.Or(self.state.course.due, decided))
            self._pulls[rule.id] = wanted.where(heard, NOT_MET)
        return self._pulls[rule.id]

    def ruled(self, action: str) -> Three:
        """Return whether some rule asks for an action."""
        judging = self.program.protocol.judging
        return any_of([self.pull(rule) for rule in judging if rule.action == action])

    def asked(self, action: str) -> Three:
        """Return whether some rule asks for an action, or nothing stands in its way."""
        if action not in self._asked:
            self._asked[action] = any_of([self.ruled(action), self._floor(action)])
        return self._asked[action]

    def _floor(self, action: str) -> Three:
        course = self.state.course
        idle = z3.Not(course.due)
        floors = {
            "administer": course.due,
            "wait": z3.And(course.phase[ON], idle),
            "follow-up": course.phase[AFTER],
            "withhold": z3.And(course.phase[BEFORE], idle),
        }
        return known(floors.get(action, NO))

    def _doses(self) -> tuple[Proposition, Proposition, Proposition]:
        """Return that two doses, that none, and that perhaps one is in force for the next slot."""
        clashing, without, open_ = [], [], []
        table = self.state.course.table
        for place, slot in enumerate(table.slots):
            if len(slot.rows) == 1 and slot.rows[0].when is None:
                continue
            here, held = self.state.course.slots[place], [self._row(row) for row in slot.rows]
            for one, other in combinations(range(len(slot.rows)), 2):
                if slot.rows[one].gives != slot.rows[other].gives:
                    clashing.append(z3.And(here, held[one].sure, held[other].sure))
            none = z3.Not(z3.Or([each.possible for each in held]))
            without.append(z3.And(here, none))
            open_.append(z3.And(here, z3.Or([each.is_(Truth.UNKNOWN) for each in held])))
        return z3.Or(clashing), z3.Or(without), z3.Or(open_)

    def _row(self, row: DoseRow) -> Three:
        return MET if row.when is None else self.state.truth(row.when)

    def _ranked(self) -> list[tuple[Proposition, str, list[str]]]:
        """Return each action of each phase with those that outrank it there."""
        ranks, phase = self.program.protocol.ranks, self.state.course.phase
        return [
            (phase[code], action, list(ranks[name][:place]))
            for code, name in enumerate(PHASES)
            for place, action in enumerate(ranks[name])
        ]

    def _certain(self) -> dict[str, Proposition]:
        """Return for each action that it is the strongest that is sure."""
        found: dict[str, list[Proposition]] = {action: [] for action in ACTIONS}
        for here, action, stronger in self._ranked():
            none_above = [z3.Not(self.asked(each).sure) for each in stronger]
            found[action].append(z3.And(here, self.asked(action).sure, *none_above))
        return {action: z3.Or(parts) for action, parts in found.items()}

    def _may(self) -> dict[str, Proposition]:
        """Return for each action that it might still outrank the certain one."""
        found: dict[str, list[Proposition]] = {action: [] for action in ACTIONS}
        for here, action, stronger in self._ranked():
            none_sure = [z3.Not(self.asked(each).sure) for each in (*stronger, action)]
            found[action].append(z3.And(here, self.asked(action).possible, *none_sure))
        return {action: z3.Or(parts) for action, parts in found.items()}

    @property
    def insufficient(self) -> Proposition:
        """Return that nothing can be answered: what is possible and what is sure differ in drug."""
        doubtful = z3.Or(list(self.may.values()))
        drug = z3.Or([z3.Or(self.certain[each], self.may[each]) for each in GIVES_DRUG])
        given = z3.Or([self.certain[each] for each in GIVES_DRUG])
        undosed = z3.Or(self.clashing, self.without, self.open)
        return z3.Or(z3.And(doubtful, drug), z3.And(undosed, given))

    def answer(self, action: str) -> Proposition:
        """Return that an action is what is answered."""
        if action == INSUFFICIENT:
            return self.insufficient
        return z3.And(self.certain[action], z3.Not(self.insufficient))

    def stands(self, action: str) -> Proposition:
        """Return that an action is certain or possible."""
        return z3.Or(self.certain[action], self.may[action])

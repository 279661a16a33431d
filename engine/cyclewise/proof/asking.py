"""The solver: whether a state exists in which something holds, within the time that is left."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Literal

import z3

from cyclewise.facts.program import Program
from cyclewise.proof.standing import Standing
from cyclewise.proof.state import State
from cyclewise.proof.three import Proposition

Exists = Literal["yes", "no", "not known"]
TimeLeft = Callable[[], float]
"""Seconds that are left."""

_MILLISECONDS = 1000


class Solver:
    """One state and its standing, and questions about them."""

    def __init__(self, program: Program, time_left: TimeLeft) -> None:
        """Take a linked protocol; no question takes longer than the time that is left."""
        self.standing = Standing(State(program))
        self.time_left = time_left

    def exists(self, goal: Proposition, *states: State) -> Exists:
        """Return whether some state, or some states together, fulfil a goal."""
        if self.time_left() <= 0:
            return "not known"
        return _word(self._with(goal, *states).check())

    def _with(self, goal: Proposition, *states: State) -> z3.Solver:
        solver = z3.Solver()
        solver.set("timeout", max(1, int(self.time_left() * _MILLISECONDS)))
        for state in states or (self.standing.state,):
            solver.add(state.laws)
        solver.add(goal)
        return solver

    def nearing(self, goal: Proposition) -> Nearing:
        """Return what tells how far patients are from a goal."""
        return Nearing(self._with(goal))


class Nearing:
    """A goal, and how much of what holds of a patient must be given up for it."""

    def __init__(self, solver: z3.Solver) -> None:
        """Take a solver that holds the laws and the goal."""
        self._solver = solver
        self._marks: dict[str, z3.BoolRef] = {}

    def given_up(
        self, holds: Mapping[str, Proposition], fixed: Collection[str]
    ) -> tuple[str, ...] | None:
        """Return which of some propositions must be given up for the goal to hold, few of them.

        Those named in ``fixed`` are never given up. None where the goal does not hold with them,
        or where the time is over. A name always stands for the same proposition.
        """
        kept = {name: self._mark(name, each) for name, each in holds.items()}
        gone: list[str] = []
        while True:
            found = self._solver.check(*kept.values())
            if found == z3.sat:
                return tuple(gone)
            if found != z3.unsat:
                return None
            core = {each.decl().name() for each in self._solver.unsat_core()}
            loose = [name for name in kept if name in core and name not in fixed]
            if not loose:
                return None
            gone.append(loose[-1])
            del kept[loose[-1]]

    def _mark(self, name: str, holds: Proposition) -> z3.BoolRef:
        if name not in self._marks:
            self._marks[name] = z3.Bool(name)
            self._solver.add(z3.Implies(self._marks[name], holds))
        return self._marks[name]


def _word(found: z3.CheckSatResult) -> Exists:
    if found == z3.sat:
        return "yes"
    return "no" if found == z3.unsat else "not known"

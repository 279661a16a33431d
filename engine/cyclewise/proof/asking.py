"""The solver: whether a state exists in which something holds, within the time that is left."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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

    def nearest(
        self, goal: Proposition, wanted: Mapping[str, Proposition], fixed: Sequence[str]
    ) -> tuple[str, ...] | None:
        """Return which of some propositions must be given up for a goal to hold, few of them.

        Those named in ``fixed`` are never given up. None where the goal does not hold with them,
        or where the time is over.
        """
        solver = self._with(goal)
        marks = {}
        for name, proposition in wanted.items():
            mark = z3.Bool(f"keep {name}")
            solver.add(z3.Implies(mark, proposition))
            marks[name] = mark
        kept = dict(marks)
        gone: list[str] = []
        while True:
            found = solver.check(*kept.values())
            if found == z3.sat:
                return tuple(gone)
            if found != z3.unsat:
                return None
            core = {each.decl().name().removeprefix("keep ") for each in solver.unsat_core()}
            loose = [name for name in kept if name in core and name not in fixed]
            if not loose:
                return None
            gone.append(loose[-1])
            del kept[loose[-1]]


def _word(found: z3.CheckSatResult) -> Exists:
    if found == z3.sat:
        return "yes"
    return "no" if found == z3.unsat else "not known"

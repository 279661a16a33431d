"""Properties that make no sense together or alone: no rules could fulfil them, or nobody is so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations

import numpy as np
import z3

from cyclewise.documents.problem import Problems
from cyclewise.facts.phase import in_phases
from cyclewise.proof.asking import Solver
from cyclewise.proof.claim import Claim
from cyclewise.proof.crowd import Crowd, Flags
from cyclewise.proof.property import Always, Never, Property
from cyclewise.proof.standing import Standing
from cyclewise.proof.three import Proposition
from cyclewise.protocol.rule import PHASES, Phase
from cyclewise.records import dataclass
from cyclewise.values.truth import NOT_MET, UNKNOWN


@dataclass(frozen=True, slots=True)
class Spoken:
    """The patients that a property speaks of: those of its phases with its condition."""

    claims: Always | Never

    def among(self, standing: Standing, phases: Iterable[Phase]) -> Proposition:
        """Return that a state is one of these, in one of some phases."""
        inside = z3.Or([standing.state.course.phase[PHASES.index(each)] for each in phases])
        if self.claims.when is None:
            return inside
        held = standing.state.truth(self.claims.when)
        return z3.And(inside, held.possible if self._open else held.sure)

    def of(self, crowd: Crowd, phases: Iterable[Phase]) -> Flags:
        """Return who of a crowd is one of these."""
        inside = in_phases(tuple(phases), crowd.verdicts.phase)
        if self.claims.when is None:
            return np.asarray(inside)
        least = NOT_MET if self._open else UNKNOWN
        return np.asarray(inside & (crowd.sheet.truth(self.claims.when) > least))

    @property
    def _open(self) -> bool:
        return isinstance(self.claims, Never) and self.claims.or_unknown


def of_nobody(properties: Iterable[Property], solver: Solver, problems: Problems) -> None:
    """Record each property of whose condition no state holds: it claims nothing."""
    for each in properties:
        if not isinstance(each.claims, Always | Never) or each.claims.when is None:
            continue
        spoken = Spoken(each.claims).among(solver.standing, each.claims.phases)
        if solver.exists(spoken) == "no":
            problems.add(
                each.place or each.id,
                f"“{each.id}” claims nothing: its condition is met in no state that is possible.",
                "Mend the condition or its phases, or leave the property out.",
            )


def clashes(properties: Iterable[Property]) -> Iterator[tuple[Property, Property, Claim]]:
    """Yield each two properties that no answer fulfils where both speak, with the claim of it."""
    spoken = [each for each in properties if isinstance(each.claims, Always | Never)]
    for one, other in combinations(spoken, 2):
        phases = _differ(one, other)
        if phases:
            yield one, other, _both(one, other, phases)


def _differ(one: Property, other: Property) -> tuple[Phase, ...]:
    """Return the phases in which two properties claim different answers; none where they do not."""
    mine, theirs = one.claims, other.claims
    if not isinstance(mine, Always | Never) or not isinstance(theirs, Always | Never):
        return ()
    if mine.when is None or theirs.when is None or {type(mine), type(theirs)} == {Never}:
        return ()
    both_always = type(mine) is type(theirs)
    if (mine.action == theirs.action) == both_always:
        return ()
    return tuple(phase for phase in mine.phases if phase in theirs.phases)


def _both(one: Property, other: Property, phases: tuple[Phase, ...]) -> Claim:
    """Return that both properties speak of somebody."""
    parts = [
        Spoken(each.claims) for each in (one, other) if isinstance(each.claims, Always | Never)
    ]

    def goal(standing: Standing) -> Proposition:
        return z3.And([each.among(standing, phases) for each in parts])

    def shown_by(crowd: Crowd) -> Flags:
        return np.asarray(np.all([each.of(crowd, phases) for each in parts], axis=0))

    return Claim(f"“{one.id}” and “{other.id}” speak of one patient", goal, shown_by)

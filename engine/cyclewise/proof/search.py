"""The search for a patient who shows a claim; the kernel alone says whether one does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

import numpy as np

from cyclewise.proof.asking import Solver
from cyclewise.proof.changes import changes_for
from cyclewise.proof.claim import Claim
from cyclewise.proof.crowd import Crowd, Invented
from cyclewise.proof.three import Proposition
from cyclewise.protocol.criterion import Criterion
from cyclewise.values.truth import Truth

_NEAR, _KEPT, _DEEP, _TRIED = 16, 12, 4, 1500
"""How many patients are begun from, kept after each change, how many changes, how many tried."""


def first_shown(claim: Claim, crowd: Crowd) -> Invented | None:
    """Return the first patient of a crowd who shows a claim."""
    found = np.flatnonzero(claim.shown_by(crowd))
    return crowd.patients[found[0]] if len(found) else None


def searched(claim: Claim, crowd: Crowd, solver: Solver) -> Invented | None:
    """Return a patient who shows a claim, made from those of a crowd by a few changes.

    The solver says which criteria of a patient have to be otherwise; changes to what these read
    are tried together with the kernel as judge. None where none is found in the time left.
    """
    goal = claim.goal(solver.standing)
    starts = sorted(_starts(goal, crowd, solver), key=lambda each: len(each[1]))
    frontier = [(patient, asked) for patient, asked in starts[:_NEAR] if asked]
    for _ in range(_DEEP):
        tried = list(islice(_changed(frontier, crowd), _TRIED))
        if not tried or solver.time_left() <= 0:
            return None
        next_crowd = Crowd(crowd.program, [patient for patient, _ in tried])
        shown = first_shown(claim, next_crowd)
        if shown is not None:
            return shown
        frontier = _nearer(goal, next_crowd, solver)
    return None


Frontier = list[tuple[Invented, tuple[Criterion, ...]]]


def _starts(
    goal: Proposition, crowd: Crowd, solver: Solver
) -> Iterator[tuple[Invented, tuple[Criterion, ...]]]:
    """Yield one patient of each kind with the criteria that have to be otherwise."""
    for at in _kinds(crowd):
        if solver.time_left() <= 0:
            return
        asked = _otherwise(goal, crowd, at, solver)
        if asked is not None:
            yield crowd.patients[at], asked


def _kinds(crowd: Crowd) -> list[int]:
    """Return a patient for each phase, next slot, occasion and answer."""
    verdicts, slots = crowd.verdicts, crowd.sheet.slots
    due = crowd.sheet.condition("dose_due")
    kinds = zip(
        verdicts.phase.tolist(),
        slots.following.tolist(),
        due.tolist(),
        verdicts.settled.action.tolist(),
        strict=True,
    )
    first: dict[tuple[int, int, int, int], int] = {}
    for at, kind in enumerate(kinds):
        first.setdefault(kind, at)
    return list(first.values())


def _otherwise(
    goal: Proposition, crowd: Crowd, at: int, solver: Solver
) -> tuple[Criterion, ...] | None:
    """Return the criteria of one patient that have to be otherwise for a goal to hold."""
    state = solver.standing.state
    course, slots = state.course, crowd.sheet.slots
    named = {str(number): criterion for number, criterion in enumerate(state.leaves)}
    wanted = {
        name: state.leaves[criterion].is_(Truth(int(crowd.sheet.criterion(criterion)[at])))
        for name, criterion in named.items()
    }
    place = {
        "phase": course.phase[int(crowd.verdicts.phase[at])],
        "slot": course.slots[int(slots.following[at])],
    }
    gone = solver.nearest(goal, {**place, **wanted}, fixed=tuple(place))
    return None if gone is None else tuple(named[name] for name in gone)


def _changed(frontier: Frontier, crowd: Crowd) -> Iterator[tuple[Invented, tuple[Criterion, ...]]]:
    """Yield every patient of the frontier with one change to what its criteria read."""
    program = crowd.program
    seen = set()
    for patient, asked in frontier:
        for criterion in asked:
            for change in changes_for(program, criterion, patient.as_of):
                made = change.made(patient, program)
                if made is not None and made.record not in seen:
                    seen.add(made.record)
                    yield made, asked


def _nearer(goal: Proposition, crowd: Crowd, solver: Solver) -> Frontier:
    """Return those changed patients of whom the least has still to be otherwise."""
    found: Frontier = []
    for at in _spread(len(crowd.patients)):
        if solver.time_left() <= 0:
            break
        asked = _otherwise(goal, crowd, at, solver)
        if asked:
            found.append((crowd.patients[at], asked))
    return sorted(found, key=lambda each: len(each[1]))[:_KEPT]


def _spread(count: int) -> Sequence[int]:
    """Return places spread evenly over a list, as many as there is time to look at."""
    return list(dict.fromkeys(np.linspace(0, count - 1, _NEAR * 4).astype(int).tolist()))

"""The search for a patient who shows a claim; the kernel alone says whether one does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

import numpy as np

from cyclewise.facts.program import Program
from cyclewise.inference.settle import NothingCertain
from cyclewise.proof.asking import Solver
from cyclewise.proof.changes import changes_for
from cyclewise.proof.claim import Claim
from cyclewise.proof.crowd import Crowd, Invented
from cyclewise.protocol.criterion import Criterion
from cyclewise.values.truth import Truth

_NEAR, _KEPT, _DEEP, _TRIED = 16, 12, 4, 1500
"""How many patients are begun from, kept after each change, how many changes, how many tried."""

_SHARE = 0.2
"""The part of the time left that one search may take: others are to have theirs."""


def first_shown(claim: Claim, crowd: Crowd) -> Invented | None:
    """Return the first patient of a crowd who shows a claim; none where nothing can be settled."""
    try:
        found = np.flatnonzero(claim.shown_by(crowd))
    except NothingCertain:  # for some patient nothing is certain, which is a claim of its own
        return None
    return crowd.patients[found[0]] if len(found) else None


def searched(claim: Claim, crowd: Crowd, solver: Solver) -> Invented | None:
    """Return a patient who shows a claim, made from those of a crowd by a few changes.

    The solver says which criteria of a patient have to be otherwise; changes to what these read
    are tried together with the kernel as judge. None where none is found in a part of the time
    that is left.
    """
    return _Search(claim, solver).found(crowd)


Frontier = list[tuple[Invented, tuple[Criterion, ...]]]


class _Search:
    """One search: its claim, the criteria that patients are compared by, and its time."""

    def __init__(self, claim: Claim, solver: Solver) -> None:
        self.claim, self.solver = claim, solver
        self.state = solver.standing.state
        self.nearing = solver.nearing(claim.goal(solver.standing))
        self.until = solver.time_left() * (1 - _SHARE)

    @property
    def over(self) -> bool:
        """Return whether the search has had its part of the time."""
        return self.solver.time_left() <= self.until

    def found(self, crowd: Crowd) -> Invented | None:
        """Return the first changed patient who shows the claim."""
        frontier = self.nearest(crowd, _kinds(crowd), _NEAR)
        for _ in range(_DEEP):
            tried = list(islice(_changed(frontier, crowd.program), _TRIED))
            if not tried or self.over:
                return None
            changed = Crowd(crowd.program, tried)
            shown = first_shown(self.claim, changed)
            if shown is not None:
                return shown
            frontier = self.nearest(changed, _spread(len(changed.patients)), _KEPT)
        return None

    def nearest(self, crowd: Crowd, places: Sequence[int], count: int) -> Frontier:
        """Return the patients of whom the least has to be otherwise, with what that is."""
        found: Frontier = []
        for at in places:
            if self.over:
                break
            asked = self.otherwise(crowd, at)
            if asked:
                found.append((crowd.patients[at], asked))
        return sorted(found, key=lambda each: len(each[1]))[:count]

    def otherwise(self, crowd: Crowd, at: int) -> tuple[Criterion, ...] | None:
        """Return the criteria of one patient that have to be otherwise for the claim's goal."""
        course, phase = self.state.course, int(crowd.verdicts.phase[at])
        slot = int(crowd.sheet.slots.following[at])
        place = {f"phase {phase}": course.phase[phase], f"slot {slot}": course.slots[slot]}
        holds, named = {}, {}
        for number, (criterion, truth) in enumerate(self.state.leaves.items()):
            value = Truth(int(crowd.sheet.criterion(criterion)[at]))
            name = f"criterion {number} {value.word}"
            holds[name], named[name] = truth.is_(value), criterion
        gone = self.nearing.given_up({**place, **holds}, fixed=place)
        return None if gone is None else tuple(named[name] for name in gone)


def _kinds(crowd: Crowd) -> list[int]:
    """Return a patient for each phase, next slot, occasion and answer."""
    verdicts, slots = crowd.verdicts, crowd.sheet.slots
    kinds = zip(
        verdicts.phase.tolist(),
        slots.following.tolist(),
        crowd.sheet.condition("dose_due").tolist(),
        verdicts.settled.action.tolist(),
        strict=True,
    )
    first: dict[tuple[int, int, int, int], int] = {}
    for at, kind in enumerate(kinds):
        first.setdefault(kind, at)
    return list(first.values())


def _changed(frontier: Frontier, program: Program) -> Iterator[Invented]:
    """Yield every patient of the frontier with one change to what its criteria read."""
    seen = set()
    for patient, asked in frontier:
        for criterion in asked:
            for change in changes_for(program, criterion, patient.as_of):
                made = change.made(patient, program)
                if made is not None and made.record not in seen:
                    seen.add(made.record)
                    yield made


def _spread(count: int) -> Sequence[int]:
    """Return places spread evenly over a list, as many as there is time to look at."""
    return list(dict.fromkeys(np.linspace(0, count - 1, _NEAR * 8).astype(int).tolist()))

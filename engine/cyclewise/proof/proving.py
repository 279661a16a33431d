"""Proving: what holds in every state, and where it does not, a patient who shows it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Literal

from cyclewise.documents.problem import Problems
from cyclewise.facts.program import Program
from cyclewise.proof.asking import Solver, TimeLeft
from cyclewise.proof.claim import Claim
from cyclewise.proof.claims import claims_of
from cyclewise.proof.consistency import clashes, of_nobody
from cyclewise.proof.courses import further_on
from cyclewise.proof.crowd import Crowd, Invented, crowd_of_cases
from cyclewise.proof.property import Lawful, Monotone, Property
from cyclewise.proof.search import first_shown, searched
from cyclewise.proof.two_states import monotone, revealing
from cyclewise.protocol.cases import CaseFile
from cyclewise.records import dataclass

Status = Literal["proved", "refuted", "not shown reachable", "not proved"]
STATUSES: tuple[Status, ...] = ("refuted", "not shown reachable", "not proved", "proved")
"""Gravest first: what is refuted outweighs what could not be shown, and that what is proved."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of one claim: about what, how it ended, and who shows it."""

    about: str
    status: Status
    patient: Invented | None = None
    beside: Invented | None = None
    """A second patient, where it takes two to show it."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What was found of a property; its status is the gravest of its findings."""

    claimed: Property
    findings: tuple[Finding, ...]

    @property
    def status(self) -> Status:
        """Return the gravest status of any finding."""
        found = {each.status for each in self.findings}
        return next(status for status in STATUSES if status in found)


class Prover:
    """A linked protocol with the patients of its cases, ready to be asked for proofs."""

    def __init__(self, program: Program, files: Sequence[CaseFile], time_left: TimeLeft) -> None:
        """Take the protocol and its cases; ``time_left`` says how many seconds are left."""
        self.program, self.files, self.time_left = program, files, time_left
        self.solver = Solver(program, time_left)

    @cached_property
    def crowd(self) -> Crowd:
        """Return the patients of all cases, and one before every slot of the schedule."""
        found = crowd_of_cases([case for file in self.files for case in file.cases])
        if Crowd(self.program, found).unsettled.any():
            return Crowd(self.program, found)
        return Crowd(self.program, [*further_on(self.program, found), *found])

    def refuse_senseless(self, properties: Sequence[Property]) -> None:
        """Raise BadInput for properties that claim nothing, and for two that contradict each other.

        Two contradict each other where a patient is found of whom they claim different answers.
        """
        problems = Problems()
        of_nobody(properties, self.solver, problems)
        for one, other, claim in clashes(properties):
            if self._wanted(claim).status == "proved":
                problems.add(
                    other.place or other.id,
                    f"“{one.id}” and “{other.id}” contradict each other: of some patients they "
                    "claim different answers.",
                    "Keep the one that is meant, or narrow the condition of the other.",
                )
        problems.raise_if_any()

    def prove(self, properties: Iterable[Property]) -> Iterator[Proof]:
        """Yield what is found of each property, in their order."""
        for each in properties:
            yield Proof(each, tuple(self._findings(each)))

    def _findings(self, each: Property) -> Iterator[Finding]:
        match each.claims:
            case Monotone() as claimed:
                exists, pair = monotone(self.solver, self.crowd, claimed)
                yield _of_two(each.title, exists, pair)
            case Lawful("revealing adds no action"):
                yield _of_two(each.title, revealing(self.solver), None)
            case _:
                for claim in claims_of(each, self.program):
                    yield self._wanted(claim) if claim.wanted else self._unwanted(claim)

    def _unwanted(self, claim: Claim) -> Finding:
        """Return what is found of something that must not happen."""
        exists = self.solver.exists(claim.goal(self.solver.standing))
        if exists == "no":
            return Finding(claim.about, "proved")
        shown = self._shown(claim)
        if shown is not None:
            return Finding(claim.about, "refuted", shown)
        late = exists == "not known" or self.time_left() <= 0
        return Finding(claim.about, "not proved" if late else "not shown reachable")

    def _wanted(self, claim: Claim) -> Finding:
        """Return what is found of something that has to happen for some patient."""
        shown = first_shown(claim, self.crowd)
        if shown is not None:
            return Finding(claim.about, "proved", shown)
        exists = self.solver.exists(claim.goal(self.solver.standing))
        if exists == "no":
            return Finding(claim.about, "refuted")
        shown = self._shown(claim)
        if shown is not None:
            return Finding(claim.about, "proved", shown)
        late = exists == "not known" or self.time_left() <= 0
        return Finding(claim.about, "not proved" if late else "not shown reachable")

    def _shown(self, claim: Claim) -> Invented | None:
        shown = first_shown(claim, self.crowd)
        if shown is not None or not self.crowd.patients or self.crowd.unsettled.any():
            return shown
        return searched(claim, self.crowd, self.solver)


def _of_two(about: str, exists: str, pair: tuple[Invented, Invented] | None) -> Finding:
    """Return what is found of a claim about two states."""
    if pair is not None:
        return Finding(about, "refuted", *pair)
    status: dict[str, Status] = {"no": "proved", "yes": "not shown reachable"}
    return Finding(about, status.get(exists, "not proved"))

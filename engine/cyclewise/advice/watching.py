"""Watching one decision point: each sign, each set of criteria and each grade as it stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from cyclewise.advice.missing import (
    Decides,
    MissingFact,
    Names,
    Undecided,
    deciding_alone,
    fewest,
    missing_facts,
    roots,
)
from cyclewise.advice.runs import Run
from cyclewise.facts.program import Program
from cyclewise.facts.reading import Why
from cyclewise.inference.trace import Seen, Trace, Tracer, decisive
from cyclewise.protocol.definition import ConditionForm, GradesForm
from cyclewise.protocol.monitored import Watched
from cyclewise.records import dataclass
from cyclewise.timeline.event import Event
from cyclewise.values.truth import Truth

SignState = Literal[
    "present",
    "absent",
    "presumed absent",
    "explained otherwise",
    "never measured",
    "too old",
    "not known yet",
    "none that counts",
    "not usable",
    "cannot be told",
]
MET = "met"

_UNKNOWN: Mapping[Why, SignState] = {
    Why.NO_RECORD: "never measured",
    Why.TOO_OLD: "too old",
    Why.NOT_KNOWN_YET: "not known yet",
    Why.NOT_SINCE: "none that counts",
    Why.NOT_USABLE: "not usable",
}


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign at one point: its state and the criterion that shows it best.

    ``explained`` is the event that explains a sign otherwise. ``missing`` is what would decide an
    unknown one, and ``matters_to`` the sets of criteria that wait for it.
    """

    fact: str
    title: str
    truth: Truth
    state: SignState
    leaf: Trace | None
    explained: Event | None
    trace: Trace
    missing: tuple[MissingFact, ...] = ()
    matters_to: tuple[str, ...] = ()

    @property
    def evidence(self) -> Event | None:
        """Return the event that the sign was read from, or that says why it is unknown."""
        return None if self.leaf is None or self.leaf.seen is None else evidence_of(self.leaf.seen)


@dataclass(frozen=True, slots=True)
class CriteriaSet:
    """One published set of criteria at one point.

    ``truth`` is None where the set does not apply; ``applies`` says why. ``runs`` are the periods
    in which it was met. ``missing`` is everything that could decide an unknown set, ``rules_out``
    the fewest facts whose unremarkable results rule it out, ``decides_alone`` what would meet it.
    """

    fact: str
    title: str
    truth: Truth | None
    trace: Trace
    applies: Trace | None
    runs: tuple[Run, ...]
    missing: tuple[MissingFact, ...] = ()
    rules_out: tuple[str, ...] = ()
    decides_alone: tuple[Decides, ...] = ()

    @property
    def since(self) -> Run | None:
        """Return the period that goes on, None where the set is not met now."""
        return self.runs[-1] if self.truth == Truth.MET and self.runs else None


@dataclass(frozen=True, slots=True)
class Step:
    """One grade of a graded fact: whether it or a higher one is reached, and why."""

    number: int
    called: str
    truth: Truth
    trace: Trace
    information: str


@dataclass(frozen=True, slots=True)
class Graded:
    """One graded fact at one point: the grade surely reached, and the highest it may be."""

    fact: str
    title: str
    seen: Seen
    steps: tuple[Step, ...]
    missing: tuple[MissingFact, ...]

    @property
    def low(self) -> int:
        """Return the highest grade that is surely reached."""
        return int(self.seen.low)

    @property
    def high(self) -> int:
        """Return the highest grade that may be reached."""
        return int(self.seen.high)

    @property
    def reached(self) -> Step | None:
        """Return the grade surely reached, None where it is none."""
        return next((each for each in self.steps if each.number == self.low), None)

    @property
    def telling(self) -> tuple[Step, ...]:
        """Return the grades that say why it is this one: the one reached, and those in doubt."""
        return tuple(each for each in self.steps if self.low <= each.number <= self.high)


@dataclass(frozen=True, slots=True)
class Watcher:
    """Reads what a protocol watches at one point."""

    tracer: Tracer

    @property
    def program(self) -> Program:
        """Return the linked protocol."""
        return self.tracer.program

    def sign(self, watched: Watched) -> Sign:
        """Return a sign as it stands; whom it matters to is said by the sets of criteria."""
        fact = watched.fact
        trace = self.tracer.condition(self._form(fact).condition)
        explained = _explanation(trace)
        return Sign(
            fact,
            self._title(watched),
            trace.truth,
            _state(trace, explained=explained is not None),
            _shown(trace),
            explained,
            trace,
            missing_facts(self._undecided(fact, trace), self.name),
        )

    def criteria(self, watched: Watched, runs: tuple[Run, ...]) -> CriteriaSet:
        """Return a set of criteria as it stands."""
        fact = watched.fact
        form = self._form(fact)
        trace, applies = self.tracer.condition(form.condition), None
        if form.applies is not None:
            applies = trace.parts[0]
            trace = trace.parts[1] if applies.truth == Truth.MET else trace
        undecided = self._undecided(fact, trace)
        missing, names = missing_facts(undecided, self.name), Names(self.name)
        facts = [each.fact for each in missing]
        return CriteriaSet(
            fact,
            self._title(watched),
            None if applies is not None and applies.truth == Truth.NOT_MET else trace.truth,
            trace,
            applies,
            runs,
            missing,
            fewest(undecided, facts, names) if missing else (),
            deciding_alone(undecided, names, _met) if missing else (),
        )

    def graded(self, watched: Watched) -> Graded:
        """Return a graded fact as it stands."""
        fact = watched.fact
        form = self.program.definitions[fact].form
        if not isinstance(form, GradesForm):
            raise TypeError(f"{fact} is not graded.")
        steps = tuple(
            Step(grade.number, grade.called, trace.truth, trace, grade.information)
            for grade in form.grades
            for trace in [self.tracer.condition(grade.when)]
        )
        seen = self.tracer.seen(fact)
        open_steps = [each for each in steps if seen.low < each.number <= seen.high]
        undecided = [each for step in open_steps for each in self._undecided(fact, step.trace)]
        missing = missing_facts(undecided, self.name)
        return Graded(fact, self._title(watched), seen, steps, missing)

    def name(self, seen: Seen) -> str:
        """Return the word under which a reading is asked for: its concept's."""
        chains = self.program.chains
        return chains[seen.fact].concept if seen.fact in chains else seen.fact

    def _title(self, watched: Watched) -> str:
        return watched.called or self.program.title(watched.fact)

    def _form(self, fact: str) -> ConditionForm:
        form = self.program.definitions[fact].form
        if not isinstance(form, ConditionForm):
            raise TypeError(f"{fact} is no condition.")
        return form

    @staticmethod
    def _undecided(fact: str, trace: Trace) -> tuple[Undecided, ...]:
        if trace.truth != Truth.UNKNOWN:
            return ()
        return (Undecided(fact, MET, trace, Truth.NOT_MET),)


def evidence_of(seen: Seen) -> Event | None:
    """Return the event a fact was read from, or the first that it was computed from."""
    if seen.event is not None:
        return seen.event
    return next((event for each in seen.inputs if (event := evidence_of(each))), None)


def _met(truths: Mapping[str, Truth]) -> str | None:
    return MET if all(truth == Truth.MET for truth in truths.values()) else None


def _state(trace: Trace, *, explained: bool) -> SignState:
    if trace.truth == Truth.MET:
        return "present"
    leaves = [leaf.seen for leaf in decisive(trace) if leaf.seen is not None]
    if trace.truth == Truth.NOT_MET:
        if explained:
            return "explained otherwise"
        presumed = bool(leaves) and all(seen.presumed and seen.absent for seen in leaves)
        return "presumed absent" if presumed else "absent"
    why = next((root.why for seen in leaves for root in roots(seen)), Why.KNOWN)
    return _UNKNOWN.get(why, "cannot be told")


def _explanation(trace: Trace) -> Event | None:
    """Return the event under a ``not`` that alone keeps a sign from being met, None without one."""
    if trace.kind != "all" or trace.truth != Truth.NOT_MET:
        return None
    failing = [part for part in trace.parts if part.truth != Truth.MET]
    if any(part.kind != "not" for part in failing):
        return None
    leaves = (leaf.seen for part in failing for leaf in decisive(part))
    return next((seen.event for seen in leaves if seen is not None and seen.event), None)


def _shown(trace: Trace) -> Trace | None:
    """Return the criterion that shows a sign best: one that decides, before one that does not."""
    leaves = list(_affirmed(trace))
    deciding = [leaf for leaf in decisive(trace) if any(leaf is each for each in leaves)]
    return next(iter((*deciding, *leaves)), None)


def _affirmed(trace: Trace) -> Iterator[Trace]:
    """Yield the criteria at the bottom that are not under a ``not``."""
    if trace.kind == "not":
        return
    if trace.below is not None:
        yield from _affirmed(trace.below)
    elif trace.seen is not None:
        yield trace
    for part in trace.parts:
        yield from _affirmed(part)

"""The trace: what each criterion read at one point, down to the event or why there is none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import field, replace

import numpy as np

from cyclewise.facts.computed import course_of, operands
from cyclewise.facts.program import ENGINE_FACTS, EVENT_FACTS, Program
from cyclewise.facts.reading import Reading, Why
from cyclewise.facts.rows import Measured
from cyclewise.facts.sheet import Sheet
from cyclewise.logic.condition import (
    AtLeast,
    Both,
    Condition,
    Either,
    Leaf,
    Negation,
    parts_of,
)
from cyclewise.protocol.criterion import Criterion
from cyclewise.protocol.definition import (
    ArithmeticForm,
    ConditionForm,
    CyclesForm,
    DaysBetweenForm,
    ElapsedForm,
    FirstMetForm,
    GivenForm,
    GradesForm,
    KineticsForm,
    ReadingForm,
)
from cyclewise.protocol.grades import rung_name
from cyclewise.records import dataclass
from cyclewise.timeline.event import Event
from cyclewise.timeline.timeline import Timeline
from cyclewise.values.truth import TRUTHS, Truth


@dataclass(frozen=True, slots=True)
class Seen:
    """What was read of one fact.

    ``event`` is the evidence, or the event that explains why there is no value. ``inputs``
    are the facts it was computed from.
    """

    fact: str
    title: str
    low: float
    high: float
    word: str
    why: Why
    event: Event | None
    absent: bool
    presumed: bool
    inputs: tuple[Seen, ...] = ()

    @property
    def known(self) -> bool:
        """Return whether there is a value, or certainty that it did not happen."""
        return self.why == Why.KNOWN or self.absent


@dataclass(frozen=True, slots=True)
class Trace:
    """One node of the tree under a rule: a criterion, or a condition with its parts.

    A criterion on a fact that is itself a condition has that condition's trace as ``below``; one
    on a graded fact has there what it asks of the grades, and the grade as ``seen``. ``idle``:
    the condition below is not applicable here; the first of its parts says why.
    """

    kind: str
    truth: Truth
    parts: tuple[Trace, ...] = ()
    count: int = 0
    criterion: Criterion | None = None
    seen: Seen | None = None
    below: Trace | None = None
    idle: bool = False


def folded(kind: str, count: int, below: Sequence[Truth]) -> Truth:
    """Return the truth of a condition from the truths of its parts."""
    match kind:
        case "all":
            return min(below)
        case "any":
            return max(below)
        case "not":
            return Truth(2 - below[0])
        case _:
            met = sum(each == Truth.MET for each in below)
            possible = met + sum(each == Truth.UNKNOWN for each in below)
            if met >= count:
                return Truth.MET
            return Truth.UNKNOWN if possible >= count else Truth.NOT_MET


def decisive(trace: Trace) -> Iterator[Trace]:
    """Yield the criteria at the bottom that make a trace met, not met or unknown."""
    if trace.below is not None:
        yield from decisive(trace.below)
    elif trace.kind == "criterion":
        yield trace
    wanted = Truth(2 - trace.truth) if trace.kind == "not" else trace.truth
    for part in trace.parts:
        if part.truth == wanted:
            yield from decisive(part)


@dataclass(frozen=True, slots=True)
class Tracer:
    """Traces conditions at one point of a sheet; a criterion that many ask is traced once."""

    sheet: Sheet
    point: int
    timeline: Timeline
    _traced: dict[Criterion, Trace] = field(default_factory=dict, compare=False, repr=False)

    @property
    def program(self) -> Program:
        """Return the linked protocol."""
        return self.sheet.program

    def condition(self, condition: Condition[Criterion]) -> Trace:
        """Return the trace of a condition."""
        if isinstance(condition, Leaf):
            return self.criterion(condition.criterion)
        parts = tuple(self.condition(part) for part in parts_of(condition))
        count = condition.count if isinstance(condition, AtLeast) else 0
        kind = _KINDS[type(condition)]
        return Trace(kind, folded(kind, count, [part.truth for part in parts]), parts, count)

    def criterion(self, criterion: Criterion) -> Trace:
        """Return the trace of a criterion."""
        if criterion not in self._traced:
            self._traced[criterion] = self._criterion(criterion)
        return self._traced[criterion]

    def _criterion(self, criterion: Criterion) -> Trace:
        fact = criterion.subject
        truth = TRUTHS[self.sheet.criterion(criterion)[self.point]]
        if criterion.asks in ("parameter", "rule"):
            return Trace("criterion", truth, criterion=criterion)
        if self.program.ladders.grades(fact) is not None:
            below = None if self.sheet.by_hand(fact, self.point) else self._grades(criterion)
            seen = self.seen(fact, criterion)
            return Trace("criterion", truth, criterion=criterion, seen=seen, below=below)
        if self.program.is_condition(fact):
            below = self._definition(fact)
            applies = self.sheet.applicable(fact)[self.point]
            idle = below is not None and bool(applies == Truth.NOT_MET)
            return Trace("criterion", truth, criterion=criterion, below=below, idle=idle)
        seen = self._ever(criterion) if criterion.asks == "ever" else self.seen(fact, criterion)
        return Trace("criterion", truth, criterion=criterion, seen=seen)

    def _grades(self, criterion: Criterion) -> Trace | None:
        """Return what a criterion on a graded fact asks of its grades."""
        asked = self.program.ladders.asked(criterion)
        return None if asked is None or isinstance(asked, bool) else self.condition(asked)

    def _definition(self, fact: str) -> Trace | None:
        if fact in ENGINE_FACTS or self.sheet.by_hand(fact, self.point):
            return None
        form = self.program.definitions[fact].form
        return self.condition(form.condition) if isinstance(form, ConditionForm) else None

    def _ever(self, criterion: Criterion) -> Seen:
        """Return the row that decides: one that is met, else one in doubt, else the last."""
        fact = criterion.subject
        measured, held = self.sheet.ever(criterion)
        rows = measured.rows
        mine = np.flatnonzero(rows.sight.point == self.point)
        reading = self.sheet.reading(fact, None, criterion.since)
        if not len(mine):
            return self._seen(fact, reading, why=Why.NO_RECORD, absent=True)
        truths = held[mine]
        entry = int(mine[len(mine) - 1 - int(np.argmax(truths[::-1]))])
        frame, row = rows.sight.frame, int(rows.sight.row[entry])
        coarse = bool(rows.sight.maybe[entry]) and frame.first[row] != frame.last[row]
        doubt = Why.ORDER_UNCLEAR if coarse else Why.NOT_USABLE
        why = doubt if truths.max() == Truth.UNKNOWN else Why.KNOWN
        return replace(self._row(fact, measured, entry), why=why)

    def seen(self, fact: str, criterion: Criterion | None = None) -> Seen:
        """Return what was read of a fact, as a criterion reads it."""
        within = criterion.within if criterion else None
        since = criterion.since if criterion else None
        return self._seen(fact, self.sheet.reading(fact, within, since))

    def _seen(
        self, fact: str, reading: Reading, *, why: Why | None = None, absent: bool = False
    ) -> Seen:
        at = self.point
        return Seen(
            fact=fact,
            title=self.program.title(fact),
            low=float(reading.value.low[at]),
            high=float(reading.value.high[at]),
            word=reading.value.words[int(reading.value.word[at])],
            why=_WHYS[reading.why[at]] if why is None else why,
            event=self._evidence(reading),
            absent=absent or bool(reading.absent[at]),
            presumed=bool(reading.presumed[at]),
            inputs=self._inputs(fact),
        )

    def _evidence(self, reading: Reading) -> Event | None:
        row = int(reading.row[self.point])
        if row < 0 or reading.frame is None or reading.frame.event is None:
            return None
        return self._event(int(reading.frame.event[row]))

    def _event(self, place: int) -> Event:
        return self.timeline.events[place]

    def _inputs(self, fact: str) -> tuple[Seen, ...]:
        if fact in EVENT_FACTS or fact in ENGINE_FACTS or self.sheet.by_hand(fact, self.point):
            return ()
        match self.program.definitions[fact].form:
            case ArithmeticForm() | DaysBetweenForm() as form:
                return tuple(map(self.seen, operands(self.sheet, form, self.point)))
            case ElapsedForm(_, since) | CyclesForm(since):
                return (self.seen(since),)
            case KineticsForm() | FirstMetForm() | GradesForm() as form:
                return tuple(self._found_by(fact, form))
            case ReadingForm() | ConditionForm() | GivenForm():
                return ()

    def _found_by(
        self, fact: str, form: KineticsForm | FirstMetForm | GradesForm
    ) -> Iterator[Seen]:
        match form:
            case KineticsForm():
                yield from self._compared(form)
            case FirstMetForm(when):
                yield from self._unknown_of(when)
            case GradesForm():
                yield from self._behind(fact, form)

    def _unknown_of(self, condition: str) -> Iterator[Seen]:
        """Yield what leaves a condition open, each fact once."""
        trace = self._definition(condition)
        leaves = decisive(trace) if trace is not None else ()
        open_ = [each.seen for each in leaves if each.truth == Truth.UNKNOWN and each.seen]
        yield from {seen.fact: seen for seen in open_ if seen}.values()

    def _compared(self, form: KineticsForm) -> Iterator[Seen]:
        """Yield the earlier and the later value of a course, or what it lacks."""
        found = course_of(self.sheet, form)
        pair = [int(each[self.point]) for each in (found.earlier, found.later)]
        if min(pair) >= 0:
            yield from (self._row(form.of, found.measured, entry) for entry in pair)
            return
        latest = self.seen(form.of)
        why = Why(int(found.lacking[self.point]))
        yield replace(latest, why=why, absent=False) if latest.event else latest

    def _row(self, fact: str, measured: Measured, entry: int) -> Seen:
        """Return what was read of one row."""
        cells, sight = measured.cells, measured.rows.sight
        place, row = sight.frame.event, int(sight.row[entry])
        return Seen(
            fact=fact,
            title=self.program.title(fact),
            low=float(cells.low[entry]),
            high=float(cells.high[entry]),
            word=cells.words[int(cells.word[entry])],
            why=Why.KNOWN,
            event=None if place is None else self._event(int(place[row])),
            absent=False,
            presumed=False,
        )

    def _behind(self, fact: str, form: GradesForm) -> Iterator[Seen]:
        """Yield what makes a grade what it is, or what leaves it open, each fact once."""
        value = self.sheet.reading(fact).value
        low, high = value.low[self.point], value.high[self.point]
        numbers = [grade.number for grade in form.grades]
        rungs = [each for each in numbers if low < each <= high] or [
            each for each in numbers if each == low
        ]
        found: dict[str, Seen] = {}
        for rung in rungs:
            trace = self._definition(rung_name(fact, rung))
            for leaf in decisive(trace) if trace is not None else ():
                if leaf.seen is not None:
                    found.setdefault(leaf.seen.fact, leaf.seen)
        yield from found.values()


_WHYS = tuple(Why)
_KINDS = {Both: "all", Either: "any", Negation: "not", AtLeast: "at least"}

"""The fact sheet: every fact and every condition of a program at many decision points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from cyclewise.facts.age import Limit
from cyclewise.facts.bound import compare
from cyclewise.facts.computed import computed, engine_fact
from cyclewise.facts.first_met import EventDays, daily
from cyclewise.facts.phase import AFTER, phase_of, treatment_ended
from cyclewise.facts.point import Points
from cyclewise.facts.program import (
    ENGINE_FACTS,
    EVENT_FACTS,
    YES_NO_FACTS,
    Chain,
    Program,
)
from cyclewise.facts.reading import Reading
from cyclewise.facts.rows import Measured, Rows
from cyclewise.facts.sight import Sight, look, some, unseen
from cyclewise.facts.slots import NO_DAY, Slots, slots_at
from cyclewise.facts.stub import Stub, stubbed
from cyclewise.facts.taking import explained, take, taken_of_none
from cyclewise.logic.condition import Condition, Truths, truth_of
from cyclewise.protocol.criterion import Criterion, Parameter
from cyclewise.protocol.definition import ConditionForm, ReadingForm
from cyclewise.timeline.columns import Columns, Integers, day_of
from cyclewise.values.calendar import Duration
from cyclewise.values.truth import Truth, certain

Within = Duration | Parameter | None


@dataclass
class Sheet:
    """Facts at decision points, each computed when first asked for and then kept."""

    program: Program
    columns: Columns
    points: Points
    stubs: Mapping[str, Stub] = field(default_factory=dict)
    _sights: dict[str, Sight] = field(default_factory=dict)
    _rows: dict[tuple[str, str | None], Rows] = field(default_factory=dict)
    _measured: dict[tuple[str, str | None], Measured] = field(default_factory=dict)
    _readings: dict[tuple[str, Within, str | None], Reading] = field(default_factory=dict)
    _days: dict[Duration | Parameter, Integers] = field(default_factory=dict)
    _limits: dict[Duration | Parameter, Limit] = field(default_factory=dict)
    _truths: dict[object, Truths] = field(default_factory=dict)

    # --- conditions -------------------------------------------------------------------------

    def truth(self, condition: Condition[Criterion]) -> Truths:
        """Return whether a condition is met at each point."""
        return truth_of(condition, self.criterion)

    def criterion(self, criterion: Criterion) -> Truths:
        """Return whether a criterion is met at each point."""
        held = self._truths.get(criterion)
        if held is None:
            held = self._truths[criterion] = self.program.questions.of(criterion)(self)
        return held

    def recorded(self, criterion: Criterion) -> npt.NDArray[np.bool_]:
        """Return where a fact is on record, as a criterion asks for it."""
        fact = criterion.subject
        if fact in EVENT_FACTS or fact not in self.program.chains:
            return self.reading(fact).key >= 0
        return np.asarray(self._narrowed(criterion).rows.sight.count() > 0)

    def _narrowed(self, criterion: Criterion) -> Measured:
        """Return the rows a criterion speaks of, by its own ``since`` and ``within``."""
        measured = self.measured(criterion.subject, criterion.since)
        if criterion.within is None or not len(measured.rows.sight):
            return measured
        return measured.young(self.limit(criterion.within))

    def met_ever(self, criterion: Criterion) -> Truths:
        """Return met where one row is; where a row is in doubt and none is met, unknown."""
        measured, held = self.ever(criterion)
        best = np.zeros(len(self.points), np.int8)
        if len(held):
            np.maximum.at(best, measured.rows.sight.point, held)
        return best

    def ever(self, criterion: Criterion) -> tuple[Measured, Truths]:
        """Return the rows that an ``ever`` speaks of, and for each whether it is met."""
        measured = self._narrowed(criterion)
        sight = measured.rows.sight
        if not len(sight):
            return measured, np.zeros(0, np.int8)
        if criterion.comparison is None:
            return measured, np.where(sight.maybe, Truth.UNKNOWN, Truth.MET).astype(np.int8)
        bound = self.program.questions.bound(criterion)
        return measured, compare(measured.cells, bound, self.points.day[sight.point])

    def condition(self, fact: str) -> Truths:
        """Return the truth of a fact that is a condition."""
        held = self._truths.get(fact)
        if held is None:
            held = self._truths[fact] = self._stubbed(fact, self._condition(fact))
        return held

    def _condition(self, fact: str) -> Truths:
        if fact in YES_NO_FACTS:
            return self._yes_no(fact)
        form = self.program.definitions[fact].form
        if not isinstance(form, ConditionForm):
            raise TypeError(f"{fact} is no condition.")
        return self.truth(form.condition)

    def _stubbed(self, fact: str, held: Truths) -> Truths:
        """Return a condition with what was given by hand, of it or of the fact it is a grade of."""
        stub = self.stub(fact)
        if stub is None:
            return held
        if stub.truths is not None:
            return np.where(stub.at, stub.truths, held)
        rung = self.program.ladders.rung(fact)
        return held if rung is None else stub.reaching(rung.grade, held)

    def stub(self, fact: str) -> Stub | None:
        """Return what was given by hand of a fact, or of the graded fact it is a grade of."""
        rung = self.program.ladders.rung(fact) if self.stubs else None
        return self.stubs.get(fact if rung is None else rung.of)

    def by_hand(self, fact: str, point: int) -> bool:
        """Return whether a fact was given by hand at a point."""
        stub = self.stub(fact)
        return stub is not None and bool(stub.at[point])

    def applicable(self, fact: str) -> Truths:
        """Return where a fact that is a condition applies: everywhere, where it says nothing."""
        form = None if fact in ENGINE_FACTS else self.program.definitions[fact].form
        if not isinstance(form, ConditionForm) or form.applies is None or fact in self.stubs:
            return np.full(len(self.points), Truth.MET, np.int8)
        return self.truth(form.applies)

    def asked(self, criterion: Criterion) -> Truths | None:
        """Return the truths of a criterion, None where nobody has asked for it."""
        return self._truths.get(criterion)

    def was_asked(self, asked: Criterion | str) -> bool:
        """Return whether a criterion, or a fact that is a condition, has been asked for."""
        return asked in self._truths

    def _yes_no(self, fact: str) -> Truths:
        slots = self.slots
        due = slots.may_give(self.points.day) & ~self.ended
        yes = slots.cycle_open if fact == "cycle_open" else due
        return certain(yes)

    # --- readings ---------------------------------------------------------------------------

    def reading(self, fact: str, within: Within = None, since: str | None = None) -> Reading:
        """Return a fact's value at each point, with its evidence or why there is none."""
        asked = (fact, within, since)
        found = self._readings.get(asked)
        if found is None:
            found = stubbed(self._compute(fact, within, since), self.stubs.get(fact))
            self._readings[asked] = found
        return found

    def _compute(self, fact: str, within: Within, since: str | None) -> Reading:
        if fact in ENGINE_FACTS:
            return engine_fact(self, fact)
        form = self.program.definitions[fact].form
        if isinstance(form, ReadingForm):
            return self._read(fact, form, within, since)
        return computed(self, fact, form)

    def _read(self, fact: str, form: ReadingForm, within: Within, since: str | None) -> Reading:
        chain = self.program.chains[fact]
        no_record = form.no_record or self.program.knowledge.concepts[chain.concept].no_record
        frame = self.columns.frame(chain.concept)
        if not len(frame):
            # Most concepts have no event of anybody, and there is nothing to look for.
            return taken_of_none(len(self.points), form, no_record)
        limit = within if within is not None else form.within
        longest = None if limit is None else self.limit(limit)
        reading = take(self.measured(fact, since), form, longest, no_record)
        gone = reading.gone
        if not some(gone):
            return reading
        rows, steps = self._visible(chain), chain.steps
        hidden = rows.seeing(unseen(frame, self.points))
        return explained(reading, gone, rows.undropped(steps), hidden.undropped(steps))

    def rows(self, fact: str, since: str | None = None) -> Rows:
        """Return the rows a reading reads, before one of them is taken."""
        asked = (fact, since)
        rows = self._rows.get(asked)
        if rows is None:
            rows = self._rows[asked] = self._read_rows(fact, since)
        return rows

    def _read_rows(self, fact: str, since: str | None) -> Rows:
        if since is not None:
            rows = self.rows(fact)
            return rows.since(self.reading(since), otherwise=False) if len(rows.sight) else rows
        chain = self.program.chains[fact]
        built_on = len(chain.steps) > 1
        rows = self.rows(chain.last.read) if built_on else self._visible(chain)
        return rows.narrowed(chain.last, self.reading) if len(rows.sight) else rows

    def measured(self, fact: str, since: str | None = None) -> Measured:
        """Return the rows a reading reads, with what is read from each."""
        asked = (fact, since)
        found = self._measured.get(asked)
        if found is None:
            found = self.rows(fact, since).measured(self.program.chains[fact].last)
            self._measured[asked] = found
        return found

    def _visible(self, chain: Chain) -> Rows:
        concept = self.program.knowledge.concepts[chain.concept]
        sight = self.sight(chain.concept)
        return Rows(self.program, concept, self.points, sight)

    def sight(self, concept: str) -> Sight:
        """Return the visible rows of a concept."""
        sight = self._sights.get(concept)
        if sight is None:
            sight = self._sights[concept] = look(self.columns.frame(concept), self.points)
        return sight

    @cached_property
    def daily(self) -> tuple[EventDays, Sheet]:
        """Return each point's days with an event, and a sheet of them that many facts share."""
        return daily(self)

    def days(self, length: Duration | Parameter) -> Integers:
        """Return a duration in days, by each point's date."""
        days = self._days.get(length)
        if days is None:
            by_date = self.program.days(length).at(self.points.day)
            days = self._days[length] = np.full(len(self.points), by_date)
        return days

    def limit(self, length: Duration | Parameter) -> Limit:
        """Return a duration as the greatest age at each point."""
        limit = self._limits.get(length)
        if limit is None:
            limit = self._limits[length] = self._limit(length)
        return limit

    def _limit(self, length: Duration | Parameter) -> Limit:
        minutes, days = self.program.minutes(length), self.days(length)
        if minutes is None:
            return Limit(days)
        return Limit(days, np.full(len(self.points), minutes.at(self.points.day)))

    # --- the schedule -----------------------------------------------------------------------

    @cached_property
    def doses(self) -> Sight:
        """Return the visible doses of the schedule's own drug."""
        sight = self.sight("dose")
        drug = sight.frame.value.code(self.program.protocol.schedule.drug)
        return sight.where(sight.frame.value.word[sight.row] == drug)

    @cached_property
    def slots(self) -> Slots:
        """Return where each point stands in the schedule."""
        first = self.program.protocol.schedule.first_dose
        opened = self._bound_day(first.earliest, None)
        closes = self._bound_day(first.latest_after, first.latest_by)
        return slots_at(self.program.timetable, self.doses, self.points, opened, closes)

    @cached_property
    def phase(self) -> npt.NDArray[np.int8]:
        """Return each point's phase as its place in ``PHASES``."""
        ends, begun = self.program.protocol.roles.ends_treatment, self.reading("first_dose")
        return phase_of(begun, treatment_ended(self.sight, begun, ends))

    @cached_property
    def ended(self) -> npt.NDArray[np.bool_]:
        """Return where treatment has ended."""
        return np.asarray(self.phase == AFTER)

    def _bound_day(self, fact: str | None, by: Duration | Parameter | None) -> Integers:
        """Return a day that a fact's event sets, ``NO_DAY`` where it sets none."""
        if fact is None:
            return np.full(len(self.points), NO_DAY, np.int64)
        event = self.reading(fact)
        after = self.days(by) if by is not None else 0
        return np.where(event.key >= 0, day_of(event.key) + after, NO_DAY)

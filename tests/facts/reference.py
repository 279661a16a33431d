"""A plain, slow reading of design.md section 4: one patient, one day, one event at a time."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

from tests.facts.reference_course import Course, Moment, Standing, end_of
from tests.facts.reference_number import MET, MISSING, NOT_MET, OPERATIONS, UNKNOWN, Span
from tests.facts.reference_rows import FIRST_MET, Row, narrowed

from cyclewise.knowledge.knowledgebase import Knowledge
from cyclewise.knowledge.value import Value
from cyclewise.logic.condition import Condition
from cyclewise.protocol.criterion import Comparison, Criterion, Limit, Literally, Parameter
from cyclewise.protocol.definition import (
    ArithmeticForm,
    CyclesForm,
    DaysBetweenForm,
    Definition,
    ElapsedForm,
    FirstMetForm,
    GradesForm,
    KineticsForm,
    ReadingForm,
)
from cyclewise.protocol.protocol import Protocol
from cyclewise.protocol.schedule import Days
from cyclewise.timeline.columns import POSITIONS
from cyclewise.timeline.event import Event
from cyclewise.timeline.timeline import Timeline
from cyclewise.values.calendar import parse_duration
from cyclewise.values.quantity import Scale, parse_quantity

_EPOCH = date(1970, 1, 1)
_NUMBER, _FRACTION = Scale("number"), Scale("fraction")
_NOTHING = Value(math.nan, math.nan, "", "")


@dataclass(frozen=True)
class Fact:
    """What one fact says: a span or nothing, or that it did not happen; and the event it is of."""

    span: Span = MISSING
    absent: bool = False
    row: Row | None = None

    @property
    def known(self) -> bool:
        return not self.absent and not self.span.missing


@dataclass
class Reference:
    """One patient on one day, by what was known then."""

    protocol: Protocol
    knowledge: Knowledge
    timeline: Timeline
    day: int
    known: int
    judge: Callable[[Condition[Criterion]], int] | None = None
    """Gives the truth of a condition; set by the truths that rest on this reference."""
    another: Callable[[int, str], int] | None = None
    """Gives the truth of a fact on another day."""
    dose: int | None = None
    """The place of the dose that is judged before treatment of its own day."""
    _facts: dict[object, Fact] = field(default_factory=dict)
    _course: tuple[Course, Standing] | None = None

    # --- what is seen -------------------------------------------------------------------------

    def seen(self, concept: str) -> list[Row]:
        position = POSITIONS[self.knowledge.concepts[concept].position]
        rows = []
        for place, event in enumerate(self.timeline.events):
            gone = self.timeline.replaced.get(place)
            if event.concept != concept or event.first > self.day or event.known > self.known:
                continue
            if self.dose is not None and not self._before_treatment(place, position):
                continue
            if gone is None or gone > self.known:
                rows.append(Row(event, (event.first, position, event.minute, float(place))))
        return rows

    def _before_treatment(self, place: int, position: int) -> bool:
        """Say whether the dose being judged sees an event: by the time where both have one."""
        assert self.dose is not None
        event, dose = self.timeline.events[place], self.timeline.events[self.dose]
        if event.first < self.day:
            return True
        if place == self.dose:
            return False
        both_timed = event.minute >= 0 and dose.minute >= 0 and event.first == event.last
        if both_timed and event.minute != dose.minute:
            return event.minute < dose.minute
        if position == POSITIONS["treatment"]:
            return place < self.dose
        return both_timed or position == POSITIONS["results"]

    def rows(self, fact: str, since: str | None = None) -> list[Row]:
        rows, steps = self._chain(fact)
        for form in steps:
            rows = narrowed(self, rows, form)
        if since is not None:
            anchor = self.fact(since).row
            found = [] if anchor is None else [row.after(anchor) for row in rows]
            rows = [row for row in found if row is not None]
        return rows

    def _chain(self, fact: str) -> tuple[list[Row], list[ReadingForm]]:
        form = self.definition(fact).form
        assert isinstance(form, ReadingForm)
        if form.plain or form.read == fact or form.read not in self.protocol.definitions:
            return self.seen(form.read), [form]
        rows, steps = self._chain(form.read)
        return rows, [*steps, form]

    def concept_of(self, fact: str) -> str:
        form = self.definition(fact).form
        assert isinstance(form, ReadingForm)
        if form.plain or form.read == fact or form.read not in self.protocol.definitions:
            return form.read
        return self.concept_of(form.read)

    def definition(self, fact: str) -> Definition:
        return self.protocol.definitions.get(fact) or Definition(fact, fact, ReadingForm(fact))

    # --- facts --------------------------------------------------------------------------------

    def fact(self, name: str, within: Days | None = None, since: str | None = None) -> Fact:
        asked = (name, within, since)
        if asked not in self._facts:
            self._facts[asked] = self._fact(name, within, since)
        return self._facts[asked]

    def _fact(self, name: str, within: Days | None, since: str | None) -> Fact:  # noqa: C901, PLR0911, PLR0912 - a way out for each kind
        course = self.of_course(name)
        if course is not None:
            return course
        match self.definition(name).form:
            case ReadingForm() as form:
                return self._read(name, form, within or form.within, since)
            case ArithmeticForm(operation, of, against, none_yet, value):
                if none_yet is not None and self.fact(none_yet).row is None:
                    assert value is not None
                    quantity = parse_quantity(self.text(value))
                    assert quantity is not None
                    number = _FRACTION.convert(quantity)
                    return Fact(Span(number, number, ""))
                left, right = self.fact(of), self.fact(against)
                if not (left.known and right.known):
                    return Fact()
                if operation == "log_reduction":
                    return Fact(left.span.fallen_from(right.span))
                return Fact(left.span.set_against(right.span, OPERATIONS[operation]))
            case ElapsedForm(unit, event):
                return self._elapsed(unit, event)
            case DaysBetweenForm(begin, end):
                from_, to = self._dates(begin), self._dates(end)
                if from_ is None or to is None:
                    return Fact()
                return Fact(Span(float(to[0] - from_[1]), float(to[1] - from_[0]), ""))
            case KineticsForm() as form:
                return self._course_of(form)
            case FirstMetForm(when, since):
                return self._first_met(when, since)
            case CyclesForm(event):
                count = float(self._cycles_since(self.fact(event).row))
                return Fact(Span(count, count, ""))
            case GradesForm() as form:
                return Fact(self._grade(form))
            case other:
                raise TypeError(other)

    def _grade(self, form: GradesForm) -> Span:
        assert self.judge is not None
        held = {grade.number: self.judge(grade.when) for grade in form.grades}
        low = max((number for number, truth in held.items() if truth == MET), default=0)
        high = max((number for number, truth in held.items() if truth != NOT_MET), default=0)
        return Span(float(low), float(max(low, high)), "")

    def _read(self, name: str, form: ReadingForm, within: Days | None, since: str | None) -> Fact:  # noqa: PLR0911 - a way out for each kind
        concept = self.knowledge.concepts[self.concept_of(name)]
        no_record = form.no_record or concept.no_record
        rows = self.rows(name, since)
        limit = None if within is None else self.length(within)
        if limit is not None and form.take != "latest":
            rows = [each for each in (row.aged(self.day, limit) for row in rows) if each]
        spans = [row.measured(concept, form) for row in rows]
        if form.take == "count":
            sure = sum(not row.doubtful for row in rows)
            return Fact(Span(float(sure), float(len(rows)), ""))
        if form.take == "total":
            if any(span.missing for span in spans):
                return Fact()
            return Fact(Span.total(spans))
        if not rows:
            return Fact(absent=no_record != "unknown")
        if form.take in ("highest", "lowest"):
            return Fact(Span.extreme(spans, highest=form.take == "highest"), row=rows[-1])
        place = -1 if form.take == "latest" else 0
        if limit is not None:
            fresh = rows[place].aged(self.day, limit)
            if fresh is None:
                return Fact(absent=no_record != "unknown", row=rows[place])
            if fresh.doubtful:
                return Fact(row=rows[place])
        return Fact(spans[place], row=rows[place])

    def _elapsed(self, unit: str, event: str) -> Fact:
        dates = self._dates(event)
        if dates is None:
            return Fact()
        first, last = dates
        if unit == "days":
            return Fact(Span(float(self.day - last), float(self.day - first), ""))
        return Fact(Span(float(_years(last, self.day)), float(_years(first, self.day)), ""))

    def _first_met(self, when: str, since: str | None) -> Fact:
        """Ask the condition on every day with an event, each as a patient of its own."""
        assert self.another is not None
        anchor = None if since is None else self.fact(since).row
        seen = [row for concept in self.knowledge.concepts for row in self.seen(concept)]
        days = sorted({row.event.first for row in seen if row.event.dated})
        met, doubtful = [], []
        for day in days:
            held = self.another(day, when)
            if anchor is not None and day <= anchor.event.first:
                continue
            if anchor is not None and day <= anchor.event.last and held == MET:
                held = UNKNOWN
            met += [day] * (held == MET)
            doubtful += [day] * (held == UNKNOWN)
        if not met:
            today = self.another(self.day, when) != NOT_MET
            today = today and (anchor is None or self.day > anchor.event.first)
            return Fact(absent=not doubtful and not today)
        first = min([met[0], *doubtful[:1]])
        row = Row(Event(FIRST_MET, _NOTHING, first, met[0]), end_of(met[0]))
        return Fact(Span(float(first), float(met[0]), ""), row=row)

    def _course_of(self, form: KineticsForm) -> Fact:
        """Return the greatest rise of all pairs, each looked at by itself."""
        concept = self.knowledge.concepts[self.concept_of(form.of)]
        read = self.definition(form.of).form
        assert isinstance(read, ReadingForm)
        rows = self.rows(form.of)
        sure, possible, later = -math.inf, -math.inf, None
        limit = (
            parse_duration(self.text(form.within))
            if isinstance(form.within, Parameter)
            else form.within
        )
        for place, before in enumerate(rows):
            for after in rows[-1:] if form.to == "latest" else rows:
                if rows.index(after) <= place:
                    continue
                near = before.near(after, limit)
                least = max(1, after.event.first - before.event.last)
                most = after.event.last - before.event.first
                if near == NOT_MET or (form.per_day and most <= 0):
                    continue
                rise = after.measured(concept, read).set_against(
                    before.measured(concept, read), OPERATIONS[form.operation]
                )
                if form.per_day:
                    rise = rise.over(least, most)
                possible = math.inf if rise.missing else max(possible, rise.high)
                if near == MET and not rise.missing and rise.low > -math.inf:
                    sure, later = max(sure, rise.low), after
        return Fact() if later is None else Fact(Span(sure, possible, ""), row=later)

    def _dates(self, event: str) -> tuple[int, int] | None:
        """Return the first and last day on which an event may lie, or which it names."""
        row = self.fact(event).row
        if row is None:
            return None
        concept = self.knowledge.concepts.get(row.event.concept)
        if concept is not None and concept.kind == "date":
            return int(row.event.value.low), int(row.event.value.high)
        return row.event.first, row.event.last

    # --- the course ---------------------------------------------------------------------------

    @property
    def doses(self) -> list[Row]:
        drug = self.protocol.schedule.drug
        return [row for row in self.seen("dose") if row.event.value.word == drug]

    def course(self) -> tuple[Course, Standing]:
        if self._course is None:
            self._course = self._walked()
        return self._course

    def _walked(self) -> tuple[Course, Standing]:
        course = Course(self.protocol.schedule)
        for row in self.doses:
            course.give(row.event, row.moment)
        return course, course.stand(self.day, self.moment)

    @property
    def moment(self) -> Moment:
        """Return the place in the order of events at which this reference stands."""
        if self.dose is None:
            return end_of(self.day)
        return (self.day, 1, self.timeline.events[self.dose].minute, self.dose - 0.5)

    def timing(self) -> tuple[int | None, int | None, int | None]:
        """Return the earliest, due and latest day of the next dose."""
        course, standing = self.course()
        if course.begun:
            return standing.earliest, standing.due, standing.latest
        first = self.protocol.schedule.first_dose
        opened = self.fact(first.earliest).row if first.earliest else None
        after = self.fact(first.latest_after).row if first.latest_after else None
        latest = None
        if after is not None and first.latest_by is not None:
            latest = after.event.first + self.length(first.latest_by)
        earliest = None if opened is None else opened.event.first
        if course.opens is None:
            return earliest, self.day, latest
        earliest = course.opens if earliest is None else max(earliest, course.opens)
        return earliest, max(self.day, course.opens), latest

    def ended(self) -> bool:
        if self.seen("death") or self.seen("end_of_treatment"):
            return True
        first = self.doses[0].event.first if self.doses else None
        return first is not None and any(
            row.event.first >= first
            for concept in self.protocol.roles.ends_treatment
            for row in self.seen(concept)
        )

    def may_give(self) -> bool:
        if self.ended():
            return False
        earliest = self.timing()[0]
        _, standing = self.course()
        left = standing.following < len(self.protocol.schedule.slots)
        return left and (earliest is None or self.day >= earliest)

    def of_course(self, name: str) -> Fact | None:  # noqa: PLR0911 - a way out for each kind
        """Return a fact that the engine itself provides, None where it provides none."""
        if name in ("first_dose", "last_dose"):
            doses = self.doses
            row = (doses[0] if name == "first_dose" else doses[-1]) if doses else None
            return Fact(absent=True) if row is None else Fact(Span.of(row.event.value), row=row)
        if name == "last_cycle_start":
            course, standing = self.course()
            complete = course.cycles[:-1] if standing.cycle_open else course.cycles
            if not complete:
                return Fact(absent=True)
            event, moment = min(complete[-1].filled.values(), key=lambda each: each[1])
            return Fact(Span.of(event.value), row=Row(event, moment))
        if name in ("first_cycle_end", "last_cycle_end"):
            ended = [cycle.ended for cycle in self.course()[0].cycles if cycle.ended]
            if not ended:
                return Fact(absent=True)
            moment = ended[0] if name == "first_cycle_end" else ended[-1]
            day = int(moment[0])
            return Fact(absent=False, row=Row(Event("", _NOTHING, day, day), moment))
        numbers = self._numbers(name)
        if numbers is None:
            return None
        (number,) = numbers
        return Fact(absent=True) if number is None else Fact(Span(float(number), float(number), ""))

    def _numbers(self, name: str) -> tuple[float | None] | None:
        course, standing = self.course()
        left = standing.following < len(course.slots)
        slot = course.slots[standing.following] if left else None
        match name:
            case "cycles_given":
                given = course.slots[course.last].cycle - standing.cycle_open if course.begun else 0
                return (given,)
            case "cycles_begun":
                return (course.slots[course.last].cycle if course.begun else 0,)
            case "next_cycle":
                return (slot.cycle if slot else None,)
            case "next_day":
                return (slot.day if slot else None,)
            case "days_past_due":
                due = self.timing()[1]
                return (self.day - due if slot and due is not None else None,)
            case _:
                return None

    def _cycles_since(self, row: Row | None) -> int:
        """Return how many cycles that began after an event are complete."""
        if row is None:
            return 0
        course, standing = self.course()
        begun = [min(m for _, m in cycle.filled.values()) > row.moment for cycle in course.cycles]
        if standing.cycle_open:
            begun = begun[:-1]
        return sum(begun)

    # --- limits -------------------------------------------------------------------------------

    def limits(self, comparison: Comparison) -> tuple[str, list[str]]:
        """Return a comparison's word, and its limits as they are written on this day."""
        return comparison.word, [self.text(limit) for limit in comparison.limits]

    def text(self, limit: Limit) -> str:
        if isinstance(limit, Literally):
            return limit.text
        text = self.protocol.parameters[limit.name].text
        for amendment in self.protocol.amendments:
            if amendment.day <= self.day:
                text = amendment.values.get(limit.name, text)
        return text

    def length(self, length: Days) -> int:
        """Return the days of a duration, or of the parameter in force."""
        if isinstance(length, Parameter):
            length = parse_duration(self.text(length))
        return length.days


def _years(since: int, day: int) -> int:
    """Return completed years; who was born on 29 February is a year older on 1 March."""
    start, end = _EPOCH + timedelta(days=since), _EPOCH + timedelta(days=day)
    return end.year - start.year - ((end.month, end.day) < (start.month, start.day))

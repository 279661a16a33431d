"""A plain, slow audit of one patient, written from design.md section 6 and rules/README.md."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from tests.facts.reference import Reference
from tests.facts.reference_answer import Answer
from tests.facts.reference_course import Course, end_of
from tests.facts.reference_expected import NOTHING, UNKNOWN, Stood, _follows, stood
from tests.facts.reference_rows import Row
from tests.facts.reference_truth import Truths

from cyclewise.knowledge.knowledgebase import Knowledge
from cyclewise.protocol.expectation import NEXT_DOSE
from cyclewise.protocol.protocol import Protocol
from cyclewise.protocol.rule import ALWAYS, PHASES, Rule
from cyclewise.timeline.event import UNDATED, Event
from cyclewise.timeline.timeline import Timeline

ALL = 2**31 - 2
"""A day by which everything is known."""

ENDS = ("ineligible", "discontinue", "complete", "follow-up")

Due = tuple[int, int, str]
"""A slot, the last day for it, and what became of it."""


def as_given(timeline: Timeline) -> Timeline:
    """Return a patient with the doses as given: known on their day, and none that is corrected."""
    mended = [
        replace(event, known=event.first, replaces=None) if event.concept == "dose" else event
        for place, event in enumerate(timeline.events)
        if event.concept != "dose" or place not in timeline.replaced
    ]
    return Timeline(timeline.patient, tuple(mended), timeline.last_day)


@dataclass
class Audited:
    """One patient under audit."""

    protocol: Protocol
    knowledge: Knowledge
    timeline: Timeline
    _asked: dict[tuple[int, int, int | None], Reference] = field(default_factory=dict)

    def at(self, day: int, known: int, dose: int | None = None) -> Reference:
        """Return the facts of a moment; every rule is asked of the same."""
        asked = (day, known, dose)
        if asked not in self._asked:
            self._asked[asked] = Reference(
                self.protocol, self.knowledge, self.timeline, day, known, dose=dose
            )
        return self._asked[asked]

    @property
    def doses(self) -> list[int]:
        """Return the places of the schedule's own doses."""
        drug = self.protocol.schedule.drug
        return [
            place
            for place, event in enumerate(self.timeline.events)
            if event.concept == "dose" and event.value.word == drug
        ]

    # --- doses --------------------------------------------------------------------------------

    def dose(self, place: int) -> dict[str, object]:
        """Return what an audit's own facts say of one dose."""
        event = self.timeline.events[place]
        reference = self.at(event.first, event.first, place)
        answer = Answer(Truths(reference))
        course, _ = reference.course()
        earliest, _, latest = reference.timing()
        left = reference.course()[1].following < len(course.slots)
        early = 0 if earliest is None or not left else max(0, earliest - event.first)
        late = 0 if latest is None or not left else max(0, event.first - latest)
        own = event.attributes.get("level")
        return {
            "standing": answer.action,
            "otherwise": answer.certain,
            "placed": self._placed(course, event),
            "days_early": early,
            "days_late": late,
            "level_raised": own is not None and own.low > course.level,
        }

    def _placed(self, course: Course, event: Event) -> str:
        named = [n for n in ("cycle", "day") if n in event.attributes]
        place = course._place(event)
        if not named:
            gap = self.protocol.schedule.between_doses
            if course.begun and event.first - course.infused_until < gap.days:  # type: ignore[union-attr]
                return "too near"
            return "no such slot" if place is None else "in its slot"
        if place is None:
            return "no such slot"
        if place <= course.last:
            filled = any(place in cycle.filled for cycle in course.cycles)
            return "slot filled" if filled else "slot passed"
        return "in its slot" if place == course.next_on(event.first) else "other slot than due"

    # --- doses due ----------------------------------------------------------------------------

    def due(self) -> set[Due]:
        """Return every slot that was due: walked day by day through the actual history."""
        open_: dict[int, int] = {}
        closed: dict[int, tuple[int, str]] = {}
        first = self.timeline.events[self.doses[0]].first if self.doses else ALL
        for day in range(first, self.timeline.last_day + 1):
            course = self._course(day)
            standing = course.stand(day, end_of(day))
            slot, latest = standing.following, standing.latest
            for old in [each for each in open_ if each != slot]:
                filled = any(old in cycle.filled for cycle in course.cycles)
                closed.setdefault(old, (open_.pop(old), "done" if filled else "passed"))
            if latest is None or slot in closed or slot >= len(course.slots):
                continue
            open_[slot] = latest
            if day >= latest:
                closed[slot] = (open_.pop(slot), "" if day == latest else "passed")
        return {
            (slot, latest, said or self._of_due(slot, latest))
            for slot, (latest, said) in closed.items()
            if latest <= self.timeline.last_day and said != "passed"
        }

    def _course(self, day: int) -> Course:
        return self.at(day, ALL).course()[0]

    def _of_due(self, slot: int, latest: int) -> str:
        """Return what is said of a dose that was not given by its latest day."""
        reference = self.at(latest, latest)
        if reference.course()[1].following != slot:
            return "not expected"
        action = Answer(Truths(reference)).action
        if action in ENDS:
            return "not expected"
        return "overdue" if action == "administer" else "excused"

    # --- occasions ----------------------------------------------------------------------------

    def occasions(self, rule: Rule) -> list[tuple[int, int | None, str]]:
        """Return each occasion of a rule: its day, the dose that closed it, its state."""
        assert rule.expectation is not None
        if rule.expectation.occasion == "before":
            return [self._before(rule, place) for place in self.doses]
        if rule.expectation.occasion == "every":
            return self._repeated(rule)
        found, seen = [], set()
        for day in range(self._first_day, self.timeline.last_day + 1):
            reference = self.at(day, ALL)
            Truths(reference)  # which the first day of a condition is asked of
            anchor = reference.fact(rule.expectation.event or "").row
            if anchor is None or not anchor.is_day or anchor.moment in seen:
                continue
            seen.add(anchor.moment)
            occasion = self._after(rule, reference, anchor)
            if occasion is not None:
                found.append(occasion)
        return found

    @property
    def _first_day(self) -> int:
        days = [event.first for event in self.timeline.events if event.known != UNDATED]
        return min(days, default=ALL)

    def _before(self, rule: Rule, place: int) -> tuple[int, int | None, str]:
        assert rule.expectation is not None
        day = self.timeline.events[place].first
        opens = day - self.at(day, day).length(rule.expectation.opens)
        return day, place, self._state(rule, day, place, opens, None)

    def _after(
        self, rule: Rule, reference: Reference, anchor: Row
    ) -> tuple[int, int | None, str] | None:
        asked = rule.expectation
        assert asked is not None
        everywhere = replace(rule, condition=ALWAYS, phases=PHASES)
        _, opens, _, closes, _ = stood(reference, everywhere, asked.items[0])
        if closes is None or opens is None:
            return None
        dose = None
        if NEXT_DOSE in (asked.closes, asked.due):
            dose = self._next(anchor, closes)
        if dose is None and closes > self.timeline.last_day:
            return None
        day = closes if dose is None else self.timeline.events[dose].first
        return day, dose, self._state(rule, day, dose, opens, anchor)

    def _next(self, anchor: Row, closes: int) -> int | None:
        """Return the first dose after an event, if it came in time."""
        for place in self.doses:
            event = self.timeline.events[place]
            if (event.first, 1, event.minute, float(place)) > anchor.moment:
                return place if event.first <= closes else None
        return None

    def _repeated(self, rule: Rule) -> list[tuple[int, int | None, str]]:
        """Return every day on which something was due again, and what became of all of it."""
        assert rule.expectation is not None
        done: dict[int, bool] = {}
        for item in rule.expectation.items:
            for day, kept in self._turns(rule, item):
                done[day] = done.get(day, True) and kept
        return [(day, None, self._became(rule, day, None, kept)) for day, kept in done.items()]

    def _turns(self, rule: Rule, item: str) -> Iterator[tuple[int, bool]]:
        """Yield the last day of each turn of one item, and whether it was done by then."""
        seen = set()
        for day in range(self._first_day, self.timeline.last_day + 1):
            anchor, (_, opens, _, closes, record) = self._counted(rule, item, day)
            if anchor is None or closes is None or (anchor.moment, record) in seen:
                continue
            seen.add((anchor.moment, record))
            if closes > self.timeline.last_day:
                continue
            then, (state, *_) = self._counted(rule, item, closes)
            if then is None or then.moment != anchor.moment or state in (NOTHING[0], UNKNOWN[0]):
                continue
            assert opens is not None
            yield closes, self._done(item, closes, None, opens, anchor)

    def _counted(self, rule: Rule, item: str, day: int) -> tuple[Row | None, Stood]:
        """Return what a turn counts from at the end of a day, and its days."""
        assert rule.expectation is not None
        reference = self.at(day, ALL)
        Truths(reference)
        anchor = reference.fact(rule.expectation.event or "").row
        return anchor, stood(reference, replace(rule, condition=ALWAYS, phases=PHASES), item)

    def _state(self, rule: Rule, day: int, dose: int | None, opens: int, anchor: Row | None) -> str:
        assert rule.expectation is not None
        items = rule.expectation.items
        done = all(self._done(item, day, dose, opens, anchor) for item in items)
        return self._became(rule, day, dose, done)

    def _became(self, rule: Rule, day: int, dose: int | None, done: bool) -> str:
        assert rule.expectation is not None
        reference = self.at(day, day, dose)
        truths = Truths(reference)
        answer = Answer(truths)
        applies = 2 if rule.condition == ALWAYS else truths.truth(rule.condition)
        if answer.phase not in rule.phases or applies == 0:
            return "not expected"
        if done:
            return "done"
        if applies == 1:
            return "unknown"
        if rule.expectation.awaits_dose:
            if answer.action in ENDS or (dose is not None and answer.action == "wait"):
                return "not expected"
            if dose is None and answer.action == "withhold":
                return "excused"
        return "overdue"

    def _done(self, item: str, day: int, dose: int | None, opens: int, anchor: Row | None) -> bool:
        """Say whether an item was done in time, whenever its result came to be known."""
        rows = self.at(day, ALL, dose).rows(item)
        return any(
            not row.doubtful
            and row.event.first >= opens
            and (anchor is None or _follows(row, anchor))
            for row in rows
        )

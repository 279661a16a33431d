"""The schedule walked dose by dose, as design.md section 4 tells it; for the slow reference."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from cyclewise.protocol.schedule import Days, Schedule, Slot
from cyclewise.timeline.event import Event
from cyclewise.values.calendar import Duration

Moment = tuple[float, ...]
"""A place in the order of events: day, position in the day, time, line."""

END_OF_DAY = 3.0


def end_of(day: int) -> Moment:
    return (day, END_OF_DAY, math.inf, math.inf)


def days_of(length: Days | None) -> int:
    assert isinstance(length, Duration)
    return length.days


@dataclass
class Cycle:
    """One cycle that was begun."""

    number: int
    day_1: int
    filled: dict[int, tuple[Event, Moment]] = field(default_factory=dict)
    ended: Moment | None = None


@dataclass
class Course:
    """A patient's doses in the slots of a schedule."""

    schedule: Schedule
    cycles: list[Cycle] = field(default_factory=list)
    last: int = -1
    last_day: int = 0
    infused_until: int = 0
    drug_until: int | None = None
    last_moment: Moment = ()
    level: float = 1.0
    unplaced: int = 0

    @property
    def slots(self) -> tuple[Slot, ...]:
        return self.schedule.slots

    @property
    def begun(self) -> bool:
        return self.last >= 0

    def next_on(self, day: int) -> int:
        """Return the slot after the last filled, without those of its cycle omitted by a day."""
        place = self.last + 1
        while self.begun and place < len(self.slots):
            slot = self.slots[place]
            same = slot.cycle == self.slots[self.last].cycle
            limit = slot.timing.omitted_after if slot.timing else None
            if not same or limit is None or day <= self.cycles[-1].day_1 + days_of(limit):
                break
            place += 1
        return place

    def give(self, event: Event, moment: Moment) -> None:
        """Place one dose: its label is its slot; without one it is the slot that follows."""
        level = event.attributes.get("level")
        if level is not None:
            self.level = min(self.level, level.low)
        place = self._place(event)
        until = event.attributes.get("until")
        if place is None or place <= self.last:
            self.unplaced += 1
            rows = [row for slot in self.slots for row in slot.rows]
            lasts = max(days_of(row.lasts) if row.lasts else 0 for row in rows)
            self._note_end(event.first + lasts if until is None else int(until.low))
            return
        slot = self.slots[place]
        if not self.cycles or self.cycles[-1].number != slot.cycle:
            self._end_cycle((*moment[:3], moment[3] - 0.5))
            heads = place == min(i for i, each in enumerate(self.slots) if each.cycle == slot.cycle)
            offset = 0 if heads or slot.timing is None else days_of(slot.timing.due)
            self.cycles.append(Cycle(slot.cycle, event.first - offset))
        self.cycles[-1].filled[place] = (event, moment)
        self.last, self.last_day = place, event.first
        lasts = max((days_of(row.lasts) for row in slot.rows if row.lasts), default=0)
        self.infused_until = event.first + lasts if until is None else int(until.low)
        self._note_end(self.infused_until)
        after = (self.infused_until, 1.0, 24 * 60 - 1.0, 0.0)
        self.last_moment = after if self.infused_until > event.first else moment

    def _note_end(self, day: int) -> None:
        self.drug_until = day if self.drug_until is None else max(self.drug_until, day)

    @property
    def opens(self) -> int | None:
        """Return the day before which no dose may be given: the gap after the last dose of all."""
        if self.drug_until is None:
            return None
        return self.drug_until + days_of(self.schedule.between_doses)

    def _place(self, event: Event) -> int | None:
        label = {
            name: event.attributes[name].low
            for name in ("cycle", "day")
            if name in event.attributes
        }
        if not label:
            gap = days_of(self.schedule.between_doses)
            near = self.begun and event.first - self.infused_until < gap
            place = self.next_on(event.first)
            return None if near or place >= len(self.slots) else place
        for place, slot in enumerate(self.slots):
            if len(label) == 1 and place <= self.last:
                continue
            if all(getattr(slot, name) == number for name, number in label.items()):
                return place
        return None

    def _end_cycle(self, by: Moment) -> None:
        """Note when the running cycle ended: its last slot given, or omitted, at the latest now."""
        if not self.cycles or self.cycles[-1].ended is not None:
            return
        cycle, slot = self.cycles[-1], self.slots[self.last]
        final = max(
            (each for each in self.slots if each.cycle == slot.cycle), key=lambda each: each.day
        )
        end = None
        if slot.day == final.day:
            end = self.last_moment
        elif final.timing is not None and final.timing.omitted_after is not None:
            end = end_of(cycle.day_1 + days_of(final.timing.omitted_after))
        cycle.ended = by if end is None else min(end, by)

    def stand(self, day: int, moment: Moment) -> Standing:
        """Return where the course stands on a day."""
        following = self.next_on(day)
        if not self.begun:
            return Standing(following, False, None, None, None)
        same = (
            following < len(self.slots)
            and self.slots[following].cycle == self.slots[self.last].cycle
        )
        is_open = same or day < self.infused_until
        if not is_open:
            self._end_cycle(moment)
        if following >= len(self.slots):
            return Standing(following, is_open, None, None, None)
        timing = self.slots[following].timing
        assert timing is not None
        anchor = self.cycles[-1].day_1
        if timing.counted_from == "the last dose":
            anchor = self.infused_until
        assert self.opens is not None
        earliest = max(anchor + days_of(timing.earliest), self.opens)
        due = max(anchor + days_of(timing.due), earliest)
        latest = max(anchor + days_of(timing.latest), due)
        return Standing(following, is_open, earliest, due, latest)


@dataclass(frozen=True)
class Standing:
    """The next slot, whether a cycle is open, and the days of the next dose."""

    following: int
    cycle_open: bool
    earliest: int | None
    due: int | None
    latest: int | None

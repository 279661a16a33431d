"""The way of many patients through a schedule, dose by dose, each on its day."""

from __future__ import annotations

from dataclasses import field

import numpy as np

from cyclewise.facts.timetable import Timetable
from cyclewise.records import dataclass
from cyclewise.simulation.doses import Doses
from cyclewise.simulation.draft import NEVER
from cyclewise.simulation.page import Simulation
from cyclewise.simulation.plan import Plan
from cyclewise.simulation.visits import Shown, Visit, Visits
from cyclewise.simulation.window import Window, inside, opens_cycle, window_of
from cyclewise.timeline.columns import Integers


@dataclass(slots=True)
class Walk:
    """Where each patient stands: the days of the cycle's first dose and of the last dose.

    ``over`` is the day after which the patient's course has stopped and ``found`` the day of the
    dose with the planted deviation; ``NEVER`` until there is one.
    """

    page: Simulation
    table: Timetable
    plan: Plan
    visits: Visits
    doses: Doses
    first: Integers
    day_1: Integers = field(init=False)
    ended: Integers = field(init=False)
    over: Integers = field(init=False)
    found: Integers = field(init=False)

    def __post_init__(self) -> None:
        """Stand before the first dose."""
        self.day_1, self.ended = self.first.copy(), self.first.copy()
        self.over, self.found = (np.full(len(self.first), NEVER, np.int64) for _ in range(2))

    def run(self) -> None:
        """Give every dose of every course, and record what belongs to it."""
        for slot in range(len(self.table) + 1):
            who = self.plan.goes_on(slot)
            if len(who):
                self._turn(slot, who)
            self._stop(np.flatnonzero(self.plan.last == slot), slot)

    def _turn(self, slot: int, who: Integers) -> None:
        """Take the patients who come for a slot through it."""
        window = window_of(self.table, slot, self.day_1[who], self.ended[who])
        planned = self._planned(slot, who, window)
        opens = opens_cycle(self.table, slot)
        came = self._moved(slot, who, window, planned)
        if opens and slot > 0:
            again = self.plan.last[who] >= slot
            self._assess(who[again], np.minimum(planned, came)[again], slot)
        day, shown = self._held(slot, who, came, window)
        here = self.plan.target[who] == slot
        self.found[who] = np.where(here, np.where(day < NEVER, day, window.latest), self.found[who])
        given = (day < NEVER) & (here | (day <= window.left_out))
        waited, who, day = (day > came)[given], who[given], day[given]
        self._visit(slot, who[~waited], day[~waited], shown)
        self._visit(slot, who[waited], day[waited], shown, at_once=True)
        self.doses.give(slot, who, day)
        self.ended[who] = day + self.table.lasts[inside(self.table, slot)]
        if opens:
            self.day_1[who] = day
        self.visits.record("after each dose", who, self.ended[who], Visit(slot, turn=slot))

    def _planned(self, slot: int, who: Integers, window: Window) -> Integers:
        """Return the day agreed on: about the due day, inside the window."""
        if slot == 0:
            return self.first[who]
        span, chance = self.page.jitter, self.visits.drawing.chance
        jitter = chance.whole(who, span.first, span.last, "jitter", slot)
        day: Integers = np.clip(window.due + jitter, window.earliest, window.latest)
        return day

    def _moved(self, slot: int, who: Integers, window: Window, planned: Integers) -> Integers:
        """Return the days with those that a deviation moves; ``NEVER`` is a dose left out."""
        for place, planted in enumerate(self.page.planted):
            mine = self.plan.deviates(place, slot)[who]
            if not mine.any() or not (planted.moved or planted.left_out):
                continue
            if planted.moved is None or planted.moved.limit != "before the earliest day":
                # Nothing speaks against the dose on its last day: it only does not come.
                visit = Visit(slot, why="on the latest day", turn=slot)
                latest = window.latest[mine]
                self.visits.record("before each dose", who[mine], latest, visit, at_once=True)
            day = np.full(len(who), NEVER, np.int64)
            if planted.moved is not None:
                span, chance = planted.moved.days, self.visits.drawing.chance
                days = chance.whole(who, span.first, span.last, "beyond", slot)
                day = window.beyond(planted.moved.limit, days)
            planned = np.where(mine, day, planned)
        return planned

    def _held(
        self, slot: int, who: Integers, day: Integers, window: Window
    ) -> tuple[Integers, tuple[Shown, ...]]:
        """Return the days after every hold, with what is shown where a hold is not respected."""
        ignored: tuple[Shown, ...] = ()
        day = day.copy()
        for place, episode in enumerate(self.page.episodes):
            here = (self.plan.episode[who] == place) & (self.plan.held[who] == slot)
            if not here.any():
                continue
            mine, came = who[here], day[here]
            chance = self.visits.drawing.chance
            lasts = chance.whole(mine, episode.lasts.first, episode.lasts.last, "lasts")
            visits = -(-lasts // self.page.again)
            on_latest = came + visits * self.page.again == window.latest[here] + 1
            visits = visits + on_latest
            despite = self.plan.target[mine] == slot
            until = came + visits * self.page.again - 1
            # A dose given all the same stands alone: by the next one the episode is over.
            until = np.where(despite, np.minimum(until, came + self.table.gap // 2), until)
            self.visits.happen(episode.begins, mine, came, f"{episode.name} begins", until)
            self.visits.happen(episode.ends, mine, until, f"{episode.name} ends")
            everyone = np.zeros(len(self.first), bool)
            everyone[mine[despite]] = True
            ignored += tuple(Shown(said, everyone) for said in episode.shows)
            self._wait(slot, mine[~despite], came[~despite], visits[~despite], place)
            day[here] = np.where(despite, came, until + 1)
        return day, ignored

    def _wait(self, slot: int, who: Integers, came: Integers, visits: Integers, place: int) -> None:
        """Record each visit of a hold on which no dose is given."""
        episode = self.page.episodes[place]
        all_of = np.ones(len(self.first), bool)
        shown = tuple(Shown(said, all_of) for said in episode.shows)
        for turn in range(int(visits.max(initial=0))):
            still = visits > turn
            visit = Visit(slot, shown, why=f"held by {episode.name}", turn=turn)
            day = came[still] + turn * self.page.again
            self.visits.record("before each dose", who[still], day, visit, at_once=True)

    def _visit(
        self,
        slot: int,
        who: Integers,
        day: Integers,
        shown: tuple[Shown, ...],
        *,
        at_once: bool = False,
    ) -> None:
        """Record what precedes a dose; all of it is known on the day of the dose.

        After a hold it is taken ``at_once``, on that very day.
        """
        known_by = np.full(len(self.first), NEVER, np.int64)
        known_by[who] = day
        visit = Visit(slot, shown, known_by, turn=slot)
        if slot == 0:
            self.visits.record("before the first dose", who, day, visit)
        if opens_cycle(self.table, slot):
            self.visits.record("before each cycle", who, day, visit)
        self.visits.record("before each dose", who, day, visit, at_once=at_once)

    def _assess(self, who: Integers, planned: Integers, slot: int, *, last: bool = False) -> None:
        """Record the assessment of a cycle; the dose planned is that of the next one."""
        known_by = np.full(len(self.first), NEVER, np.int64)
        known_by[who] = planned
        shown: tuple[Shown, ...] = ()
        for place, course in enumerate(self.page.courses):
            mine = (self.plan.course == place) & last
            shown += tuple(Shown(said, mine) for said in course.last)
        turn = int(self.table.cycle[inside(self.table, slot)]) - (slot < len(self.table))
        self.visits.record(
            "after each cycle", who, planned, Visit(slot, shown, known_by, turn=turn)
        )

    def _stop(self, who: Integers, slot: int) -> None:
        """Record what stops the courses whose last slot this was, before a further dose is due."""
        day = self.ended[who]
        whole = self.plan.whole[who]
        ready = who[whole]
        if len(ready):
            window = window_of(self.table, slot + 1, self.day_1[ready], self.ended[ready])
            planned = self._planned(slot + 1, ready, window)
            self._assess(ready, planned, slot + 1, last=True)
            day = day.copy()
            day[whole] = planned - 1
        for place, course in enumerate(self.page.courses):
            here = self.plan.course[who] == place
            mine = who[here]
            self.over[mine] = self.visits.happen(
                course.stop, mine, day[here], f"{course.name}: stop"
            )

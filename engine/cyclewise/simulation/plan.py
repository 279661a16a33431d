"""What is in store for each patient before the first dose: the course, a hold, a deviation."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from cyclewise.facts.timetable import Timetable
from cyclewise.records import dataclass
from cyclewise.simulation.chance import Chance
from cyclewise.simulation.draft import NEVER
from cyclewise.simulation.page import Place, Simulation
from cyclewise.timeline.columns import Integers

Flags = npt.NDArray[np.bool_]
NONE = -1


@dataclass(frozen=True, slots=True)
class Plan:
    """What was drawn, one entry a patient; -1 is none.

    ``course``, ``episode`` and ``planted`` are places in the page's lists; ``last`` is the last
    slot of the course, ``held`` the slot of the episode, ``target`` the slot of the deviation
    and ``reduced`` the first slot of a lower level. ``whole`` courses end with a cycle.
    """

    course: Integers
    last: Integers
    whole: Flags
    episode: Integers
    held: Integers
    planted: Integers
    target: Integers
    reduced: Integers
    more: Flags

    def goes_on(self, slot: int) -> Integers:
        """Return the patients who come for a slot."""
        return np.flatnonzero(self.last + self.more >= slot)

    def deviates(self, place: int, slot: int) -> Flags:
        """Return where one of the deviations is planted at a slot."""
        found: Flags = (self.planted == place) & (self.target == slot)
        return found


@dataclass(frozen=True, slots=True)
class Planner:
    """Draws a plan for each of so many patients of a page, through the slots of a schedule."""

    page: Simulation
    table: Timetable
    chance: Chance
    patients: int

    def plan(self, wanted: Sequence[int], share: float) -> Plan:
        """Return the plan; a share of the patients gets one of the deviations wanted."""
        planted = self._planted(wanted, share)
        course = self._course(planted)
        last, whole = self._ends(course)
        target = self._targets(planted, last)
        planted = np.where(target == NONE, NONE, planted)
        more = np.isin(planted, [at for at, each in enumerate(self.page.planted) if each.one_more])
        episode, held = self._episodes(planted, target, last)
        reduced = self._reduced(planted, target, last)
        return Plan(course, last, whole, episode, held, planted, target, reduced, more)

    @property
    def _everyone(self) -> Integers:
        return np.arange(self.patients)

    def _planted(self, wanted: Sequence[int], share: float) -> Integers:
        planted = self._nobody()
        if wanted and share:
            some = np.flatnonzero(self.chance.uniform(self._everyone, "deviates") < share)
            planted[some] = np.array(wanted)[self.chance.whole(some, 0, len(wanted) - 1, "which")]
        return planted

    def _nobody(self) -> Integers:
        return np.full(self.patients, NONE, np.int64)

    def _course(self, planted: Integers) -> Integers:
        """Return each patient's course: drawn, or the one that the deviation needs."""
        shares = [each.share for each in self.page.courses]
        course = self.chance.one_of(self._everyone, shares, "course")
        names = [each.name for each in self.page.courses]
        for place, each in enumerate(self.page.planted):
            if each.course:
                course[planted == place] = names.index(each.course)
        return course

    def _ends(self, course: Integers) -> tuple[Integers, Flags]:
        """Return the last slot of each patient's course, and whether it ends with a cycle."""
        last, whole = np.zeros(self.patients, np.int64), np.zeros(self.patients, bool)
        ends = np.unique(self.table.cycle_end)
        for place, each in enumerate(self.page.courses):
            who = np.flatnonzero(course == place)
            counts = np.array(list(each.counts), np.int64)
            drawn = counts[self.chance.one_of(who, list(each.counts.values()), "how long")]
            slots = ends if each.by_cycle else np.arange(len(self.table))
            last[who] = slots[np.minimum(drawn, len(slots)) - 1]
            whole[who] = each.by_cycle
        return last, whole

    def _targets(self, planted: Integers, last: Integers) -> Integers:
        """Return the slot of each deviation, -1 where the course never comes to one."""
        target = self._nobody()
        for place, each in enumerate(self.page.planted):
            who = np.flatnonzero(planted == place)
            if each.one_more:
                target[who] = last[who] + 1
                continue
            found = self._one_place(each.at, who, last[who], "at which dose")
            # A dose is raised again where the one before it is not the first.
            target[who] = np.where(each.raised & (found < _THIRD), NONE, found)
        return target

    def _one_place(self, at: Place, who: Integers, last: Integers, what: str) -> Integers:
        """Return one slot of a place that each patient's course reaches, -1 without."""
        slots = places(self.table, at)
        count = np.searchsorted(slots, last, side="right")
        drawn = np.floor(self.chance.uniform(who, what) * count).astype(np.int64)
        return np.where(count > 0, slots[np.minimum(drawn, len(slots) - 1)], NONE)

    def _episodes(
        self, planted: Integers, target: Integers, last: Integers
    ) -> tuple[Integers, Integers]:
        """Return which episode each patient has and at which slot.

        A patient with a deviation has none but the one that belongs to it, so that each
        deviation stands alone.
        """
        episode, held = self._nobody(), self._nobody()
        below = np.cumsum([each.share for each in self.page.episodes])
        drawn = np.searchsorted(below, self.chance.uniform(self._everyone, "episode"), "right")
        for place, each in enumerate(self.page.episodes):
            who = np.flatnonzero((drawn == place) & (planted == NONE))
            held[who] = self._one_place(each.at, who, last[who], "held at which dose")
            episode[who] = np.where(held[who] == NONE, NONE, place)
            for kind, deviation in enumerate(self.page.planted):
                if deviation.during == each.name:
                    mine = planted == kind
                    episode[mine], held[mine] = place, target[mine]
        return episode, held

    def _reduced(self, planted: Integers, target: Integers, last: Integers) -> Integers:
        """Return from which slot on doses are reduced, one that never comes for no reduction."""
        drawn = self.chance.uniform(self._everyone, "reduced")
        some = (drawn < self.page.reduced) & (planted == NONE)
        begin = self.chance.uniform(self._everyone, "reduced from")
        found = np.where(some, 1 + np.floor(begin * last), NEVER).astype(np.int64)
        for kind, each in enumerate(self.page.planted):
            if each.raised:
                mine = planted == kind
                found[mine] = target[mine] - 1
        return found


_THIRD = 2


def places(table: Timetable, at: Place) -> Integers:
    """Return the slots that a place of the page means."""
    slots = np.arange(len(table))
    first = table.cycle_start[slots] == slots
    found = {
        "the first dose": slots == 0,
        "a later dose": slots > 0,
        "the first dose of a later cycle": first & (slots > 0),
        "a later dose of a cycle": ~first,
    }
    return np.flatnonzero(found[at])

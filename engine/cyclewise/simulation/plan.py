"""What is in store for each patient before the first dose: the course, a hold, a deviation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cyclewise.facts.timetable import Timetable
from cyclewise.simulation.chance import Chance
from cyclewise.simulation.page import Place, Planted, Simulation
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
        return (self.planted == place) & (self.target == slot)


def plan_for(
    page: Simulation,
    table: Timetable,
    chance: Chance,
    patients: int,
    wanted: Sequence[int],
    share: float,
) -> Plan:
    """Return a plan for each patient; a share of them gets one of the deviations wanted."""
    everyone = np.arange(patients)
    course = chance.one_of(everyone, [each.share for each in page.courses], "course")
    planted = np.full(patients, NONE, np.int64)
    if wanted and share:
        chosen = np.flatnonzero(chance.uniform(everyone, "deviates") < share)
        planted[chosen] = np.array(wanted)[chance.whole(chosen, 0, len(wanted) - 1, "which")]
    for place in wanted:
        named = [
            at for at, each in enumerate(page.courses) if each.name == page.planted[place].course
        ]
        if named:
            course[planted == place] = named[0]
    last, whole = _ends(page, table, chance, course)
    more = np.zeros(patients, bool)
    target = np.full(patients, NONE, np.int64)
    for place in wanted:
        who = np.flatnonzero(planted == place)
        target[who] = _target(page.planted[place], table, chance, who, last[who])
        more[who] = page.planted[place].one_more
    planted = np.where(target == NONE, NONE, planted)
    more &= planted != NONE
    episode, held = _episodes(page, table, chance, planted, target, last)
    reduced = _reduced(page, chance, planted, target, last)
    return Plan(course, last, whole, episode, held, planted, target, reduced, more)


def _ends(
    page: Simulation, table: Timetable, chance: Chance, course: Integers
) -> tuple[Integers, Flags]:
    """Return the last slot of each patient's course, and whether it ends with a cycle."""
    last, whole = np.zeros(len(course), np.int64), np.zeros(len(course), bool)
    cycles = np.unique(table.cycle)
    for place, each in enumerate(page.courses):
        who = np.flatnonzero(course == place)
        counts = np.array(list(each.counts), np.int64)
        drawn = counts[chance.one_of(who, list(each.counts.values()), "how long")]
        if each.by_cycle:
            cycle = cycles[np.minimum(drawn, len(cycles)) - 1]
            last[who] = len(table) - 1 - np.argmax((table.cycle == cycle[:, None])[:, ::-1], axis=1)
        else:
            last[who] = np.minimum(drawn, len(table)) - 1
        whole[who] = each.by_cycle
    return last, whole


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


def _one_place(
    table: Timetable, at: Place, chance: Chance, who: Integers, last: Integers, what: str
) -> Integers:
    """Return one slot of a place that each patient's course reaches, -1 where it reaches none."""
    slots = places(table, at)
    count = np.searchsorted(slots, last, side="right")
    drawn = np.floor(chance.uniform(who, what) * count).astype(np.int64)
    return np.where(count > 0, slots[np.minimum(drawn, len(slots) - 1)], NONE)


def _target(
    planted: Planted, table: Timetable, chance: Chance, who: Integers, last: Integers
) -> Integers:
    if planted.one_more:
        return last + 1
    if planted.raised:
        # The dose before is already at the lower level.
        found = _one_place(table, planted.at, chance, who, last, "at which dose")
        return np.where(found > 1, found, NONE)
    return _one_place(table, planted.at, chance, who, last, "at which dose")


def _episodes(  # noqa: PLR0913 - what was drawn so far
    page: Simulation,
    table: Timetable,
    chance: Chance,
    planted: Integers,
    target: Integers,
    last: Integers,
) -> tuple[Integers, Integers]:
    """Return which episode each patient has and at which slot.

    A patient with a deviation has none but the one that belongs to it, so that each deviation
    stands alone.
    """
    everyone = np.arange(len(planted))
    episode, held = (np.full(len(planted), NONE, np.int64) for _ in range(2))
    below = np.cumsum([each.share for each in page.episodes])
    drawn = np.searchsorted(below, chance.uniform(everyone, "episode"), side="right")
    for place, each in enumerate(page.episodes):
        who = np.flatnonzero((drawn == place) & (planted == NONE))
        held[who] = _one_place(table, each.at, chance, who, last[who], "held at which dose")
        episode[who] = np.where(held[who] == NONE, NONE, place)
        for kind, deviation in enumerate(page.planted):
            if deviation.during == each.name:
                mine = planted == kind
                episode[mine], held[mine] = place, target[mine]
    return episode, held


def _reduced(
    page: Simulation, chance: Chance, planted: Integers, target: Integers, last: Integers
) -> Integers:
    """Return from which slot on each patient's doses are reduced, far behind the last for none."""
    everyone = np.arange(len(planted))
    some = (chance.uniform(everyone, "reduced") < page.reduced) & (planted == NONE)
    from_slot = 1 + np.floor(chance.uniform(everyone, "reduced from") * last).astype(np.int64)
    found = np.where(some, from_slot, last + _FAR)
    for kind, deviation in enumerate(page.planted):
        if deviation.raised:
            mine = planted == kind
            found[mine] = target[mine] - 1
    return found


_FAR = 1_000


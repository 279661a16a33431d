"""What is recorded round a dose, with what an episode or a deviation makes of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from cyclewise.records import dataclass
from cyclewise.simulation.drawing import Drawing, Occasion
from cyclewise.simulation.page import Happening, Recorded, Said, Simulation, When
from cyclewise.simulation.plan import Flags, Plan
from cyclewise.timeline.columns import Integers
from cyclewise.timeline.event import UNDATED


@dataclass(frozen=True, slots=True)
class Shown:
    """What is recorded of a concept in place of the page's own values, and of which patients."""

    said: Said
    patients: Flags


@dataclass(frozen=True, slots=True)
class Visit:
    """A turn of the course: its slot, what is shown instead, and by when results are known.

    ``after`` is a visit after the dose, which a deviation leaves as it is unless it says so.
    """

    slot: int
    shown: tuple[Shown, ...] = ()
    known_by: Integers | None = None
    why: str = ""
    turn: int = 0
    after: bool = False


@dataclass(frozen=True, slots=True)
class Visits:
    """Records what the page lists, for the patients and days of a visit."""

    page: Simulation
    plan: Plan
    drawing: Drawing

    def record(
        self, when: When, who: Integers, day: Integers, visit: Visit, *, at_once: bool = False
    ) -> None:
        """Record everything listed for a time; ``day`` is the day of the dose it belongs to.

        Results from before a dose lie before ``day``, others after it; ``at_once`` takes them on
        that very day.
        """
        for item in self.page.recorded:
            if item.when == when:
                self.item(item, who, day, visit, at_once=at_once)

    def item(
        self, item: Recorded, who: Integers, day: Integers, visit: Visit, *, at_once: bool = False
    ) -> None:
        """Record one line of the page's list."""
        at = replace(visit, why=f"{visit.why} {item.when}", after=item.when == "after each dose")
        on, known = self._days(item, who, day, at, at_once=at_once)
        if item.when == "once":
            on = known = np.full(len(who), UNDATED, np.int64)
        for concept in item.concepts:
            done = np.ones(len(who), bool)
            if item.done < 1:
                what = f"{at.why} {concept}: done"
                done = self.drawing.chance.uniform(who, what, at.turn) < item.done
            self._concept(concept, who[done], on[done], known[done], at)

    def _days(
        self, item: Recorded, who: Integers, day: Integers, visit: Visit, *, at_once: bool
    ) -> tuple[Integers, Integers]:
        """Return the day of each record and the day on which it is known."""
        if at_once:
            return day, day
        why, turn = f"{visit.why} {item.concepts[0]}", visit.turn
        chance = self.drawing.chance
        away = chance.whole(who, item.days.first, item.days.last, f"{why}: days", turn)
        on = day - away if _before(item.when) else day + away
        if not item.late:
            return on, on
        late = chance.uniform(who, f"{why}: late", turn) < item.late
        lag = chance.whole(who, item.known.first, item.known.last, f"{why}: lag", turn)
        known = np.where(late, on + lag, on)
        if visit.known_by is not None:
            known = np.maximum(np.minimum(known, visit.known_by[who]), on)
        return on, known

    def _concept(
        self, concept: str, who: Integers, on: Integers, known: Integers, visit: Visit
    ) -> None:
        kept, on, known = self._altered(concept, who, on, known, visit)
        rest = np.ones(len(kept), bool)
        for shown in (*self._changed(concept, visit), *visit.shown):
            if shown.said.concept == concept:
                here = rest & shown.patients[kept]
                self._add(kept[here], on[here], known[here], shown.said, visit)
                rest &= ~here
        self._add(kept[rest], on[rest], known[rest], self.page.values[concept], visit)

    def _add(self, who: Integers, on: Integers, known: Integers, said: Said, visit: Visit) -> None:
        self.drawing.add(who, on, said, Occasion(visit.why, visit.turn, known=known))

    def _altered(
        self, concept: str, who: Integers, on: Integers, known: Integers, visit: Visit
    ) -> tuple[Integers, Integers, Integers]:
        """Return the records with those removed, moved or made late that a deviation says."""
        kept = np.ones(len(who), bool)
        for place, planted in enumerate(self.page.planted):
            removed = planted.remove_after if visit.after else planted.remove
            if concept in (*removed, *planted.earlier, *planted.later):
                mine = self.plan.deviates(place, visit.slot)[who]
                kept &= ~(mine & (concept in removed))
                if not visit.after:
                    on = on - np.where(mine, planted.earlier.get(concept, 0), 0)
                    known = known + np.where(mine, planted.later.get(concept, 0), 0)
        return who[kept], on[kept], known[kept]

    def _changed(self, concept: str, visit: Visit) -> Iterator[Shown]:
        for place, planted in enumerate(self.page.planted if not visit.after else ()):
            for said in planted.change:
                if said.concept == concept:
                    yield Shown(said, self.plan.deviates(place, visit.slot))

    def happen(
        self,
        happenings: tuple[Happening, ...],
        who: Integers,
        day: Integers,
        why: str,
        recovery: Integers | None = None,
    ) -> Integers:
        """Record things one after the other, each so many days after the one before.

        Returns the day of the last.
        """
        for place, each in enumerate(happenings):
            span = each.days
            day = day + self.drawing.chance.whole(who, span.first, span.last, f"{why}: days", place)
            self.drawing.add(who, day, each.said, Occasion(why, place, recovery=recovery))
        return day


def _before(when: When) -> bool:
    return when.startswith("before") or when == "after each cycle"

"""Where a patient may stand in the schedule, as propositions that hang together."""

from __future__ import annotations

from collections.abc import Callable

import z3

from cyclewise.facts.phase import AFTER, BEFORE
from cyclewise.facts.timetable import Timetable
from cyclewise.proof.three import Proposition
from cyclewise.protocol.rule import PHASES

Number = Callable[[int, bool], float | None]


class Course:
    """The phase, the next slot, whether a cycle is open, and whether a dose may be given.

    The last of ``slots`` stands for a schedule that has no slot left. The first is next as long
    as no dose fills a slot.
    """

    def __init__(self, table: Timetable, name: str = "") -> None:
        """Take a compiled schedule; ``name`` tells two states of one question apart."""
        self.table = table
        self.phase = [z3.Bool(f"{name}phase {each}") for each in PHASES]
        self.slots = [z3.Bool(f"{name}slot {place}") for place in range(len(table) + 1)]
        self.open: Proposition = z3.Bool(f"{name}cycle open")
        self.due: Proposition = z3.Bool(f"{name}dose due")
        self.laws = [_one_of(self.phase), _one_of(self.slots), *self._bound()]

    @property
    def left(self) -> Proposition:
        """Return that a slot is left to fill."""
        return z3.Not(self.slots[-1])

    def _bound(self) -> list[Proposition]:
        table, lasts = self.table, int(self.table.lasts.max(initial=0))
        laws = [
            z3.Implies(self.phase[BEFORE], self.slots[0]),
            z3.Implies(self.due, z3.And(self.left, z3.Not(self.phase[AFTER]))),
            z3.Implies(self.slots[0], z3.Not(self.open)),
        ]
        for place in range(1, len(self.slots)):
            inside = place < len(table) and table.cycle[place] == table.cycle[place - 1]
            if inside:
                laws.append(z3.Implies(self.slots[place], self.open))
            elif not lasts:  # only an infusion that still runs keeps a cycle open after its end
                laws.append(z3.Implies(self.slots[place], z3.Not(self.open)))
        return laws

    def number(self, fact: str) -> Number:
        """Return one of the numbers that follow from the next slot and an open cycle."""

        def given(slot: int, opened: bool) -> float:  # noqa: FBT001 - one of the two that it follows from
            return float(self.table.cycle[slot - 1] - opened) if slot else 0.0

        def begun(slot: int, opened: bool) -> float:  # noqa: FBT001 - same
            return given(slot, opened) + opened

        def ahead(column: str) -> Number:
            def read(slot: int, opened: bool) -> float | None:  # noqa: ARG001, FBT001 - same
                return float(getattr(self.table, column)[slot]) if slot < len(self.table) else None

            return read

        numbers: dict[str, Number] = {
            "cycles_given": given,
            "cycles_begun": begun,
            "next_cycle": ahead("cycle"),
            "next_day": ahead("day"),
        }
        return numbers[fact]

    def where(self, holds: Callable[[int, bool], bool]) -> Proposition:
        """Return that a test of the next slot and of an open cycle holds."""
        held = [
            z3.And(slot, self.open if opened else z3.Not(self.open))
            for place, slot in enumerate(self.slots)
            for opened in (False, True)
            if holds(place, opened)
        ]
        return z3.Or(held)


def _one_of(choices: list[Proposition]) -> Proposition:
    return z3.PbEq([(each, 1) for each in choices], 1)

"""A schedule: which dose on which day of which cycle, and when each may be given."""

from __future__ import annotations

from dataclasses import field
from decimal import Decimal
from typing import Literal

from cyclewise.documents.yamlfile import Node
from cyclewise.logic.condition import Condition
from cyclewise.protocol.criterion import Criterion, Parameter
from cyclewise.protocol.rule import Assumption, Citation
from cyclewise.records import dataclass
from cyclewise.values.calendar import Duration
from cyclewise.values.quantity import Quantity

Days = Duration | Parameter
Anchor = Literal["day 1 of the last cycle", "day 1 of this cycle", "the last dose"]
ANCHORS: tuple[Anchor, ...] = ("day 1 of the last cycle", "day 1 of this cycle", "the last dose")


@dataclass(frozen=True, slots=True)
class DoseRow:
    """A line of the schedule: this dose on this day of these cycles, perhaps on a condition."""

    first_cycle: int
    last_cycle: int
    day: int
    dose: Quantity
    when: Condition[Criterion] | None = None
    lasts: Duration | None = None
    place: Node | None = field(default=None, compare=False, repr=False)

    @property
    def gives(self) -> tuple[Decimal, str, Duration | None]:
        """Return what the line gives: how much, in which unit, and over how long."""
        return self.dose.number, self.dose.unit, self.lasts


@dataclass(frozen=True, slots=True)
class Timing:
    """When the slots of some cycles' day may be given, counted from an earlier dose."""

    first_cycle: int
    last_cycle: int
    day: int
    counted_from: Anchor
    earliest: Days
    due: Days
    latest: Days
    omitted_after: Days | None = None
    place: Node | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class FirstDose:
    """When the very first dose may be given: facts whose events bound it."""

    earliest: str | None
    latest_after: str | None
    latest_by: Days | None


@dataclass(frozen=True, slots=True)
class Slot:
    """One place for a dose."""

    cycle: int
    day: int
    rows: tuple[DoseRow, ...]
    timing: Timing | None
    ends_cycle: bool


@dataclass(frozen=True, slots=True)
class Schedule:
    """All slots of a protocol in their order, with what holds between them."""

    id: str
    title: str
    status: str
    drug: str
    rows: tuple[DoseRow, ...]
    timings: tuple[Timing, ...]
    first_dose: FirstDose
    between_doses: Days
    levels: tuple[float, ...] = (1.0,)
    summary: str = ""
    sources: tuple[Citation, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    limits: tuple[str, ...] = ()
    label: str = ""
    place: Node | None = field(default=None, compare=False, repr=False)

    @property
    def slots(self) -> tuple[Slot, ...]:
        """Return every slot by cycle and day, with its dose rows and its timing."""
        places = sorted(
            {
                (cycle, row.day)
                for row in self.rows
                for cycle in range(row.first_cycle, row.last_cycle + 1)
            }
        )
        last_days = dict(places)
        return tuple(
            Slot(
                cycle,
                day,
                self._rows(cycle, day),
                self._timing(cycle, day),
                last_days[cycle] == day,
            )
            for cycle, day in places
        )

    def _rows(self, cycle: int, day: int) -> tuple[DoseRow, ...]:
        return tuple(
            row
            for row in self.rows
            if row.day == day and row.first_cycle <= cycle <= row.last_cycle
        )

    def _timing(self, cycle: int, day: int) -> Timing | None:
        for timing in self.timings:
            if timing.day == day and timing.first_cycle <= cycle <= timing.last_cycle:
                return timing
        return None

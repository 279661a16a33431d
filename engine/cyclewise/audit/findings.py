"""Findings: everything that an audit says of a part of a cohort; parts add up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import field

from cyclewise.audit.bill import Checked, added
from cyclewise.audit.found import Found
from cyclewise.audit.tally import Tally
from cyclewise.records import dataclass
from cyclewise.timeline.repeated import Noticed
from cyclewise.timeline.table_reading import SetAside
from cyclewise.values.calendar import Day


@dataclass(frozen=True, slots=True)
class Late:
    """A dose that was right by what was known, and not by what came later; it blames nobody.

    ``page`` counts into the pages; ``known_from`` is the day on which the first of the later
    results was known. ``cycle`` and ``day`` are 0 where the dose has no place.
    """

    patient: str
    date: Day
    page: int
    cycle: int
    day: int
    known_from: Day


@dataclass(frozen=True)
class Findings:
    """What was found of so many patients at so many decision points."""

    patients: int
    decisions: int
    found: Found
    late: tuple[Late, ...] = ()
    checked: tuple[Checked, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    tally: Tally = field(default_factory=Tally)
    repeated: Noticed = Noticed()
    disagreeing: Noticed = Noticed()

    @classmethod
    def together(cls, parts: Iterable[Findings]) -> Findings:
        """Return the findings of several parts as one, in their order; there is one at least."""
        parts = tuple(parts)
        return cls(
            patients=sum(part.patients for part in parts),
            decisions=sum(part.decisions for part in parts),
            found=Found.together(part.found for part in parts),
            late=tuple(each for part in parts for each in part.late),
            checked=added(part.checked for part in parts),
            set_aside=tuple(each for part in parts for each in part.set_aside),
            tally=Tally.together(part.tally for part in parts),
            repeated=Noticed.together(part.repeated for part in parts),
            disagreeing=Noticed.together(part.disagreeing for part in parts),
        )

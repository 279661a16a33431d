"""What a report is made of: headings, tables and pictures, before any format writes them."""

from __future__ import annotations

from collections.abc import Mapping

from cyclewise.cohort.curves import Curve
from cyclewise.cohort.flow import Step
from cyclewise.cohort.found import HELD, OMITTED, REDUCED, Course
from cyclewise.records import dataclass

CHANGED = {
    REDUCED: "reduced dose",
    HELD: "dose held past its latest day",
    OMITTED: "omitted dose",
}
"""What a picture calls a dose that did not go as planned."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a head; ``who`` names the patients behind each row, by what they are there."""

    id: str
    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()
    who: Mapping[str, tuple[str, ...]] | None = None
    wide: tuple[int, ...] = ()
    """Columns of long texts, which wrap where the table is too wide; without any it is a list."""
    drawn: bool = False
    """Whether the chart before it says the same in letters, so that a terminal needs only that."""


@dataclass(frozen=True, slots=True)
class Plot:
    """Curves in one picture."""

    id: str
    title: str
    curves: tuple[Curve, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """The flow of patients as boxes."""

    id: str
    title: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Lines:
    """A line for each patient: the swimmer plot, and the levels over time.

    ``kinds`` are the marks by their weight, the gravest first, where they have any; the gravest
    is drawn full and the others open. Without them marks have signs in the order of the courses.
    """

    id: str
    title: str
    courses: tuple[Course, ...]
    limit: float | None = None
    level: str = ""
    kinds: tuple[str, ...] = ()

    @property
    def marks(self) -> tuple[str, ...]:
        """Return the kinds of marks, each once."""
        drawn = (what for each in self.courses for what, _ in each.marks)
        return tuple(dict.fromkeys((*self.kinds, *drawn)))

    @property
    def changes(self) -> tuple[str, ...]:
        """Return what became of doses that did not go as planned, where any did not."""
        drawn = {change.what for each in self.courses for change in each.changes}
        return tuple(what for what in CHANGED if what in drawn)


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its label, the numbers of its parts, and what it stands for in words."""

    label: str
    parts: tuple[int, ...]
    told: str = ""


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars under one another, such as counts by month; ``parts`` names what each is made of."""

    id: str
    title: str
    parts: tuple[str, ...]
    bars: tuple[Bar, ...]
    notes: tuple[str, ...] = ()

    @property
    def longest(self) -> int:
        """Return the number that the longest bar stands for, 1 at least."""
        return max(1, *(sum(each.parts) for each in self.bars))


@dataclass(frozen=True, slots=True)
class Heading:
    """The beginning of a section."""

    id: str
    title: str


Block = Heading | Table | Plot | Chart | Lines | Bars

"""What a report is made of: headings, tables and pictures, before any format writes them."""

from __future__ import annotations

from collections.abc import Mapping

from cyclewise.cohort.curves import Curve
from cyclewise.cohort.flow import Step
from cyclewise.cohort.found import Course
from cyclewise.records import dataclass


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a head; ``who`` names the patients behind each row, by what they are there."""

    id: str
    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()
    who: Mapping[str, tuple[str, ...]] | None = None


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
    """A line for each patient: the swimmer plot, and the levels over time."""

    id: str
    title: str
    courses: tuple[Course, ...]
    limit: float | None
    level: str


@dataclass(frozen=True, slots=True)
class Heading:
    """The beginning of a section."""

    id: str
    title: str


Block = Heading | Table | Plot | Chart | Lines

"""What one page of a protocol's endpoints declares: measures, a time to an event, a table."""

from __future__ import annotations

from dataclasses import field
from typing import Literal

from cyclewise.documents.node import Node
from cyclewise.protocol.criterion import Parameter
from cyclewise.protocol.rule import Assumption, Citation
from cyclewise.records import dataclass
from cyclewise.values.calendar import Duration
from cyclewise.values.truth import Truth

At = Literal["first dose", "cut-off"]
ATS: tuple[At, ...] = ("first dose", "cut-off")
Undecided = Literal["left out", "in the denominator"]
UNDECIDED: tuple[Undecided, ...] = ("left out", "in the denominator")

Days = Duration | Parameter


@dataclass(frozen=True, slots=True)
class Measure:
    """One number, one yes-or-no or one word of every patient.

    ``fact`` is the number or the word that is read; a yes-or-no has ``condition`` instead, the
    name under which its condition was added to the facts.
    """

    id: str
    title: str
    fact: str | None = None
    condition: str | None = None
    words: bool = False
    unit: str = ""
    undecided: Undecided = "left out"
    place: Node | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Measures:
    """Several measures of the treated, taken just before the first dose or at the cut-off."""

    at: At
    measures: tuple[Measure, ...]


@dataclass(frozen=True, slots=True)
class Happening:
    """A fact's event as an endpoint calls it."""

    fact: str
    called: str


@dataclass(frozen=True, slots=True)
class TimeToEvent:
    """The time from one event to the first of others.

    ``events`` are counted, ``competing`` ones make them impossible, ``censored_at`` ones end the
    observation; else a patient is censored on the latest day of ``followed_until``. Where
    several fall on one day, events come before competing ones and these before censoring.
    """

    start: str
    events: tuple[Happening, ...]
    followed_until: tuple[str, ...]
    competing: tuple[Happening, ...] = ()
    censored_at: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FollowUp:
    """How long the patients of a time to an event were followed: its censoring is the event."""

    of: str


@dataclass(frozen=True, slots=True)
class Landmark:
    """A time to an event from a day on, of those who still wait for it, by a measure then."""

    of: str
    after: Days
    by: str
    """The name under which the condition that divides them was added to the facts."""
    called: tuple[str, str]
    """What those are called who meet it, and those who do not."""


@dataclass(frozen=True, slots=True)
class WorstGrades:
    """A table of terms: how many patients had each, by the worst grade that each had of it."""

    fact: str
    grade: str


@dataclass(frozen=True, slots=True)
class Box:
    """A step of the flow of patients: those of an earlier step who meet a condition.

    ``requirements`` is what the requirements at entry must come to instead; who does not meet
    them, or cannot be judged, is divided by the requirements. ``by`` divides by a fact's words.
    """

    id: str
    title: str
    of: str = ""
    condition: str | None = None
    requirements: Truth | None = None
    by: str | None = None
    place: Node | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Flow:
    """The flow of patients, from all who are on record."""

    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """What a course shows: a fact's event, with a sign and a name."""

    fact: str
    called: str


@dataclass(frozen=True, slots=True)
class Courses:
    """One line a patient: from the first dose to the end of observation, with marks on it.

    ``levels`` is the reading whose values are drawn over time, ``limit`` the level that counts.
    """

    until: tuple[str, ...]
    marks: tuple[Mark, ...]
    levels: str | None = None
    limit: str | None = None
    logarithmic: bool = False


Form = Measures | TimeToEvent | FollowUp | Landmark | WorstGrades | Flow | Courses


@dataclass(frozen=True, slots=True)
class Page:
    """One page: what it declares, and why anybody should believe it."""

    id: str
    title: str
    status: str
    form: Form
    sources: tuple[Citation, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    limits: tuple[str, ...] = ()
    reviews: tuple[str, ...] = ()
    label: str = ""
    place: Node | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Groups:
    """Measures that divide the cohort, such as one and its opposite; each taken at its time."""

    title: str
    of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """Pages that stand together in the report under one heading and one key."""

    id: str
    title: str
    pages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """The page that orders the others: sections, the months of estimates, the subgroups."""

    sections: tuple[Section, ...]
    months: tuple[int, ...]
    subgroups: tuple[Groups, ...] = ()
    compared: tuple[str, ...] = ()
    """The times to events that are compared between subgroups."""

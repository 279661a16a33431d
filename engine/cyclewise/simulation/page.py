"""What a protocol's page of simulation says: how courses run, what is recorded, what goes wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Literal

from cyclewise.documents.node import Node
from cyclewise.records import dataclass

Place = Literal[
    "the first dose", "a later dose", "the first dose of a later cycle", "a later dose of a cycle"
]
PLACES: tuple[Place, ...] = (
    "the first dose",
    "a later dose",
    "the first dose of a later cycle",
    "a later dose of a cycle",
)
"""The doses at which something may happen."""

When = Literal[
    "once",
    "before the first dose",
    "before each cycle",
    "before each dose",
    "after each dose",
    "after each cycle",
    "after treatment",
]
WHENS: tuple[When, ...] = (
    "once",
    "before the first dose",
    "before each cycle",
    "before each dose",
    "after each dose",
    "after each cycle",
    "after treatment",
)
"""When something is recorded; after a cycle counts back from the next cycle's first dose."""

Limit = Literal["before the earliest day", "after the latest day", "after it is left out"]
LIMITS: tuple[Limit, ...] = (
    "before the earliest day",
    "after the latest day",
    "after it is left out",
)
"""The limits of the schedule that a dose may be planted beyond."""

RECOVERY = "recovery"
"""The word for the last day of an episode, where a date is asked for."""

LATE_RESULT = "late result"
"""What is expected of what nobody could have known: no deviation, but a late result."""


@dataclass(frozen=True, slots=True)
class Span:
    """Whole days from the first to the last, both included."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Numbers:
    """Numbers in the concept's own unit, from ``low`` to ``high``, each equally likely.

    With ``median`` they gather round it: ``between`` is how far patients differ, as a fraction;
    ``within`` how far one patient's results do. ``logarithmic`` draws powers of ten.
    ``changes`` is what a patient's number is multiplied by from one time to the next.
    """

    low: float
    high: float
    median: float | None = None
    between: float = 0.0
    within: float = 0.0
    logarithmic: bool = False
    changes: tuple[float, float] | None = None
    digits: int = 3


@dataclass(frozen=True, slots=True)
class Words:
    """Texts of which one is drawn, each as often as its weight says."""

    texts: tuple[str, ...]
    weights: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Before:
    """A date so many years before enrolment."""

    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Later:
    """A date so many days after the event; None stands for the last day of the episode."""

    days: Span | None


Drawn = Numbers | Words | Before


@dataclass(frozen=True, slots=True)
class Said:
    """A concept with how its value and its attributes are drawn."""

    concept: str
    drawn: Drawn
    attributes: Mapping[str, Words | Later] = field(default_factory=dict)
    place: Node | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Happening:
    """Something said so many days after what came before it."""

    said: Said
    days: Span


@dataclass(frozen=True, slots=True)
class Recorded:
    """Concepts recorded together: when, so many days away, how often, and known how late."""

    concepts: tuple[str, ...]
    when: When
    days: Span
    done: float = 1.0
    late: float = 0.0
    known: Span = Span(0, 0)
    until: int = 0


@dataclass(frozen=True, slots=True)
class Course:
    """How a treatment ends: after how many cycles or doses, with what, and what follows.

    ``counts`` are weights by number of cycles (``by_cycle``) or of doses. ``last`` is what the
    assessment after the last cycle says, ``stop`` what ends the treatment, ``end`` what is
    recorded of its end; a course that is not ``followed`` ends the timeline.
    """

    name: str
    share: float
    by_cycle: bool
    counts: Mapping[int, float]
    last: tuple[Said, ...] = ()
    stop: tuple[Happening, ...] = ()
    end: tuple[Happening, ...] = ()
    followed: bool = True


@dataclass(frozen=True, slots=True)
class Episode:
    """What holds a dose for some days: results that are shown, events that begin and end it."""

    name: str
    share: float
    at: Place
    lasts: Span
    shows: tuple[Said, ...] = ()
    begins: tuple[Happening, ...] = ()
    ends: tuple[Happening, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of a patient after treatment."""

    share: float
    then: tuple[Happening, ...]


@dataclass(frozen=True, slots=True)
class Misplaced:
    """A dose given so many days beyond a limit of its place in the schedule."""

    days: Span
    limit: Limit


@dataclass(frozen=True, slots=True)
class Planted:
    """One deviation from an otherwise correct course, and what an audit is to say of it.

    ``during`` an episode the dose is given all the same; in a ``course`` with ``one_more`` a
    dose follows after the stop. ``remove``, ``change`` and ``add`` alter what is recorded before
    the dose, ``remove_after`` what is recorded after it; ``earlier`` moves records so many days
    back, ``later`` makes them known so many days later, ``corrected`` corrects them so many days
    after the dose. ``amount`` multiplies the dose and ``milligrams`` what was drawn up of it,
    ``raised`` gives it in full after a reduced one, ``moved`` gives it outside its window,
    ``left_out`` not at all, and ``labelled`` says that it is another day of the cycle.
    """

    name: str
    category: str
    page: str = ""
    at: Place = "a later dose"
    course: str = ""
    during: str = ""
    one_more: bool = False
    remove: tuple[str, ...] = ()
    remove_after: tuple[str, ...] = ()
    change: tuple[Said, ...] = ()
    add: tuple[Happening, ...] = ()
    earlier: Mapping[str, int] = field(default_factory=dict)
    later: Mapping[str, int] = field(default_factory=dict)
    corrected: tuple[Happening, ...] = ()
    amount: float = 1.0
    milligrams: float = 1.0
    raised: bool = False
    moved: Misplaced | None = None
    left_out: bool = False
    labelled: int = 0
    place: Node | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Simulation:
    """A whole page; ``enrolled`` are the days on which patients enter.

    ``milligrams`` is how far those of a dose lie at most from what body surface and dose give, as
    a fraction; None where none are written down.

    ``first_of_several`` says that of doses which hang on conditions the first printed is given;
    the courses have to see to it that it is the right one.
    """

    id: str
    title: str
    text: str
    enrolled: Span
    first_dose: Span
    jitter: Span
    again: int
    unsorted: float
    corrected: float
    reduced: float
    values: Mapping[str, Said]
    recorded: tuple[Recorded, ...]
    courses: tuple[Course, ...]
    episodes: tuple[Episode, ...]
    outcomes: tuple[Outcome, ...]
    planted: tuple[Planted, ...]
    milligrams: float | None = None
    first_of_several: bool = False
    label: str = ""

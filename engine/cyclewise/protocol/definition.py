"""A definition names a fact: how it is read from the timeline, or computed from other facts."""

from __future__ import annotations

from dataclasses import field
from typing import Literal

from cyclewise.documents.yamlfile import Node
from cyclewise.logic.condition import Condition
from cyclewise.protocol.criterion import Comparison, Criterion, Limit, Parameter
from cyclewise.protocol.rule import Assumption, Citation
from cyclewise.records import dataclass
from cyclewise.values.calendar import Duration

VALUE = "value"
"""In a row condition or an order: the event's own value, not one of its attributes."""

Operation = Literal["change", "difference", "ratio", "log_reduction"]
OPERATIONS: tuple[Operation, ...] = ("change", "difference", "ratio", "log_reduction")

Take = Literal["latest", "first", "highest", "lowest", "count", "total"]
TAKES: tuple[Take, ...] = ("latest", "first", "highest", "lowest", "count", "total")


@dataclass(frozen=True, slots=True)
class RowCondition:
    """Comparisons of an event's value or attributes; all of them must hold."""

    parts: tuple[tuple[str, Comparison], ...]


@dataclass(frozen=True, slots=True)
class Preference:
    """What decides between several results of one day: words in order, or a number's size."""

    of: str
    words: tuple[str, ...] = ()
    highest_first: bool = False


@dataclass(frozen=True, slots=True)
class ReadingForm:
    """A fact read from the rows of one concept, in the order of the fields below.

    ``plain`` says that ``read`` is the concept itself, even where a definition has its name.
    """

    read: str
    drop: RowCondition | None = None
    one_a_day: tuple[Preference, ...] = ()
    latest_of_each: bool = False
    over_at: str | None = None
    since: str | None = None
    cleared_by: str | None = None
    until: str | None = None
    same_day_as: str | None = None
    where: RowCondition | None = None
    shown: RowCondition | None = None
    value: str = VALUE
    over: str | None = None
    take: Take = "latest"
    within: Duration | Parameter | None = None
    no_record: str | None = None
    plain: bool = False


@dataclass(frozen=True, slots=True)
class ArithmeticForm:
    """A fact computed from two others."""

    operation: Operation
    of: str
    against: str
    none_yet_of: str | None = None
    none_yet_value: Limit | None = None


@dataclass(frozen=True, slots=True)
class ElapsedForm:
    """The completed years, or the days, since a fact's event or date."""

    unit: Literal["years", "days"]
    since: str


@dataclass(frozen=True, slots=True)
class DaysBetweenForm:
    """The days from one fact's event to another's; negative where that came first."""

    begin: str
    end: str


@dataclass(frozen=True, slots=True)
class FirstMetForm:
    """The first day, of all days with an event, on which a condition was met.

    ``since``: only days after that fact's event count; all of them where it has none.
    """

    when: str
    since: str | None = None


Rise = Literal["ratio", "difference", "change"]
RISES: tuple[Rise, ...] = ("ratio", "difference", "change")


@dataclass(frozen=True, slots=True)
class KineticsForm:
    """The greatest rise from an earlier to a later value of a reading.

    The two are no further apart than ``within``; ``to`` says whether the later one is the latest
    or any. ``per_day``: divided by the days between their dates.
    """

    of: str
    operation: Rise
    to: Literal["latest", "any"]
    within: Duration | Parameter
    per_day: bool = False


@dataclass(frozen=True, slots=True)
class CyclesForm:
    """The number of completed cycles begun after a fact's event."""

    since: str


@dataclass(frozen=True, slots=True)
class Rung:
    """Of which graded fact, and of which of its grades, a condition says that it is reached."""

    of: str
    grade: int


@dataclass(frozen=True, slots=True)
class ConditionForm:
    """A fact that is itself a condition: met, not met or unknown.

    ``applies`` says for whom it is meant: it then is the first of two parts of ``condition``, and
    where it is not met the fact is not applicable. ``rung`` is there where no page defines the
    fact: it says that a graded fact reaches a grade.
    """

    condition: Condition[Criterion]
    applies: Condition[Criterion] | None = None
    rung: Rung | None = None


@dataclass(frozen=True, slots=True)
class Grade:
    """One grade: its number, its name if it has one, what it asks, and what it tells a reader."""

    number: int
    called: str
    when: Condition[Criterion]
    information: str = ""


@dataclass(frozen=True, slots=True)
class GradesForm:
    """A graded fact: the highest grade that is met counts, and 0 where none is.

    The grades stand highest first.
    """

    grades: tuple[Grade, ...]

    def named(self, number: float) -> str:
        """Return how a grade is said: by its name, or as “grade 3”."""
        found = (grade.called for grade in self.grades if grade.number == number)
        return next(found, "") or f"grade {number:g}"

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of the grades that have one, highest first."""
        return tuple(grade.called for grade in self.grades if grade.called)


@dataclass(frozen=True, slots=True)
class GivenForm:
    """A fact that an audit gives at the points it judges, and nobody reads from events.

    It is one of ``words``, or a number in ``unit``.
    """

    words: tuple[str, ...] = ()
    unit: str = ""


Form = (
    ReadingForm
    | ArithmeticForm
    | ElapsedForm
    | DaysBetweenForm
    | KineticsForm
    | FirstMetForm
    | CyclesForm
    | ConditionForm
    | GradesForm
    | GivenForm
)


@dataclass(frozen=True, slots=True)
class Definition:
    """A named fact."""

    id: str
    title: str
    form: Form
    sources: tuple[Citation, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    unit_text: str = ""
    """How the unit is said after a number, where the concept does not say it."""
    notes: str = ""
    label: str = ""
    place: Node | None = field(default=None, compare=False, repr=False)

"""An expectation: what is to be done, counted from which event, and by when."""

from __future__ import annotations

from typing import Literal

from cyclewise.protocol.criterion import Parameter
from cyclewise.records import dataclass
from cyclewise.values.calendar import Duration

Length = Duration | Parameter
"""Whole days, or the parameter that holds them."""

NextDose = Literal["next dose"]
NEXT_DOSE: NextDose = "next dose"
"""As a day: the due date, or the latest day, of the next place in the schedule."""

Occasion = Literal["after", "before", "every"]
OCCASIONS: tuple[Occasion, ...] = ("after", "before", "every")


STATES = ("not applicable", "unknown", "upcoming", "open", "due", "overdue", "done")
"""Where what is expected stands, as every output and every case spells it."""


@dataclass(frozen=True, slots=True)
class Until:
    """When a repeated expectation ends: so many days after an event."""

    days: Length
    after: str


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a rule with ``expect:`` wants done.

    ``items`` are facts read from events; one is done when it has a record dated in time.
    ``after`` an event, a result counts that is dated from ``opens`` days after it on, is due
    after ``due`` days, and too late after ``closes``. ``before`` the next dose, a result counts
    that is at most ``opens`` old on the day of the dose; it is due and closes with the dose.
    ``every`` so often, the next result is due ``due`` days after the latest, or after the event.
    ``closes`` None is the same as ``due``.
    """

    items: tuple[str, ...]
    occasion: Occasion
    event: str | None
    opens: Length
    due: Length | NextDose
    closes: Length | NextDose | None = None
    until: Until | None = None

    @property
    def every(self) -> Length | None:
        """Return how often it comes again, None for what comes once."""
        if self.occasion != "every" or self.due == NEXT_DOSE:
            return None
        return self.due

    @property
    def lengths(self) -> tuple[Length, ...]:
        """Return every length of time the page names."""
        found = [self.opens, self.due, self.closes, self.until.days if self.until else None]
        return tuple(each for each in found if isinstance(each, Duration | Parameter))

    @property
    def anchors(self) -> tuple[str, ...]:
        """Return the facts whose events it counts from."""
        found = (self.event, self.until.after if self.until else None)
        return tuple(fact for fact in found if fact is not None)

    @property
    def awaits_dose(self) -> bool:
        """Return whether it has to be done by the next dose."""
        return self.occasion == "before" or self.due == NEXT_DOSE

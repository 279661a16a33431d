"""Wording: what was expected and what was seen, each in one plain sentence."""

from __future__ import annotations

import math

from cyclewise.audit.found import Found
from cyclewise.audit.prescribed import (
    FILLED,
    IN_SLOT,
    NO_SLOT,
    OTHER_SLOT,
    PASSED,
    TOO_NEAR,
)
from cyclewise.facts.program import Program
from cyclewise.facts.slots import NO_DAY
from cyclewise.inference.settle import OUTCOMES
from cyclewise.protocol.deviation import DeviationRule
from cyclewise.reasons.numbers import capital, days, listed, rounded, with_unit
from cyclewise.records import dataclass
from cyclewise.values.calendar import day_text

Sentence = tuple[str, str]
"""What was expected, and what was seen."""

_NOTHING_NEXT = "no further dose"
_PLACED = {
    IN_SLOT: "",
    FILLED: "; that dose had been given before",
    PASSED: "; the course had gone past that dose",
    NO_SLOT: "; the schedule has no such dose",
    TOO_NEAR: ", too soon after the one before",
    OTHER_SLOT: "; another dose was due",
}
"""How each place of a dose ends the sentence that it was given."""

_AFTER, _ENDED = "follow-up", "Treatment has ended."


@dataclass(frozen=True, slots=True)
class Sentences:
    """The sentences about one deviation."""

    program: Program
    found: Found
    place: int

    def dose_due(self) -> Sentence:
        """Return what is said of a dose that was not given in time."""
        expected = f"{capital(self._slot)} by {self._closes}."
        came = self._day("came")
        if came is None:
            return expected, f"It was not given by {self._closes}, nor later."
        late = int(self.found.came[self.place] - self.found.closes[self.place])
        return expected, f"It was given on {came}, {days(late)} late."

    def occasion(self, own: str) -> Sentence:
        """Return what is said of something not done in time; ``own`` are a page's words for it."""
        items = own.removesuffix(".") or capital(listed(self.found.lacking[self.place]))
        opens, closes = self._day("opens"), self._closes
        when = f"from {opens} to {closes}" if opens != closes else f"on {closes}"
        when += " before the dose" if self._day("came") else ""
        lacking = _either(listed(self.found.lacking[self.place]))
        seen = "Nothing of what was expected" if own else f"No {lacking}"
        return f"{items} {when}.", f"{seen} {when}."

    def end(self) -> Sentence:
        """Return what is said of a treatment that never ended on record."""
        until = day_text(int(self.found.date[self.place]))
        action = OUTCOMES[self.found.action[self.place]]
        return "The end of treatment on record.", f"None until {until}; what stands is: {action}."

    def in_own_words(self, expected: str) -> Sentence:
        """Return what a page itself says was expected at a dose."""
        return expected, f"{self._given}."

    def days(self) -> Sentence:
        """Return what is said of a dose on a wrong day."""
        opens, closes = self._day("opens"), self._day("closes")
        window = f" from {opens}" if opens else ""
        window += f" to {closes}" if closes else ""
        early, late = int(self.found.early[self.place]), int(self.found.late[self.place])
        placed = int(self.found.placed[self.place])
        off = f", {days(early)} early" if early else f", {days(late)} late" if late else ""
        off = _PLACED[placed] or off
        return f"{capital(self._next)}{window}.", f"{self._given}{off}."

    def amount(self) -> Sentence:
        """Return what is said of a dose of a wrong amount."""
        found, place = self.found, self.place
        unit = found.unit[place]
        wanted = [_number(found.amount[place], unit), _number(found.mg[place], "mg")]
        got = [_number(found.given[place], unit), _number(found.given_mg[place], "mg")]
        both = [pair for pair in zip(wanted, got, strict=True) if all(pair)]
        if not both:
            return f"{capital(self._slot)}.", f"{self._given}."
        expected, observed = (", ".join(dict.fromkeys(each)) for each in zip(*both, strict=True))
        return f"{capital(self._slot)}: {expected}.", f"{self._given}: {observed}."

    def place_in_schedule(self) -> Sentence:
        """Return what is said of a dose in a place where none was due."""
        said = _PLACED[self.found.placed[self.place]]
        return f"{capital(self._next)}.", f"{self._given}{said}."

    def assessment(self) -> Sentence:
        """Return what is said of a dose that nobody could have judged."""
        lacking = listed(self.found.lacking[self.place]) or "what decides it"
        return f"{capital(lacking)} before the dose.", f"{self._given} without {lacking}."

    def no_dose(self) -> Sentence:
        """Return what is said of a dose that was not to be given."""
        rules = self.program.protocol.by_id
        said = [rules[rule].summary for rule in self.found.deciding[self.place]]
        action = OUTCOMES[self.found.action[self.place]]
        if action == _AFTER:
            said = [_ENDED]
        reasons = " ".join(dict.fromkeys(said)) or f"What stands is: {action}."
        return f"No dose. {reasons}", f"{self._given}."

    def page(self, page: DeviationRule) -> Sentence:
        """Return what is said of a dose that nothing else forbids than a page."""
        title = page.title[:1].lower() + page.title[1:]
        return f"No dose where this holds: {title}.", f"{self._given}. {page.summary}"

    @property
    def _given(self) -> str:
        """Return that the dose was given, and when."""
        slot = self._slot
        named = f", {slot}," if self.found.cycle[self.place] else ""
        return f"A dose{named} was given on {self._day('came')}"

    @property
    def _slot(self) -> str:
        """Return the dose's own place in the schedule, or what was due."""
        return _place(int(self.found.cycle[self.place]), int(self.found.day[self.place]))

    @property
    def _next(self) -> str:
        """Return the place that was next."""
        cycle = int(self.found.next_cycle[self.place])
        return _place(cycle, int(self.found.next_day[self.place])) if cycle else _NOTHING_NEXT

    @property
    def _closes(self) -> str:
        return day_text(int(self.found.closes[self.place]))

    def _day(self, name: str) -> str | None:
        day = int(getattr(self.found, name)[self.place])
        return None if day == NO_DAY else day_text(day)


def _place(cycle: int, day: int) -> str:
    return f"cycle {cycle} day {day}" if cycle else "a dose"


def _either(listed: str) -> str:
    return listed.replace(" and ", " or ")


def _number(number: float, unit: str) -> str:
    if math.isnan(number):
        return ""
    return with_unit(rounded(number), unit)

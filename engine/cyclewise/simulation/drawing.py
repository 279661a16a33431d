"""Values drawn from what the page says of them, a column at a time."""

from __future__ import annotations

import numpy as np

from cyclewise.records import dataclass
from cyclewise.simulation.chance import Chance
from cyclewise.simulation.draft import NO_TEXT, Draft, Part, nothing
from cyclewise.simulation.page import Before, Later, Numbers, Said, Words
from cyclewise.timeline.columns import Floats, Integers
from cyclewise.timeline.event import UNDATED
from cyclewise.values.calendar import day_text

_YEAR = 365.25


@dataclass(frozen=True, slots=True)
class Occasion:
    """Why something is recorded, the how manieth time, and when it became known.

    ``why`` and ``turn`` tell what is drawn from what else is drawn for the same patient.
    ``recovery`` is the last day of an episode, ``replaces`` the day of what is corrected; both
    and ``known`` stand for each patient of the row.
    """

    why: str
    turn: int = 0
    known: Integers | None = None
    recovery: Integers | None = None
    replaces: Integers | None = None


@dataclass(frozen=True, slots=True)
class Drawing:
    """Draws what is said for some patients and adds it to a draft."""

    chance: Chance
    draft: Draft
    enrolled: Integers

    def add(self, who: Integers, day: Integers, said: Said, occasion: Occasion) -> None:
        """Add a row for each patient listed, dated on the days listed."""
        if not len(who):
            return
        known = occasion.known
        known = nothing(len(who)) if known is None else np.where(known > day, known, UNDATED)
        replaces = occasion.replaces
        part = Part(
            patient=who,
            concept=said.concept,
            day=day,
            number=self._number(who, said, occasion),
            text=self._text(who, said, occasion),
            known=known,
            replaces=nothing(len(who)) if replaces is None else replaces,
            attributes=self._attributes(who, day, said, occasion),
        )
        self.draft.add(part)

    def _number(self, who: Integers, said: Said, occasion: Occasion) -> Floats:
        if not isinstance(said.drawn, Numbers):
            return np.full(len(who), np.nan)
        drawn, what = said.drawn, f"{said.concept} {_source(said)}"
        found = self._level(who, drawn, what)
        if drawn.changes is not None:
            least, most = drawn.changes
            factor = least + (most - least) * self.chance.uniform(who, f"{what}: change")
            found = found * factor**occasion.turn
        if drawn.within:
            scatter = self.chance.normal(who, f"{what} {occasion.why}", occasion.turn)
            found = found * np.exp(drawn.within * scatter)
        return rounded(np.clip(found, drawn.low, drawn.high), drawn.digits)

    def _level(self, who: Integers, drawn: Numbers, what: str) -> Floats:
        """Return the number that each patient's results scatter round."""
        if drawn.median is not None:
            scatter = self.chance.normal(who, f"{what}: level") if drawn.between else 0.0
            return drawn.median * np.exp(drawn.between * scatter * np.ones(len(who)))
        share = self.chance.uniform(who, f"{what}: level")
        if drawn.logarithmic:
            return np.asarray(drawn.low * (drawn.high / drawn.low) ** share)
        return drawn.low + (drawn.high - drawn.low) * share

    def _text(self, who: Integers, said: Said, occasion: Occasion) -> Integers:
        if isinstance(said.drawn, Words):
            what = f"{said.concept} {_source(said)} {occasion.why}"
            return self._words(who, said.drawn, what, occasion.turn)
        if isinstance(said.drawn, Before):
            return self._before(who, said.drawn, said.concept)
        return np.full(len(who), NO_TEXT, np.int64)

    def _words(self, who: Integers, words: Words, what: str, turn: int) -> Integers:
        codes = self.draft.codes(words.texts)
        if len(codes) == 1:
            return np.full(len(who), codes[0], np.int64)
        return codes[self.chance.one_of(who, words.weights, what, turn)]

    def _before(self, who: Integers, before: Before, what: str) -> Integers:
        first, last = (round(years * _YEAR) for years in (before.least, before.most + 1))
        days = self.enrolled[who] - self.chance.whole(who, first + 1, last - 1, what)
        return self.draft.codes([day_text(day) for day in days.tolist()])

    def _attributes(
        self, who: Integers, day: Integers, said: Said, occasion: Occasion
    ) -> dict[str, Integers]:
        found = {}
        for name, drawn in said.attributes.items():
            what = f"{said.concept} {_source(said)} {name} {occasion.why}"
            if isinstance(drawn, Words):
                found[name] = self._words(who, drawn, what, occasion.turn)
            elif drawn.days is not None:
                span = drawn.days
                found[name] = day + self.chance.whole(
                    who, span.first, span.last, what, occasion.turn
                )
            elif occasion.recovery is not None:
                found[name] = occasion.recovery
        return found


def rounded(number: Floats, digits: int) -> Floats:
    """Return numbers with so many significant digits, as they are written in decimals."""
    size = np.floor(np.log10(np.maximum(np.abs(number), np.finfo(float).tiny)))
    places = (digits - 1 - size).astype(np.int64)
    power = 10.0 ** np.abs(places)
    return np.where(places >= 0, np.rint(number * power) / power, np.rint(number / power) * power)


def _source(said: Said) -> str:
    """Return where the page says it, so that what is said elsewhere is drawn anew."""
    return "" if said.place is None else f"{said.place.line}:{said.place.column}"


def dates(said: Said) -> tuple[str, ...]:
    """Return the attributes that are dates."""
    return tuple(name for name, drawn in said.attributes.items() if isinstance(drawn, Later))

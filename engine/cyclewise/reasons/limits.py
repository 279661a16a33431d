"""A criterion's limit in words: “at least 50 kg”, “at most 3 days old”."""

from __future__ import annotations

from cyclewise.facts.grading import grade_number
from cyclewise.facts.program import Program
from cyclewise.protocol.criterion import Comparison, Criterion, Limit, Parameter
from cyclewise.protocol.definition import ReadingForm
from cyclewise.reasons.numbers import days, listed, said
from cyclewise.records import dataclass
from cyclewise.values.calendar import Duration

_PHRASES = {
    "at_least": "at least {}",
    "above": "above {}",
    "at_most": "at most {}",
    "below": "below {}",
    "is": "{}",
    "one_of": "{}",
    "in_group": "{}",
}
_OPPOSITES = {
    "at_least": "below {}",
    "above": "at most {}",
    "at_most": "above {}",
    "below": "at least {}",
    "is": "not {}",
    "one_of": "not {}",
    "in_group": "not {}",
}
_SHORT_WORD = 4


@dataclass(frozen=True, slots=True)
class Limits:
    """Says the limits of a protocol's criteria as they hold on one day."""

    program: Program
    day: int

    def asked(self, criterion: Criterion) -> str:
        """Return what a criterion asks: its comparison, how fresh, and since when."""
        parts = [self.comparison(criterion), *self.bounds(criterion)]
        return ", ".join(part for part in parts if part)

    def comparison(self, criterion: Criterion, *, opposite: bool = False) -> str:
        """Return a criterion's comparison in words, or the comparison that its negation makes."""
        comparison = criterion.comparison
        if comparison is None:
            return "none on record" if opposite else "on record"
        if comparison.word == "recorded":
            wanted = self.words(comparison) == ("true",)
            return "recorded" if wanted != opposite else "not recorded"
        phrases = _OPPOSITES if opposite else _PHRASES
        limits = [self._limit(limit, criterion.subject) for limit in comparison.limits]
        return phrases[comparison.word].format(listed(limits, "or"))

    def bounds(self, criterion: Criterion) -> tuple[str, ...]:
        """Return how old the value may be and since when it counts, where a criterion says so."""
        found = []
        if criterion.within is not None:
            found.append(f"at most {days(self.length(criterion.within))} old")
        if criterion.since is not None:
            found.append(f"since {self.program.title(criterion.since)}")
        return tuple(found)

    def freshness(self, criterion: Criterion) -> int | None:
        """Return how many days old a criterion's value may be; None where it does not matter."""
        if criterion.within is not None:
            return self.length(criterion.within)
        return self.own_freshness(criterion.subject)

    def own_freshness(self, fact: str) -> int | None:
        """Return how many days old a fact may be by its own definition, None for any age."""
        chain = self.program.chains.get(fact)
        if chain is None or chain.last.within is None:
            return None
        return self.length(chain.last.within)

    def length(self, length: Duration | Parameter) -> int:
        """Return a duration in days as it holds on the day."""
        dated = self.program.days(length)
        place = [at for at, day in enumerate(dated.days) if day <= self.day]
        return int(dated.numbers[place[-1] if place else 0])

    def numbers(self, criterion: Criterion) -> tuple[float, ...]:
        """Return the numbers a criterion compares with, in its fact's unit."""
        scale = self.program.scale(criterion.subject) if criterion.asks != "parameter" else None
        if criterion.comparison is None or scale is None:
            return ()
        return tuple(
            dated.numbers[-1] for dated in self.program.bound(criterion.comparison, scale).numbers
        )

    def words(self, comparison: Comparison) -> tuple[str, ...]:
        """Return a comparison's limits as they are written."""
        return tuple(self.text(limit) for limit in comparison.limits)

    def text(self, limit: Limit) -> str:
        """Return a limit as it is written, or as the parameter it names stands on the day."""
        return self.parameter(limit.name) if isinstance(limit, Parameter) else limit.text

    def parameter(self, name: str) -> str:
        """Return a parameter's value in force on the day."""
        if name in self.program.overrides:
            return self.program.overrides[name]
        protocol = self.program.protocol
        text = protocol.parameters[name].text
        for amendment in protocol.amendments:
            if amendment.day <= self.day and name in amendment.values:
                text = amendment.values[name]
        return text

    def _limit(self, limit: Limit, fact: str) -> str:
        text = said(self.text(limit))
        grades = self.program.ladders.grades(fact)
        if grades is not None:
            number = grade_number(grades, text)
            return text if number is None else grades.named(number)
        over = over_of(self.program, fact)
        return text if over is None else f"{text} × {attribute_word(over)}"


def over_of(program: Program, fact: str) -> str | None:
    """Return the attribute a fact is a multiple of, None where it is none."""
    chain = program.chains.get(fact)
    form: ReadingForm | None = chain.last if chain else None
    return form.over if form else None


def attribute_word(name: str) -> str:
    """Return an attribute's name as it is said: short ones are acronyms."""
    return name.upper() if len(name) < _SHORT_WORD else name.replace("_", " ")

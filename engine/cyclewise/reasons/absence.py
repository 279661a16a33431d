"""Why a fact has no value, in a clinician's words, naming the event that explains it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from cyclewise.advice.missing import MissingFact
from cyclewise.facts.program import Program
from cyclewise.facts.reading import Why
from cyclewise.inference.trace import Seen
from cyclewise.protocol.criterion import Criterion
from cyclewise.protocol.definition import VALUE, Form, ReadingForm
from cyclewise.reasons.limits import Limits, attribute_word, over_of
from cyclewise.reasons.numbers import date_words, days, listed
from cyclewise.records import dataclass
from cyclewise.timeline.event import Event
from cyclewise.values.calendar import day_words

WHY_CODES = {
    Why.KNOWN: "not decisive",
    Why.NO_RECORD: "no record",
    Why.TOO_OLD: "too old",
    Why.NOT_USABLE: "not usable",
    Why.NOT_KNOWN_YET: "not known yet",
    Why.NOT_SINCE: "not since",
    Why.ORDER_UNCLEAR: "order unclear",
    Why.INPUT_UNKNOWN: "input unknown",
    Why.ONE_VALUE: "one value only",
    Why.NONE_NEAR: "none near enough",
}
"""Why a criterion is unknown, as one word or two; “not decisive” is a value that cannot tell."""


@dataclass(frozen=True, slots=True)
class Absence:
    """Says what is not there at one decision point of a protocol."""

    limits: Limits

    def nothing(self, seen: Seen, criterion: Criterion | None = None) -> str:
        """Return that there is no event of a fact, and whether that was presumed."""
        since = criterion.since if criterion else None
        after = f" since {self.limits.program.title(since)}" if since else ""
        if seen.presumed:
            return f"{called(self.limits.program, seen.fact)}: no record{after}, presumed absent"
        return f"{called(self.limits.program, seen.fact)}: none on record{after}"

    def unknown(self, seen: Seen, criterion: Criterion | None = None) -> str:
        """Return why a fact has no value, naming the event that explains it."""
        if seen.why == Why.INPUT_UNKNOWN:
            below = [self.unknown(each) for each in seen.inputs if not each.known]
            return f"{seen.title} unknown: {listed(below)}" if below else f"{seen.title}: unknown"
        if seen.why == Why.NO_RECORD or seen.event is None:
            return f"{called(self.limits.program, seen.fact)}: no record"
        return self._explained(seen, criterion, seen.event)

    def _explained(self, seen: Seen, criterion: Criterion | None, event: Event) -> str:
        match seen.why:
            case Why.TOO_OLD:
                return self._too_old(seen, criterion)
            case Why.NOT_KNOWN_YET:
                return f"{self.of_event(seen)} was not known yet (known {day_words(event.known)})"
            case Why.NOT_SINCE:
                return self._not_since(seen, criterion)
            case Why.ORDER_UNCLEAR:
                unclear = "what came first" if self._since(seen, criterion) else "how old it is"
                return f"{self.of_event(seen)} is dated too coarsely to tell {unclear}"
            case Why.ONE_VALUE | Why.NONE_NEAR:
                one = seen.why == Why.ONE_VALUE
                lacking = "there is only the" if one else "no other value is near enough to the"
                return f"{lacking} {self.of_event(seen)}"
            case _:
                return self._not_usable(seen)

    def of_event(self, seen: Seen) -> str:
        """Return a fact's event by its date: “weight of 8 Feb 2024”."""
        date = date_words(seen.event) if seen.event else ""
        title = called(self.limits.program, seen.fact)
        if seen.event is not None and seen.fact in self.limits.program.chains:
            title = self.limits.program.concept(seen.fact).title
        return f"{title} of {date}" if date else title

    def _too_old(self, seen: Seen, criterion: Criterion | None) -> str:
        limit = (
            self.limits.own_freshness(seen.fact)
            if criterion is None or criterion.subject != seen.fact
            else self.limits.freshness(criterion)
        )
        if limit is None or seen.event is None:
            return f"{self.of_event(seen)} is too old"
        age = self.limits.day - seen.event.last
        return f"{self.of_event(seen)} is too old ({days(age)}, at most {limit})"

    def _not_since(self, seen: Seen, criterion: Criterion | None) -> str:
        since = self._since(seen, criterion)
        latest = f"the latest is of {date_words(seen.event)}" if seen.event else ""
        until = self.counted_until(seen.fact)
        if since is None and until is not None:
            return f"{seen.title}: none until {self.limits.program.title(until)}; {latest}"
        if since is None:
            return f"{seen.title}: none that counts; {latest}"
        return f"{seen.title}: none since {self.limits.program.title(since)}; {latest}"

    def _since(self, seen: Seen, criterion: Criterion | None) -> str | None:
        """Return the event from which a fact is read, None where it is read from the beginning."""
        return (criterion.since if criterion else None) or self._counted_from(seen.fact)

    def _counted_from(self, fact: str) -> str | None:
        chain = self.limits.program.chains.get(fact)
        steps = chain.steps if chain else ()
        found = [each for step in steps for each in (step.since, step.cleared_by) if each]
        return found[-1] if found else None

    def counted_until(self, fact: str) -> str | None:
        """Return the event after which nothing counts for a fact, None where there is no such."""
        chain = self.limits.program.chains.get(fact)
        steps = chain.steps if chain else ()
        bounded = [step.until for step in steps if step.until is not None]
        return bounded[-1] if bounded and self._counted_from(fact) is None else None

    def _not_usable(self, seen: Seen) -> str:
        lacking = self.lacking(seen)
        if not lacking:
            return f"{self.of_event(seen)} cannot be used"
        words = listed([attribute_word(name) for name in lacking])
        return f"{words} not recorded with the {self.of_event(seen)}"

    def lacking(self, seen: Seen) -> tuple[str, ...]:
        """Return the attributes without which a fact's event cannot be used."""
        return lacking_of(self.limits.program, seen)


def lacking_of(program: Program, seen: Seen) -> tuple[str, ...]:
    """Return the attributes without which a fact's event cannot be used."""
    chain = program.chains.get(seen.fact)
    if chain is None or seen.event is None:
        return ()
    concept = program.concept(seen.fact)
    return tuple(
        name
        for name in dict.fromkeys(columns(chain.steps))
        if name not in seen.event.attributes and concept.attributes[name].without_record is None
    )


def wanted(program: Program, fact: str, missing: Iterable[MissingFact]) -> str:
    """Return what somebody must bring: a fact, or only what its record lacks."""
    concept = program.knowledge.concepts.get(fact)
    title = concept.title if concept else program.title(fact)
    for each in missing:
        if each.fact == fact and each.why == Why.NOT_USABLE:
            lacking = [attribute_word(name) for name in lacking_of(program, each.seen)]
            if lacking:
                return f"the {listed(lacking)} of the {title}"
    return title


def called(program: Program, fact: str) -> str:
    """Return what a fact is called in a sentence; a multiple goes by the name of what it is of."""
    if fact in program.chains and over_of(program, fact) is not None:
        return program.concept(fact).title
    return program.title(fact)


def columns(steps: Sequence[Form]) -> Iterator[str]:
    """Yield the attributes a reading needs of its event."""
    for step in steps:
        if not isinstance(step, ReadingForm):
            continue
        named = [step.value, step.over]
        named += [name for each in (step.where, step.shown) if each for name, _ in each.parts]
        yield from (name for name in named if name is not None and name != VALUE)

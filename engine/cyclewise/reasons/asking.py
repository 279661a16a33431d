"""What is missing, as questions somebody on the ward can answer."""

from __future__ import annotations

from collections.abc import Iterator

from cyclewise.advice.missing import (
    Decides,
    MissingFact,
    Open,
    Undecided,
    open_criteria,
    opposite,
    roots,
)
from cyclewise.advice.recommendation import Recommendation, Ruling
from cyclewise.facts.program import Program
from cyclewise.facts.reading import Why
from cyclewise.inference.trace import Seen
from cyclewise.protocol.criterion import Criterion
from cyclewise.reasons.absence import WHY_CODES, called, wanted
from cyclewise.reasons.limits import attribute_word
from cyclewise.reasons.numbers import date_words, days, listed, with_article
from cyclewise.reasons.wording import Wording
from cyclewise.records import dataclass
from cyclewise.values.truth import Truth


@dataclass(frozen=True, slots=True)
class Question:
    """A fact to give: its id and name, why it is unknown (as a code and in words), and the ask."""

    fact: str
    title: str
    why: str
    told: str
    needed_by: tuple[str, ...]
    ask: str


@dataclass(frozen=True, slots=True)
class Decider:
    """One result that would settle the answer by itself: the fact, the result, the action.

    ``told`` is the result with the fact's name before it.
    """

    fact: str
    condition: str
    told: str
    then: str


@dataclass(frozen=True, slots=True)
class Asking:
    """Words the questions that remain."""

    wording: Wording
    missing: tuple[MissingFact, ...]
    waiting: tuple[Undecided, ...]
    """What is undecided and waits for what is missing."""
    decides_alone: tuple[Decides, ...] = ()

    @classmethod
    def of(cls, wording: Wording, recommendation: Recommendation) -> Asking:
        """Return what words the questions of a recommendation."""
        needed = {name for each in recommendation.missing for name in each.needed_by}
        waiting = tuple(
            _undecided(each)
            for each in recommendation.rulings
            if each.standing == "undecided" and each.rule.id in needed and each.trace is not None
        )
        return cls(wording, recommendation.missing, waiting, recommendation.decides_alone)

    def questions(self) -> tuple[Question, ...]:
        """Return everything missing, each with the sentence that asks for it."""
        return tuple(self._question(each) for each in self.missing)

    def deciders(self) -> tuple[Decider, ...]:
        """Return the results that would each settle the answer by itself."""
        return tuple(self._decider(each) for each in self.decides_alone)

    def _question(self, missing: MissingFact) -> Question:
        opened = tuple(self._waiting(missing))
        criterion = next((each.criterion for each in opened), None)
        return Question(
            fact=missing.fact,
            title=self.title(missing.fact),
            why=WHY_CODES[missing.why],
            told=self._told(missing.seen, criterion),
            needed_by=missing.needed_by,
            ask=self._ask(missing, opened),
        )

    def title(self, fact: str) -> str:
        """Return what a missing fact is called: its concept's title where it has one."""
        return wanted(self.wording.limits.program, fact, ())

    def wanted(self, fact: str) -> str:
        """Return what somebody must bring: a fact, or only what its record lacks."""
        return wanted(self.wording.limits.program, fact, self.missing)

    def _told(self, seen: Seen, criterion: Criterion | None) -> str:
        return self.wording.seen(seen, criterion)

    def _waiting(self, missing: MissingFact) -> Iterator[Open]:
        """Yield the open criteria that wait for a missing fact."""
        for undecided in self.waiting:
            if undecided.rule not in missing.needed_by:
                continue
            for each in open_criteria(undecided):
                if any(self.named(seen) == missing.fact for seen in roots(each.seen)):
                    yield each

    def named(self, seen: Seen) -> str:
        """Return the id under which a reading is asked for: its concept's."""
        return concept_of(self.wording.limits.program, seen.fact)

    def _ask(self, missing: MissingFact, opened: tuple[Open, ...]) -> str:
        seen, title = missing.seen, self.title(missing.fact)
        article = with_article(title)
        if seen.event is not None:
            asked = self._about_event(seen, title, opened)
            if asked:
                return asked
        limits = self.wording.limits
        ages = [limits.freshness(each.criterion) for each in opened]
        ages += [limits.own_freshness(seen.fact)]
        fresh = min((age for age in ages if age is not None), default=None)
        if seen.why == Why.NOT_SINCE:
            until = self.wording.absence.counted_until(seen.fact)
            if until is not None:
                return f"Record {article} of no later than {limits.program.title(until)}."
            return (
                f"Record {article} newer than the one of {date_words(seen.event)}."
                if seen.event
                else f"Record {article}."
            )
        # Never "give": somebody might read that as an order to treat.
        aged = "" if fresh is None else f" at most {days(fresh)} old"
        return f"Record {article}{aged}."

    def _about_event(self, seen: Seen, title: str, opened: tuple[Open, ...]) -> str:
        """Return what to ask of an event that is there but does not answer; else nothing."""
        event = seen.event
        date = f" of {date_words(event)}" if event is not None and event.dated else ""
        if seen.why == Why.NOT_KNOWN_YET:
            return f"Ask for the result of the {title}{date}."
        if seen.why == Why.NOT_USABLE:
            lacking = [attribute_word(name) for name in self.wording.absence.lacking(seen)]
            if lacking:
                return f"Record the {listed(lacking)} of the {title}{date}."
            return f"Complete the record of the {title}{date}."
        if seen.why == Why.ORDER_UNCLEAR:
            return f"Record the day of the {title}{date}."
        if seen.why == Why.KNOWN:
            limits = {self.wording.limits.comparison(each.criterion) for each in opened}
            told = listed(sorted(limits), "or")
            return f"Record a new result of {title} that tells whether it is {told}."
        return ""

    def _decider(self, decides: Decides) -> Decider:
        limits = self.wording.limits
        comparison = limits.comparison(decides.criterion, opposite=not decides.holds)
        name = called(limits.program, decides.seen.fact)
        told = f"{name} {comparison}"
        condition = comparison if name == self.title(decides.fact) else told
        return Decider(decides.fact, condition, told, decides.then)


def concept_of(program: Program, fact: str) -> str:
    """Return the concept a fact reads; the fact itself where it reads none."""
    chain = program.chains.get(fact)
    return fact if chain is None else chain.concept


def _undecided(ruling: Ruling) -> Undecided:
    if ruling.trace is None:
        raise ValueError(f"{ruling.rule.id} does not apply and cannot be undecided.")
    wanted = Truth.MET if ruling.rule.requirement else opposite(Truth.MET)
    return Undecided(ruling.rule.id, ruling.rule.action, ruling.trace, wanted)

"""A contrast: one answer beside another, and what changed in the reasons between them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from cyclewise.advice.recommendation import Recommendation
from cyclewise.reasons.arithmetic import timing_words
from cyclewise.reasons.explanation import NOT_APPLICABLE, Explanation, RuleReason
from cyclewise.reasons.numbers import said
from cyclewise.reasons.reason import Reason
from cyclewise.records import dataclass
from cyclewise.values.calendar import day_words


@dataclass(frozen=True, slots=True)
class Line:
    """One thing as it is in both answers; empty where one of them has none."""

    label: str
    now: str
    then: str

    @property
    def differs(self) -> bool:
        """Return whether the two are not the same."""
        return self.now != self.then


@dataclass(frozen=True, slots=True)
class RuleChange:
    """A rule that stands otherwise: how it stood, how it stands, and the criteria that turned."""

    rule: str
    title: str
    action: str
    now: str
    then: str
    criteria: tuple[Line, ...]


@dataclass(frozen=True)
class Contrast:
    """Two answers for one patient: ``now`` as recorded, ``then`` as supposed or on another day.

    ``supposed`` is what was supposed, ``unseen`` what of it is dated or known too late.
    """

    now: Explanation
    then: Explanation
    supposed: tuple[str, ...] = ()
    unseen: tuple[str, ...] = ()

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """Return the answers, part by part; what neither has is left out."""
        pairs = zip(_parts(self.now), _parts(self.then), strict=True)
        lines = (Line(label, one, other) for (label, one), (_, other) in pairs)
        return tuple(line for line in lines if line.now or line.then)

    @property
    def same_answer(self) -> bool:
        """Return whether nothing in the answer itself differs but the day it is for."""
        return not any(line.differs for line in self.lines if line.label != "as of")

    @cached_property
    def rules(self) -> tuple[RuleChange, ...]:
        """Return every rule that stands otherwise, in the order of the protocol."""
        before = {each.rule.id: each for each in self.now.rules}
        return tuple(
            _change(before[each.rule.id], each)
            for each in self.then.rules
            if _standing(before[each.rule.id]) != _standing(each)
        )

    @property
    def no_longer_missing(self) -> tuple[str, ...]:
        """Return what is missing now and no more then."""
        return _only(_missing(self.now), _missing(self.then))

    @property
    def newly_missing(self) -> tuple[str, ...]:
        """Return what is missing then and not now."""
        return _only(_missing(self.then), _missing(self.now))

    @property
    def no_longer_told(self) -> tuple[str, ...]:
        """Return the alerts that are told now and no more then."""
        return _only(_alerts(self.now), _alerts(self.then))

    @property
    def newly_told(self) -> tuple[str, ...]:
        """Return the alerts that are told then and not now."""
        return _only(_alerts(self.then), _alerts(self.now))


def _only(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(each for each in one if each not in other)


def _missing(explanation: Explanation) -> tuple[str, ...]:
    return tuple(each.title for each in explanation.questions)


def _alerts(explanation: Explanation) -> tuple[str, ...]:
    return tuple(f"{each.rule}: {said(each.summary)}" for each in explanation.recommendation.alerts)


def _parts(explanation: Explanation) -> Iterator[tuple[str, str]]:
    """Yield the parts of an answer by their labels, always the same labels."""
    asked = explanation.recommendation
    yield "as of", _asked_on(asked)
    yield "action", asked.action.upper()
    yield "settled", "yes" if asked.settled else f"no: may become {', '.join(asked.may_become)}"
    yield "summary", explanation.summary
    yield "decided by", ", ".join(asked.deciding)
    yield "next dose", "" if asked.cycle is None else f"cycle {asked.cycle} day {asked.day}"
    yield "dose", explanation.dose
    yield "dates", timing_words(asked)


def _asked_on(asked: Recommendation) -> str:
    day = day_words(asked.as_of)
    same = asked.known == asked.as_of
    return day if same else f"{day}, with what was known by {day_words(asked.known)}"


def _standing(rule: RuleReason) -> str:
    """Return how a rule stands, and what its condition is where that says more."""
    if rule.standing == NOT_APPLICABLE:
        return NOT_APPLICABLE
    return f"{rule.standing} ({rule.told})"


def _change(now: RuleReason, then: RuleReason) -> RuleChange:
    rule = then.rule
    turned = tuple(_turned(now.reason, then.reason))
    return RuleChange(rule.id, rule.title, rule.action, _standing(now), _standing(then), turned)


def _turned(now: Reason | None, then: Reason | None) -> Iterator[Line]:
    """Yield the criteria at the bottom whose truth differs, each with what was found."""
    if now is None or then is None:
        return
    before = {(each.fact, each.asks): each for each in now.leaves()}
    told = set()
    for each in then.leaves():
        key = (each.fact, each.asks)
        was = before.get(key)
        if was is not None and was.truth != each.truth and key not in told:
            told.add(key)
            yield Line(each.asks, was.text, each.text)

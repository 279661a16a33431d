"""A change in words: what has to be on record, and what is there now."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from cyclewise.reasons.counterfactual import Change, NewResult
from cyclewise.reasons.limits import attribute_word
from cyclewise.reasons.numbers import date_words, listed, said
from cyclewise.reasons.option import Option, latest_of
from cyclewise.reasons.supposable import Supposable
from cyclewise.records import dataclass
from cyclewise.timeline.event import Event
from cyclewise.values.numeral import number_text

_MANY = 3
"""More words than so many are told by those that they are not."""


@dataclass(frozen=True, slots=True)
class ToldResult:
    """A new result in words: what it would have to be, and what it is now; "" for no record.

    ``again``: what is on record would do, if it were of the day.
    """

    fact: str
    title: str
    wanted: str
    now: str
    date: str
    again: bool = False

    @property
    def text(self) -> str:
        """Return it as advice: a title, what is wanted, what is there now."""
        if not self.now:
            return f"{self.title} {self.wanted} (no record)"
        before, word = ("again ", "last") if self.again else ("", "now")
        dated = f", {self.date}" if self.date else ""
        return f"{self.title} {before}{self.wanted} ({word} {self.now}{dated})"


def told_change(change: Change, patient: Supposable) -> tuple[ToldResult, ...]:
    """Return a change in words, one result after another."""
    return tuple(_told(each, patient) for each in change.results)


def _told(result: NewResult, patient: Supposable) -> ToldResult:
    ongoing = patient.ongoing.get(result.axis)
    if ongoing is not None:
        wanted = _wanted(result, patient, ongoing.said)
        day = date_words(ongoing.event)
        return ToldResult(ongoing.concept.id, said(ongoing.title), wanted, said(ongoing.now), day)
    concept = patient.program.knowledge.concepts[result.axis]
    event = latest_of(patient.timeline, concept.id, patient.as_of, patient.known)
    wanted = _wanted(result, patient, _saying(concept.id, patient))
    if event is None:
        return ToldResult(concept.id, concept.title, wanted, "", "")
    again = any(_is(each, event) for each in result.options)
    now = ", ".join([said(event.value.text), *_capped(event, patient)])
    return ToldResult(concept.id, concept.title, wanted, now, date_words(event), again)


def _is(option: Option, event: Event) -> bool:
    """Return whether an event's value is one of an option's."""
    value = event.value
    if option.is_word or not value.is_number:
        return option.is_word and option.value.word == value.word
    return option.low == value.low if option.is_point else option.low < value.low < option.high


def _capped(event: Event, patient: Supposable) -> Iterator[str]:
    """Yield what makes a number only an upper bound, such as a transfusion."""
    concept = patient.program.knowledge.concepts[event.concept]
    for name, value in event.attributes.items():
        if concept.attributes[name].caps(value):
            yield attribute_word(name)


def _wanted(result: NewResult, patient: Supposable, say: Callable[[float], str]) -> str:
    """Return what a result has to be: its spans and words, in a sentence."""
    every = patient.options(result.axis)
    if result.any_result and len(every) > 1:
        return "of any value"
    parts = [_span(run, every, say) for run in _runs(result.options, every)]
    words = [said(each.value.text) for each in result.options if each.is_word]
    others = [said(each.value.text) for each in every if each not in result.options]
    if len(words) > _MANY and len(others) < len(words) and not parts:
        return f"other than {listed(others, 'or')}"
    return listed([*parts, *words], "or")


def _saying(concept: str, patient: Supposable) -> Callable[[float], str]:
    """Return what says a number of a concept: with its unit, or as a multiple of a limit.

    A multiple where the limit of normal is not on record, and so nobody knows the number.
    """
    for name, value in patient.supposed_limit(concept).items():
        return lambda number: f"{number_text(number / value.low)} × {attribute_word(name)}"
    return patient.ruler(concept).said


def _runs(options: Iterable[Option], every: tuple[Option, ...]) -> Iterator[list[Option]]:
    """Yield the spans that lie side by side together."""
    run: list[Option] = []
    for each in (one for one in options if not one.is_word):
        if run and every.index(each) != every.index(run[-1]) + 1:
            yield run
            run = []
        run.append(each)
    if run:
        yield run


def _span(run: list[Option], every: tuple[Option, ...], say: Callable[[float], str]) -> str:
    """Return a run of spans in words: “at or below 1.8 mg/dL”, “above 1 and below 2 mg/dL”."""
    spans = [each for each in every if not each.is_word]
    first, last = run[0], run[-1]
    if first is last and first.is_point:
        return say(first.low)
    ends = []
    if first is not spans[0]:
        ends.append(f"{'at or above' if first.is_point else 'above'} {say(first.low)}")
    if last is not spans[-1]:
        ends.append(f"{'at or below' if last.is_point else 'below'} {say(last.high)}")
    return listed(ends) if ends else "of any number"

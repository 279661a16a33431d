"""What was read of a fact, in a clinician's words: its value and date, or why there is none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cyclewise.facts.program import ENGINE_FACTS
from cyclewise.facts.reading import Why
from cyclewise.inference.trace import Seen
from cyclewise.knowledge.concept import Concept
from cyclewise.protocol.criterion import Criterion
from cyclewise.protocol.definition import (
    VALUE,
    ArithmeticForm,
    CyclesForm,
    ElapsedForm,
    Form,
    ReadingForm,
)
from cyclewise.reasons.limits import Limits, attribute_word, over_of
from cyclewise.reasons.numbers import (
    capital,
    date_words,
    days,
    listed,
    percent,
    rounded,
    said,
    with_unit,
)
from cyclewise.timeline.event import Event
from cyclewise.values.calendar import day_words
from cyclewise.values.quantity import number_text

WHY_CODES = {
    Why.KNOWN: "not decisive",
    Why.NO_RECORD: "no record",
    Why.TOO_OLD: "too old",
    Why.NOT_USABLE: "not usable",
    Why.NOT_KNOWN_YET: "not known yet",
    Why.NOT_SINCE: "not since",
    Why.ORDER_UNCLEAR: "order unclear",
    Why.INPUT_UNKNOWN: "input unknown",
}
"""Why a criterion is unknown, as one word or two; “not decisive” is a value that cannot tell."""


@dataclass(frozen=True, slots=True)
class Wording:
    """Says what was seen at one decision point of a protocol."""

    limits: Limits

    # --- what was found ---------------------------------------------------------------------

    def seen(self, seen: Seen, criterion: Criterion | None = None) -> str:
        """Return a fact with its value and date, or with the reason why there is no value."""
        if seen.absent:
            return self.nothing(seen, criterion)
        if seen.why != Why.KNOWN:
            return self.unknown(seen, criterion)
        numbers = () if criterion is None else self.limits.numbers(criterion)
        return self._value(seen, numbers) + self._presumed(seen)

    def subject(self, seen: Seen) -> str:
        """Return what a fact is called where its value or its absence follows."""
        if over_of(self.limits.program, seen.fact) is not None:
            return self.concept(seen.fact).title
        return seen.title

    def nothing(self, seen: Seen, criterion: Criterion | None = None) -> str:
        """Return that there is no event of a fact, and whether that was presumed."""
        since = criterion.since if criterion else None
        after = f" since {self.limits.program.title(since)}" if since else ""
        if seen.presumed:
            return f"{self.subject(seen)}: no record{after}, presumed absent"
        return f"{self.subject(seen)}: none on record{after}"

    def presumption(self, seen: Seen) -> str:
        """Return what was presumed of a fact: its absence, or an attribute of its event."""
        if seen.absent or seen.event is None:
            return f"{self.subject(seen)} absent"
        return f"{self._of_event(seen)}: {listed(tuple(self._guesses(seen)))}"

    def _presumed(self, seen: Seen) -> str:
        guesses = tuple(self._guesses(seen)) if seen.presumed else ()
        return f" ({listed(guesses)} presumed)" if guesses else ""

    def _guesses(self, seen: Seen) -> Iterator[str]:
        """Yield the attributes of a fact's event that were presumed: “related yes”."""
        chain = self.limits.program.chains.get(seen.fact)
        if chain is None or seen.event is None:
            return
        concept = self.concept(seen.fact)
        for name in dict.fromkeys(_columns(chain.steps)):
            attribute = concept.attributes.get(name)
            if attribute is not None and attribute.presumed and name not in seen.event.attributes:
                presumed = attribute.without_record
                word = "" if presumed is None else _plain(presumed.word, presumed.low, attribute.kind)
                yield f"{attribute_word(name)} {word}"

    def _value(self, seen: Seen, numbers: Sequence[float]) -> str:
        program = self.limits.program
        if seen.fact in ENGINE_FACTS:
            return self._engine_fact(seen, numbers)
        match program.definitions[seen.fact].form:
            case ReadingForm() as form:
                return self._reading(seen, form, numbers)
            case ArithmeticForm() as form:
                return self._arithmetic(seen, form, numbers)
            case ElapsedForm(unit):
                return f"{seen.title} {self._number(seen, numbers)} {unit}{self._from(seen)}"
            case CyclesForm():
                return f"{seen.title}: {self._number(seen, numbers)}"
            case _:
                return seen.title

    def _engine_fact(self, seen: Seen, numbers: Sequence[float]) -> str:
        if seen.event is None:
            return f"{seen.title}: {self._number(seen, numbers)}"
        return f"{seen.title} on {date_words(seen.event)}"

    def _number(self, seen: Seen, numbers: Sequence[float]) -> str:
        low, high = rounded(seen.low, numbers), rounded(seen.high, numbers)
        return low if low == high else f"{low} to {high}"

    def _reading(self, seen: Seen, form: ReadingForm, numbers: Sequence[float]) -> str:
        event = seen.event
        if event is None or form.take in ("count", "total"):
            return f"{self.subject(seen)}: {self._bare(seen, numbers)}"
        name, on = self.subject(seen), self._on(event)
        if form.over is not None:
            below = event.attributes[form.over].text if form.over in event.attributes else "?"
            word = attribute_word(form.over)
            times = f"{self._number(seen, numbers)} × {word}"
            return f"{name} {times} ({said(event.value.text)}, {word} {said(below)}){on}"
        if form.value != VALUE:
            attribute = self._attribute(event, form.value, seen)
            return f"{name} {attribute} ({said(event.value.text)}){on}"
        return f"{name} {self.written(seen.fact, event)}{on}"

    def written(self, fact: str, event: Event) -> str:
        """Return an event's value as written, with the attribute that a word leans on."""
        text = said(event.value.text)
        concept = self.concept(fact)
        for attribute in _leans_on(concept, event.value.word):
            recorded = event.attributes.get(attribute)
            said_so = "not recorded" if recorded is None else said(recorded.text)
            text += f", {attribute_word(attribute)} {said_so}"
        return text

    def _attribute(self, event: Event, name: str, seen: Seen) -> str:
        if name in event.attributes:
            return said(event.attributes[name].text)
        return _plain(seen.word, seen.low, self.concept(seen.fact).attributes[name].kind)

    def _bare(self, seen: Seen, numbers: Sequence[float]) -> str:
        if seen.word:
            return said(seen.word)
        scale = self.limits.program.scale(seen.fact)
        return with_unit(self._number(seen, numbers), scale.unit if scale else "")

    def _arithmetic(self, seen: Seen, form: ArithmeticForm, numbers: Sequence[float]) -> str:
        value = self._bare(seen, numbers)
        if form.operation == "change":
            low, high = percent(seen.low, numbers), percent(seen.high, numbers)
            value = low if low == high else f"{low} to {high}"
        if seen.event is None and form.none_yet_of is not None:
            none = self.limits.program.title(form.none_yet_of)
            return f"{seen.title} {value} (there is no {none.removeprefix('the ')} yet)"
        of, against = (self._short(each) for each in seen.inputs)
        return f"{seen.title} {value} ({of} against {against})"

    def _short(self, seen: Seen) -> str:
        """Return a value and its date without its name."""
        if seen.event is None:
            return self._bare(seen, ())
        return f"{said(seen.event.value.text)}{self._on(seen.event)}"

    def _from(self, seen: Seen) -> str:
        base = seen.inputs[0] if seen.inputs else None
        if base is None or base.event is None:
            return ""
        return f" ({base.title} {said(base.event.value.text)})"

    @staticmethod
    def _on(event: Event) -> str:
        date = date_words(event)
        return f" on {date}" if date else ""

    def concept(self, fact: str) -> Concept:
        """Return the concept a reading reads."""
        return self.limits.program.concept(fact)

    # --- why there is no value --------------------------------------------------------------

    def unknown(self, seen: Seen, criterion: Criterion | None = None) -> str:
        """Return why a fact has no value, naming the event that explains it."""
        if seen.why == Why.INPUT_UNKNOWN:
            below = [self.unknown(each) for each in seen.inputs if not each.known]
            return f"{seen.title} unknown: {listed(below)}" if below else f"{seen.title}: unknown"
        if seen.why == Why.NO_RECORD or seen.event is None:
            return f"{self.subject(seen)}: no record"
        match seen.why:
            case Why.TOO_OLD:
                return self._too_old(seen, criterion)
            case Why.NOT_KNOWN_YET:
                known = day_words(seen.event.known)
                return f"{self._of_event(seen)} was not known yet (known {known})"
            case Why.NOT_SINCE:
                return self._not_since(seen, criterion)
            case Why.ORDER_UNCLEAR:
                return f"{self._of_event(seen)} is dated too coarsely to tell what came first"
            case _:
                return self._not_usable(seen)

    def _of_event(self, seen: Seen) -> str:
        """Return a fact's event by its date: “weight of 8 Feb 2024”."""
        date = date_words(seen.event) if seen.event else ""
        title = self.subject(seen)
        if seen.event is not None and seen.fact in self.limits.program.chains:
            title = self.concept(seen.fact).title
        return f"{title} of {date}" if date else title

    def _too_old(self, seen: Seen, criterion: Criterion | None) -> str:
        limit = (
            self.limits.own_freshness(seen.fact)
            if criterion is None or criterion.subject != seen.fact
            else self.limits.freshness(criterion)
        )
        if limit is None or seen.event is None:
            return f"{self._of_event(seen)} is too old"
        age = self.limits.day - seen.event.last
        return f"{self._of_event(seen)} is too old ({days(age)}, at most {limit})"

    def _not_since(self, seen: Seen, criterion: Criterion | None) -> str:
        since = criterion.since if criterion else None
        since = since or self._counted_from(seen.fact)
        latest = f"the latest is of {date_words(seen.event)}" if seen.event else ""
        if since is None:
            return f"{seen.title}: none that counts; {latest}"
        return f"{seen.title}: none since {self.limits.program.title(since)}; {latest}"

    def _counted_from(self, fact: str) -> str | None:
        chain = self.limits.program.chains.get(fact)
        steps = chain.steps if chain else ()
        found = [each for step in steps for each in (step.since, step.cleared_by) if each]
        return found[-1] if found else None

    def _not_usable(self, seen: Seen) -> str:
        lacking = self.lacking(seen)
        if not lacking:
            return f"{self._of_event(seen)} cannot be used"
        words = listed([attribute_word(name) for name in lacking])
        return f"{words} not recorded with the {self._of_event(seen)}"

    def lacking(self, seen: Seen) -> tuple[str, ...]:
        """Return the attributes without which a fact's event cannot be used."""
        chain = self.limits.program.chains.get(seen.fact)
        if chain is None or seen.event is None:
            return ()
        concept = self.concept(seen.fact)
        return tuple(
            name
            for name in dict.fromkeys(_columns(chain.steps))
            if name not in seen.event.attributes and concept.attributes[name].without_record is None
        )

    # --- criteria ---------------------------------------------------------------------------

    def parameter(self, criterion: Criterion) -> str:
        """Return a parameter with its value in force."""
        return f"{criterion.subject}: {said(self.limits.parameter(criterion.subject))}"

    def question(self, criterion: Criterion) -> str:
        """Return a criterion as what it asks: “weight at least 50 kg, at most 3 days old”."""
        return self._asked(criterion, opposite=False)

    def negation(self, criterion: Criterion) -> str:
        """Return what a criterion's negation asks: “weight below 50 kg”."""
        return self._asked(criterion, opposite=True)

    def _asked(self, criterion: Criterion, *, opposite: bool) -> str:
        bounds = self.limits.bounds(criterion)
        comparison = self.limits.comparison(criterion, opposite=opposite)
        name = criterion.subject if criterion.asks == "parameter" else self.name(criterion.subject)
        if criterion.asks == "ever":
            some = "no" if opposite else "any"
            told = self.limits.comparison(criterion) if criterion.comparison else "on record"
            return ", ".join((f"{some} {name} {told}", *bounds))
        if comparison in ("true", "false", "not true", "not false"):
            yes = (comparison.removeprefix("not ") == "true") != comparison.startswith("not ")
            return name if yes else f"not: {name}"
        return ", ".join((f"{name} {comparison}", *bounds))

    def name(self, fact: str) -> str:
        """Return what a fact is called in front of a comparison."""
        program = self.limits.program
        if fact in program.chains and over_of(program, fact) is not None:
            return program.concept(fact).title
        return program.title(fact)


def _columns(steps: Sequence[Form]) -> Iterator[str]:
    """Yield the attributes a reading needs of its event."""
    for step in steps:
        if not isinstance(step, ReadingForm):
            continue
        named = [step.value, step.over]
        named += [name for each in (step.where, step.shown) if each for name, _ in each.parts]
        yield from (name for name in named if name is not None and name != VALUE)


def _leans_on(concept: Concept, word: str) -> tuple[str, ...]:
    """Return the attributes that a word instead of a number leans on."""
    return concept.leans_on(word) if word else ()


def _plain(word: str, low: float, kind: str) -> str:
    if kind == "flag":
        return "yes" if low == 1.0 else "no"
    return said(word) if word else number_text(low)


def sentence(text: str) -> str:
    """Return a text as a sentence: a capital letter first, a full stop last."""
    return capital(text) if text.endswith((".", "?")) else f"{capital(text)}."

"""What was read of a fact, in a clinician's words: its value and date, or why there is none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cyclewise.facts.program import ENGINE_FACTS
from cyclewise.facts.reading import Why
from cyclewise.inference.trace import Seen
from cyclewise.knowledge.concept import Concept
from cyclewise.protocol.criterion import Criterion
from cyclewise.protocol.definition import (
    VALUE,
    ArithmeticForm,
    CyclesForm,
    DaysBetweenForm,
    ElapsedForm,
    FirstMetForm,
    Form,
    GradesForm,
    KineticsForm,
    ReadingForm,
)
from cyclewise.reasons.absence import Absence, called, columns
from cyclewise.reasons.given import given_words, is_given
from cyclewise.reasons.limits import Limits, attribute_word
from cyclewise.reasons.numbers import (
    capital,
    date_words,
    listed,
    percent,
    rounded,
    said,
    span_words,
    with_unit,
)
from cyclewise.records import dataclass
from cyclewise.timeline.event import Event
from cyclewise.values.calendar import day_words
from cyclewise.values.quantity import number_text, parse_quantity

_YES_NO = {"true": "yes", "false": "no"}


@dataclass(frozen=True, slots=True)
class Wording:
    """Says what was seen at one decision point of a protocol."""

    limits: Limits

    # --- what was found ---------------------------------------------------------------------

    def seen(self, seen: Seen, criterion: Criterion | None = None) -> str:
        """Return a fact with its value and date, or with the reason why there is no value."""
        if is_given(self.limits.program, seen.fact):
            return given_words(self.limits, seen, criterion)
        if seen.absent:
            return self.absence.nothing(seen, criterion)
        if seen.why != Why.KNOWN:
            return self.absence.unknown(seen, criterion)
        numbers = () if criterion is None else self.limits.numbers(criterion)
        return self._value(seen, numbers) + self._presumed(seen)

    @property
    def absence(self) -> Absence:
        """Return what says why there is no value."""
        return Absence(self.limits)

    def presumption(self, seen: Seen) -> str:
        """Return what was presumed of a fact: its absence, or an attribute of its event."""
        if seen.absent or seen.event is None:
            return f"{called(self.limits.program, seen.fact)} absent"
        return f"{self.absence.of_event(seen)}: {listed(tuple(self._guesses(seen)))}"

    def _presumed(self, seen: Seen) -> str:
        guesses = tuple(self._guesses(seen)) if seen.presumed else ()
        return f" ({listed(guesses)} presumed)" if guesses else ""

    def _guesses(self, seen: Seen) -> Iterator[str]:
        """Yield the attributes of a fact's event that were presumed: “related yes”."""
        chain = self.limits.program.chains.get(seen.fact)
        if chain is None or seen.event is None:
            return
        concept = self.concept(seen.fact)
        for name in dict.fromkeys(columns(chain.steps)):
            attribute = concept.attributes.get(name)
            if attribute is not None and attribute.presumed and name not in seen.event.attributes:
                presumed = attribute.without_record
                word = _plain(presumed.word, presumed.low, attribute.kind) if presumed else ""
                yield f"{attribute_word(name)} {word}"

    def _value(self, seen: Seen, numbers: Sequence[float]) -> str:
        program = self.limits.program
        if seen.fact in ENGINE_FACTS:
            return self._engine_fact(seen, numbers)
        form = program.definitions[seen.fact].form
        if isinstance(form, ReadingForm):
            return self._reading(seen, form, numbers)
        return self._computed(seen, form, numbers)

    def _computed(self, seen: Seen, form: Form, numbers: Sequence[float]) -> str:
        match form:
            case ArithmeticForm():
                return self._arithmetic(seen, form, numbers)
            case ElapsedForm() | DaysBetweenForm() | FirstMetForm():
                return self._elapsed(seen, form, numbers)
            case KineticsForm():
                return self._course(seen, form, numbers)
            case CyclesForm():
                return f"{seen.title}: {self._number(seen, numbers)}"
            case GradesForm():
                return f"{seen.title}: {self._graded(seen)}"
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
            return f"{called(self.limits.program, seen.fact)}: {self._bare(seen, numbers)}"
        name, on = called(self.limits.program, seen.fact), self._on(event)
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
        concept = self.concept(fact)
        text = _converted(event, concept)
        for attribute in concept.leans_on(event.value.word):
            recorded = event.attributes.get(attribute)
            said_so = "not recorded" if recorded is None else said(recorded.text)
            text += f", {attribute_word(attribute)} {said_so}"
        for name, recorded in event.attributes.items():
            if concept.attributes[name].caps(recorded):
                text = f"at most {text}, {attribute_word(name)}"
        return text

    def _attribute(self, event: Event, name: str, seen: Seen) -> str:
        if name in event.attributes:
            return said(event.attributes[name].text)
        return _plain(seen.word, seen.low, self.concept(seen.fact).attributes[name].kind)

    def _bare(self, seen: Seen, numbers: Sequence[float]) -> str:
        if seen.word:
            return said(seen.word)
        grades = self.limits.program.ladders.grades(seen.fact)
        if grades is not None:
            low, high = grades.named(seen.low), grades.named(seen.high)
            return low if low == high else f"{low} to {high}"
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

    def _graded(self, seen: Seen) -> str:
        """Return a grade by its name with what makes it so, or the grades that it may be."""
        grade = self._bare(seen, ())
        if seen.low != seen.high:
            return grade
        behind = listed([self.seen(each) for each in seen.inputs if each.known and not each.absent])
        return f"{grade} ({behind})" if behind else grade

    def _elapsed(
        self,
        seen: Seen,
        form: ElapsedForm | DaysBetweenForm | FirstMetForm,
        numbers: Sequence[float],
    ) -> str:
        if isinstance(form, FirstMetForm):
            low, high = day_words(int(seen.low)), day_words(int(seen.high))
            return f"{seen.title}: {low if low == high else f'{low} to {high}'}"
        number = self._number(seen, numbers)
        if isinstance(form, ElapsedForm):
            return f"{seen.title} {with_unit(number, form.unit)}{self._from(seen)}"
        begin, end = (self.seen(each) for each in seen.inputs)
        return f"{seen.title} {with_unit(number, 'days')} ({begin}, {end})"

    def _course(self, seen: Seen, form: KineticsForm, numbers: Sequence[float]) -> str:
        """Return a rise and the two values it lies between."""
        value = self._bare(seen, numbers)
        if form.operation == "change":
            low, high = percent(seen.low, numbers), percent(seen.high, numbers)
            value = low if low == high else f"{low} to {high}"
        rate = f"{value} a day" if form.per_day else value
        earlier, later = (self._short(each) for each in seen.inputs)
        return f"{seen.title} {rate} (from {earlier} to {later})"

    def _short(self, seen: Seen) -> str:
        """Return a value and its date without its name."""
        if seen.event is None:
            return self._bare(seen, ())
        form = self.limits.program.definitions[seen.fact].form
        itself = not isinstance(form, ReadingForm) or form.value == VALUE
        value = said(seen.event.value.text) if itself else self._bare(seen, ())
        return f"{value}{self._on(seen.event)}"

    def _from(self, seen: Seen) -> str:
        base = seen.inputs[0] if seen.inputs else None
        if base is None or base.event is None:
            return ""
        if base.fact in ENGINE_FACTS:
            return f" ({base.title}{self._on(base.event)})"
        concept = self.concept(base.fact)
        when = "" if concept.kind == "date" else self._on(base.event)
        return f" ({base.title} {_converted(base.event, concept)}{when})"

    @staticmethod
    def _on(event: Event) -> str:
        date = date_words(event)
        return f" on {date}" if date else ""

    def concept(self, fact: str) -> Concept:
        """Return the concept a reading reads."""
        return self.limits.program.concept(fact)

    # --- criteria ---------------------------------------------------------------------------

    def parameter(self, criterion: Criterion) -> str:
        """Return a parameter with its value in force."""
        value = self.limits.parameter(criterion.subject)
        return f"{criterion.subject}: {_YES_NO.get(value, said(value))}"

    def question(self, criterion: Criterion) -> str:
        """Return a criterion as what it asks: “weight at least 50 kg, at most 3 days old”."""
        return self._asked(criterion, opposite=False)

    def negation(self, criterion: Criterion) -> str:
        """Return what a criterion's negation asks: “weight below 50 kg”."""
        return self._asked(criterion, opposite=True)

    def _asked(self, criterion: Criterion, *, opposite: bool) -> str:
        bounds = self.limits.bounds(criterion)
        comparison = self.limits.comparison(criterion, opposite=opposite)
        name = (
            criterion.subject
            if criterion.asks == "parameter"
            else called(self.limits.program, criterion.subject)
        )
        if criterion.asks == "ever":
            some = "no" if opposite else "any"
            told = self.limits.comparison(criterion) if criterion.comparison else "on record"
            return ", ".join((f"{some} {name} {told}", *bounds))
        if comparison in ("true", "false", "not true", "not false"):
            yes = (comparison.removeprefix("not ") == "true") != comparison.startswith("not ")
            return name if yes else f"not: {name}"
        return ", ".join((f"{name} {comparison}", *bounds))


def _converted(event: Event, concept: Concept) -> str:
    """Return a value as written, and in the concept's own unit where it was written in another."""
    value, scale = event.value, concept.scale
    if concept.kind == "date":
        first, last = int(value.low), int(value.high)
        return day_words(first) if first == last else span_words(first, last)
    written = parse_quantity(value.text) if scale and value.is_number else None
    if scale is None or written is None or written.unit in ("", scale.unit):
        return said(value.text)
    return f"{said(value.text)} (= {with_unit(rounded(value.low), scale.unit)})"


def _plain(word: str, low: float, kind: str) -> str:
    if kind == "flag":
        return "yes" if low == 1.0 else "no"
    return said(word) if word else number_text(low)


def sentence(text: str) -> str:
    """Return a text as a sentence: a capital letter first, a full stop last."""
    return capital(text) if text.endswith((".", "?")) else f"{capital(text)}."

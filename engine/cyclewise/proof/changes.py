"""Which single changes to a patient may change the truth of a criterion, limits included."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from itertools import product

from cyclewise.facts.program import ENGINE_FACTS, Program
from cyclewise.knowledge.concept import Concept
from cyclewise.knowledge.knowledgebase import DOSE
from cyclewise.logic.condition import criteria
from cyclewise.proof.change import Change, Given, Moved, Removed
from cyclewise.protocol.criterion import Comparison, Criterion
from cyclewise.protocol.definition import VALUE, ElapsedForm, ReadingForm
from cyclewise.protocol.uses import conditions_of_form
from cyclewise.values.calendar import day_text
from cyclewise.values.exact import digits12
from cyclewise.values.quantity import number_text

_STEP = 0.1
_YEAR = 365.25
_ANY_TEXT = "not stated"
_DOSE_DAYS = 71
"""How many days ago the latest dose may have been, for facts that follow from the schedule."""
_FACTORS = (1.0, 0.5, 0.9, 0.95, 1.05, 1.06, 1.2, 2.0)


def changes_for(program: Program, criterion: Criterion, as_of: int) -> tuple[Change, ...]:
    """Return the changes that may decide a criterion, each once."""
    if criterion.asks == "parameter":
        return ()
    found = _of_fact(program, criterion.subject, criterion, as_of)
    return tuple({repr(each): each for each in found}.values())


def _of_fact(program: Program, fact: str, asked: Criterion, as_of: int) -> Iterator[Change]:
    if fact in program.chains:
        yield from _of_reading(program, fact, asked)
        return
    if fact in ENGINE_FACTS:
        # They follow from the doses: the latest is moved from day to day, or there is none.
        yield from (Moved(DOSE, days_ago) for days_ago in range(_DOSE_DAYS))
        yield Removed(DOSE)
        return
    definition = program.definitions[fact]
    form = definition.form
    if isinstance(form, ElapsedForm):
        yield from _of_elapsed(program, form, asked, as_of)
    for condition in conditions_of_form(form):
        for below in criteria(condition):
            yield from changes_for(program, below, as_of)
    for name in program.inputs(fact):
        if name in program.chains:
            yield from _scaled(program, name)
            yield from _ages(program, program.chains[name].concept, asked)


def _of_reading(program: Program, fact: str, asked: Criterion) -> Iterator[Change]:
    """Yield values around the limit, on the day and too old, and the removal of all."""
    chain = program.chains[fact]
    concept = program.knowledge.concepts[chain.concept]
    values = tuple(_values(program, fact, asked.comparison))
    over = chain.last.over or ""
    for text, attributes in values:
        yield Given(concept.id, text, attributes, instead=True, over=over)
        for days_ago in (0, 1):
            yield Given(concept.id, text, attributes, days_ago, over=over)
        if attributes or over:
            yield Given(concept.id, text, {}, bare=True)
    yield from _ages(program, concept.id, asked)
    yield Removed(concept.id)
    for step in chain.steps:
        for name in (step.cleared_by, step.since):
            if name is not None and name in program.chains:
                other = program.chains[name]
                attributes = _attributes(program, other.steps)
                for word in _row_words(other.steps):
                    yield Given(other.concept, word, attributes)


def _ages(program: Program, concept: str, asked: Criterion) -> Iterator[Change]:
    """Yield the latest value moved to the day, to its greatest age, and beyond that."""
    limits = [0, 1]
    if asked.within is not None:
        limits += [
            int(each) + more for each in program.days(asked.within).numbers for more in (0, 1)
        ]
    chain = program.chains.get(asked.subject)
    for step in chain.steps if chain is not None else ():
        if step.within is not None:
            days = program.days(step.within).numbers
            limits += [int(each) + more for each in days for more in (0, 1)]
    for days_ago in dict.fromkeys(limits):
        yield Moved(concept, days_ago)


def _values(
    program: Program, fact: str, comparison: Comparison | None
) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield what an event may say for a fact, as text, with its attributes."""
    chain = program.chains[fact]
    concept, form = program.knowledge.concepts[chain.concept], chain.last
    beside = _attributes(program, chain.steps)
    numbers = list(_numbers(program, fact, comparison))
    if form.value != VALUE:
        words = _row_words(chain.steps) or _some_words(concept)
        texts = numbers or list(concept.attributes[form.value].values)
        for word, text in product(words, texts):
            yield word, {**beside, form.value: text}
        return
    if form.over is not None:
        yield from ((text, beside) for text in numbers)
        return
    for text in (*_row_words(chain.steps), *numbers, *_some_words(concept)):
        yield text, beside


def _numbers(program: Program, fact: str, comparison: Comparison | None) -> Iterator[str]:
    """Yield numbers at a limit, just beyond it on either side, and well beyond."""
    scale = program.scale(fact)
    if comparison is None or scale is None or comparison.word == "recorded":
        return
    whole = program.concept(fact).kind == "integer" or _is_grade(program, fact)
    unit = "" if program.chains[fact].last.over is not None or scale.unit in _BARE else scale.unit
    for dated in program.bound(comparison, scale).numbers:
        for limit in dated.numbers:
            step = 1.0 if whole else (abs(limit) * _STEP or _STEP)
            for number in (limit, limit + step, limit - step, limit * 2):
                if number >= 0:
                    yield f"{number_text(digits12(number))} {unit}".strip()


_BARE = frozenset({"number", "fraction", "ratio"})


def numbers_by_hand(program: Program, asked: Criterion) -> Iterator[str]:
    """Yield what a computed fact is given by hand: its limit, and beyond that on either side."""
    scale = program.scale(asked.subject)
    if asked.comparison is None or scale is None or asked.comparison.word == "recorded":
        return
    unit = "" if scale.unit in _BARE else scale.unit
    for dated in program.bound(asked.comparison, scale).numbers:
        for limit in dated.numbers:
            step = 1.0 if limit == int(limit) else abs(limit) * _STEP
            for number in (limit, limit + step, limit - step):
                yield f"{number_text(digits12(number))} {unit}".strip()


def _is_grade(program: Program, fact: str) -> bool:
    chain = program.chains[fact]
    column = chain.last.value
    return column != VALUE and program.concept(fact).attributes[column].kind == "integer"


def _some_words(concept: Concept) -> tuple[str, ...]:
    """Return what may stand as an event's value where no number does."""
    terms = [group[0] for group in concept.terms.values() if group]
    text = (_ANY_TEXT,) if concept.kind == "text" else ()
    return (*concept.values, *concept.words, *terms, *text)


def _row_words(steps: Iterable[ReadingForm]) -> tuple[str, ...]:
    """Return the words that the rows of a reading are chosen by."""
    found = [
        limit.text
        for step in steps
        for rows in (step.where,)
        for column, comparison in (rows.parts if rows is not None else ())
        if column == VALUE and comparison.word in ("is", "one_of")
        for limit in comparison.limits
        if hasattr(limit, "text")
    ]
    return tuple(dict.fromkeys(found))


def _attributes(program: Program, steps: Iterable[ReadingForm]) -> dict[str, str]:
    """Return the attributes that an event needs for a reading to take it."""
    found: dict[str, str] = {}
    for step in steps:
        for column, comparison in step.where.parts if step.where is not None else ():
            if column != VALUE and comparison.word in ("is", "one_of"):
                found[column] = program.bound(comparison, None).words[0]
    return found


def _scaled(program: Program, fact: str) -> Iterator[Change]:
    """Yield a usual value, and some more and less of it, where others are worked out from it."""
    concept = program.concept(fact)
    if concept.scale is None:
        return
    low, high = concept.usual.low, concept.usual.high
    middle = math.sqrt(low * high) if low > 0 and high < math.inf else 1.0
    unit = "" if concept.scale.unit in _BARE else concept.scale.unit
    for factor in _FACTORS:
        text = f"{number_text(float(f'{middle * factor:.3g}'))} {unit}".strip()
        yield Given(concept.id, text, {}, instead=True)
        yield Given(concept.id, text, {})


def _of_elapsed(
    program: Program, form: ElapsedForm, asked: Criterion, as_of: int
) -> Iterator[Change]:
    """Yield the event so long ago that the limit is just reached, or not quite."""
    if form.since not in program.chains or asked.comparison is None:
        return
    concept = program.concept(form.since)
    per_unit = _YEAR if form.unit == "years" else 1
    bound = program.bound(asked.comparison, program.scale(asked.subject))
    for dated in bound.numbers:
        for limit in dated.numbers:
            for more in (-1, 0, 1, 2):
                days = round(limit * per_unit) + more
                if concept.kind == "date":
                    yield Given(concept.id, day_text(as_of - days), {}, instead=True)
                else:
                    yield Moved(concept.id, days)

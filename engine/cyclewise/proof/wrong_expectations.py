"""Expectations with one small thing wrong: a day more or less, an item left out, another event."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from cyclewise.proof.mutation import Mutant, Vocabulary, condition_mutants, nearby
from cyclewise.protocol.expectation import NEXT_DOSE, Expectation
from cyclewise.protocol.rule import ALWAYS, PHASES, Phase, Rule
from cyclewise.values.calendar import Duration

_TWINS = {
    "first_dose": "last_dose",
    "last_dose": "first_dose",
    "first_cycle_end": "last_cycle_end",
    "last_cycle_end": "first_cycle_end",
}
"""Events of the course that a page may confuse."""


def expectation_mutants(rule: Rule, words: Vocabulary) -> Iterator[Mutant]:
    """Yield every small mutation of a rule that expects something."""
    asked = rule.expectation
    if asked is None:
        raise TypeError(f"{rule.id} expects nothing.")
    for wrong, changed in _changed(asked):
        yield Mutant(wrong, replace(rule, expectation=changed))
    for wrong, condition in condition_mutants(rule.condition, words):
        yield Mutant(wrong, replace(rule, condition=condition))
    if rule.condition != ALWAYS:
        yield Mutant("`when` dropped", replace(rule, condition=ALWAYS))
    for phase in PHASES:
        if phase in _never(asked):
            continue
        without = tuple(each for each in rule.phases if each != phase)
        if phase not in rule.phases:
            yield Mutant(f"applies {phase} as well", replace(rule, phases=(*rule.phases, phase)))
        elif without:
            yield Mutant(f"does not apply {phase}", replace(rule, phases=without))


def _never(asked: Expectation) -> tuple[Phase, ...]:
    """Return the phases in which nothing can be expected anyway: without a dose, without a next."""
    if asked.occasion == "before":
        return ("after",)
    return ("before",) if asked.event in _TWINS else ()


def _changed(asked: Expectation) -> Iterator[tuple[str, Expectation]]:
    """Yield every small mutation of an expectation."""
    for item in asked.items if len(asked.items) > 1 else ():
        others = tuple(each for each in asked.items if each != item)
        yield f"{item} not expected", replace(asked, items=others)
    if asked.event in _TWINS:
        twin = _TWINS[asked.event]
        yield f"{twin} instead of {asked.event}", replace(asked, event=twin)
    yield from _other_days(asked)
    if asked.closes is not None and asked.closes != asked.due:
        yield "closes when it is due", replace(asked, closes=None)
    if asked.until is not None:
        yield "without `until`", replace(asked, until=None)
        for length in _stepped(asked.until.days):
            until = replace(asked.until, days=length)
            yield f"until {length.text}", replace(asked, until=until)


def _other_days(asked: Expectation) -> Iterator[tuple[str, Expectation]]:
    named = "every" if asked.occasion == "every" else "due"
    if asked.opens != Duration(0):  # nought is what goes without saying
        for length in _stepped(asked.opens):
            yield f"opens {length.text}", replace(asked, opens=length)
    for length in _stepped(asked.due):
        yield f"{named} {length.text}", replace(asked, due=length)
    for length in _stepped(asked.closes):
        yield f"closes {length.text}", replace(asked, closes=length)
    if asked.due == NEXT_DOSE and asked.occasion == "after":
        yield "due at once", replace(asked, due=Duration(0))


def _stepped(length: object) -> Iterator[Duration]:
    """Yield a written length a day shorter and longer; nothing below nought."""
    if isinstance(length, Duration):
        yield from (each for each in nearby(length) if each.days >= 0)

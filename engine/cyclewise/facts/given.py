"""Given facts: what an audit tells its pages of the point they judge; nobody reads them."""

from __future__ import annotations

from cyclewise.protocol.definition import Definition, GivenForm
from cyclewise.protocol.rule import ACTIONS

STANDING = (*ACTIONS, "insufficient-data")
"""The action in force; the same words as every answer has."""

RULE_STANDING = ("in force", "overruled", "undecided", "not in force", "not applicable")
"""How one rule stands: what ``{rule: ID, is: …}`` is compared with."""

PLACED = (
    "in its slot",
    "slot filled",
    "slot passed",
    "no such slot",
    "too near",
    "other slot than due",
)
"""How a dose stands to the schedule."""

EXPECTED = ("done", "overdue", "excused", "not expected")
"""What became of what was due, at the end of the last day for it."""

AMOUNT_FACTS = ("dose_off", "amount_off")
"""How far a dose was off; a page that asks for them judges only prescribed doses."""

_EITHER = ("true", "false")
_FRACTION, _DAYS = "fraction", "days"


def _given(name: str, title: str, form: GivenForm) -> Definition:
    return Definition(name, title, form)


GIVEN_FACTS = {
    each.id: each
    for each in (
        _given("standing", "the action in force", GivenForm(STANDING)),
        _given("otherwise", "the certain action", GivenForm(STANDING)),
        _given("dose_off", "difference from the dose prescribed", GivenForm(unit=_FRACTION)),
        _given("amount_off", "difference from the mg prescribed", GivenForm(unit=_FRACTION)),
        _given("level_raised", "the dose level raised after a reduction", GivenForm(_EITHER)),
        _given("days_early", "days before the earliest day", GivenForm(unit=_DAYS)),
        _given("days_late", "days after the latest day", GivenForm(unit=_DAYS)),
        _given("placed", "the dose's place in the schedule", GivenForm(PLACED)),
        _given("expected", "what became of what was due", GivenForm(EXPECTED)),
        _given("ended_on_record", "the end of treatment on record", GivenForm(_EITHER)),
    )
}
"""By name; only a deviation page may name them. ``true`` and ``false`` are words here."""

_SENTENCES = {
    "expected": "what was due",
    "dose_off": "the dose's difference from what was prescribed",
    "amount_off": "the milligrams' difference from what was prescribed",
    "level_raised": "the dose level was raised again after a reduction",
    "ended_on_record": "the end of treatment is on record",
}

LACKING_TITLES = {
    "dose_off": "dose given",
    "amount_off": "milligrams given or body surface",
    "expected": "whether it was due",
}
"""What has to be on record before a given fact is known, of those that may be unknown."""

GIVEN_TITLES = {name: _SENTENCES.get(name, each.title) for name, each in GIVEN_FACTS.items()}
"""How a page says them in a sentence."""

"""Which expectations press, so that the recommendation alerts of them, and in which words."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from cyclewise.advice.planned import Planned
from cyclewise.advice.recommendation import Alert, Ruling
from cyclewise.facts.expected import State
from cyclewise.protocol.rule import CALM, Rule
from cyclewise.values.calendar import Day, day_words
from cyclewise.values.truth import Truth

AWAITS = frozenset({"administer", "insufficient-data"})
"""The answers under which a dose may still be given today."""

_WAITING = (State.OPEN, State.DUE, State.OVERDUE)


def planned_ruling(
    rule: Rule,
    planned: Sequence[Planned],
    truth: Truth | None,
    asked: Collection[str] | None,
) -> Ruling:
    """Return what a rule that expects something says, with what of it presses.

    ``asked`` are the facts that the answer asks for already; None where no dose may be given
    today. ``truth`` says whether the rule expects anything, None where it does not apply.
    """
    marked = tuple(
        replace(each, pressing=True) if _presses(each, asked) else each for each in planned
    )
    if truth is None or truth == Truth.NOT_MET:
        standing = "not applicable" if truth is None else "not in force"
    elif truth == Truth.UNKNOWN:
        standing = "undecided"
    else:
        standing = "in force" if any(each.pressing for each in marked) else "not in force"
    return Ruling(rule, truth, standing, (), planned=marked)


def _presses(each: Planned, asked: Collection[str] | None) -> bool:
    """Say whether an item presses: overdue, or wanting on a day when a dose may be given."""
    wanted = each.rule.expectation
    if wanted is None or each.rule.urgency == CALM:
        return False
    if wanted.awaits_dose:
        return asked is not None and each.state in _WAITING and each.item not in asked
    return each.state == State.OVERDUE


def pressing_alerts(rulings: Sequence[Ruling]) -> Iterator[Alert]:
    """Yield one alert a rule of which something presses: what, since when, and what to do."""
    for ruling in rulings:
        pressing = [each for each in ruling.planned if each.pressing]
        if pressing:
            rule = ruling.rule
            yield Alert(rule.id, f"{_named(pressing)}: {rule.summary}", rule.urgency)


def _named(pressing: Sequence[Planned]) -> str:
    """Return what is overdue since when, or what is wanting for this dose."""
    groups: dict[Day | None, list[str]] = {}
    for each in pressing:
        overdue = each.state == State.OVERDUE
        groups.setdefault(each.closes if overdue else None, []).append(each.title)
    told = []
    for day, titles in groups.items():
        tail = "wanting for this dose" if day is None else f"overdue since {day_words(day)}"
        told.append(f"{', '.join(titles)} {tail}")
    text = "; ".join(told)
    return f"{text[:1].upper()}{text[1:]}"

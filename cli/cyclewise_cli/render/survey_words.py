"""What every page of a surveillance says in the same words and order."""

from __future__ import annotations

from cyclewise.facts.expected import State
from cyclewise.reasons.survey import GradeTold, ItemTold, SetTold, SignTold, Survey

NOTHING_NAMED = "This protocol names no signs, criteria or grades to watch."
FOR_INFORMATION = "For information, not an order"
_ORDER = (State.OVERDUE, State.DUE, State.OPEN, State.UNKNOWN, State.UPCOMING, State.DONE)


def due_lines(survey: Survey, state: State) -> list[str]:
    """Return the items of the plan in a state, of one rule and the same days together."""
    groups: dict[tuple[str, str], list[str]] = {}
    for told in survey.items:
        if told.planned.state == state:
            key = (told.state.removeprefix(f"{state.word} "), told.planned.rule.id)
            groups.setdefault(key, []).append(told.planned.title)
    return [f"{', '.join(titles)}: {when} [{rule}]" for (when, rule), titles in groups.items()]


def planned_items(survey: Survey) -> tuple[ItemTold, ...]:
    """Return the items of the plan that are expected or may be, the most pressing first."""
    found = (each for each in survey.items if each.planned.state in _ORDER)
    return tuple(sorted(found, key=lambda each: _ORDER.index(each.planned.state)))


def telling_grades(survey: Survey) -> tuple[GradeTold, ...]:
    """Return the grades that are reached, or in doubt although something was measured."""
    return tuple(each for each in survey.grades if not (each.none or each.unmeasured))


def grades_aside(survey: Survey) -> dict[str, list[str]]:
    """Return the graded facts that need no row of their own, by what is to be said of them."""
    aside = {
        "no grade": [each.graded.title for each in survey.grades if each.none],
        "never measured": [each.graded.title for each in survey.grades if each.unmeasured],
    }
    return {label: titles for label, titles in aside.items() if titles}


def found_words(told: SignTold) -> str:
    """Return what was found of a sign, and what explains it or whether it matters."""
    return _joined(told.found, told.note)


def set_words(told: SetTold) -> str:
    """Return what a set of criteria waits for, what of it counts, and since when it is met."""
    return _joined(told.verdict, told.counts, told.since)


def grounds_words(told: GradeTold) -> str:
    """Return what a grade rests on, and what is asked for."""
    return _joined(told.evidence, " ".join(each.ask for each in told.questions))


def _joined(*parts: str) -> str:
    return "; ".join(part for part in parts if part)

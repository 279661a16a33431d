"""What a rule expects, item by item, in words: for the reasons of an answer."""

from __future__ import annotations

from collections.abc import Sequence

from cyclewise.advice.planned import Planned
from cyclewise.facts.expected import State
from cyclewise.reasons.numbers import capital
from cyclewise.reasons.reason import ALL, CRITERION, Reason, Teller
from cyclewise.values.calendar import Day, day_words
from cyclewise.values.truth import Truth

_TRUTHS = {State.DONE: Truth.MET, State.UNKNOWN: Truth.UNKNOWN}


def expected_reason(planned: Sequence[Planned], teller: Teller) -> Reason | None:
    """Return the tree under a rule that expects something: each item, and its ``when``."""
    if not planned:
        return None
    parts = tuple(_item(each) for each in planned)
    trace = planned[0].trace
    if trace is not None:
        parts = (*parts, teller.reason(trace))
    done = sum(each.state == State.DONE for each in planned)
    text = f"expected: {done} of {len(planned)} done"
    return Reason(ALL, min(part.truth for part in parts), text, parts=parts)


def _item(each: Planned) -> Reason:
    return Reason(
        CRITERION,
        _TRUTHS.get(each.state, Truth.NOT_MET),
        f"{capital(each.title)}: {state_words(each)}",
        f"{each.title} is done",
        each.state.word,
        each.item,
        why="input unknown" if each.state == State.UNKNOWN else "",
        event=each.event,
    )


def state_words(each: Planned) -> str:
    """Return an item's state with its days: “overdue since 26 Feb 2024”."""
    match each.state:
        case State.DONE:
            again = "" if each.repeats is None or each.due is None else _again(each.due)
            return f"done on {day_words(each.event.first)}{again}" if each.event else "done"
        case State.OVERDUE if each.closes is not None:
            return f"overdue since {day_words(each.closes)}"
        case State.UPCOMING if each.opens is not None:
            return f"counts from {day_words(each.opens)} on{_due(each.due)}"
        case State.OPEN:
            return f"open{_due(each.due)}" if each.due else "open"
        case State.DUE if each.due is not None:
            last = "" if each.closes is None else f", at the latest on {day_words(each.closes)}"
            return f"due since {day_words(each.due)}{last}"
        case _:
            return each.state.word


def _due(day: Day | None) -> str:
    return "" if day is None else f", due on {day_words(day)}"


def _again(day: Day) -> str:
    return f", next on {day_words(day)}"

"""What a rule expects, item by item, in words: for the reasons of an answer."""

from __future__ import annotations

from collections.abc import Sequence

from cyclewise.advice.planned import Planned
from cyclewise.facts.expected import State
from cyclewise.reasons.numbers import capital
from cyclewise.reasons.reason import ALL, CRITERION, Reason, Teller
from cyclewise.values.calendar import Day, day_words
from cyclewise.values.truth import Truth

_TRUTHS = {
    State.DONE: Truth.MET,
    State.UNKNOWN: Truth.UNKNOWN,
    State.UPCOMING: Truth.UNKNOWN,
    State.OPEN: Truth.UNKNOWN,
}
"""How an item is marked: done or not, or too early to say."""


def expected_reason(planned: Sequence[Planned], teller: Teller) -> Reason | None:
    """Return the tree under a rule that expects something: each item, and its ``when``."""
    if not planned:
        return None
    parts = tuple(_item(each) for each in planned)
    trace = planned[0].trace
    if trace is not None:
        parts = (*parts, teller.reason(trace))
    truth = min(part.truth for part in parts)
    return Reason(ALL, truth, f"expected: {states_told(planned)}", parts=parts)


def states_told(planned: Sequence[Planned]) -> str:
    """Return how items stand, those first that want doing: “1 overdue, 3 done”."""
    order = (State.OVERDUE, State.DUE, State.OPEN, State.UPCOMING, State.DONE, State.UNKNOWN)
    counts = {state: sum(each.state == state for each in planned) for state in order}
    told = [f"{count} {state.word}" for state, count in counts.items() if count]
    return ", ".join(told) or State.NOT_APPLICABLE.word


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
    told = _state_told(each)
    if each.pending is None:
        return told
    return f"{told}; taken on {day_words(each.pending.first)}, not known yet"


def _state_told(each: Planned) -> str:
    match each.state:
        case State.DONE:
            return _done(each)
        case State.OVERDUE if each.closes is not None:
            return f"overdue since {day_words(each.closes)}"
        case State.UPCOMING if each.opens is not None:
            return f"counts from {day_words(each.opens)} on{_due(each.due)}"
        case State.OPEN:
            return f"open{_due(each.due)}" if each.due else "open"
        case State.DUE if each.due is not None:
            return _due_since(each.due, each.closes)
        case _:
            return each.state.word


def _due_since(day: Day, closes: Day | None) -> str:
    if day == closes:
        return f"due on {day_words(day)}"
    last = "" if closes is None else f", at the latest on {day_words(closes)}"
    return f"due since {day_words(day)}{last}"


def _due(day: Day | None) -> str:
    return "" if day is None else f", due on {day_words(day)}"


def _done(each: Planned) -> str:
    if each.event is None:
        return each.state.word
    told = f"done on {day_words(each.event.first)}"
    if each.repeats is not None:
        return told if each.due is None else f"{told}, next on {day_words(each.due)}"
    if each.closes is None or each.event.first <= each.closes:
        return told
    return f"{told}, and should have been by {day_words(each.closes)}"

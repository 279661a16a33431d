"""Why an action does not stand, as text: the rules in the way, then what would change it."""

from __future__ import annotations

from cyclewise.reasons.explanation import PHASE_WORDS, RuleReason
from cyclewise.reasons.told_change import ToldResult
from cyclewise.reasons.why_not import WhyNot
from cyclewise.values.calendar import day_words
from cyclewise_cli.render.paper import Paper
from cyclewise_cli.render.tree import show_rule

_DEPTH = 2


def show_why_not(told: WhyNot, paper: Paper) -> None:
    """Print why an action does not stand."""
    now = told.explanation.recommendation
    day = day_words(now.as_of)
    paper.print(f"{now.timeline.patient}, {PHASE_WORDS[now.phase]}, as of {day}", "bold")
    if told.explanation.choice:
        paper.print(f"Answered by {told.explanation.choice}.")
    paper.print(f"The answer is {now.action.upper()}. {told.explanation.summary}")
    paper.console.print()
    paper.print(told.summary, "bold")
    _changes(told, paper)
    _rules("In the way", told.in_the_way, paper)
    _rules("What would ask for it", told.asking, paper)
    _footer(told, paper)


def _changes(told: WhyNot, paper: Paper) -> None:
    if told.changes:
        _listed(
            "It would stand with", told.changes, min(told.patient.as_of, told.patient.known), paper
        )
    if told.later is not None and told.changes_later:
        title = f"From {day_words(told.later.day)} it would stand with"
        _listed(title, told.changes_later, told.later.day, paper)
    elif told.later is not None:
        paper.heading("It would stand by waiting")
        paper.print(
            f"On {day_words(told.later.day)}, if nothing else happens until then; this was run "
            "through the engine."
        )


def _listed(
    title: str, changes: tuple[tuple[ToldResult, ...], ...], day: int, paper: Paper
) -> None:
    paper.heading(title)
    room = len(str(len(changes))) + 1
    for place, change in enumerate(changes, start=1):
        label = f"{place}."
        for number, result in enumerate(change):
            text = result.text if number == 0 else f"and {result.text}"
            paper.row(label if number == 0 else "", text, room=room)
    paper.print(
        f"Each is meant as recorded on {day_words(day)}, and was run through the engine. "
        "Less does not do.",
        indent=room + 1,
    )


def _rules(title: str, rules: tuple[RuleReason, ...], paper: Paper) -> None:
    if not rules:
        return
    paper.heading(title)
    for each in rules:
        show_rule(each, paper, depth=_DEPTH - 1)


def _footer(told: WhyNot, paper: Paper) -> None:
    paper.console.print()
    if told.unsearched:
        named = ", ".join(told.unsearched)
        paper.print(f"Not everything was tried: {named} rests on too much. There may be others.")
    paper.print(f"{told.explanation.engines}; {told.explanation.notice}", "bold")

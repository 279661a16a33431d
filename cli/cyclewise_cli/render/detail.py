"""One rule to the bottom, as text."""

from __future__ import annotations

from rich.text import Text

from cyclewise.protocol.rule import Rule
from cyclewise.reasons.detail import Detail, FactDetail
from cyclewise.reasons.explanation import PHASE_WORDS
from cyclewise.values.calendar import day_words
from cyclewise_cli.render.paper import Paper
from cyclewise_cli.render.tree import show_rule, show_tree

_DEEP = 99


def show_detail(detail: Detail, paper: Paper) -> None:
    """Print one rule with everything below it."""
    asked, rule = detail.explanation.recommendation, detail.rule.rule
    paper.print(f"{asked.timeline.patient}, as of {day_words(asked.as_of)}", "bold")
    if detail.explanation.choice:
        paper.print(f"Answered by {detail.explanation.choice}.")
    paper.print(f"The answer is {asked.action.upper()}. {detail.explanation.summary}")
    paper.heading(f"{detail.rule.rule.id}: {detail.rule.standing}")
    show_rule(detail.rule, paper, depth=_DEEP)
    paper.print()
    paper.row("follows", f"{_follows(rule)}. {rule.summary}", room=10)
    paper.row(
        "applies",
        f"{' and '.join(PHASE_WORDS[each] for each in rule.phases)}{_occasion(detail)}",
        room=10,
    )
    paper.row("urgency", rule.urgency, room=10)
    paper.row("status", rule.status, room=10)
    if rule.rationale:
        paper.row("rationale", rule.rationale.strip(), room=10)
    if detail.rule.recovery is not None:
        paper.heading("Hold until")
        show_tree(detail.rule.recovery, paper, indent=0, depth=_DEEP)
    if detail.facts:
        paper.heading("What it read")
    for fact in detail.facts:
        _fact(fact, paper)
    _support(detail, paper)
    paper.console.print()
    paper.print(detail.explanation.notice, "bold")


def _follows(rule: Rule) -> str:
    if rule.expectation is not None:
        return "an alert where it is overdue"
    where = "where this is not met" if rule.requirement else "where this is met"
    return f"{rule.action.upper()} {where}"


def _occasion(detail: Detail) -> str:
    rule = detail.rule.rule
    if rule.at_dose_due:
        return ", only when a dose may be given"
    return ", its unknowns count only when a dose may be given" if rule.asks_dose_due else ""


def _fact(fact: FactDetail, paper: Paper) -> None:
    head = Text()
    head.append(paper.words(fact.told if fact.truth is None else f"{fact.title}: {fact.told}"))
    head.append(f" [{fact.id}]")
    paper.row(paper.sign(fact.truth) if fact.truth is not None else "-", head)
    for row in fact.rows:
        paper.row(">" if row.taken else " ", f"{row.date}: {row.text}", indent=2)
    for source in fact.sources:
        quote = f" “{source.quote}”" if source.quote else ""
        paper.print(f"source: {source.cite} ({source.basis}){quote}", indent=2)
    for each in fact.assumptions:
        paper.print(f"assumption: {each.name} ({each.basis}): {each.text.strip()}", indent=2)


def _support(detail: Detail, paper: Paper) -> None:
    rule = detail.rule.rule
    if detail.rule.sources:
        paper.heading("Sources")
    for source in detail.rule.sources:
        paper.row("-", f"{source.cite}: {source.title} (basis {source.basis}, read: {source.read})")
        if source.quote:
            paper.print(f"“{source.quote}”", indent=4)
        if source.supports:
            paper.print(f"supports {', '.join(source.supports)}", indent=4)
    for title, lines in (
        ("Assumptions", [f"{e.name} ({e.basis}): {e.text.strip()}" for e in rule.assumptions]),
        ("Limits", rule.limits),
        ("Reviews", rule.reviews or ("none: no clinician has signed this rule",)),
    ):
        if lines:
            paper.heading(title)
        for line in lines:
            paper.row("-", line)

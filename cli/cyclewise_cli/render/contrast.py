"""Two answers side by side as text: what differs first, then the rules that turned."""

from __future__ import annotations

from rich.text import Text

from cyclewise.reasons.contrast import Contrast, Line, RuleChange
from cyclewise_cli.render.paper import Paper

_LABEL = 12


def show_contrast(contrast: Contrast, paper: Paper) -> None:
    """Print a contrast."""
    asked = contrast.now.recommendation
    paper.print(f"{asked.timeline.patient}: {asked.protocol.title}", "bold")
    if contrast.now.choice:
        paper.print(f"Answered by {contrast.now.choice}.")
    for each in contrast.supposed:
        paper.row("-", f"suppose: {each}")
    for each in contrast.unseen:
        paper.row("!", f"not seen, because it is dated or known after the day asked about: {each}")
    _answers(contrast, paper)
    _rules(contrast, paper)
    _gained_and_lost(contrast, paper)
    paper.console.print()
    paper.print(contrast.now.notice, "bold")


def _answers(contrast: Contrast, paper: Paper) -> None:
    same = contrast.same_answer
    paper.heading("The answer stays as it is" if same else "The answer changes")
    for line in contrast.lines:
        _line(line, paper)


def _line(line: Line, paper: Paper) -> None:
    if not line.differs:
        paper.row(line.label, f"{line.now} (both)", room=_LABEL)
        return
    paper.row(line.label, f"now   {line.now or 'none'}", room=_LABEL)
    paper.row("", Text(paper.words(f"then  {line.then or 'none'}"), style="bold"), room=_LABEL)


def _rules(contrast: Contrast, paper: Paper) -> None:
    if not contrast.rules:
        paper.heading("No rule stands otherwise")
        return
    paper.heading("Rules that stand otherwise")
    for each in contrast.rules:
        _rule(each, paper)


def _rule(change: RuleChange, paper: Paper) -> None:
    head = Text(f"{change.rule} ", style="bold")
    head.append(paper.words(change.title))
    paper.row("-", head)
    paper.print(f"{change.now} → {change.then}", "bold", indent=2)
    for line in change.criteria:
        paper.row("now ", line.now, indent=4)
        paper.row("then", line.then, indent=4)


def _gained_and_lost(contrast: Contrast, paper: Paper) -> None:
    for title, found in (
        ("No longer missing", contrast.no_longer_missing),
        ("Newly missing", contrast.newly_missing),
        ("Alerts no longer told", contrast.no_longer_told),
        ("New alerts", contrast.newly_told),
    ):
        if found:
            paper.heading(title)
            for each in found:
                paper.row("-", each)

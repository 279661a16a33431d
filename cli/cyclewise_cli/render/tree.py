"""A rule's reasons as an indented tree: sign, what was found, and what that means."""

from __future__ import annotations

from rich.text import Text

from cyclewise.reasons.explanation import RuleReason
from cyclewise.reasons.reason import Reason
from cyclewise_cli.render.paper import Paper

_STEP = 2


def show_rule(each: RuleReason, paper: Paper, *, depth: int) -> None:
    """Print a rule with its truth, its reasons to a depth, and its sources."""
    head = Text()
    head.append(f"{each.rule.id} ", style="bold")
    head.append(paper.words(each.rule.title))
    head.append(f": {each.told}", style="bold")
    paper.row(paper.sign(each.mark), head)
    if each.overruled_by:
        paper.print(f"overruled by {', '.join(each.overruled_by)}", "bold", indent=_STEP)
    if each.reason is not None:
        show_tree(each.reason, paper, indent=_STEP, depth=depth)
    if depth > 1:
        show_sources(each, paper, indent=_STEP)


def show_tree(reason: Reason, paper: Paper, *, indent: int, depth: int) -> None:
    """Print a reason and its parts; below ``depth`` definitions stay closed."""
    paper.row(paper.sign(reason.truth), reason.text, indent=indent)
    opened = depth - 1 if reason.kind == "criterion" else depth
    if opened < 1 and reason.kind == "criterion":
        return
    for part in reason.shown:
        show_tree(part, paper, indent=indent + _STEP, depth=opened)


def show_sources(each: RuleReason, paper: Paper, *, indent: int) -> None:
    """Print a rule's sources with their quotes and basis."""
    for source in each.sources:
        quote = f" “{source.quote}”" if source.quote else ""
        paper.print(f"source: {source.cite} ({source.basis}){quote}", indent=indent)

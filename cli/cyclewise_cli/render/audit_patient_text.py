"""One patient's audit in a terminal: the course with its deviations, then each with its reasons."""

from __future__ import annotations

from rich.text import Text

from cyclewise.audit.deviation import Deviation
from cyclewise.audit.given import IN_FORCE
from cyclewise.audit.tracing import Because
from cyclewise.facts.given import RULE_STANDING
from cyclewise.values.calendar import day_words
from cyclewise_cli.audited import IMPORTANT, Audit
from cyclewise_cli.render.audit_blocks import checked_blocks, late_table
from cyclewise_cli.render.audit_words import FLAGS, particulars
from cyclewise_cli.render.block_text import show_blocks
from cyclewise_cli.render.course_text import show_course
from cyclewise_cli.render.paper import Paper
from cyclewise_cli.render.tree import show_tree

_LABEL, _IN, _DEEP, _MOST = 12, 3, 99, 99


def show_patient(audit: Audit, paper: Paper) -> None:
    """Print the course and the deviations of the one patient that was audited."""
    if audit.course is not None:
        paper.console.print()
        show_course(audit.course, paper)
    if audit.signed:
        paper.print(FLAGS)
        paper.heading("Deviations")
    for (sign, each), reasons in zip(audit.signed, audit.because, strict=True):
        _deviation(sign, each, reasons, paper)
    if audit.findings.late:
        paper.heading("Late results")
        show_blocks([late_table(audit, _MOST)], paper)
    paper.heading("What was checked")
    show_blocks(checked_blocks(audit), paper)


def _deviation(sign: str, each: Deviation, reasons: Because, paper: Paper) -> None:
    style = "bold red" if each.importance == IMPORTANT else "bold"
    head = Text(paper.words(f"{day_words(each.date)}, {each.importance}: "), style=style)
    head.append(paper.words(f"{' '.join(each.summary.split())} "), style="bold")
    head.append(f"[{each.rule}, {each.category}]", style="not bold")
    paper.row(Text(sign, style=style), head, room=_IN)
    for label, text in particulars(each):
        paper.row(label, text, indent=_IN, room=_LABEL)
    paper.row("because", each.title, indent=_IN, room=_LABEL)
    show_tree(reasons.page, paper, indent=_IN + 2, depth=_DEEP)
    for rule in reasons.rules:
        told = f"{rule.rule.id} {rule.rule.title}: {rule.standing}"
        paper.row(paper.sign(rule.reason.truth), Text(paper.words(told), "bold"), indent=_IN + 2)
        depth = _DEEP if rule.standing == RULE_STANDING[IN_FORCE] else 1
        show_tree(rule.reason, paper, indent=_IN + 4, depth=depth)
    paper.console.print()

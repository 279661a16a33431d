"""An audit in a terminal: every deviation with its cause, late results, and the clean bill."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cyclewise.audit.telling import Teller
from cyclewise.values.calendar import day_text
from cyclewise_cli.render.tables import show_table

if TYPE_CHECKING:
    from cyclewise.audit.deviation import Deviation
    from cyclewise_cli.audits import Audit
    from cyclewise_cli.render.paper import Paper

NOTICE = "Research use; deviation pages not reviewed by a clinician."


def show_audit(audit: Audit, paper: Paper) -> None:
    """Print an audit."""
    findings, protocol = audit.findings, audit.auditor.program.protocol
    paper.print(f"Audit by {protocol.title} ({protocol.id} {protocol.version})", "bold")
    paper.print(
        f"{_count(findings.patients, 'patient')}, {_count(findings.decisions, 'decision point')}, "
        f"{_count(len(findings.found), 'deviation')}"
    )
    _deviations(audit, paper)
    _late(audit, paper)
    _clean_bill(audit, paper)
    if findings.set_aside:
        paper.heading("Set aside")
    for each in findings.set_aside:
        paper.print(f"{each.patient}: {each.problems[0].text()}", indent=2)
    paper.print()
    paper.print(NOTICE)


def _deviations(audit: Audit, paper: Paper) -> None:
    paper.heading("Deviations")
    patient = None
    for each in Teller(audit.auditor, audit.findings.found):
        if each.patient != patient:
            patient = each.patient
            paper.print(patient, "bold", indent=2)
        _deviation(each, paper)
    if patient is None:
        paper.print("None.", indent=2)


def _deviation(each: Deviation, paper: Paper) -> None:
    style = "bold" if each.importance == "important" else ""
    kind = f"{each.importance}, {each.category}"
    paper.print(f"{day_text(each.date)}  {kind}: {each.summary} ({each.rule})", style, indent=4)
    lines = [f"Expected: {each.expected}", f"Seen: {each.observed}", f"Cause: {each.cause}."]
    if each.follows is not None:
        lines.append(f"Follows from {each.follows.rule} of {day_text(each.follows.date)}.")
    if each.consequences:
        later = ", ".join(day_text(one.date) for one in each.consequences)
        lines.append(f"Later doses of the same kind: {later}.")
    for line in lines:
        paper.print(line, indent=8)


def _late(audit: Audit, paper: Paper) -> None:
    if not audit.findings.late:
        return
    paper.heading("Late results")
    paper.print("Right by what was known that day, and not by what came later:", indent=2)
    for each in audit.findings.late:
        page = audit.auditor.pages[each.page]
        known = day_text(each.known_from)
        paper.print(
            f"{each.patient} {day_text(each.date)}: {page.title} ({page.id}); known from {known}.",
            indent=4,
        )


def _clean_bill(audit: Audit, paper: Paper) -> None:
    paper.heading("What was checked")
    titles = {page.id: page.title for page in audit.auditor.pages}
    heads = ("", "", "judged", "right", "excused", "deviating", "elsewhere", "not told")
    rows = [
        (
            each.rule,
            titles[each.rule],
            *map(
                str,
                (
                    each.judged,
                    each.right,
                    each.excused,
                    each.deviating,
                    each.elsewhere,
                    each.unjudged,
                ),
            ),
        )
        for each in audit.findings.checked
    ]
    show_table(paper, heads, rows, (0, 1, 0, 0, 0, 0, 0, 0))


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'s' * (number != 1)}"

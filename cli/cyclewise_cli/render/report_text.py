"""The report of a cohort in a terminal: tables, plots in letters, what it leans on."""

from __future__ import annotations

from cyclewise.cohort.report import Report
from cyclewise.values.calendar import day_words
from cyclewise_cli.render.block_text import show_blocks
from cyclewise_cli.render.left_out import left_out_lines, noticed_lines
from cyclewise_cli.render.paper import Paper
from cyclewise_cli.render.report_blocks import blocks

NOTICE = "Research use; endpoints not reviewed by a clinician."


def show_report(report: Report, paper: Paper) -> None:
    """Print a report."""
    _header(report, paper)
    show_blocks(blocks(report), paper)
    _footer(report, paper)


def header_lines(report: Report) -> list[str]:
    """Return the lines that say what was reported: the cohort, the protocol, the cut-off."""
    protocol, told = report.study.program.protocol, report.told
    identity = ", ".join(each for each in (protocol.registry, protocol.id) if each)
    cut = "everything on record" if told.cut_off is None else f"by {day_words(told.cut_off)}"
    drawing = report.drawing
    counted = (
        f"{len(report.found)} on record, {report.treated} treated; data cut-off: {cut}; intervals "
        f"95 %, {drawing.kind} for curves, {drawing.proportions} for proportions; a month is "
        "30.4375 days."
    )
    return [
        told.note.strip(),
        "Synthetic. No real patient." if told.synthetic else "",
        f"{protocol.title} ({identity} {protocol.version}, rules {protocol.digest[:19]})",
        counted,
    ]


def footer_lines(report: Report) -> list[str]:
    """Return the lines that say what was left out of the report."""
    undrawn = ["Courses are not drawn: there are too many patients."]
    lines = undrawn if report.found.courses is None else []
    lines += noticed_lines(report.found.repeated, report.found.disagreeing)
    return lines + left_out_lines(report.told.ignored, report.found.set_aside)


def _header(report: Report, paper: Paper) -> None:
    paper.print(report.told.title or report.told.label, "bold")
    for line in header_lines(report):
        if line:
            paper.print(line)


def _footer(report: Report, paper: Paper) -> None:
    paper.console.print()
    for line in footer_lines(report):
        paper.print(line)
    paper.print(NOTICE, "bold")

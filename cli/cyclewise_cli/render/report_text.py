"""The report of a cohort in a terminal: tables, plots in letters, what it leans on."""

from __future__ import annotations

from rich.cells import cell_len

from cyclewise.cohort.report import Report
from cyclewise.values.calendar import day_words
from cyclewise_cli.render.block import Chart, Heading, Lines, Plot, Table
from cyclewise_cli.render.curve_plot import curve_plot, swimmer_plot
from cyclewise_cli.render.paper import Paper
from cyclewise_cli.render.report_blocks import blocks

NOTICE = "Research use; endpoints not reviewed by a clinician."
_MOST = 8
_GAP = 2


def show_report(report: Report, paper: Paper) -> None:
    """Print a report."""
    _header(report, paper)
    for block in blocks(report):
        match block:
            case Heading(_, title):
                paper.heading(title)
            case Table():
                _table(block, paper)
            case Plot():
                _plot(block, paper)
            case Lines():
                _drawn(swimmer_plot(block.courses, paper.width), paper)
            case Chart():
                pass
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
    aside, told = report.found.set_aside, report.told
    lines = []
    if told.ignored:
        lines.append(f"Ignored, being no patient files: {', '.join(told.ignored)}.")
    if report.found.courses is None:
        lines.append("Courses are not drawn: there are too many patients.")
    if aside:
        lines.append(f"Set aside, with a mistake, and in no figure: {len(aside)}.")
    for each in aside[:_MOST]:
        first = each.problems[0]
        lines.append(f"  {each.patient}: {first.message} {first.remedy} ({first.where})")
    if len(aside) > _MOST:
        lines.append(f"  and {len(aside) - _MOST} more")
    return lines


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


def _plot(plot: Plot, paper: Paper) -> None:
    for curve in plot.curves:
        paper.console.print()
        paper.print(f"{plot.title}: {curve.title}" if len(plot.curves) > 1 else plot.title, "bold")
        _drawn(curve_plot(curve, paper.width), paper)


def _drawn(lines: list[str], paper: Paper) -> None:
    for line in lines:
        paper.console.print(paper.words(line), no_wrap=True, overflow="ignore", crop=False)


def _table(table: Table, paper: Paper) -> None:
    """Print a table; where it is too wide its last column wraps."""
    if table.title:
        paper.print(table.title, "bold")
    for note in table.notes:
        paper.print(note)
    rows = [table.head, *table.rows] if any(table.head) else list(table.rows)
    if not table.rows:
        return
    columns = range(len(table.head))
    widths = [max(cell_len(row[place]) for row in rows) for place in columns]
    used = [place for place in columns if widths[place]]
    if sum(widths) + _GAP * len(used) > paper.width:
        _stacked(table, paper)
        return
    for row in rows:
        line = (" " * _GAP).join(_set(row[place], widths[place], place) for place in used)
        paper.print(line.rstrip(), "bold" if row is table.head else "", indent=_GAP)


def _set(text: str, width: int, place: int) -> str:
    """Set a cell: bare numbers to the right, all else to the left."""
    gap = " " * (width - cell_len(text))
    return gap + text if place and (text.isdigit() or text == "·") else text + gap


def _stacked(table: Table, paper: Paper) -> None:
    for first, *rest in table.rows:
        paper.row("-", f"{first}: {'; '.join(each for each in rest if each)}", indent=_GAP)

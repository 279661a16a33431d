"""The report of a cohort in a terminal: tables, plots in letters, what it leans on."""

from __future__ import annotations

from collections.abc import Sequence

from cyclewise.cohort.curves import Curve, Grouped, Watch
from cyclewise.cohort.flow import Step
from cyclewise.cohort.grades import GRADES, GradeTable
from cyclewise.cohort.page import (
    Courses,
    Flow,
    FollowUp,
    Landmark,
    Measures,
    Page,
    TimeToEvent,
    WorstGrades,
)
from cyclewise.cohort.report import Report
from cyclewise.protocol.rule import ESTABLISHED
from cyclewise.values.calendar import day_words
from cyclewise_cli.render.curve_plot import curve_plot
from cyclewise_cli.render.paper import Paper
from cyclewise_cli.render.report_words import (
    count_words,
    estimate_words,
    months,
    percent,
    published_words,
    quantile_words,
)

SYNTHETIC = "synthetic, constructed to match"
NOTICE = "Research use; endpoints not reviewed by a clinician."


def show_report(report: Report, paper: Paper) -> None:
    """Print a report."""
    _header(report, paper)
    for section in report.study.layout.sections:
        paper.heading(section.title)
        for name in section.pages:
            _page(report, report.study.pages[name], paper)
    _subgroups(report, paper)
    _attrition(report, paper)
    _published(report, paper)
    _leaning(report, paper)
    _footer(report, paper)


def _header(report: Report, paper: Paper) -> None:
    protocol, told = report.study.program.protocol, report.told
    paper.print(told.title or told.label, "bold")
    if told.synthetic:
        paper.print("Synthetic. No real patient.", "bold")
    if told.note:
        paper.print(told.note)
    identity = ", ".join(each for each in (protocol.registry, protocol.id) if each)
    paper.print(f"{protocol.title} ({identity} {protocol.version})")
    cut = "everything on record" if told.cut_off is None else f"by {day_words(told.cut_off)}"
    paper.print(
        f"{len(report.found)} on record, {report.treated} treated; data cut-off: {cut}; "
        f"intervals 95 %, {report.drawing.kind} for curves, Clopper-Pearson for proportions."
    )


def _page(report: Report, page: Page, paper: Paper) -> None:
    match page.form:
        case Measures():
            for each in report.counts[page.id]:
                open_ = f"; {each.unknown} unknown" if each.unknown else ""
                paper.row(each.measure.title, f"{count_words(each)}{open_}", room=_ROOM)
        case TimeToEvent():
            _curve(page.title, report.curves[page.id], paper, drawn=True)
        case FollowUp():
            _watch(report.watches[page.id], paper)
        case Landmark():
            _grouped(page.title, report.landmarks[page.id], paper)
        case WorstGrades():
            _grades(report.grades[page.id], paper)
        case Flow():
            _flow(report.steps[page.id], paper)
        case Courses():
            pass


_ROOM = 34


def _flow(steps: Sequence[Step], paper: Paper) -> None:
    for step in steps:
        if step.box.by is not None:
            for word, number in step.words.items():
                paper.row(f"{step.box.title}: {word}", str(number), indent=2, room=_ROOM - 2)
            continue
        open_ = f"; {step.unknown} cannot be judged" if step.unknown else ""
        of = "" if step.count == step.of and not step.box.of else f" of {step.of}"
        paper.row(step.box.title, f"{step.count}{of}{open_}", room=_ROOM)


def _curve(title: str, curve: Curve, paper: Paper, *, drawn: bool) -> None:
    paper.print()
    ended = ", ".join(f"{number} {word}" for word, number in curve.outcomes.items())
    paper.print(f"{title}: {curve.patients} patients, {ended}", "bold")
    if curve.undecided:
        _undecided(curve, paper)
    if drawn:
        for line in curve_plot(curve, paper.width):
            paper.console.print(paper.words(line), no_wrap=True, overflow="ignore", crop=False)
    paper.row("median, months", quantile_words(curve.median), indent=2, room=_ROOM - 2)
    for month, estimate in curve.months.items():
        risk = f", {estimate.at_risk} at risk" if estimate.probability is not None else ""
        paper.row(
            f"at {month} months", f"{estimate_words(estimate)}{risk}", indent=2, room=_ROOM - 2
        )


def _undecided(curve: Curve, paper: Paper) -> None:
    whys: dict[str, list[str]] = {}
    for who, why in curve.undecided.items():
        whys.setdefault(why, []).append(who)
    for why, names in whys.items():
        shown = ", ".join(names[:_MOST]) + (" …" if len(names) > _MOST else "")
        paper.row("?", f"{len(names)} left out: {why} ({shown})", indent=2)


_MOST = 8


def _watch(watch: Watch, paper: Paper) -> None:
    paper.row("median follow-up, months", quantile_words(watch.median), room=_ROOM)
    paper.row("  method", watch.method, room=_ROOM)
    paper.row("  range of those alive", f"{months(watch.low)} to {months(watch.high)}", room=_ROOM)
    others = f"{months(watch.median_waiting)} of those alive, {months(watch.median_all)} of all"
    paper.row("  plain medians", others, room=_ROOM)


def _grouped(title: str, grouped: Grouped, paper: Paper) -> None:
    paper.print()
    paper.print(title, "bold")
    for name, curve in grouped.groups.items():
        events = sum(curve.outcomes.values()) - curve.outcomes["censored"]
        told = f"{curve.patients} patients, {events} events, median {quantile_words(curve.median)}"
        paper.row(name, told, indent=2, room=_ROOM - 2)
    test = grouped.test
    if test is not None and test.probability is not None and test.statistic is not None:
        told = f"χ² {test.statistic:.2f}, df {test.freedom}, p {test.probability:.3f}"
        paper.row("log-rank", told, indent=2, room=_ROOM - 2)
    if grouped.left_out:
        paper.row("in no group", str(grouped.left_out), indent=2, room=_ROOM - 2)


def _grades(table: GradeTable, paper: Paper) -> None:
    head = "".join(f"{grade:>5}" for grade in GRADES)
    room = max(len(each.term) for each in (table.any, *table.terms)) + 1
    paper.print(f"{'worst grade'.ljust(room)}{head}    any   3 or more", "bold")
    for each in (table.any, *table.terms):
        counts = "".join(f"{number or '·':>5}" for number in each.by_grade)
        any_, severe = (f"{n} ({percent(n / table.of, 0)})" for n in (each.any, each.severe))
        open_ = f"; {each.unknown} without a grade" if each.unknown else ""
        paper.print(f"{each.term.ljust(room)}{counts}   {any_:<9} {severe}{open_}")


def _subgroups(report: Report, paper: Paper) -> None:
    for name, divisions in report.subgroups.items():
        paper.heading(f"{report.study.pages[name].title} in subgroups")
        for grouped in divisions:
            _grouped(grouped.title, grouped, paper)


def _attrition(report: Report, paper: Paper) -> None:
    lost = report.attrition
    paper.heading("Requirements at entry, in no order")
    paper.print(
        f"Of {lost.of} on record {lost.excluded} do not meet every requirement; "
        f"{lost.undecided} cannot be judged. A share divides each patient among what failed."
    )
    for each in lost.criteria:
        if each.failed or each.unknown:
            told = f"{each.failed} not met (share {each.share:.2f}, alone {each.alone})"
            told += f", {each.unknown} unknown (share {each.unknown_share:.2f})"
            paper.row(each.rule, f"{each.title}: {told}", indent=2)


def _published(report: Report, paper: Paper) -> None:
    if not report.published:
        return
    paper.heading("Published against observed")
    rows = [(each.figure.title, *published_words(each)) for each in report.published]
    if report.told.synthetic:
        rows = [(*row[:4], _built(row[4])) for row in rows]
    head = ("figure", "published", "observed", "interval", "")
    widths = [max(len(row[place]) for row in (head, *rows)) + 2 for place in range(len(head))]
    for row in (head, *rows):
        line = "".join(text.ljust(width) for text, width in zip(row, widths, strict=True))
        paper.print(line.rstrip(), "bold" if row == head else "")
    agreeing = sum(bool(each.agrees) for each in report.published)
    paper.print(f"{agreeing} of {len(report.published)} agree to the printed precision.")


def _built(verdict: str) -> str:
    return f"agrees: {SYNTHETIC}" if verdict == "agrees" else verdict


def _leaning(report: Report, paper: Paper) -> None:
    paper.heading("Definitions and assumptions")
    for section in report.study.layout.sections:
        for name in section.pages:
            page = report.study.pages[name]
            for each in page.assumptions:
                if each.basis not in ESTABLISHED:
                    text = f"{each.name} ({each.basis}): {each.text.strip()}"
                    paper.row(page.id, text, indent=2)


def _footer(report: Report, paper: Paper) -> None:
    aside, told = report.found.set_aside, report.told
    paper.console.print()
    if told.ignored:
        paper.print(f"Ignored, being no patient files: {', '.join(told.ignored)}.")
    if aside:
        paper.print(f"Set aside, with a mistake: {len(aside)}.", "bold")
    for each in aside[:_MOST]:
        first = each.problems[0]
        paper.row(each.patient, f"{first.message} {first.remedy} ({first.where})", indent=2)
    paper.print(NOTICE, "bold")

"""The report as a row of blocks, tables and pictures, which each format writes in its way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from cyclewise.cohort.comparison import published
from cyclewise.cohort.counting import Count
from cyclewise.cohort.curves import Curve, Grouped, Watch
from cyclewise.cohort.flow import Step
from cyclewise.cohort.grades import GRADES, GradeTable, Term
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
from cyclewise.cohort.tree import figures
from cyclewise_cli.render.block import Block, Chart, Heading, Lines, Plot, Table
from cyclewise_cli.render.flow_lines import step_words
from cyclewise_cli.render.report_grounds import (
    assumptions_table,
    attrition_table,
    definitions_table,
    published_table,
)
from cyclewise_cli.render.report_left_out import left_out_table
from cyclewise_cli.render.report_words import (
    chance,
    count_words,
    estimate_words,
    months,
    percent,
    quantile_words,
)

BIASED = "They had no event that is known, so these estimates lean towards the events."


def blocks(report: Report) -> Iterator[Block]:
    """Yield the blocks of a report in their order."""
    for section in report.study.layout.sections:
        yield Heading(section.id, section.title)
        for name in section.pages:
            for block in _page(report, report.study.pages[name]):
                alone = len(section.pages) == 1 and isinstance(block, Table)
                yield replace(block, title="") if alone else block
    if report.subgroups:
        yield Heading("subgroups", "Subgroups")
    for name, divisions in report.subgroups.items():
        title = report.study.pages[name].title
        yield from (_groups(f"{name}.{each.title}", title, each) for each in divisions)
    yield Heading("attrition", "Requirements at entry")
    yield attrition_table(report)
    printed = published(report.study.program.protocol.published, figures(report))
    if printed:
        yield Heading("published", "Published against observed")
        yield published_table(printed, report.told)
    yield Heading("definitions", "Definitions and assumptions")
    yield definitions_table(report)
    yield assumptions_table(report)
    left = left_out_table(report)
    if left is not None:
        yield Heading("left_out", "Left out, and not decided")
        yield left


def _page(report: Report, page: Page) -> Iterator[Block]:
    name = page.id
    match page.form:
        case Measures():
            yield _measures(page, report.counts[name])
        case TimeToEvent():
            yield Plot(name, page.title, (report.curves[name],))
            yield _curve(name, report.curves[name])
        case FollowUp():
            yield _watch(page, report.watches[name], report.curves[page.form.of])
        case Landmark():
            grouped = report.landmarks[name]
            yield Plot(name, page.title, tuple(grouped.groups.values()))
            yield _groups(name, page.title, grouped)
        case WorstGrades():
            yield _grades(page, report.grades[name])
        case Flow():
            yield Chart(name, page.title, report.steps[name])
            yield _steps(page, report.steps[name])
        case Courses(levels=levels):
            courses = report.courses[name]
            if courses:
                title = "" if levels is None else report.study.program.title(levels)
                longest = sorted(courses, key=lambda each: (-each.end, each.patient))
                yield Lines(name, page.title, tuple(longest), report.limit_of(page.form), title)


def _measures(page: Page, counts: tuple[Count, ...]) -> Table:
    rows = tuple(
        (each.measure.title, count_words(each), f"{each.unknown} unknown" if each.unknown else "")
        for each in counts
    )
    who = {
        f"{each.measure.title}: {word}": names
        for each in counts
        for word, names in each.who.items()
        if names
    }
    return Table(page.id, page.title, ("", "", ""), rows, who=who)


def _steps(page: Page, steps: tuple[Step, ...]) -> Table:
    rows: list[tuple[str, ...]] = []
    who: dict[str, tuple[str, ...]] = {}
    for step in steps:
        if step.box.by is None:
            rows.append((step.box.title, *step_words(step)))
        for word, number in step.words.items():
            rows.append((f"  {step.box.title}: {word}", str(number), ""))
        for word, names in step.who.items():
            if names:
                who[f"{step.box.title}: {word}"] = names
    return Table(page.id, page.title, ("", "", ""), tuple(rows), who=who, drawn=True)


def _curve(name: str, curve: Curve) -> Table:
    ended = ", ".join(f"{number} {word}" for word, number in curve.outcomes.items())
    rows = [("median, months", quantile_words(curve.median), "")]
    beyond = None
    for month, estimate in curve.months.items():
        if estimate.probability is None:
            beyond = beyond or month
            continue
        risk = f"{estimate.at_risk} at risk"
        rows.append((f"at {month} months", estimate_words(estimate), risk))
    if beyond is not None:
        rows.append((f"from {beyond} months on", "not estimable: nobody was followed so long", ""))
    title = f"{curve.title}: {curve.patients} patients, {ended}"
    return Table(name, title, ("", "", ""), tuple(rows), _left_out(curve), _lines(curve))


def _left_out(curve: Curve) -> tuple[str, ...]:
    whys: dict[str, int] = {}
    for why in curve.undecided.values():
        whys[why] = whys.get(why, 0) + 1
    if not whys:
        return ()
    told = ", ".join(f"{number} {why}" for why, number in whys.items())
    return (f"{len(curve.undecided)} left out: {told}. {BIASED}",)


def _lines(curve: Curve) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for line in curve.lines:
        found.setdefault(line.ended, []).append(f"{line.patient} (day {line.days})")
    for who, why in curve.undecided.items():
        found.setdefault(f"left out, {why}", []).append(who)
    return {f"{curve.title}: {word}": tuple(names) for word, names in found.items()}


def _watch(page: Page, watch: Watch, of: Curve) -> Table:
    ends = f"{months(watch.low)} to {months(watch.high)}"
    rows = (
        ("median, months", quantile_words(watch.median), watch.method),
        ("range of those alive", ends, ""),
        ("plain median of those alive", months(watch.median_waiting), ""),
        ("plain median of all", months(watch.median_all), ""),
    )
    return Table(page.id, page.title, ("", "", ""), rows, who=_lines(of))


def _groups(name: str, title: str, grouped: Grouped) -> Table:
    rows = []
    for group, curve in grouped.groups.items():
        events = sum(curve.outcomes.values()) - curve.outcomes["censored"]
        told = f"{events} events of {curve.patients}"
        rows.append((group, told, f"median {quantile_words(curve.median)}"))
    test = grouped.test
    if test is not None and test.probability is not None and test.statistic is not None:
        told = f"χ² {test.statistic:.2f}, df {test.freedom}"
        rows.append(("log-rank test", told, chance(test.probability)))
    notes = tuple(note for curve in grouped.groups.values() for note in _left_out(curve))
    if grouped.left_out:
        notes = (*notes, f"{grouped.left_out} in no group.")
    heading = title if grouped.title == title else f"{title}, by {grouped.title}"
    who: dict[str, tuple[str, ...]] = {}
    for curve in grouped.groups.values():
        who |= _lines(curve)
    return Table(name, heading, ("", "", ""), tuple(rows), tuple(dict.fromkeys(notes)), who)


def _grades(page: Page, table: GradeTable) -> Table:
    rows = [_term(each, table.of) for each in (table.any, *table.terms)]
    head = ("worst grade", *map(str, GRADES), "any", "3 or more", "")
    who = {
        term.term: tuple(f"{name} (grade {grade or 'unknown'})" for name, grade in term.who)
        for term in table.terms
    }
    return Table(page.id, page.title, head, tuple(rows), who=who)


def _term(term: Term, of: int) -> tuple[str, ...]:
    counts = (str(number) if number else "·" for number in term.by_grade)
    told = (term.any, term.severe)
    shares = (f"{number} ({percent(number / of, 0)})" if of else "nobody" for number in told)
    open_ = f"{term.unknown} without a grade" if term.unknown else ""
    return (term.term, *counts, *shares, open_)

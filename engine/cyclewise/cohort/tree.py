"""The report's figures as a tree of plain values, by the ids that the protocol's pages declare."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cyclewise.cohort.counting import Count, Number, Part
from cyclewise.cohort.curves import Curve, Grouped, Watch
from cyclewise.cohort.flow import Step
from cyclewise.cohort.found import Course
from cyclewise.cohort.grades import GradeTable, Term
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
from cyclewise.cohort.step_curve import Estimate

Tree = dict[str, Any]


def figures(report: Report) -> Tree:
    """Return every figure of a report.

    A section's pages stand under its id, a measure that is its whole page or section stands
    there itself; a page of its own name beside sections stands on top.
    """
    tree: Tree = {"n": report.treated, "screened": len(report.found)}
    for section in report.study.layout.sections:
        for name in section.pages:
            value = _page(report, report.study.pages[name])
            if _on_top(report.study.pages[name], section.id):
                tree[name] = value
            else:
                tree.setdefault(section.id, {})[name] = value
    tree["attrition"] = _attrition(report)
    tree["subgroups"] = {
        name: [_grouped(each) for each in found] for name, found in report.subgroups.items()
    }
    return tree


def _on_top(page: Page, section: str) -> bool:
    return not isinstance(page.form, TimeToEvent | Landmark) or page.id == section


def _page(report: Report, page: Page) -> Any:  # noqa: ANN401 - plain values of any shape
    shown: dict[type, Callable[[], Any]] = {
        Measures: lambda: _measures(report.counts[page.id], page.id),
        TimeToEvent: lambda: _curve(report.curves[page.id]),
        FollowUp: lambda: _watch(report.watches[page.id]),
        Landmark: lambda: _grouped(report.landmarks[page.id]),
        WorstGrades: lambda: _grades(report.grades[page.id]),
        Flow: lambda: [_step(each) for each in report.steps[page.id]],
        Courses: lambda: _courses(report.courses[page.id]),
    }
    return shown[type(page.form)]()


def _measures(counts: tuple[Count, ...], page: str) -> Tree:
    found = {each.measure.id: _count(each) for each in counts}
    return found[page] if list(found) == [page] else found


def _count(each: Count) -> Tree:
    match each:
        case Part(_, share, unknown):
            fraction = share.fraction
            return {
                "count": share.count,
                "of": share.of,
                "percent": None if fraction is None else 100 * fraction,
                "ci95": _pair(share.low, share.high),
                "method": share.method,
                "unknown": unknown,
            }
        case Number():
            return {
                "median": each.median,
                "min": each.low,
                "max": each.high,
                "of": each.count,
                "unknown": each.unknown,
            }
        case _:
            return {"counts": dict(each.counts), "of": each.of, "unknown": each.unknown}


def _pair(low: float | None, high: float | None) -> list[float | None] | None:
    return None if low is None and high is None else [low, high]


def _estimate(each: Estimate) -> Tree:
    return {
        "estimate": each.probability,
        "ci95": _pair(each.low, each.high),
        "at_risk": each.at_risk,
    }


def _curve(curve: Curve) -> Tree:
    return {
        "months": {str(month): _estimate(each) for month, each in curve.months.items()},
        "median_months": curve.median.time,
        "ci95": _pair(curve.median.low, curve.median.high),
        "interval": curve.curve.kind,
        "estimator": curve.curve.estimator,
        "patients": curve.patients,
        "outcomes": dict(curve.outcomes),
        "undecided": [{"patient": who, "why": why} for who, why in curve.undecided.items()],
    }


def _watch(watch: Watch) -> Tree:
    return {
        "median_months": watch.median.time,
        "method": watch.method,
        "min": watch.low,
        "max": watch.high,
        "ci95": _pair(watch.median.low, watch.median.high),
        "median_of_those_alive": watch.median_waiting,
        "median_of_all": watch.median_all,
    }


def _grouped(grouped: Grouped) -> Tree:
    test = grouped.test
    return {
        "title": grouped.title,
        "groups": {name: _curve(curve) for name, curve in grouped.groups.items()},
        "log_rank": None
        if test is None
        else {"chi_square": test.statistic, "df": test.freedom, "p": test.probability},
        "left_out": grouped.left_out,
    }


def _grades(table: GradeTable) -> list[Tree]:
    return [_term(each, table.of) for each in (table.any, *table.terms)]


def _term(term: Term, of: int) -> Tree:
    grades = {str(grade): number for grade, number in enumerate(term.by_grade, start=1)}
    return {
        "term": term.term,
        "worst_grade": grades,
        "grade_unknown": term.unknown,
        "any": term.any,
        "grade_3_or_more": term.severe,
        "of": of,
    }


def _step(step: Step) -> Tree:
    found: Tree = {"step": step.box.id, "title": step.box.title, "count": step.count}
    found |= {"of": step.of, "unknown": step.unknown}
    return found | ({"words": dict(step.words)} if step.box.by or step.words else {})


def _courses(courses: tuple[Course, ...] | None) -> list[Tree] | None:
    if courses is None:
        return None
    return [
        {
            "patient": each.patient,
            "days": each.end,
            "doses": list(each.doses),
            "changes": [
                {"day": change.day, "what": change.what, "due": change.since}
                for change in each.changes
            ],
            "marks": [{"day": day, "what": what} for what, day in each.marks],
            "levels": [{"day": day, "low": low, "high": high} for day, low, high in each.levels],
        }
        for each in courses
    ]


def _attrition(report: Report) -> Tree:
    lost = report.attrition
    return {
        "of": lost.of,
        "excluded": lost.excluded,
        "undecided": lost.undecided,
        "criteria": [
            {
                "rule": each.rule,
                "title": each.title,
                "failed": each.failed,
                "alone": each.alone,
                "share": each.share,
                "unknown": each.unknown,
                "unknown_share": each.unknown_share,
            }
            for each in lost.criteria
        ],
    }

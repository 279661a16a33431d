"""``cyclewise report``: what became of a cohort, by the endpoints that its protocol declares."""

from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from cyclewise.documents.problem import BadInput, problem_at, suggestion
from cyclewise_cli.commands.convert import AllOrNothing, progress
from cyclewise_cli.commands.options import (
    Engine,
    EngineName,
    OneProtocol,
    Output,
    RulesFolder,
    by_ending,
    day_of,
)
from cyclewise_cli.protocols import knowledge, linked, shelf

if TYPE_CHECKING:
    from cyclewise.cohort.report import Report
    from cyclewise_cli.render.page import Page


class Format(StrEnum):
    """How a report is written."""

    text = "text"
    json = "json"
    markdown = "markdown"
    html = "html"
    csv = "csv"


class Interval(StrEnum):
    """How the interval of a curve is computed."""

    log_log = "log-log"
    log = "log"
    plain = "plain"


class Proportions(StrEnum):
    """How the interval of a proportion is computed."""

    clopper_pearson = "Clopper-Pearson"
    wilson = "Wilson"


def report(
    cohort: Annotated[
        str,
        typer.Argument(
            metavar="PATH",
            help="A folder of patient files, an events table (CSV, Parquet), or example:NAME.",
            show_default=False,
        ),
    ],
    cut_off: Annotated[
        str | None,
        typer.Option(
            "--cut-off",
            metavar="DATE",
            help="Use only what was dated and known by this day. Default: everything.",
            show_default=False,
        ),
    ] = None,
    protocol: OneProtocol = None,
    rules: RulesFolder = None,
    interval: Annotated[
        Interval, typer.Option("--interval", help="The kind of interval around curves.")
    ] = Interval.log_log,
    proportions: Annotated[
        Proportions, typer.Option("--proportions", help="The interval of a proportion.")
    ] = Proportions.clopper_pearson,
    form: Annotated[
        Format, typer.Option("--format", help="How to write the report.", callback=by_ending)
    ] = Format.text,
    patients: Annotated[
        str | None,
        typer.Option(
            "--patients",
            metavar="TABLE",
            help="Name the patients behind a table's figures, as CSV, such as rfs or baseline.",
            show_default=False,
        ),
    ] = None,
    all_or_nothing: AllOrNothing = False,
    jobs: Annotated[
        int | None,
        typer.Option("--jobs", min=1, help="Processes. Default: one a core.", show_default=False),
    ] = None,
    engine: Engine = EngineName.local,
    output: Output = None,
) -> None:
    """Report what became of a cohort: response, survival, safety, and what was published.

    Example: cyclewise report example:ino-mrd-26

    Example: cyclewise report my-patients --cut-off 2024-06-30
    """
    from cyclewise.cohort.curves import Drawing
    from cyclewise.cohort.gathering import gather
    from cyclewise.cohort.report import Report
    from cyclewise.cohort.study import read_study
    from cyclewise.timeline.repeated import Noticed
    from cyclewise_cli.cohorts import cohort_path, read_cohort
    from cyclewise_cli.render.page import Page

    last, shelved = day_of(cut_off, "--cut-off"), shelf(rules)
    known = knowledge(shelved)
    path = cohort_path(cohort)
    study = read_study(linked(shelved.one(protocol), known))
    with progress("Reporting") as step:
        read = read_cohort(path, known, step)
        found = gather(study, read.source, last, jobs=jobs, engine=engine.value, told=step)
    twice = Noticed.together([read.repeated, found.repeated])
    found = replace(found, set_aside=(*read.set_aside, *found.set_aside), repeated=twice)
    if all_or_nothing and found.set_aside:
        raise BadInput([problem for each in found.set_aside for problem in each.problems])
    drawing = Drawing(study.layout.months, interval.value, proportions=proportions.value)
    told = Report(study, found, drawing, replace(read.told, cut_off=last))
    if patients is not None:
        Page(output).write(_patients(told, patients))
        return
    _write(told, form, Page(output))


def _patients(told: "Report", table: str) -> str:
    from cyclewise_cli.render.report_csv import patients_csv, traced

    found = patients_csv(told, table)
    if found is None:
        names = traced(told)
        near = suggestion(table, names)
        message = f"There is no table “{table}” of patients.{' ' * bool(near)}{near}"
        raise BadInput([problem_at("--patients", message, f"There are: {', '.join(names)}.")])
    return found


def _write(told: "Report", form: Format, page: "Page") -> None:
    if form is Format.json:
        import json

        from cyclewise.cohort.document import document_of

        page.write(json.dumps(document_of(told), indent=2, ensure_ascii=False))
    elif form is Format.html:
        from cyclewise_cli.render.report_html import report_html

        page.write(report_html(told))
    elif form is Format.markdown:
        from cyclewise_cli.render.report_markdown import report_markdown

        page.write(report_markdown(told))
    elif form is Format.csv:
        from cyclewise_cli.render.report_csv import report_csv

        page.write(report_csv(told))
    else:
        from cyclewise_cli.render.report_text import show_report

        page.show(lambda paper: show_report(told, paper))

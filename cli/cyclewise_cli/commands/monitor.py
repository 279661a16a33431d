"""``cyclewise monitor``: what is watched of one patient, what it adds up to, and what is due."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from cyclewise_cli.commands.options import (
    AsOf,
    Known,
    Output,
    Patient,
    ProtocolId,
    RulesFolder,
    by_ending,
)
from cyclewise_cli.commands.question import question
from cyclewise_cli.patients import is_list, listing
from cyclewise_cli.protocols import linked
from cyclewise_cli.unanswered import answering

if TYPE_CHECKING:
    from cyclewise.facts.program import Program
    from cyclewise.reasons.survey import Survey
    from cyclewise_cli.render.page import Page

_LONGEST = 366
"""Days that a calendar may look ahead."""


class Format(StrEnum):
    """How a surveillance is written."""

    text = "text"
    json = "json"
    markdown = "markdown"
    html = "html"
    ics = "ics"


def monitor(
    patient: Patient,
    as_of: AsOf = None,
    known: Known = None,
    protocol: ProtocolId = None,
    rules: RulesFolder = None,
    days: Annotated[
        int,
        typer.Option("--days", min=1, max=_LONGEST, help="How many days the calendar looks ahead."),
    ] = 28,
    form: Annotated[
        Format,
        typer.Option(
            "--format", help="How to write it; ics is a calendar file.", callback=by_ending
        ),
    ] = Format.text,
    output: Output = None,
) -> None:
    """Show what is watched of one patient, what the signs add up to, and what is due when.

    Example: cyclewise monitor example:EX-11

    Example: cyclewise monitor example:EX-03 --format ics --output plan.ics
    """
    from cyclewise_cli.render.page import Page

    page = Page(output)
    if is_list(patient):
        page.write(listing(page.width))
        return
    from cyclewise.advice.surveillance import watch
    from cyclewise.reasons.surveying import survey

    with answering():
        asked = question(patient, (as_of, known), (protocol, rules), linked)
        seen = watch(asked.adviser, asked.timeline, asked.as_of, asked.known, days)
    program = asked.adviser.program
    _write(survey(seen, program, asked.choice), program, form, page)


def _write(told: "Survey", program: "Program", form: Format, page: "Page") -> None:
    if form is Format.json:
        import json

        from cyclewise.reasons.survey_documenting import survey_document

        page.write(json.dumps(survey_document(told), indent=2, ensure_ascii=False))
    elif form is Format.markdown:
        from cyclewise_cli.render.monitor_markdown import monitor_markdown

        page.write(monitor_markdown(told))
    elif form is Format.html:
        from cyclewise.reasons.course import course_of
        from cyclewise_cli.render.monitor_html import monitor_html

        course = course_of(told.surveillance.recommendation, program)
        page.write(monitor_html(told, course))
    elif form is Format.ics:
        from cyclewise_cli.render.ics import ics_of

        page.write_bytes(ics_of(told))
    else:
        from cyclewise_cli.render.monitor_text import show_survey

        page.show(lambda paper: show_survey(told, paper))

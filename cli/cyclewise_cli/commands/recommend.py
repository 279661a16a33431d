"""``cyclewise recommend``: the protocol's next step for one patient, with every reason."""

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
from cyclewise_cli.protocols import linked_in_use
from cyclewise_cli.unanswered import answering

if TYPE_CHECKING:
    from pathlib import Path

    from cyclewise.advice.recommendation import Recommendation
    from cyclewise.facts.program import Program
    from cyclewise.reasons.explanation import Explanation
    from cyclewise_cli.render.page import Page


class Format(StrEnum):
    """How an answer is written."""

    text = "text"
    json = "json"
    markdown = "markdown"
    html = "html"


def recommend(
    patient: Patient,
    as_of: AsOf = None,
    known: Known = None,
    protocol: ProtocolId = None,
    rules: RulesFolder = None,
    why: Annotated[
        str | None,
        typer.Option(
            "--why", metavar="RULE", help="Show one rule to the bottom.", show_default=False
        ),
    ] = None,
    form: Annotated[
        Format, typer.Option("--format", help="How to write the answer.", callback=by_ending)
    ] = Format.text,
    output: Output = None,
) -> None:
    """Say what the protocol asks for next for one patient, and why.

    Example: cyclewise recommend example:EX-03

    Example: cyclewise recommend example:EX-03 --as-of 2024-02-06 --format json
    """
    from cyclewise.reasons.explaining import explain
    from cyclewise_cli.render.page import Page

    page = Page(output)
    if is_list(patient):
        page.write(listing(page.width))
        return
    answer, program, choice = recommended(patient, (as_of, known), protocol=protocol, rules=rules)
    if why is not None:
        from cyclewise.reasons.detail import detail_of
        from cyclewise_cli.render.detail import show_detail

        page.show(lambda paper: show_detail(detail_of(answer, program, why, choice), paper))
        return
    _write(explain(answer, program, choice), program, form, page)


def recommended(
    patient: str,
    days: tuple[str | None, str | None],
    *,
    protocol: str | None,
    rules: "Path | None",
) -> "tuple[Recommendation, Program, str]":
    """Return the recommendation for a patient, and the linked protocol that gave it.

    Last comes what the reader must know of a protocol that nobody chose, else nothing. Raises
    ``Unanswered`` where anything that was read is wrong.
    """
    with answering():
        asked = question(patient, days, (protocol, rules), linked_in_use)
        answer = asked.adviser.recommend(asked.timeline, asked.as_of, asked.known)
        return answer, asked.adviser.program, asked.choice


def _write(explanation: "Explanation", program: "Program", form: Format, page: "Page") -> None:
    if form is Format.json:
        import json

        from cyclewise.reasons.documenting import document_of

        page.write(json.dumps(document_of(explanation), indent=2, ensure_ascii=False))
    elif form is Format.markdown:
        from cyclewise_cli.render.markdown import markdown_of

        page.write(markdown_of(explanation))
    elif form is Format.html:
        from cyclewise.reasons.course import course_of
        from cyclewise_cli.render.html import html_of

        course = course_of(explanation.recommendation, program)
        page.write(html_of(explanation, course))
    else:
        from cyclewise_cli.render.text import show

        page.show(lambda paper: show(explanation, paper))

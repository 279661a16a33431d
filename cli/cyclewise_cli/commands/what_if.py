"""``cyclewise what-if``: the answer as recorded beside the answer as supposed."""

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
    day_of,
)
from cyclewise_cli.commands.question import question
from cyclewise_cli.patients import is_list, listing, patient_file
from cyclewise_cli.protocols import linked_in_use
from cyclewise_cli.unanswered import answering

if TYPE_CHECKING:
    from cyclewise.reasons.contrast import Contrast
    from cyclewise.reasons.supposing import Supposition
    from cyclewise_cli.commands.question import Question


class Format(StrEnum):
    """How a contrast is written."""

    text = "text"
    json = "json"


def what_if(
    patient: Patient,
    sets: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="CONCEPT=VALUE",
            help="Give the latest event of a concept another value; may be repeated.",
            show_default=False,
        ),
    ] = None,
    drops: Annotated[
        list[str] | None,
        typer.Option(
            "--drop",
            metavar="CONCEPT[@DATE]",
            help="Leave out a concept, or what is dated on one day; may be repeated.",
            show_default=False,
        ),
    ] = None,
    adds: Annotated[
        list[str] | None,
        typer.Option(
            "--add",
            metavar="EVENT",
            help="Add an event, written as in a patient's file; may be repeated.",
            show_default=False,
        ),
    ] = None,
    as_of: AsOf = None,
    known: Known = None,
    then: Annotated[
        str | None,
        typer.Option(
            "--then",
            metavar="DATE",
            help="Ask the second answer about another day.",
            show_default=False,
        ),
    ] = None,
    then_known: Annotated[
        str | None,
        typer.Option(
            "--then-known",
            metavar="DATE",
            help="Give the second answer only what was known by this day.",
            show_default=False,
        ),
    ] = None,
    protocol: ProtocolId = None,
    rules: RulesFolder = None,
    form: Annotated[
        Format, typer.Option("--format", help="How to write the answer.", callback=by_ending)
    ] = Format.text,
    output: Output = None,
) -> None:
    """Show the answer now beside the answer if something were otherwise, or on another day.

    Example: cyclewise what-if example:EX-07 --set "weight=70 kg"

    Example: cyclewise what-if example:EX-05 --then 2024-04-16
    """
    from cyclewise.reasons.supposing import Supposition
    from cyclewise_cli.render.page import Page

    page = Page(output)
    if is_list(patient):
        page.write(listing(page.width))
        return
    supposed = Supposition(tuple(sets or ()), tuple(drops or ()), tuple(adds or ()))
    with answering():
        asked = question(patient, (as_of, known), (protocol, rules), linked_in_use)
        days = day_of(then, "--then"), day_of(then_known, "--then-known")
        contrast = _contrast(patient, asked, supposed, days)
    if form is Format.json:
        import json

        from cyclewise.reasons.contrast_document import what_if_document

        page.write(json.dumps(what_if_document(contrast), indent=2, ensure_ascii=False))
    else:
        from cyclewise_cli.render.contrast import show_contrast

        page.show(lambda paper: show_contrast(contrast, paper))


def _contrast(
    patient: str,
    asked: "Question",
    supposed: "Supposition",
    days: tuple[int | None, int | None],
) -> "Contrast":
    """Return both answers; the second is for the first one's days where it has none of its own."""
    from cyclewise.documents.yamlfile import read_yaml
    from cyclewise.reasons.contrast import Contrast
    from cyclewise.reasons.explaining import explain
    from cyclewise.reasons.supposing import unseen

    adviser, program = asked.adviser, asked.adviser.program
    now = adviser.recommend(asked.timeline, asked.as_of, asked.known)
    day = now.as_of if days[0] is None else days[0]
    known = (now.known if days[0] is None else day) if days[1] is None else days[1]
    document = read_yaml(patient_file(patient))
    timeline = supposed.of(document, asked.timeline, program, (day, known))
    then = adviser.recommend(timeline, day, known)
    return Contrast(
        explain(now, program, asked.choice),
        explain(then, program, asked.choice),
        supposed.words,
        tuple(unseen(asked.timeline, timeline, day, known)),
    )

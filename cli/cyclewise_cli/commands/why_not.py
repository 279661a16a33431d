"""``cyclewise why-not``: what keeps an action from standing, and what would have to change."""

from enum import StrEnum
from typing import Annotated

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


class Format(StrEnum):
    """How the answer is written."""

    text = "text"
    json = "json"


def why_not(
    patient: Patient,
    action: Annotated[
        str,
        typer.Argument(
            metavar="ACTION",
            help="The action that does not stand, such as administer or withhold.",
            show_default=False,
        ),
    ],
    as_of: AsOf = None,
    known: Known = None,
    protocol: ProtocolId = None,
    rules: RulesFolder = None,
    form: Annotated[
        Format, typer.Option("--format", help="How to write the answer.", callback=by_ending)
    ] = Format.text,
    output: Output = None,
) -> None:
    """Say why an action does not stand, and the smallest changes with which it would.

    What can have a new result is changed, and what is not over may end; for a dose it also says
    from which day on. Age, history and doses given stay as they are.

    Example: cyclewise why-not example:EX-07 administer

    Example: cyclewise why-not example:EX-11 administer --format json
    """
    from cyclewise.reasons.why_not import why_not as told_why
    from cyclewise_cli.render.page import Page

    page = Page(output)
    if is_list(patient):
        page.write(listing(page.width))
        return
    with answering():
        asked = question(patient, (as_of, known), (protocol, rules), linked_in_use)
        days = asked.as_of, asked.known
        told = told_why(asked.adviser, asked.timeline, action.lower(), days, asked.choice)
    if form is Format.json:
        import json

        from cyclewise.reasons.why_not_document import why_not_document

        page.write(json.dumps(why_not_document(told), indent=2, ensure_ascii=False))
    else:
        from cyclewise_cli.render.why_not import show_why_not

        page.show(lambda paper: show_why_not(told, paper))

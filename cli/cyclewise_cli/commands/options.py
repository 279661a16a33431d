"""Options that several commands take, worded once."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from cyclewise.documents.problem import BadInput, problem_at
from cyclewise.values.calendar import parse_day
from cyclewise.values.refused import Refused

Patient = Annotated[
    str,
    typer.Argument(
        metavar="PATIENT",
        help="A patient file (YAML or JSON), or example:ID. “example:” alone lists the examples.",
        show_default=False,
    ),
]
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="DATE",
        help="The day of the question, such as 2024-02-13. Default: the last day in the file.",
        show_default=False,
    ),
]
Known = Annotated[
    str | None,
    typer.Option(
        "--known",
        metavar="DATE",
        help="Use only what was known by this day. Default: the day of the question.",
        show_default=False,
    ),
]
ProtocolId = Annotated[
    str | None,
    typer.Option(
        "--protocol",
        metavar="ID",
        help="The protocol. Default: the one whose drug the patient was given.",
        show_default=False,
    ),
]
AnyProtocol = Annotated[
    str | None,
    typer.Option(
        "--protocol",
        metavar="ID",
        help="The protocol. Default: every one in the folder of rules.",
        show_default=False,
    ),
]
OneProtocol = Annotated[
    str | None,
    typer.Option(
        "--protocol",
        metavar="ID",
        help="The protocol. Default: the one that answers where none is named.",
        show_default=False,
    ),
]
RulesFolder = Annotated[
    Path | None,
    typer.Option(
        "--rules",
        metavar="FOLDER",
        help="A folder of rules of your own. Default: the bundled ones.",
        show_default=False,
    ),
]
Output = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE",
        help="Write to a file instead; where --format is not given, its ending says how.",
        show_default=False,
    ),
]


_ENDINGS = {
    ".html": "html",
    ".md": "markdown",
    ".json": "json",
    ".csv": "csv",
    ".parquet": "parquet",
    ".ics": "ics",
}
_Form = TypeVar("_Form", bound=StrEnum)


def by_ending(context: typer.Context, option: typer.CallbackParam, form: _Form) -> _Form:
    """Return the form that the ending of --output names, where --format is not given."""
    given = context.get_parameter_source(option.name or "")
    # What somebody gave has been read by the time that a default is.
    output = context.params.get("output")
    if given is None or given.name != "DEFAULT" or output is None:
        return form
    named = _ENDINGS.get(Path(output).suffix.lower())
    kind = type(form)
    return kind(named) if named in list(kind) else form


class EngineName(StrEnum):
    """What runs an audit of many."""

    local = "local"
    dask = "dask"
    spark = "spark"


Engine = Annotated[
    EngineName,
    typer.Option("--engine", help="What runs them; dask and spark are extras to be installed."),
]


def day_of(text: str | None, option: str) -> int | None:
    """Return the day an option names, None where it is not given; raise BadInput for no date."""
    if text is None:
        return None
    try:
        return parse_day(text)
    except Refused as refused:
        raise BadInput([problem_at(option, refused.message, refused.remedy)]) from None

"""``cyclewise schema``: the JSON Schema of what a command prints."""

from typing import Annotated

import typer

from cyclewise.documents.problem import BadInput, problem_at, suggestion
from cyclewise_cli.commands.options import Output


def schema(
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME",
            help="The command to describe: recommend, why-not, what-if, monitor, report, audit.",
        ),
    ] = "recommend",
    output: Output = None,
) -> None:
    """Print the JSON Schema of a command's output.

    Example: cyclewise schema recommend
    """
    import json

    from cyclewise.audit.schema import audit_schema
    from cyclewise.cohort.schema import report_schema
    from cyclewise.reasons.schemas import SCHEMAS
    from cyclewise.versions.document import diff_schema
    from cyclewise_cli.render.page import Page

    known = {**SCHEMAS, "report": report_schema, "audit": audit_schema, "rules diff": diff_schema}
    if name not in known:
        near = suggestion(name, known)
        message = f"There is no schema “{name}”.{' ' * bool(near)}{near}"
        raise BadInput([problem_at("schema", message, f"There are: {', '.join(known)}.")])
    Page(output).write(json.dumps(known[name](), indent=2, ensure_ascii=False))

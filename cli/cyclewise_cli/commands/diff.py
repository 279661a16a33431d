"""``cyclewise rules diff``: what one version of a protocol says that another does not."""

from pathlib import Path
from typing import Annotated

import typer

from cyclewise.protocol.folder import PROTOCOL
from cyclewise_cli.protocols import knowledge, linked, shelf


def diff(
    old: Annotated[
        str, typer.Argument(metavar="OLD", help="A protocol's id, or the folder of one.")
    ],
    new: Annotated[
        str, typer.Argument(metavar="NEW", help="Another id or folder to compare it with.")
    ],
) -> None:
    """Compare two versions of a protocol in words: parameters, schedule, rules and facts.

    “cyclewise rules list” names the protocols that come along.

    Example: cyclewise rules diff my-protocol my-changed-protocol
    """
    from cyclewise.reasons.revision import revision
    from cyclewise_cli.render.page import Page
    from cyclewise_cli.render.revision import show_revision

    known = knowledge()
    programs = [linked(_folder(each), known) for each in (old, new)]
    changes = revision(programs[0], programs[1])
    Page().show(lambda paper: show_revision((old, new), changes, paper))


def _folder(name: str) -> Path:
    """Return the folder of a protocol, named by itself or by the id of a bundled one."""
    own = Path(name)
    return own if (own / PROTOCOL).is_file() else shelf(None).named(name)

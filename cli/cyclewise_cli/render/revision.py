"""What differs between two versions of a protocol, as text."""

from __future__ import annotations

from collections.abc import Sequence

from cyclewise.reasons.revision import PageChange
from cyclewise_cli.render.paper import Paper


def show_revision(names: tuple[str, str], changes: Sequence[PageChange], paper: Paper) -> None:
    """Print what differs, page by page."""
    paper.print(f"{names[0]} → {names[1]}", "bold")
    if not changes:
        paper.print("Both say the same.")
        return
    for each in changes:
        title = each.page if each.kind == "changed" else f"{each.page}: {each.kind}"
        paper.console.print()
        paper.print(title, "bold")
        for line in each.gone:
            paper.row("-", line, indent=2)
        for line in each.come:
            paper.row("+", line, indent=2)
    count = len(changes)
    paper.console.print()
    paper.print(f"{'1 page differs' if count == 1 else f'{count} pages differ'}")

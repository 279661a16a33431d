"""The audit in a terminal: one glance in a frame, then tables, bars and courses."""

from __future__ import annotations

from rich.box import ASCII, HEAVY
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from cyclewise_cli.audited import NOTICE, Audit
from cyclewise_cli.render.audit_blocks import blocks
from cyclewise_cli.render.audit_patient_text import show_patient
from cyclewise_cli.render.audit_words import footer_lines, glance, header_lines
from cyclewise_cli.render.block_text import show_blocks
from cyclewise_cli.render.paper import Paper

MOST = 12
"""Deviations that a terminal lists."""

_LABEL = 12
_STYLES = {True: "red", False: "cyan"}


def show_audit(audit: Audit, paper: Paper) -> None:
    """Print an audit."""
    paper.print(audit.title, "bold")
    for line in header_lines(audit):
        paper.print(line)
    _glance(audit, paper)
    if audit.patient is not None:
        show_patient(audit, paper)
    else:
        show_blocks(blocks(audit, MOST), paper)
    paper.console.print()
    for line in footer_lines(audit):
        paper.print(line)
    paper.print(NOTICE, "bold")
    # The page is longer than a screen, and whoever reads its end must see the answer.
    paper.print()
    (_, first), *_ = glance(audit)
    paper.print(f"{first}.", f"bold {_style(audit)}")


def _glance(audit: Audit, paper: Paper) -> None:
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(width=_LABEL, no_wrap=True)
    grid.add_column(ratio=1)
    (_, first), *rest = glance(audit)
    for label, text in rest:
        grid.add_row(label, Text(paper.words(text)))
    framed = Table.grid()
    framed.add_row(Text(paper.words(first), style=f"bold {_style(audit)}"))
    framed.add_row(grid)
    box = ASCII if paper.ascii_only else HEAVY
    paper.console.print(Panel(framed, box=box, border_style=_style(audit)))


def _style(audit: Audit) -> str:
    return _STYLES[audit.overview.all.important > 0]

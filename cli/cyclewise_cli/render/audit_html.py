"""The audit as one self-contained page: its glance, tables, bars, and a line for each patient."""

from __future__ import annotations

from collections.abc import Iterator

from cyclewise_cli.audited import NOTICE, Audit
from cyclewise_cli.render.audit_blocks import blocks, rule_bars
from cyclewise_cli.render.audit_patient_html import patient_html
from cyclewise_cli.render.audit_words import footer_lines, glance, header_lines
from cyclewise_cli.render.block import Block, Table
from cyclewise_cli.render.block_html import ReportPage, page_html

_MOST = 1000
"""Deviations that a page lists, before a browser becomes slow."""


def audit_html(audit: Audit) -> str:
    """Return an audit as an HTML page; what comes from files is escaped."""
    if audit.patient is not None:
        return patient_html(audit)
    return page_html(
        ReportPage(
            title=audit.title,
            header=header_lines(audit),
            blocks=tuple(_drawn(audit)),
            footer=footer_lines(audit),
            notice=NOTICE,
            named=False,
            glance=glance(audit),
            urgent=audit.overview.all.important > 0,
        )
    )


def _drawn(audit: Audit) -> Iterator[Block]:
    """Yield the blocks of an audit, the counts by rule with a picture before them."""
    for block in blocks(audit, _MOST):
        if isinstance(block, Table) and block.id == "rules":
            yield rule_bars(audit)
        yield block

"""The audit as Markdown, for a record or an email."""

from __future__ import annotations

from collections.abc import Iterator

from cyclewise.values.calendar import day_words
from cyclewise_cli.audited import NOTICE, Audit
from cyclewise_cli.render.audit_blocks import blocks, checked_blocks, late_table
from cyclewise_cli.render.audit_words import footer_lines, glance, header_lines, particulars
from cyclewise_cli.render.block import Block, Heading
from cyclewise_cli.render.block_markdown import block_lines
from cyclewise_cli.render.markdown import plain, tree_lines

_MOST = 200


def audit_markdown(audit: Audit) -> str:
    """Return an audit as a Markdown page."""
    return "\n".join(_page(audit)) + "\n"


def _page(audit: Audit) -> Iterator[str]:
    yield f"# {plain(audit.title)}\n"
    (_, first), *rest = glance(audit)
    yield f"**{plain(first)}.**\n"
    yield from (f"- {label}: {plain(text)}" for label, text in rest)
    yield ""
    yield from (f"{plain(line)}\n" for line in header_lines(audit))
    if audit.patient is not None:
        yield from _deviations(audit)
        yield from block_lines(_rest(audit))
    else:
        yield from block_lines(blocks(audit, _MOST))
    yield from (f"{plain(line)}\n" for line in footer_lines(audit))
    yield f"**{plain(NOTICE)}**"


def _rest(audit: Audit) -> Iterator[Block]:
    if audit.findings.late:
        yield Heading("late", "Late results")
        yield late_table(audit, _MOST)
    yield Heading("checked", "What was checked")
    yield from checked_blocks(audit)


def _deviations(audit: Audit) -> Iterator[str]:
    """Yield each deviation of one patient with its reasons."""
    for (_, each), reasons in zip(audit.signed, audit.because, strict=True):
        yield f"## {day_words(each.date)}, {each.importance}: {plain(each.summary)}\n"
        yield f"{each.rule}, {each.category}\n"
        yield from (f"- {label}: {plain(text)}" for label, text in particulars(each))
        yield "- because:"
        yield from tree_lines(reasons.page, 1)
        for rule in reasons.rules:
            yield f"  - **{rule.rule.id}** {plain(rule.rule.title)}: {rule.standing}"
            yield from tree_lines(rule.reason, 2)
        yield ""

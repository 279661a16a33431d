"""The rule book as Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from cyclewise.protocol.english import Line
from cyclewise_cli.render.book import NOTICE, Book, Section, Table
from cyclewise_cli.render.book_sections import sections_of
from cyclewise_cli.render.markdown import plain


def book_markdown(book: Book) -> str:
    """Return a book as Markdown; what comes from files is escaped."""
    lines = [f"# {plain(book.title)}", "", plain(book.identity), ""]
    for section in sections_of(book):
        lines += _section(section)
    return "\n".join([*lines, f"**{NOTICE}**"])


def _section(section: Section) -> Iterator[str]:
    yield f"{'#' * section.level} {plain(section.title)}"
    yield ""
    for line in section.lines:
        yield from _line(line)
    if section.table is not None and section.table.rows:
        yield from _table(section.table)


def _line(line: Line) -> Iterator[str]:
    if line.kind == "quote":
        yield f"{'  ' * line.depth}> {plain(line.text)}"
        yield ""
    elif line.depth:
        yield f"{'  ' * (line.depth - 1)}- {plain(line.text)}"
    else:
        yield plain(line.text)
        yield ""


def _table(table: Table) -> Iterator[str]:
    yield ""
    yield f"| {' | '.join(table.head)} |"
    yield f"|{' --- |' * len(table.head)}"
    yield from (f"| {' | '.join(map(_cell, row))} |" for row in table.rows)
    yield ""


def _cell(text: str) -> str:
    return plain(text).replace("|", "\\|") or " "

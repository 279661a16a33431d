"""The rule book as one self-contained page, to be read on a screen or printed for a meeting."""

from __future__ import annotations

import json

from markupsafe import Markup

from cyclewise_cli.render.book import NOTICE, Book
from cyclewise_cli.render.book_sections import sections_of
from cyclewise_cli.render.html import pages


def book_html(book: Book) -> str:
    """Return a book as an HTML page; what comes from files is escaped."""
    template = pages().get_template("book.html.j2")
    # A string of JSON is one of CSS; “<” would end the style sheet.
    said = json.dumps(book.identity, ensure_ascii=False).replace("<", "\\3c ")
    foot = Markup(said)  # noqa: S704 - quoted above
    return template.render(book=book, sections=tuple(sections_of(book)), notice=NOTICE, foot=foot)

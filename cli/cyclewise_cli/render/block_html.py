"""Blocks as one self-contained page that prints: tables, and inline pictures."""

from __future__ import annotations

from markupsafe import Markup

from cyclewise.records import dataclass
from cyclewise_cli.render.bars_svg import bars_svg
from cyclewise_cli.render.block import Bars, Block, Chart, Heading, Lines, Plot, Table
from cyclewise_cli.render.courses_svg import swimmer_svg
from cyclewise_cli.render.curve_svg import curve_svg
from cyclewise_cli.render.flow_svg import flow_svg
from cyclewise_cli.render.html import pages
from cyclewise_cli.render.levels_svg import levels_svg


@dataclass(frozen=True, slots=True)
class ReportPage:
    """What stands on a page; ``glance`` are labelled lines that are read first, in a frame.

    ``named`` says that the patients behind each table are named, ``urgent`` that the frame has
    the colour of what matters.
    """

    title: str
    header: tuple[str, ...]
    blocks: tuple[Block, ...]
    footer: tuple[str, ...]
    notice: str
    named: bool
    glance: tuple[tuple[str, str], ...] = ()
    urgent: bool = False

    @property
    def sections(self) -> tuple[Heading, ...]:
        """Return the headings, to which the page links."""
        return tuple(block for block in self.blocks if isinstance(block, Heading))


def page_html(page: ReportPage) -> str:
    """Return blocks as an HTML page; what comes from files is escaped."""
    environment = pages()
    environment.globals["kind"] = lambda block: type(block).__name__
    environment.globals["pictures"] = _pictures
    environment.globals["cards"] = _reads_as_cards
    return environment.get_template("report.html.j2").render(page=page)


_LONG = 50
_COLUMNS = 4


def _reads_as_cards(table: Table) -> bool:
    """Return whether a phone shows each row as a card: beside many columns stands a long text."""
    long = any(len(cell) > _LONG for row in table.rows for cell in row)
    return bool(table.wide) and len(table.head) > _COLUMNS and long


def _pictures(block: Block) -> list[Markup]:
    """Return a block's pictures; each escapes its own texts."""
    match block:
        case Plot():
            drawn = [curve_svg(block)]
        case Chart():
            drawn = [flow_svg(block.steps)]
        case Lines():
            drawn = [swimmer_svg(block), levels_svg(block)]
        case Bars():
            drawn = [bars_svg(block)]
        case Table() | Heading():
            drawn = []
    return [Markup(each) for each in drawn if each]  # noqa: S704 - the pictures escape their texts

"""The report as one self-contained page: tables, pictures, and the patients behind each figure."""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from cyclewise.cohort.report import Report
from cyclewise_cli.render.block import Block, Chart, Heading, Lines, Plot, Table
from cyclewise_cli.render.courses_svg import swimmer_svg
from cyclewise_cli.render.curve_svg import curve_svg
from cyclewise_cli.render.flow_svg import flow_svg
from cyclewise_cli.render.levels_svg import levels_svg
from cyclewise_cli.render.report_blocks import blocks
from cyclewise_cli.render.report_text import NOTICE, footer_lines, header_lines

_MOST_NAMED = 500
"""Patients up to which the page names those behind each figure."""


def report_html(report: Report) -> str:
    """Return a report as an HTML page; what comes from files is escaped."""
    pages = Environment(
        loader=PackageLoader("cyclewise_cli.render"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    pages.globals["kind"] = lambda block: type(block).__name__
    pages.globals["pictures"] = _pictures
    return pages.get_template("report.html.j2").render(
        title=report.told.title or report.told.label,
        header=header_lines(report),
        blocks=list(blocks(report)),
        sections=[block for block in blocks(report) if isinstance(block, Heading)],
        named=len(report.found) <= _MOST_NAMED,
        footer=footer_lines(report),
        notice=NOTICE,
    )


def _pictures(block: Block) -> list[Markup]:
    """Return a block's pictures; each escapes its own texts."""
    match block:
        case Plot():
            drawn = [curve_svg(block)]
        case Chart():
            drawn = [flow_svg(block.steps)]
        case Lines():
            drawn = [swimmer_svg(block), levels_svg(block)]
        case Table() | Heading():
            drawn = []
    return [Markup(each) for each in drawn if each]  # noqa: S704 - the pictures escape their texts

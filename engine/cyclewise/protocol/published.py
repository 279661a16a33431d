"""The figures a protocol's paper prints, to be held against a cohort's own."""

from __future__ import annotations

from dataclasses import field

from cyclewise.documents.form import Form
from cyclewise.documents.yamlfile import Node, Scalar
from cyclewise.protocol.notes import Notes
from cyclewise.protocol.rule import Citation
from cyclewise.protocol.support_parsing import read_basis
from cyclewise.records import dataclass
from cyclewise.values.numeral import read_numeral

_ORDER = ("figure", "of", "value", "cite", "basis", "quote")
_PERCENT = "%"


@dataclass(frozen=True, slots=True)
class PublishedFigure:
    """One printed figure: ``of`` is where the report has the same, such as baseline.age.median.

    ``value`` is the number as printed, in ``unit``; ``decimals`` is how precisely.
    """

    title: str
    of: str
    value: float
    unit: str
    decimals: int
    text: str
    source: Citation
    place: Node | None = field(default=None, compare=False, repr=False)

    @property
    def percent(self) -> bool:
        """Return whether it is printed as a percentage."""
        return self.unit == _PERCENT


def read_published(form: Form, notes: Notes) -> tuple[PublishedFigure, ...]:
    """Return the figures under ``published``; their faults go to the notes."""
    return tuple(_figure(node, notes) for node in form.items("published"))


def _figure(node: Node, notes: Notes) -> PublishedFigure:
    form = Form(node, notes.problems, "a published figure", _ORDER)
    title, of, text = form.text("figure"), form.text("of"), form.text("value")
    cite = form.text("cite")
    source = Citation(cite, (of,), read_basis(form), form.text("quote", ""), place=node)
    written = form.node("cite")
    if isinstance(written, Scalar) and cite:
        notes.mention_source(cite, written)
    number = read_numeral(text)
    if text and number is None:
        notes.problems.add(
            form.where("value"), f"“{text}” is no number.", "Write it as printed, such as 54 %."
        )
    form.close()
    value, unit = (0, "") if number is None else (float(number[0]), number[1])
    shown = text.split()[0] if text else ""
    decimals = len(shown.partition(".")[2].rstrip(_PERCENT))
    return PublishedFigure(title, of, value, unit, decimals, text, source, place=node)

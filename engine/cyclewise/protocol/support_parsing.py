"""Why a page should be believed, as it stands in YAML: sources, assumptions, limits, reviews."""

from __future__ import annotations

from cyclewise.documents.form import Form
from cyclewise.documents.yamlfile import Node, Scalar
from cyclewise.protocol.notes import Notes
from cyclewise.protocol.rule import BASES, Assumption, Basis, Citation

CITATION_ORDER = ("cite", "supports", "basis", "quote")
ASSUMPTION_ORDER = ("name", "text", "basis")


def read_citations(form: Form, notes: Notes) -> tuple[Citation, ...]:
    """Return the sources of a page."""
    return tuple(_citation(node, notes) for node in form.items("sources"))


def read_assumptions(form: Form, notes: Notes) -> tuple[Assumption, ...]:
    """Return what a page takes to be so without a source."""
    return tuple(_assumption(node, notes) for node in form.items("assumptions"))


def read_basis(form: Form) -> Basis:
    """Return how sure a statement is: one of the six words for it."""
    word = form.word("basis", BASES)
    return next((basis for basis in BASES if basis == word), "assumed")


def _citation(node: Node, notes: Notes) -> Citation:
    form = Form(node, notes.problems, "a source", CITATION_ORDER)
    cite = form.text("cite")
    supports = form.texts("supports")
    basis = read_basis(form)
    quote = _quote(form)
    form.close()
    place = form.node("cite")
    if place is not None and cite:
        notes.mention_source(cite, place)
    return Citation(cite, supports, basis, quote, place=node)


def _quote(form: Form) -> str:
    written = form.node("quote")
    if isinstance(written, Scalar) and (written.kind == "null" or not written.text.strip()):
        form.problems.add(
            written, "This quote is empty.", "Copy the sentence as printed, or leave “quote” out."
        )
        return ""
    return form.text("quote", "")


def _assumption(node: Node, notes: Notes) -> Assumption:
    form = Form(node, notes.problems, "an assumption", ASSUMPTION_ORDER)
    assumption = Assumption(form.text("name"), form.text("text"), read_basis(form))
    form.close()
    return assumption

"""Planted deviations as a page of simulation lists them: what is changed, and what it must be."""

from __future__ import annotations

from cyclewise.documents.form import Form
from cyclewise.documents.yamlfile import Scalar
from cyclewise.simulation.page import LATE_RESULT, LIMITS, PLACES, Misplaced, Planted
from cyclewise.simulation.said_parsing import SaidReader, read_share, read_span

CATEGORIES = ("eligibility", "dose", "timing", "assessment", "stop", "safety")
"""The categories of deviations, as every output of an audit spells them."""
EXPECTED = (*CATEGORIES, LATE_RESULT)


def read_planted(form: Form, reader: SaidReader) -> Planted:
    """Return one planted deviation."""
    at = form.word("at", PLACES, PLACES[1])
    expected = form.mapping("expect", "what an audit is to say")
    category, page = "", ""
    if expected is None:
        form.required("expect")
    else:
        category, page = expected.word("category", EXPECTED), expected.text("rule", "")
        expected.close()
    dose = form.mapping("dose", "what becomes of the dose")
    found = Planted(
        name=form.text("name"),
        category=category,
        page=page,
        at=PLACES[PLACES.index(at)] if at in PLACES else PLACES[1],
        course=form.text("course", ""),
        during=form.text("during", ""),
        one_more=form.flag("one more dose", default=False),
        remove=_concepts(form, "remove", reader),
        remove_after=_concepts(form, "remove after", reader),
        change=reader.several(form, "change", "a change"),
        add=reader.happenings(form, "add", "what is added"),
        earlier=_days(form, "earlier", reader),
        later=_days(form, "known later", reader),
        corrected=reader.happenings(form, "corrected", "a correction"),
        amount=1.0 if dose is None else read_share(dose, "amount", 1.0),
        milligrams=1.0 if dose is None else read_share(dose, "milligrams", 1.0),
        raised=False if dose is None else dose.flag("raised again", default=False),
        moved=None if dose is None else _moved(dose),
        left_out=False if dose is None else dose.flag("left out", default=False),
        labelled=0 if dose is None else dose.integer("labelled day", 0),
        place=form.place if not isinstance(form.place, Scalar) else None,
    )
    if dose is not None:
        dose.close()
    form.close()
    return found


def _moved(dose: Form) -> Misplaced | None:
    for limit in LIMITS:
        if limit in dose:
            return Misplaced(read_span(dose, limit), limit)
    return None


def _concepts(form: Form, key: str, reader: SaidReader) -> tuple[str, ...]:
    for item in form.items(key):
        if isinstance(item, Scalar):
            reader.concept(item.text, item)
    return form.texts(key)


def _days(form: Form, key: str, reader: SaidReader) -> dict[str, int]:
    inner = form.mapping(key)
    if inner is None:
        return {}
    found = {}
    for name, _ in inner.entries:
        if reader.concept(name.text, name) is not None:
            found[name.text] = read_span(inner, name.text).first
    return found

"""A concept's page, read from knowledge/concepts."""

from __future__ import annotations

from dataclasses import replace
from math import isfinite
from typing import Literal, TypeVar, get_args

from cyclewise.documents.form import Form
from cyclewise.documents.node import Document, Node
from cyclewise.documents.problem import Problems, suggestion
from cyclewise.knowledge.attribute import Attribute
from cyclewise.knowledge.concept import (
    COMMON_KEYS,
    NO_RECORD,
    POSITIONS,
    SECTIONS,
    Concept,
    History,
)
from cyclewise.knowledge.measure import Kind, Measure
from cyclewise.knowledge.measure_parsing import read_measure
from cyclewise.knowledge.value import Value
from cyclewise.knowledge.value_reading import read_value
from cyclewise.values.quantity import Scale
from cyclewise.values.refused import Refused

_CONCEPT_KINDS: tuple[Kind, ...] = ("quantity", "choice", "term", "date", "text")
_KINDS: tuple[Kind, ...] = get_args(Kind)
_HISTORY: dict[str, History] = {
    "true": "always",
    "false": "never",
    "before the first dose": "before the first dose",
}
_Word = TypeVar("_Word", bound=str)
_FLAG_WORDS = {"yes": "true", "no": "false"}


def read_concept(document: Document, problems: Problems) -> Concept:
    """Return the concept a page describes; what is wrong is recorded."""
    form = Form(document.root, problems, "a concept")
    title, kind = form.text("title"), form.word("kind", _CONCEPT_KINDS)
    measure = read_measure(form, title, _kind(kind), None)
    history = _history(form)
    concept = Concept(
        id=form.text("id"),
        title=title,
        measure=replace(measure, coarse=history == "always"),
        no_record=_one_of(form.word("no_record", NO_RECORD), NO_RECORD),
        section=_one_of(form.word("section", SECTIONS, SECTIONS[0]), SECTIONS),
        position=_one_of(form.word("position", POSITIONS, POSITIONS[0]), POSITIONS),
        history=history,
        changeable=form.flag("changeable", default=False),
        one_after_another=_one_after_another(form, measure.values),
        attributes=_attributes(form, title, measure.scale),
        synonyms=form.texts("synonyms"),
        codes=read_codes(form),
    )
    _check(form, concept)
    form.close()
    return concept


def read_codes(form: Form) -> dict[str, str]:
    """Return the codes of other vocabularies, by vocabulary."""
    codes = form.mapping("codes")
    return {word.text: codes.text(word.text) for word, _ in codes.entries} if codes else {}


def _history(form: Form) -> History:
    word = form.text("history", "false")
    if word not in _HISTORY:
        form.problems.add(
            form.where("history"),
            f"“{word}” does not say when a month or a year alone may be the date.",
            f"Write one of: {', '.join(_HISTORY)}.",
        )
    return _HISTORY.get(word, "never")


def _one_after_another(form: Form, values: tuple[str, ...]) -> tuple[str, ...]:
    found = form.texts("one_after_another")
    for word in found:
        if word not in values:
            form.problems.add(
                form.where("one_after_another"),
                f"“{word}” is none of the values.",
                suggestion(word, values) or f"Name some of: {', '.join(values)}.",
            )
    return found


def _attributes(form: Form, title: str, scale: Scale | None) -> dict[str, Attribute]:
    nodes = form.mapping("attributes")
    found = {}
    for word, _ in nodes.entries if nodes else ():
        attribute = nodes and nodes.mapping(word.text, f"the attribute “{word.text}”")
        if attribute is not None:
            found[word.text] = _attribute(attribute, word.text, title, scale)
        if word.text in COMMON_KEYS:
            form.problems.add(
                word, f"“{word.text}” is a key that every event has.", "Give it another name."
            )
    return found


def _attribute(form: Form, name: str, owner: str, scale: Scale | None) -> Attribute:
    kind = _kind(form.word("kind", _KINDS))
    measure = read_measure(form, f"“{name}” of {owner}", kind, scale)
    then: Literal["", "at most"] = ""
    if kind == "flag" and form.word("then", ("at most",), "") == "at most":
        then = "at most"
    presumed, without_record = _no_record(form, measure)
    changeable = _changeable(form, measure)
    form.close()
    return Attribute(
        name, measure, without_record, presumed=presumed, then=then, changeable=changeable
    )


def _changeable(form: Form, measure: Measure) -> bool:
    """Return whether an attribute may change; only an end, or a degree within bounds, may."""
    changeable = form.flag("changeable", default=False)
    graded = measure.kind == "integer" and isfinite(measure.possible.low + measure.possible.high)
    if changeable and measure.kind != "date" and not graded:
        form.problems.add(
            form.where("changeable"),
            "Only a date on which an event is over, or a grade with its bounds, is changeable.",
            "Leave it out, or write “kind: integer” with “possible: {at_least: …, at_most: …}”.",
        )
    return changeable


def _no_record(form: Form, measure: Measure) -> tuple[bool, Value | None]:
    """Return what holds where an attribute is not recorded, and whether it is presumed."""
    node = form.required("no_record")
    if node is None or getattr(node, "text", "") == "unknown":
        return False, None
    presumption = form.mapping("no_record") if not hasattr(node, "text") else None
    if presumption is None:
        return False, _default(form, node, measure)
    value = presumption.required("presumed")
    presumption.close()
    return True, None if value is None else _default(form, value, measure)


def _default(form: Form, node: Node, measure: Measure) -> Value | None:
    text = str(getattr(node, "text", ""))
    try:
        return read_value(measure, _FLAG_WORDS.get(text, text) if measure.kind == "flag" else text)
    except Refused as refused:
        form.problems.add(node, refused.message, refused.remedy)
        return None


def _check(form: Form, concept: Concept) -> None:
    for word in concept.words.values():
        for name in word.leans_on:
            if name not in concept.attributes:
                form.problems.add(
                    form.where("words"),
                    f"“{word.word}” leans on “{name}”, which is no attribute of {concept.title}.",
                    "Add the attribute, or mend the name.",
                )
    if concept.kind == "choice" and not concept.values:
        form.problems.add(
            form.where("values"),
            f"It is not said what {concept.title} may be.",
            "Add “values: […]”.",
        )


def _kind(word: str) -> Kind:
    return next(kind for kind in _KINDS if kind == word)


def _one_of(word: str, words: tuple[_Word, ...]) -> _Word:
    return next(each for each in words if each == word)

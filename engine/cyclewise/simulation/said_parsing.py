"""What is recorded, as a page of simulation says it: a concept, its value, its attributes."""

from __future__ import annotations

import re

from cyclewise.documents.form import Form
from cyclewise.documents.problem import Problems, suggestion
from cyclewise.documents.yamlfile import Mapping, Node, Scalar
from cyclewise.knowledge.attribute import Attribute
from cyclewise.knowledge.concept import Concept
from cyclewise.knowledge.knowledgebase import Knowledge
from cyclewise.records import dataclass
from cyclewise.simulation.page import (
    RECOVERY,
    Before,
    Drawn,
    Happening,
    Later,
    Numbers,
    Said,
    Span,
    Words,
)
from cyclewise.values.quantity import FRACTION, Scale, UnitMismatch, parse_quantity
from cyclewise.values.refused import Refused

_SPAN = re.compile(r"(-?[0-9]{1,5})(?:\s+to\s+(-?[0-9]{1,5}))?\s+(?:days?|years?)")
_FRACTION = Scale(FRACTION)
_NO_DAYS = Span(0, 0)
_NOTHING = Words(("",), (1.0,))
_DIGITS = 3


def read_span(form: Form, key: str, default: Span | None = None) -> Span:
    """Return days such as “2 to 6 days”; a key that may be left out has a default."""
    text = form.text(key) if default is None else form.text(key, None)
    if text is None or not text:
        return default or _NO_DAYS
    found = _SPAN.fullmatch(text)
    first, last = (int(found[1]), int(found[2] or found[1])) if found else (1, 0)
    if first > last:
        form.problems.add(
            form.where(key), f"“{text}” are no days.", "Write “3 days”, or “2 to 6 days”."
        )
        return _NO_DAYS
    return Span(first, last)


def read_share(form: Form, key: str, default: float | None = None) -> float:
    """Return a share such as 20 %; a key that may be left out has a default."""
    text = form.text(key) if default is None else form.text(key, None)
    if text is None:
        return 0.0 if default is None else default
    quantity = parse_quantity(text)
    try:
        found = -1.0 if quantity is None else _FRACTION.convert(quantity)
    except UnitMismatch:
        found = -1.0
    if found < 0:
        form.problems.add(form.where(key), f"“{text}” is no share.", "Write it as 20 %.")
        return 0.0
    return found


@dataclass(frozen=True, slots=True)
class SaidReader:
    """Reads what is recorded, and checks it against the concepts that knowledge describes."""

    knowledge: Knowledge
    problems: Problems

    def said(self, node: Node, what: str) -> Said | None:
        """Return what a mapping says: one concept with its value, and attributes of it."""
        return self._said(Form(node, self.problems, what), ())

    def happening(self, node: Node, what: str) -> Happening | None:
        """Return what a mapping says, with the days that pass before it."""
        form = Form(node, self.problems, what)
        days = read_span(form, "days", _NO_DAYS)
        said = self._said(form, ("days",))
        return None if said is None else Happening(said, days)

    def several(self, form: Form, key: str, what: str) -> tuple[Said, ...]:
        """Return everything that a list says."""
        found = (self.said(node, what) for node in form.items(key))
        return tuple(each for each in found if each is not None)

    def happenings(self, form: Form, key: str, what: str) -> tuple[Happening, ...]:
        """Return everything that a list says will happen, in its order."""
        found = (self.happening(node, what) for node in form.items(key))
        return tuple(each for each in found if each is not None)

    def concept(self, name: str, place: Node) -> Concept | None:
        """Return a concept by name; one that is not known is a problem."""
        if name in self.knowledge.concepts:
            return self.knowledge.concepts[name]
        near = suggestion(name, self.knowledge.concepts)
        remedy = near or "Describe it in knowledge/concepts, or name another."
        self.problems.add(place, f"There is no concept “{name}”.", remedy)
        return None

    def _said(self, form: Form, beside: tuple[str, ...]) -> Said | None:
        node = form.place
        keys = node.keys() if isinstance(node, Mapping) else ()
        named = [key for key in keys if key in self.knowledge.concepts]
        if len(named) != 1:
            self._refuse(form, keys, named, beside)
            return None
        concept = self.knowledge.concepts[named[0]]
        value = form.required(concept.id)
        attributes = {
            name: self._attribute(form, name, attribute)
            for name, attribute in concept.attributes.items()
            if name in form
        }
        form.close()
        if value is None:
            return None
        return Said(concept.id, self._drawn(value, concept), attributes, node)

    def _refuse(
        self, form: Form, keys: tuple[str, ...], named: list[str], beside: tuple[str, ...]
    ) -> None:
        if named:
            message = f"{form.what} names {named[0]} and {named[1]}.".capitalize()
            self.problems.add(form.place, message, "Give each a line of its own.")
        elif isinstance(form.place, Mapping):
            strange = [key for key in keys if key not in beside]
            near = suggestion(strange[0], self.knowledge.concepts) if strange else ""
            remedy = near or "Name one, such as “{weight: 70 kg}”."
            self.problems.add(form.place, f"There is no concept in {form.what}.", remedy)

    # --- values -----------------------------------------------------------------------------

    def _drawn(self, node: Node, concept: Concept) -> Drawn:
        if not isinstance(node, Mapping):
            return self._one_text(node, concept)
        form = Form(node, self.problems, f"the value of {concept.title}")
        if "one_of" in form:
            return self._one_of(form, concept)
        if "years" in form:
            span = read_span(form, "years")
            form.close()
            return Before(span.first, span.last)
        return self._numbers(form, concept)

    def _one_text(self, node: Node, concept: Concept | Attribute) -> Words:
        if isinstance(node, Scalar) and node.kind != "null":
            self._checked(node, node.text, concept)
            return Words((node.text,), (1.0,))
        message = "A value is expected here."
        self.problems.add(node, message, "Write one, or a range such as “{from: 1 kg, to: 2 kg}”.")
        return _NOTHING

    def _checked(self, place: Node, text: str, concept: Concept | Attribute) -> None:
        try:
            concept.value_of(text)
        except Refused as refused:
            self.problems.add(place, refused.message, refused.remedy)

    def _one_of(self, form: Form, concept: Concept | Attribute) -> Words:
        weights = form.mapping("one_of")
        texts: dict[str, float] = {}
        for key, node in weights.entries if weights is not None else ():
            self._checked(key, key.text, concept)
            value = node.value if isinstance(node, Scalar) else None
            if isinstance(value, int | float) and not isinstance(value, bool) and value > 0:
                texts[key.text] = float(value)
            else:
                message = f"“{key.text}” has no weight."
                self.problems.add(node, message, "Write how often it is drawn, as a number.")
        form.close()
        return Words(tuple(texts), tuple(texts.values())) if texts else _NOTHING

    def _numbers(self, form: Form, concept: Concept) -> Drawn:
        low, high = self._size(form, "from", concept), self._size(form, "to", concept)
        median = self._size(form, "about", concept) if "about" in form else None
        changes = form.mapping("changes")
        numbers = Numbers(
            low=low,
            high=high,
            median=median,
            between=read_share(form, "between", 0.0),
            within=read_share(form, "within", 0.0),
            logarithmic=form.word("scale", ("plain", "logarithmic"), "plain") == "logarithmic",
            changes=None
            if changes is None
            else (read_share(changes, "from"), read_share(changes, "to")),
            digits=form.integer("digits", _DIGITS),
        )
        if changes is not None:
            changes.close()
        form.close()
        if low > high:
            self.problems.add(form.place, "This range ends before it begins.", "Swap its ends.")
        elif numbers.logarithmic and low <= 0:
            message = "Powers of ten begin above zero."
            self.problems.add(form.where("from"), message, "Write a “from” above zero.")
        return numbers

    def _size(self, form: Form, key: str, concept: Concept) -> float:
        """Return one end of a range in the concept's own unit."""
        text = form.text(key)
        if not text:
            return 0.0
        try:
            value = concept.value_of(text)
        except Refused as refused:
            form.problems.add(form.where(key), refused.message, refused.remedy)
            return 0.0
        if not value.is_number:
            message = f"“{text}” is no number, so nothing can be drawn from it."
            form.problems.add(form.where(key), message, "Write a number with its unit.")
            return 0.0
        return value.high

    def _attribute(self, form: Form, name: str, attribute: Attribute) -> Words | Later:
        node = form.node(name)
        if node is None:
            return _NOTHING
        if attribute.kind == "date":
            if isinstance(node, Scalar) and node.text == RECOVERY:
                return Later(None)
            return Later(read_span(form, name))
        if isinstance(node, Mapping):
            return self._one_of(Form(node, self.problems, f"the value of {name}"), attribute)
        return self._one_text(node, attribute)

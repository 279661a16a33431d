"""The keys of a concept or an attribute that say how it is measured."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from cyclewise.documents.form import Form
from cyclewise.documents.node import Mapping as Keys
from cyclewise.documents.node import Node, Scalar, Sequence
from cyclewise.knowledge.measure import Kind, Measure
from cyclewise.knowledge.number_word import SIDES, NumberWord, Side, WordLimit
from cyclewise.knowledge.range import ANY, Range
from cyclewise.values.quantity import NUMBER, Scale, UnitMismatch, parse_quantity

_BOUNDLESS = "Write {at_least: …, at_most: …}; above and below leave the end itself out."


def read_measure(form: Form, title: str, kind: Kind, scale: Scale | None) -> Measure:
    """Return what may be written; ``scale`` is what a quantity without a unit of its own has."""
    match kind:
        case "quantity":
            return _quantity(form, title, scale)
        case "integer":
            whole = Scale(NUMBER)
            return Measure(title, kind, whole, possible=_range(form, "possible", whole))
        case "choice":
            return Measure(title, kind, values=form.texts("values"))
        case "term":
            return Measure(title, kind, terms=_terms(form))
        case _:
            return Measure(title, kind)


def _quantity(form: Form, title: str, scale: Scale | None) -> Measure:
    units = form.texts("units")
    if units:
        # Units that do not convert have their limits in common: a bare number, such as above 0.
        possible = _range(form, "possible", Scale(NUMBER))
        return Measure(title, "quantity", units=units, possible=possible)
    unit = form.text("unit", None)
    if unit is not None:
        scale = Scale(unit, tuple(_others(form)))
    elif scale is None:
        form.required("unit")
        scale = Scale(NUMBER)
    possible = _range(form, "possible", scale)
    usual = _range(form, "usual", scale)
    if usual != ANY and (usual.low < possible.low or usual.high > possible.high):
        form.problems.add(
            form.where("usual"),
            f"What is usual for {title} reaches beyond what is possible.",
            "Mend one of the two ranges.",
        )
    words = _words(form, scale)
    return Measure(title, "quantity", scale, possible=possible, usual=usual, words=words)


def _others(form: Form) -> Iterator[tuple[str, Decimal, Decimal]]:
    """Yield the units that convert for this substance only: {umol/L: {divide: 17.104}}."""
    others = form.mapping("other_units")
    for word, _ in others.entries if others else ():
        step = others and others.mapping(word.text, f"the unit {word.text}")
        if step is None:
            continue
        said = [step.node(key) for key in ("multiply", "divide") if step.node(key) is not None]
        multiply, divide = (_factor(step, key) for key in ("multiply", "divide"))
        step.close()
        if not said:
            form.problems.add(
                word,
                f"How {word.text} converts is not said.",
                "Write {multiply: …} or {divide: …}, which gives the value in the concept's unit.",
            )
        yield word.text, multiply, divide


def _factor(step: Form, key: str) -> Decimal:
    quantity = _number(step, key)
    return Decimal(1) if quantity is None else quantity


def _number(form: Form, key: str) -> Decimal | None:
    text = form.text(key, None)
    if text is None:
        return None
    quantity = parse_quantity(text)
    if quantity is None or quantity.unit or quantity.number <= 0:
        form.problems.add(form.where(key), f"“{key}” must be a number above 0.", "Write a number.")
        return None
    return quantity.number


def _range(form: Form, key: str, scale: Scale) -> Range:
    ends = form.mapping(key, f"the range “{key}”")
    if ends is None:
        return ANY
    limits = {side: _end(ends, side, scale) for side in SIDES}
    ends.close()
    low, high = limits["at_least"] or limits["above"], limits["at_most"] or limits["below"]
    if (low or high) is None:
        form.problems.add(form.where(key), f"“{key}” sets no limit.", _BOUNDLESS)
    return Range(
        low[0] if low else ANY.low,
        high[0] if high else ANY.high,
        above=limits["at_least"] is None and low is not None,
        below=limits["at_most"] is None and high is not None,
        low_text=low[1] if low else "",
        high_text=high[1] if high else "",
    )


def _end(form: Form, side: Side, scale: Scale) -> tuple[float, str] | None:
    text = form.text(side, None)
    if text is None:
        return None
    quantity = parse_quantity(text)
    try:
        if quantity is not None:
            return scale.convert(quantity), text
    except UnitMismatch:
        pass
    form.problems.add(
        form.where(side), f"“{text}” is no limit in {scale.unit}.", "Write a number with its unit."
    )
    return None


def _words(form: Form, scale: Scale) -> Mapping[str, NumberWord]:
    """Return the words in place of a number: {not detected: {below: {attribute: …}}}."""
    node = form.mapping("words")
    words: dict[str, NumberWord] = {}
    for word, _ in node.entries if node else ():
        ends = node and node.mapping(word.text, f"the word “{word.text}”")
        if ends is None:
            continue
        limits = tuple(filter(None, (_word_limit(ends, side, scale) for side in SIDES)))
        ends.close()
        if not limits:
            form.problems.add(word, f"“{word.text}” says nothing of the number.", _BOUNDLESS)
        words[word.text] = NumberWord(word.text, limits)
    return words


def _word_limit(form: Form, side: Side, scale: Scale) -> WordLimit | None:
    if isinstance(form.node(side), Keys):
        named = form.mapping(side)
        attribute = named.text("attribute") if named else ""
        if named:
            named.close()
        return WordLimit(side, attribute=attribute)
    end = _end(form, side, scale)
    return None if end is None else WordLimit(side, end[0])


def _terms(form: Form) -> Mapping[str, tuple[str, ...]]:
    """Return terms by group, in lower case; no term stands in two groups."""
    node = form.mapping("terms")
    groups: dict[str, tuple[str, ...]] = {}
    seen: dict[str, str] = {}
    for group, listed in node.entries if node else ():
        for item in _items(listed, form):
            term = item.text.casefold()
            if term in seen:
                form.problems.add(
                    item, f"“{term}” already stands in {seen[term]}.", "Keep one of the two."
                )
            seen[term] = group.text
        groups[group.text] = tuple(term for term, place in seen.items() if place == group.text)
    return groups


def _items(node: Node, form: Form) -> Iterator[Scalar]:
    if isinstance(node, Sequence):
        yield from (item for item in node.items if isinstance(item, Scalar))
    else:
        form.problems.add(node, "A group of terms is a list.", "Write a list such as [a, b].")

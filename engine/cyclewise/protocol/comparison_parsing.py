"""Comparisons, limits and lengths of time as they stand in YAML: the words inside a criterion."""

from __future__ import annotations

from cyclewise.documents.form import Form
from cyclewise.documents.yamlfile import Mapping, Node, Place, Scalar, Sequence
from cyclewise.protocol.criterion import COMPARISONS, Comparison, Limit, Literally, Parameter, Word
from cyclewise.protocol.notes import Notes
from cyclewise.values.calendar import Duration, parse_duration
from cyclewise.values.quantity import Quantity, parse_quantity, why_no_number
from cyclewise.values.refused import Refused

SIZES: frozenset[Word] = frozenset({"at_least", "above", "at_most", "below"})
"""The comparisons that need a number."""

_BESIDE = frozenset({"fact", "ever", "parameter", "rule", "within", "since"})
NO_COMPARISON = Comparison("recorded", (Literally("true"),))
"""Stands where a comparison could not be read."""


def read_comparison(form: Form, node: Node, notes: Notes, *, needed: bool) -> Comparison | None:
    """Return the one comparison of a form's mapping; None where it has none and needs none."""
    fact = form.node("fact")
    found = _comparisons(form, notes, fact.text if isinstance(fact, Scalar) else None)
    if len(found) > 1:
        words = " and ".join(f"“{each.word}”" for each in found)
        notes.problems.add(
            node, f"One criterion has {words}.", "Make one criterion of each, under “all”."
        )
    if not found and needed and not _misspelt(node):
        notes.problems.add(
            node, "This criterion compares nothing.", f"Add one of {', '.join(COMPARISONS)}."
        )
    return found[0] if found else (NO_COMPARISON if needed else None)


def _misspelt(node: Node) -> bool:
    """Return whether a criterion has an unknown key, which then is the problem to name."""
    return isinstance(node, Mapping) and not _BESIDE.issuperset(node.keys())


def read_comparisons(form: Form, node: Node, notes: Notes) -> tuple[Comparison, ...]:
    """Return every comparison of a form's mapping, at least one; all of them must hold."""
    found = _comparisons(form, notes, None)
    if not found:
        notes.problems.add(
            node, "This compares nothing.", f"Add one of {', '.join(COMPARISONS[:-1])}."
        )
    return found


def _comparisons(form: Form, notes: Notes, fact: str | None) -> tuple[Comparison, ...]:
    found = []
    for word in COMPARISONS:
        limit = form.node(word)
        if limit is not None:
            found.append(_comparison(word, limit, notes, fact))
    return tuple(found)


def _comparison(word: Word, node: Node, notes: Notes, fact: str | None) -> Comparison:
    """Return one comparison; that of a graded fact may name a grade where others need a number."""
    if word == "one_of":
        return Comparison(word, _limits(node, notes))
    limit = read_limit(node, notes)
    if word == "recorded" and limit not in (Literally("true"), Literally("false")):
        notes.problems.add(node, "“recorded” is true or false.", "Write true or false.")
    if word in SIZES and isinstance(limit, Literally) and _is_word(limit):
        if fact is None:
            refuse_word(word, node, notes)
        else:
            notes.mention_size(fact, word, node)
    return Comparison(word, (limit,))


def refuse_word(word: str, place: Node, notes: Notes) -> None:
    """Refuse a word where a size is compared."""
    notes.problems.add(
        place,
        f"“{word}” compares with a number, and this is none.",
        "Write a number with its unit, such as “2 mg/dL”, or a parameter.",
    )


def _is_word(limit: Literally) -> bool:
    """Return whether a limit is no number, not even one that was refused."""
    return bool(limit.text) and limit.quantity is None and why_no_number(limit.text) is None


def _limits(node: Node, notes: Notes) -> tuple[Limit, ...]:
    if isinstance(node, Sequence) and node.items:
        return tuple(read_limit(item, notes) for item in node.items)
    notes.problems.add(
        node, "“one_of” takes a list of words.", "Write them in brackets, such as [CR1, CR2]."
    )
    return (Literally(""),)


def read_limit(node: Node, notes: Notes) -> Limit:
    """Return a limit: a parameter by name, or what is written here, with its unit if it has one."""
    if isinstance(node, Mapping):
        return read_parameter(node, notes)
    if isinstance(node, Scalar) and node.kind != "null":
        text = node.text.lower() if node.kind == "bool" else node.text
        return Literally(text, None if node.kind == "bool" else read_quantity(text, node, notes))
    notes.problems.add(
        node,
        "A number, a word or a parameter is expected here.",
        "Write one value, or “{parameter: its name}”.",
    )
    return Literally("")


def read_parameter(node: Mapping, notes: Notes) -> Parameter:
    """Return the parameter that ``{parameter: its name}`` stands for."""
    form = Form(node, notes.problems, "a parameter")
    name = form.text("parameter")
    form.close()
    place = node.get("parameter")
    if place is not None and name:
        notes.mention_parameter(name, place)
    return Parameter(name)


def read_length(node: Node | None, notes: Notes) -> Duration | Parameter | None:
    """Return a length of time or the parameter that holds one; None where there is none."""
    if node is None:
        return None
    if isinstance(node, Mapping):
        return read_parameter(node, notes)
    return read_duration(node, notes)


def read_duration(node: Node, notes: Notes) -> Duration | None:
    """Return a length of time that is written out, None where it could not be read."""
    if isinstance(node, Scalar) and node.kind != "null":
        try:
            return parse_duration(node.text)
        except Refused as refused:
            notes.problems.add(node, refused.message, refused.remedy)
            return None
    notes.problems.add(
        node, "A length of time is expected here.", "Write it with its unit, such as “3 days”."
    )
    return None


def read_quantity(text: str, place: Place, notes: Notes) -> Quantity | None:
    """Return a number with its unit; None where the text is a word."""
    quantity = parse_quantity(text)
    refusal = why_no_number(text) if quantity is None else None
    if refusal is not None:
        notes.problems.add(place, *refusal)
    return quantity

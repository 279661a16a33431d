"""Conditions as they stand in YAML become trees of criteria, each with its place in the file."""

from __future__ import annotations

from collections.abc import Callable

from cyclewise.documents.form import Form
from cyclewise.documents.problem import suggestion
from cyclewise.documents.yamlfile import Mapping, Node, Scalar, Sequence
from cyclewise.logic.condition import (
    AtLeast,
    Both,
    Condition,
    Either,
    Leaf,
    Negation,
    distinct,
    replace_criteria,
)
from cyclewise.logic.terms import MOST_CRITERIA, MOST_TERMS, terms_of
from cyclewise.protocol.comparison_parsing import read_comparison, read_length
from cyclewise.protocol.criterion import COMPARISONS, Asks, Comparison, Criterion, Literally
from cyclewise.protocol.notes import Notes
from cyclewise.values.truth import TRUTHS

ASKS: tuple[Asks, ...] = ("fact", "ever", "parameter", "rule")
GROUPS = ("all", "any", "not", "of")
WORDS = (*GROUPS, *ASKS, *COMPARISONS, "within", "since")

NOTHING: Condition[Criterion] = Leaf(
    Criterion("", "fact", Comparison("recorded", (Literally("true"),)))
)
"""Stands where a condition could not be read, so that reading can go on to the next problem."""


def read_condition(
    node: Node,
    notes: Notes,
    as_part_of: Callable[[Condition[Criterion]], Condition[Criterion]] | None = None,
) -> Condition[Criterion]:
    """Return the condition a node states; its faults go to the notes.

    ``as_part_of`` gives the larger condition that it becomes part of, which must not be too large.
    """
    condition = _condition(node, notes)
    whole = condition if as_part_of is None else as_part_of(condition)
    _refuse_too_large(whole, node, notes)
    return condition


def _condition(node: Node, notes: Notes) -> Condition[Criterion]:
    if not isinstance(node, Mapping):
        notes.problems.add(
            node,
            "A condition is expected here.",
            "Write a criterion such as “{fact: age, at_least: 18}”, or all, any, not, at_least.",
        )
        return NOTHING
    keys = node.keys()
    if any(key in keys for key in ASKS):
        return Leaf(_criterion(node, notes))
    for key, read in _READERS.items():
        if key in keys:
            return read(node, notes)
    _refuse_unknown(node, notes)
    return NOTHING


def _refuse_unknown(node: Mapping, notes: Notes) -> None:
    if not node.entries:
        notes.problems.add(
            node, "This condition is empty.", "Write a criterion, or leave the key out."
        )
        return
    word, _ = node.entries[0]
    notes.problems.add(
        word,
        f"“{word.text}” does not begin a condition.",
        suggestion(word.text, WORDS)
        or "A condition begins with all, any, not or at_least; "
        "a criterion names a fact, an ever or a parameter.",
    )


def _key_place(node: Mapping, key: str) -> Node:
    return next(place for place, _ in node.entries if place.text == key)


def _parts(form: Form, key: str, node: Mapping, notes: Notes) -> tuple[Condition[Criterion], ...]:
    listed = form.node(key)
    if isinstance(listed, Sequence) and not listed.items:
        notes.problems.add(listed, f"“{key}” lists no condition.", "List at least one condition.")
        return (NOTHING,)
    if not isinstance(listed, Sequence):
        notes.problems.add(
            listed or node, f"“{key}” takes a list of conditions.", "Begin each of them with “- ”."
        )
        return (NOTHING,)
    return tuple(_condition(part, notes) for part in listed.items)


def _all(node: Mapping, notes: Notes) -> Condition[Criterion]:
    form = Form(node, notes.problems, "an “all”")
    parts = _parts(form, "all", node, notes)
    form.close()
    return Both(parts)


def _any(node: Mapping, notes: Notes) -> Condition[Criterion]:
    form = Form(node, notes.problems, "an “any”")
    parts = _parts(form, "any", node, notes)
    form.close()
    return Either(parts)


def _not(node: Mapping, notes: Notes) -> Condition[Criterion]:
    form = Form(node, notes.problems, "a “not”")
    part = form.node("not")
    form.close()
    return Negation(_condition(part, notes)) if part is not None else NOTHING


def _at_least(node: Mapping, notes: Notes) -> Condition[Criterion]:
    form = Form(node, notes.problems, "an “at_least … of”")
    count = form.integer("at_least")
    parts = _parts(form, "of", node, notes)
    form.close()
    place = node.get("at_least") or node
    if count < 1:
        notes.problems.add(place, f"“at_least: {count}” is always met.", "Write 1 or more.")
    elif count > len(parts):
        notes.problems.add(
            place,
            f"“at_least: {count}” can never be met: {_conditions(len(parts))} to choose from.",
            f"Write {len(parts)} or less, or list more conditions.",
        )
    return AtLeast(max(1, min(count, len(parts))), parts)


def _conditions(count: int) -> str:
    return "there is 1 condition" if count == 1 else f"there are {count} conditions"


_READERS: dict[str, Callable[[Mapping, Notes], Condition[Criterion]]] = {
    "all": _all,
    "any": _any,
    "not": _not,
    "of": _at_least,
}


_KINDS: dict[str, Asks] = {each: each for each in ASKS}


def _criterion(node: Mapping, notes: Notes) -> Criterion:
    form = Form(node, notes.problems, "a criterion")
    asks = [key for key in ASKS if node.get(key) is not None]
    if len(asks) > 1:
        notes.problems.add(
            _key_place(node, asks[1]),
            f"One criterion has both “{asks[0]}” and “{asks[1]}”.",
            "Make two criteria of it.",
        )
    subject = form.text(asks[0] if asks else ASKS[0])
    for other in asks[1:]:
        form.node(other)
    kind = asks[0] if asks else ASKS[0]
    comparison = read_comparison(form, node, notes, needed=kind != "ever")
    within = read_length(form.node("within"), notes)
    since = form.text("since", default=None)
    form.close()
    criterion = Criterion(
        subject,
        _KINDS[kind],
        comparison,
        within,
        since,
        place=node,
    )
    _refuse_misuse(criterion, node, notes)
    return criterion


def _refuse_misuse(criterion: Criterion, node: Mapping, notes: Notes) -> None:
    """Refuse words that mean nothing where they stand."""
    word = criterion.comparison.word if criterion.comparison else None
    if criterion.asks == "ever" and word == "recorded":
        notes.problems.add(
            _key_place(node, "recorded"),
            "“ever” already asks whether anything is recorded.",
            "Leave “recorded” out, or write “fact” instead of “ever”.",
        )
    if criterion.asks == "parameter":
        name = node.get("parameter")
        if isinstance(name, Scalar):
            notes.mention_parameter(name.text, name)
        for key in ("within", "since"):
            if node.get(key) is not None:
                notes.problems.add(
                    _key_place(node, key),
                    f"A parameter has no date, so “{key}” means nothing here.",
                    "Leave it out.",
                )
    if criterion.asks == "rule" and (criterion.within is not None or criterion.since is not None):
        notes.problems.add(
            node, "How a rule stands has no date.", "Leave “within” and “since” out."
        )


def _refuse_too_large(condition: Condition[Criterion], node: Node, notes: Notes) -> None:
    """Keep a condition within what both engines can be checked on pattern by pattern."""
    found = distinct(condition)
    if len(found) > MOST_CRITERIA:
        notes.problems.add(
            node,
            f"This condition has {len(found)} different criteria; {MOST_CRITERIA} are allowed.",
            "Split it into a definition.",
        )
        return
    if len(TRUTHS) ** len(found) <= MOST_TERMS:
        return  # so few criteria have fewer patterns than terms are allowed
    size = terms_of(numbered(condition)).size
    if size > MOST_TERMS:
        notes.problems.add(
            node,
            f"Written out, this condition has {size} combinations; {MOST_TERMS} are allowed.",
            "Split it into a definition.",
        )


def numbered(condition: Condition[Criterion]) -> Condition[int]:
    """Return the condition with each criterion replaced by its number in reading order."""
    number = {criterion: place for place, criterion in enumerate(distinct(condition))}
    return replace_criteria(condition, number.__getitem__)

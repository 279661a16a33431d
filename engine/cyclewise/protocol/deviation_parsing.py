"""A deviation's page in YAML becomes the record that an audit judges by."""

from __future__ import annotations

from cyclewise.documents.form import Form
from cyclewise.documents.yamlfile import Document, Mapping, Node, Sequence
from cyclewise.logic.condition import Condition
from cyclewise.protocol.condition_parsing import NOTHING, read_condition
from cyclewise.protocol.criterion import Criterion
from cyclewise.protocol.deviation import (
    CATEGORIES,
    IMPORTANCES,
    Category,
    DeviationRule,
    Importance,
    Weight,
)
from cyclewise.protocol.notes import Notes
from cyclewise.protocol.rule_parsing import STATUSES, read_id
from cyclewise.protocol.support_parsing import read_assumptions, read_citations

DEVIATION_ORDER = (
    "id",
    "title",
    "status",
    "judges",
    "category",
    "importance",
    "reason",
    "when",
    "yields_to",
    "summary",
    "expected",
    "sources",
    "assumptions",
    "limits",
    "reviews",
)
"""The order of a page's keys: what it judges, how much that matters, the condition, why."""


def read_deviation(document: Document, label: str, notes: Notes) -> DeviationRule:
    """Return the page of a file; its faults go to the notes."""
    root = document.root
    form = Form(root, notes.problems, "a deviation", DEVIATION_ORDER)
    page = DeviationRule(
        id=read_id(form, notes),
        title=form.text("title"),
        status=form.word("status", STATUSES),
        judges=form.text("judges"),
        category=_category(form),
        importance=_weights(form, notes),
        reason=form.text("reason"),
        condition=_when(form, notes),
        yields_to=form.texts("yields_to"),
        summary=form.text("summary"),
        expected=form.text("expected", ""),
        sources=read_citations(form, notes),
        assumptions=read_assumptions(form, notes),
        limits=form.texts("limits"),
        reviews=form.texts("reviews"),
        label=label,
        place=root,
    )
    if not page.sources and isinstance(root, Mapping):
        notes.problems.add(
            form.where("sources"),
            "This deviation names no source.",
            "Cite one, even if it is only the protocol's owner or an assumption of ours.",
        )
    form.close()
    return page


def _category(form: Form) -> Category:
    word = form.word("category", CATEGORIES)
    return next((each for each in CATEGORIES if each == word), CATEGORIES[0])


def _when(form: Form, notes: Notes) -> Condition[Criterion]:
    node = form.required("when")
    return NOTHING if node is None else read_condition(node, notes)


def _weights(form: Form, notes: Notes) -> tuple[Weight, ...]:
    """Return the importances in their order; the last of them applies wherever it is reached."""
    node = form.required("importance")
    if not isinstance(node, Sequence):
        return (Weight(_importance(form)),)
    weights = tuple(_weight(item, notes) for item in node.items)
    if not weights or any(each.when is None for each in weights[:-1]):
        notes.problems.add(
            node,
            "This list of importances is not read to its end.",
            "Give all but the last a “when”, so that each can be reached.",
        )
    elif weights[-1].when is not None:
        notes.problems.add(
            node, "The last importance has a “when”.", "End the list with one that always applies."
        )
    return weights or (Weight(IMPORTANCES[-1]),)


def _weight(node: Node, notes: Notes) -> Weight:
    form = Form(node, notes.problems, "an importance", ("importance", "when"))
    importance, when = _importance(form), form.node("when")
    form.close()
    return Weight(importance, None if when is None else read_condition(when, notes))


def _importance(form: Form) -> Importance:
    word = form.word("importance", IMPORTANCES)
    return next((each for each in IMPORTANCES if each == word), IMPORTANCES[-1])

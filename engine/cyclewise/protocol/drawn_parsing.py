"""The list ``timeline:`` of protocol.yaml: what the picture of a patient's course shows."""

from __future__ import annotations

from cyclewise.documents.form import Form
from cyclewise.documents.problem import suggestion
from cyclewise.documents.yamlfile import Node, Place, Scalar
from cyclewise.knowledge.knowledgebase import Knowledge
from cyclewise.logic.condition import Condition, Leaf
from cyclewise.protocol.condition_parsing import NOTHING, read_condition
from cyclewise.protocol.criterion import Comparison, Criterion, Literally
from cyclewise.protocol.drawn import Drawn, DrawnShade, DrawnSign, DrawnSigns, Line
from cyclewise.protocol.notes import Notes

LIMITS = ("upper", "lower")
AXES = ("logarithmic", "linear")
_WHAT = "a line of “timeline”"
_MET = Comparison("is", (Literally("true"),))


def read_timeline_lines(form: Form, knowledge: Knowledge, notes: Notes) -> tuple[Line, ...]:
    """Return what the picture of a course shows; faults go to the notes."""
    return tuple(_line(node, knowledge, notes) for node in form.items("timeline"))


def refuse_unknown_concept(word: str, place: Place, knowledge: Knowledge, notes: Notes) -> None:
    """Note that a concept does not exist, and which one may be meant."""
    if word and word not in knowledge.concepts:
        near = suggestion(word, knowledge.concepts) or "Describe it in knowledge/concepts."
        notes.problems.add(place, f"Unknown concept “{word}”.", near)


def _line(node: Node, knowledge: Knowledge, notes: Notes) -> Line:
    form = Form(node, notes.problems, _WHAT)
    if "signs" in form:
        line: Line = _signs(form, notes)
    elif "shade" in form:
        line = _shade(form, notes)
    else:
        line = _drawn(form, knowledge, notes)
    form.close()
    return line


def _signs(form: Form, notes: Notes) -> DrawnSigns:
    signs = form.mapping("signs")
    entries = signs.entries if signs else ()
    if not entries:
        notes.problems.add(
            form.where("signs"),
            "“signs” names no sign.",
            "Write “signs: {name of the sign: fact}”, one for each row.",
        )
    found = tuple(DrawnSign(key.text, _condition(value, notes)) for key, value in entries)
    return DrawnSigns(form.text("title", "signs"), found, form.text("from", None), form.place)


def _shade(form: Form, notes: Notes) -> DrawnShade:
    node = form.node("shade")
    condition = NOTHING if node is None else _condition(node, notes)
    return DrawnShade(form.text("title"), condition, form.text("from", None), form.place)


def _condition(node: Node, notes: Notes) -> Condition[Criterion]:
    """Return a condition; a bare name is a fact that must be met."""
    if isinstance(node, Scalar) and node.kind == "str" and node.text.strip():
        return Leaf(Criterion(node.text, "fact", _MET, place=node))
    return read_condition(node, notes)


def _drawn(form: Form, knowledge: Knowledge, notes: Notes) -> Drawn:
    computed = "fact" in form
    subject = form.text("fact" if computed else "concept")
    if not computed:
        refuse_unknown_concept(subject, form.where("concept"), knowledge, notes)
    return Drawn(
        subject=subject,
        computed=computed,
        title=form.text("title", None),
        logarithmic=form.word("axis", AXES, "linear") == "logarithmic",
        over=None if computed else form.text("over", None),
        limit=form.text("limit", None),
        lower=form.word("limit_is", LIMITS, "upper") == "lower",
        place=form.place,
    )

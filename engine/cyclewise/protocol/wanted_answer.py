"""What a case wants: keys of the recommendation, or the states of what a rule expects."""

from __future__ import annotations

from collections.abc import Callable

from cyclewise.documents.form import Form
from cyclewise.documents.yamlfile import Mapping, Node, Scalar, Sequence
from cyclewise.protocol.cases import NONE, UNKNOWN, Expected
from cyclewise.protocol.deviation import IMPORTANCES
from cyclewise.protocol.expectation import STATES, Expectation
from cyclewise.protocol.rule import ACTIONS, PHASES, URGENCIES
from cyclewise.values.calendar import parse_date, parse_day
from cyclewise.values.refused import Refused

UNDECIDED = "insufficient-data"
STATUSES = ("upcoming", "early", "due", "late")

Reader = Callable[[Form, str], Expected]


def _action(form: Form, key: str) -> Expected:
    return form.word(key, (*ACTIONS, UNDECIDED))


def _flag(form: Form, key: str) -> Expected:
    return form.flag(key)


def _integer(form: Form, key: str) -> Expected:
    return form.integer(key)


def _text(form: Form, key: str) -> Expected:
    return form.text(key)


def _number(form: Form, key: str) -> Expected:
    node = form.node(key)
    if isinstance(node, Scalar) and node.kind in ("int", "float"):
        return float(node.text)
    form.problems.add(form.where(key), f"“{key}” is a number.", "Write it without a unit.")
    return None


def _day(form: Form, key: str) -> Expected:
    text = form.text(key)
    try:
        parse_date(text)
    except Refused as refused:
        form.problems.add(form.where(key), refused.message, refused.remedy)
    return text


def _status(form: Form, key: str) -> Expected:
    return form.word(key, STATUSES)


def _urgency(form: Form, key: str) -> Expected:
    return form.word(key, URGENCIES)


def _phase(form: Form, key: str) -> Expected:
    return form.word(key, PHASES)


def _texts(form: Form, key: str) -> Expected:
    return form.texts(key)


_ADVICE: dict[str, Reader] = {
    "phase": _phase,
    "action": _action,
    "settled": _flag,
    "otherwise": _action,
    "may_become": _texts,
    "cycle": _integer,
    "day": _integer,
    "dose": _text,
    "level": _number,
    "mg": _number,
    "earliest": _day,
    "due": _day,
    "latest": _day,
    "status": _status,
    "urgency": _urgency,
    "missing": _texts,
    "to_give": _texts,
    "alerts": _texts,
    "deciding": _texts,
    "decides_alone": _texts,
    "presumed": _texts,
}
_NEXT: dict[str, Reader] = {"action": _action, "as_of": _day, "to_give": _texts}


def read_advice(node: Node | None, form: Form) -> dict[str, Expected]:
    """Return the expected keys of the advice; those below ``next`` as ``next.action``."""
    if not isinstance(node, Mapping):
        form.problems.add(
            form.where("expect"),
            "A case of a schedule or a protocol expects keys of the recommendation.",
            "Write “expect: {action: administer, cycle: 2, day: 1}” with what matters.",
        )
        return {}
    advice = Form(node, form.problems, "“expect”")
    found = _filled(advice, _ADVICE, "")
    following = advice.node("next")
    if isinstance(following, Scalar) and following.kind == "null":
        found["next"] = None
    elif following is not None:
        ahead = Form(following, form.problems, "“next”")
        found |= _filled(ahead, _NEXT, "next.")
        ahead.close()
    advice.close()
    if not found:
        form.problems.add(node, "This case expects nothing.", "Name at least the action.")
    return found


def read_found(form: Form) -> str:
    """Return the dates of the deviations wanted, as one text; ``none`` and ``unknown`` as such."""
    if not isinstance(form.node("expect"), Sequence):
        return form.word("expect", (NONE, UNKNOWN))
    days = form.texts("expect")
    for day in days:
        try:
            parse_day(day)
        except Refused as refused:
            form.problems.add(form.where("expect"), refused.message, refused.remedy)
    return ", ".join(sorted(days)) or NONE


def read_importance(form: Form) -> str:
    """Return the importance wanted of the deviations found; empty where any will do."""
    return "" if form.node("importance") is None else form.word("importance", IMPORTANCES)


def read_planned(form: Form, asked: Expectation) -> tuple[dict[str, str], dict[str, int]]:
    """Return the state wanted of each item, all of them or those named, and the days wanted."""
    node = form.required("expect")
    if isinstance(node, Mapping):
        items = Form(node, form.problems, "“expect”")
        states = {
            item: items.word(item, STATES) for item in asked.items if items.node(item) is not None
        }
        items.close()
        if not states:
            form.problems.add(node, "This case expects nothing.", "Name an item and its state.")
    elif node is None:
        states = {}
    else:
        states = dict.fromkeys(asked.items, form.word("expect", STATES))
    return states, {
        key: _on(form, key) for key in ("opens", "due", "closes") if form.node(key) is not None
    }


def _on(form: Form, key: str) -> int:
    try:
        return parse_day(form.text(key))
    except Refused as refused:
        form.problems.add(form.where(key), refused.message, refused.remedy)
        return 0


def _filled(form: Form, readers: dict[str, Reader], above: str) -> dict[str, Expected]:
    found: dict[str, Expected] = {}
    for key, read in readers.items():
        node = form.node(key)
        if isinstance(node, Scalar) and node.kind == "null":
            found[above + key] = None
        elif node is not None:
            found[above + key] = read(form, key)
    return found

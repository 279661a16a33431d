"""The key ``monitor:`` of protocol.yaml: which facts are watched between doses."""

from __future__ import annotations

from cyclewise.documents.form import Form
from cyclewise.documents.yamlfile import Node, Scalar
from cyclewise.protocol.monitored import NOTHING_WATCHED, Monitored, Watched
from cyclewise.protocol.notes import Notes

_ORDER = ("signs", "criteria", "severity", "grades")


def read_monitored(page: Form, notes: Notes) -> Monitored:
    """Return what a protocol watches, nothing where its page does not say; faults are noted."""
    form = page.mapping("monitor", "“monitor”", _ORDER)
    if form is None:
        return NOTHING_WATCHED
    found = Monitored(
        signs=_listed(form, "signs", notes),
        criteria=_listed(form, "criteria", notes),
        severity=_severity(form),
        grades=_listed(form, "grades", notes),
    )
    form.close()
    return found


def _severity(form: Form) -> Watched | None:
    fact = form.text("severity", None)
    node = form.node("severity")
    return None if fact is None or node is None else Watched(fact, node)


def _listed(form: Form, key: str, notes: Notes) -> tuple[Watched, ...]:
    """Return the facts of a list, each once."""
    found: dict[str, Watched] = {}
    for item in form.items(key):
        each = _watched(item, key, notes)
        if each.fact in found:
            notes.problems.add(
                each.place, f"“{each.fact}” is listed twice.", "List each fact once."
            )
        if each.fact:
            found.setdefault(each.fact, each)
    return tuple(found.values())


def _watched(item: Node, key: str, notes: Notes) -> Watched:
    """Return one item: a fact's name, or the fact with a short name for it."""
    if isinstance(item, Scalar) and item.kind == "str" and item.text.strip():
        return Watched(item.text, item)
    form = Form(item, notes.problems, f"an item of “{key}”", ("fact", "called"))
    fact, called = form.text("fact"), form.text("called", "")
    form.close()
    place = form.node("fact")
    return Watched(fact, item if place is None else place, called)

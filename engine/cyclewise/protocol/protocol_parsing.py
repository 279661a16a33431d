"""The page protocol.yaml: identity, actions by phase, parameters with their basis, amendments."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from cyclewise.documents.form import Form
from cyclewise.documents.problem import suggestion
from cyclewise.documents.yamlfile import Document, Node, Scalar
from cyclewise.knowledge.knowledgebase import Knowledge
from cyclewise.protocol.drawn import Line
from cyclewise.protocol.drawn_parsing import read_timeline_lines, refuse_unknown_concept
from cyclewise.protocol.monitored import Monitored
from cyclewise.protocol.monitored_parsing import read_monitored
from cyclewise.protocol.notes import Notes
from cyclewise.protocol.protocol import Amendment, ParameterValue, Roles
from cyclewise.protocol.published import PublishedFigure, read_published
from cyclewise.protocol.rule import ACTIONS, PHASES, Citation, Phase
from cyclewise.protocol.rule_parsing import STATUSES
from cyclewise.protocol.support_parsing import read_basis, read_citations
from cyclewise.records import dataclass
from cyclewise.values.calendar import parse_day
from cyclewise.values.refused import Refused

PROTOCOL_ORDER = (
    "id",
    "title",
    "registry",
    "version",
    "status",
    "actions",
    "roles",
    "parameters",
    "amendments",
    "timeline",
    "monitor",
    "published",
    "sources",
)
UNREAD = -(2**30)
"""Stands where a date could not be read."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What protocol.yaml says; the rules and the schedule stand in files of their own."""

    id: str
    title: str
    registry: str
    version: str
    status: str
    ranks: Mapping[Phase, tuple[str, ...]]
    roles: Roles
    parameters: Mapping[str, ParameterValue]
    amendments: tuple[Amendment, ...]
    timeline: tuple[Line, ...]
    published: tuple[PublishedFigure, ...]
    monitored: Monitored
    sources: tuple[Citation, ...]
    root: Node


def read_identity(document: Document, knowledge: Knowledge, notes: Notes) -> Identity:
    """Return what the page protocol.yaml says; its faults go to the notes."""
    form = Form(document.root, notes.problems, "a protocol", PROTOCOL_ORDER)
    parameters = _parameters(form, notes)
    identity = Identity(
        id=form.text("id"),
        title=form.text("title"),
        registry=form.text("registry", ""),
        version=form.text("version"),
        status=form.word("status", STATUSES),
        ranks=_ranks(form, notes),
        roles=_roles(form, knowledge, notes),
        parameters=parameters,
        amendments=_amendments(form, parameters, notes),
        timeline=read_timeline_lines(form, knowledge, notes),
        published=read_published(form, notes),
        monitored=read_monitored(form, notes),
        sources=read_citations(form, notes),
        root=document.root,
    )
    form.close()
    return identity


def _ranks(form: Form, notes: Notes) -> dict[Phase, tuple[str, ...]]:
    actions = form.mapping("actions")
    if actions is None:
        form.required("actions")
        return dict.fromkeys(PHASES, ())
    ranks = {phase: _actions(actions, phase, notes) for phase in PHASES}
    actions.close()
    return ranks


def _actions(form: Form, phase: Phase, notes: Notes) -> tuple[str, ...]:
    """Return the actions of a phase, strongest first."""
    form.required(phase)
    words = form.texts(phase)
    seen: set[str] = set()
    for word, item in zip(words, form.items(phase), strict=False):
        if word not in ACTIONS:
            near = suggestion(word, ACTIONS) or f"The actions are {', '.join(ACTIONS)}."
            notes.problems.add(item, f"There is no action “{word}”.", near)
        elif word in seen:
            notes.problems.add(item, f"“{word}” is listed twice.", "List each action once.")
        seen.add(word)
    return tuple(dict.fromkeys(words))


def _roles(form: Form, knowledge: Knowledge, notes: Notes) -> Roles:
    roles = form.mapping("roles")
    if roles is None:
        return Roles()
    ends = roles.texts("ends_treatment")
    for word, item in zip(ends, roles.items("ends_treatment"), strict=False):
        refuse_unknown_concept(word, item, knowledge, notes)
    centre, written = roles.text("centre", None), roles.node("centre")
    if centre is not None and written is not None:
        refuse_unknown_concept(centre, written, knowledge, notes)
    found = Roles(roles.text("height", None), roles.text("weight", None), ends, centre)
    roles.close()
    return found


def _parameters(form: Form, notes: Notes) -> dict[str, ParameterValue]:
    declared = form.mapping("parameters")
    if declared is None:
        return {}
    entries = declared.entries
    return {key.text: _parameter(key.text, node, notes) for key, node in entries}


def _parameter(name: str, node: Node, notes: Notes) -> ParameterValue:
    form = Form(node, notes.problems, "a parameter", ("value", "basis", "cite", "text"))
    value = ParameterValue(
        name=name,
        text=scalar_text(form.required("value"), notes),
        basis=read_basis(form),
        cite=form.text("cite", ""),
        because=form.text("text", ""),
        place=node,
    )
    cite = form.node("cite")
    if cite is not None and value.cite:
        notes.mention_source(value.cite, cite)
    form.close()
    return value


def scalar_text(node: Node | None, notes: Notes) -> str:
    """Return one value as text: true and false in small letters, all else as written."""
    if node is None:
        return ""
    if isinstance(node, Scalar) and node.kind != "null" and node.text.strip():
        return node.text.lower() if node.kind == "bool" else node.text
    notes.problems.add(
        node, "One value is expected here.", "Write a number with its unit, a word, true or false."
    )
    return ""


def _amendments(
    form: Form, parameters: Mapping[str, ParameterValue], notes: Notes
) -> tuple[Amendment, ...]:
    found = tuple(_amendment(node, parameters, notes) for node in form.items("amendments"))
    for earlier, later in pairwise(found):
        if UNREAD < later.day <= earlier.day and later.place is not None:
            notes.problems.add(
                later.place,
                "This amendment is not later than the one before it.",
                "List amendments by date, each day once.",
            )
    return found


def _amendment(node: Node, parameters: Mapping[str, ParameterValue], notes: Notes) -> Amendment:
    form = Form(node, notes.problems, "an amendment", ("from", "title", "parameters", "cite"))
    day, title = _day(form, notes), form.text("title")
    changes = form.mapping("parameters")
    values = {}
    for key, value in changes.entries if changes else ():
        values[key.text] = scalar_text(value, notes)
        if key.text not in parameters:
            near = suggestion(key.text, parameters) or "Declare it under “parameters” first."
            notes.problems.add(key, f"Unknown parameter “{key.text}”.", near)
    if not values:
        notes.problems.add(node, "This amendment changes no parameter.", "Name one, or remove it.")
    cite = form.text("cite", "")
    written = form.node("cite")
    if written is not None and cite:
        notes.mention_source(cite, written)
    form.close()
    return Amendment(day, title, values, cite, place=node)


def _day(form: Form, notes: Notes) -> int:
    """Return the day from which an amendment is in force."""
    text = form.text("from")
    try:
        return parse_day(text) if text else UNREAD
    except Refused as refused:
        notes.problems.add(form.where("from"), refused.message, refused.remedy)
        return UNREAD

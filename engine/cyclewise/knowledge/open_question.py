"""What nobody has answered yet, and how the rules do without the answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from cyclewise.documents.form import Form
from cyclewise.documents.node import Document, Sequence
from cyclewise.documents.problem import Problems
from cyclewise.records import dataclass


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question to a clinician: why it matters, and how rules treat it meanwhile.

    ``rules`` are their ids by protocol: two protocols may give one id to rules of their own.
    """

    id: str
    question: str
    why: str
    handled: str
    rules: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def read_open_questions(document: Document, problems: Problems) -> tuple[OpenQuestion, ...]:
    """Return the questions of a page; what is wrong is recorded."""
    if not isinstance(document.root, Sequence):
        problems.add(document.root, "Open questions are a list.", "Begin each with “- id: …”.")
        return ()
    return tuple(
        _question(Form(item, problems, "an open question")) for item in document.root.items
    )


def _question(form: Form) -> OpenQuestion:
    rules = form.mapping("rules")
    question = OpenQuestion(
        _line(form, "id"),
        _line(form, "question"),
        _line(form, "why"),
        _line(form, "handled"),
        {} if rules is None else {key.text: rules.texts(key.text) for key, _ in rules.entries},
    )
    form.close()
    return question


def _line(form: Form, key: str) -> str:
    return " ".join(form.text(key).split())

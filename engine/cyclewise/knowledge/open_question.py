"""What nobody has answered yet, and how the rules do without the answer."""

from __future__ import annotations

from cyclewise.documents.form import Form
from cyclewise.documents.node import Document, Sequence
from cyclewise.documents.problem import Problems
from cyclewise.records import dataclass


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question to a clinician: why it matters, and how the named rules treat it meanwhile."""

    id: str
    question: str
    why: str
    handled: str
    rules: tuple[str, ...] = ()


def read_open_questions(document: Document, problems: Problems) -> tuple[OpenQuestion, ...]:
    """Return the questions of a page; what is wrong is recorded."""
    if not isinstance(document.root, Sequence):
        problems.add(document.root, "Open questions are a list.", "Begin each with “- id: …”.")
        return ()
    return tuple(
        _question(Form(item, problems, "an open question")) for item in document.root.items
    )


def _question(form: Form) -> OpenQuestion:
    question = OpenQuestion(
        _line(form, "id"),
        _line(form, "question"),
        _line(form, "why"),
        _line(form, "handled"),
        form.texts("rules"),
    )
    form.close()
    return question


def _line(form: Form, key: str) -> str:
    return " ".join(form.text(key).split())

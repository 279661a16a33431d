"""What a protocol's publication says, sentence by sentence, and what carries each of them."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from cyclewise.documents.form import Form
from cyclewise.documents.problem import BadInput, Problems, suggestion
from cyclewise.documents.yamlfile import read_yaml
from cyclewise.protocol.folder import PUBLICATION
from cyclewise.records import dataclass


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence as printed: the pages that carry it, or why none does."""

    text: str
    carried: tuple[str, ...]
    because: str


@dataclass(frozen=True, slots=True)
class Publication:
    """The sentences of one source, in their order."""

    cite: str
    sentences: tuple[Sentence, ...]


def read_publication(
    folder: Path, pages: Collection[str], sources: Collection[str]
) -> Publication | None:
    """Return the publication of a protocol's folder, None where it has none.

    Raises BadInput with every mistake, such as a page that is not among ``pages``.
    """
    file = folder / PUBLICATION
    if not file.is_file():
        return None
    problems = Problems()
    form = Form(read_yaml(file).root, problems, "a publication")
    cite = form.text("cite")
    if cite and cite not in sources:
        near = suggestion(cite, sources) or "Describe the source in knowledge/sources."
        problems.add(form.where("cite"), f"No file describes the source “{cite}”.", near)
    sentences = tuple(
        _sentence(Form(node, problems, "a sentence"), pages, problems)
        for node in form.items("sentences")
    )
    form.close()
    if problems:
        raise BadInput(problems.found)
    return Publication(cite, sentences)


def _sentence(form: Form, pages: Collection[str], problems: Problems) -> Sentence:
    text, carried = form.text("text"), form.texts("carried")
    because = form.text("because", "")
    for name in carried:
        if name not in pages:
            near = suggestion(name, pages) or "Name a rule, a deviation, a fact or an endpoint."
            problems.add(form.where("carried"), f"There is no page “{name}”.", near)
    if bool(carried) == bool(because):
        problems.add(
            form.where("text"),
            "A sentence is carried by pages, or it says why by none.",
            "Write “carried: […]” or “because: …”, and not both.",
        )
    form.close()
    return Sentence(" ".join(text.split()), carried, " ".join(because.split()))

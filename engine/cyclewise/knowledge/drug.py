"""One drug that protocols give, by the name that patients' files use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from cyclewise.documents.form import Form
from cyclewise.documents.node import Document
from cyclewise.documents.problem import Problems
from cyclewise.knowledge.concept_parsing import read_codes
from cyclewise.records import dataclass


@dataclass(frozen=True, slots=True)
class Drug:
    """A drug; ``synonyms`` (brand names) are suggested and never accepted."""

    id: str
    title: str
    drug_class: str = ""
    synonyms: tuple[str, ...] = ()
    codes: Mapping[str, str] = field(default_factory=dict)
    notes: str = ""
    sources: tuple[str, ...] = ()


def read_drug(document: Document, problems: Problems) -> Drug:
    """Return the drug a page describes; what is wrong is recorded."""
    form = Form(document.root, problems, "a drug")
    drug = Drug(
        form.text("id"),
        form.text("title"),
        form.text("class", ""),
        form.texts("synonyms"),
        read_codes(form),
        " ".join(form.text("notes", "").split()),
        form.texts("sources"),
    )
    form.close()
    return drug

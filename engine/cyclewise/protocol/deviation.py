"""A deviation page: what counts as leaving the protocol, how much it matters, and why."""

from __future__ import annotations

from dataclasses import field
from typing import Literal

from cyclewise.documents.yamlfile import Node
from cyclewise.logic.condition import Condition
from cyclewise.protocol.criterion import Criterion
from cyclewise.protocol.rule import Assumption, Citation
from cyclewise.records import dataclass

Category = Literal["eligibility", "dose", "timing", "assessment", "stop", "safety"]
CATEGORIES: tuple[Category, ...] = (
    "eligibility",
    "dose",
    "timing",
    "assessment",
    "stop",
    "safety",
)

ENTRY: Category = "eligibility"
"""The category of what is judged at the first dose and nowhere else."""

Importance = Literal["important", "minor"]
IMPORTANCES: tuple[Importance, ...] = ("important", "minor")
"""By ICH E3; the gravest first."""

EACH_DOSE = "each dose"
FIRST_DOSE = "the first dose"
DOSE_DUE = "each dose due"
END = "the end of follow-up"
JUDGED: tuple[str, ...] = (EACH_DOSE, FIRST_DOSE, DOSE_DUE, END)
"""What a page may judge, besides each occasion of a rule that expects something."""


@dataclass(frozen=True, slots=True)
class Weight:
    """An importance, and the condition under which it applies; None is always."""

    importance: Importance
    when: Condition[Criterion] | None = None


@dataclass(frozen=True, slots=True)
class DeviationRule:
    """One page of an audit: a deviation is where its condition is met at a point it judges.

    ``judges`` is one of ``JUDGED``, or the id of a rule that expects something. The first weight
    whose condition is met counts; the last has none. The page is silent of an event of which a
    page in ``yields_to`` speaks. ``expected`` says in the page's own words what was expected;
    where it is empty, that is told from what stood at the point.
    """

    id: str
    title: str
    status: str
    judges: str
    category: Category
    importance: tuple[Weight, ...]
    reason: str
    condition: Condition[Criterion]
    yields_to: tuple[str, ...]
    summary: str
    expected: str = ""
    sources: tuple[Citation, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    limits: tuple[str, ...] = ()
    reviews: tuple[str, ...] = ()
    label: str = ""
    place: Node | None = field(default=None, compare=False, repr=False)

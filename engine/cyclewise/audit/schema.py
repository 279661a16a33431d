"""The shape of an audit as JSON."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Category = Literal["eligibility", "dose", "timing", "assessment", "stop", "safety"]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class EventDocument(_Model):
    """The dose that a deviation concerns."""

    date: str
    what: str
    cycle: int | None
    day: int | None


class LinkDocument(_Model):
    """The earlier deviation that one follows from."""

    rule: str
    date: str


class DeviationDocument(_Model):
    """One deviation."""

    patient: str
    date: str = Field(description="of the dose, or the last day for what was due")
    rule: str
    title: str
    category: Category
    importance: Literal["important", "minor"]
    reason: str = Field(description="why it matters so much, by ICH E3")
    summary: str
    expected: str
    observed: str
    event: EventDocument | None
    cause: Literal[
        "known and ignored",
        "not there",
        "result late",
        "rule changed",
        "amendment not yet in force",
    ]
    follows: LinkDocument | None
    consequences: list[EventDocument] = Field(description="later doses after a stop")
    deciding: list[str] = Field(description="rules in force that stood in the way")
    lacking: list[str] = Field(description="what had not been done")
    centre: str | None
    because: Any = Field(description="the full trace, where it was asked for")


class LateDocument(_Model):
    """A dose that was right by what was known, and not by what came later; it blames nobody."""

    patient: str
    date: str
    rule: str
    title: str
    category: Category
    cycle: int | None
    day: int | None
    known_from: str


class CheckedDocument(_Model):
    """What one page judged; the numbers add up to ``judged``."""

    title: str
    judged: int
    right: int
    excused: int = Field(description="allowed by a rule in force, or one not excluded")
    deviating: int
    elsewhere: int = Field(description="told by another page, or a consequence")
    unjudged: int = Field(description="could not be judged")
    excused_by: dict[str, int]
    unjudged_for: dict[str, int]


class SetAsideDocument(_Model):
    """A patient who could not be read."""

    patient: str
    problems: list[str]


class ProtocolDocument(_Model):
    """The protocol, and the sha256 of every file that can change an answer."""

    id: str
    version: str
    digest: str


class CentreDocument(_Model):
    """The deviations of one centre, beside its patients and the decision points judged there."""

    patients: int
    decisions: int
    important: int
    minor: int


class MonthDocument(_Model):
    """The deviations of one month, beside the decision points judged in it."""

    decisions: int
    important: int
    minor: int


class NoticedDocument(_Model):
    """Events kept as written that are worth a second look."""

    count: int
    places: list[str] = Field(description="where the first of them stand")


class AuditDocument(_Model):
    """An audit; what follows from an earlier deviation is counted with none."""

    patients: int
    decisions: int
    deviations: list[DeviationDocument]
    late_results: list[LateDocument]
    checked: dict[str, CheckedDocument]
    by_rule: dict[str, int]
    by_category: dict[str, int]
    by_importance: dict[Literal["important", "minor"], int]
    by_centre: dict[str, CentreDocument] = Field(description="the empty name: not recorded")
    by_month: dict[str, MonthDocument] = Field(description="by months like 2024-02")
    set_aside: list[SetAsideDocument]
    repeated: NoticedDocument = Field(description="the same as another, word for word")
    disagreeing: NoticedDocument = Field(
        description="contradicted by another record; the latest is read"
    )
    protocol: ProtocolDocument
    notice: str


def audit_schema() -> dict[str, Any]:
    """Return the JSON Schema of an audit."""
    return AuditDocument.model_json_schema()

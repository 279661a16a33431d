"""What differs between two versions, as the JSON object of ``rules diff``, and its shape."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from cyclewise.facts.program import Program
from cyclewise.reasons.revision import PageChange
from cyclewise.timeline.table_reading import SetAside
from cyclewise.values.calendar import day_text
from cyclewise.versions.change import Change, Changes


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class VersionDocument(_Model):
    """One of the two versions."""

    id: str
    version: str
    digest: str


class PageDocument(_Model):
    """A page that differs, in the words of both."""

    page: str
    kind: Literal["new", "gone", "changed"]
    old: list[str] = Field(description="the lines that only the older version has")
    new: list[str] = Field(description="the lines that only the newer version has")


class CauseDocument(_Model):
    """A rule that pulls otherwise, or the schedule, and the criterion in it that turned."""

    page: str
    criterion: str


class ChangeDocument(_Model):
    """One decision that the versions make otherwise."""

    patient: str
    date: str
    decision: Literal["dose given", "end of what is recorded", "day asked"]
    kind: Literal["action", "dose", "dates"]
    action: str = Field(description="what the older version answers")
    old: str
    new: str
    because: list[CauseDocument]


class LeftOutDocument(_Model):
    """A patient who was set aside, and why."""

    patient: str
    problems: list[str]


class CohortDocument(_Model):
    """What the versions answer otherwise for a cohort."""

    patients: int
    decisions: int
    changed_decisions: int
    changed_patients: int
    changes: list[ChangeDocument]
    set_aside: list[LeftOutDocument]


class DiffDocument(_Model):
    """What ``rules diff --format json`` prints."""

    old: VersionDocument
    new: VersionDocument
    pages: list[PageDocument]
    cohort: CohortDocument | None


def diff_schema() -> dict[str, Any]:
    """Return the JSON Schema of what ``rules diff`` prints."""
    schema = DiffDocument.model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def document_of(
    versions: tuple[Program, Program], pages: Sequence[PageChange], found: Changes | None
) -> dict[str, Any]:
    """Return the object; ``found`` is None where no cohort was asked."""
    old, new = map(_version, versions)
    return {
        "old": old,
        "new": new,
        "pages": [
            {"page": each.page, "kind": each.kind, "old": [*each.gone], "new": [*each.come]}
            for each in pages
        ],
        "cohort": None if found is None else _cohort(found),
    }


def _version(program: Program) -> dict[str, str]:
    protocol = program.protocol
    return {"id": protocol.id, "version": protocol.version, "digest": protocol.digest}


def _cohort(found: Changes) -> dict[str, Any]:
    return {
        "patients": found.patients,
        "decisions": found.decisions,
        "changed_decisions": len(found.changes),
        "changed_patients": found.changed_patients,
        "changes": [_change(each) for each in found.changes],
        "set_aside": [_left_out(each) for each in found.set_aside],
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "patient": change.patient,
        "date": day_text(change.day),
        "decision": change.decision,
        "kind": change.kind,
        "action": change.action,
        "old": change.old,
        "new": change.new,
        "because": [{"page": each.page, "criterion": each.criterion} for each in change.because],
    }


def _left_out(aside: SetAside) -> dict[str, Any]:
    return {"patient": aside.patient, "problems": [problem.text() for problem in aside.problems]}

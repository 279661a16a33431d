"""The JSON object of ``what-if``: both answers whole, and what differs between them."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from cyclewise.reasons.contrast import Contrast, Line, RuleChange
from cyclewise.reasons.document import Part, RecommendDocument
from cyclewise.reasons.documenting import document_of


class LinePart(Part):
    """One thing as it is in both answers; null where one of them has none."""

    label: str
    now: str | None
    then: str | None


class RuleChangePart(Part):
    """A rule that stands otherwise, and the criteria that turned."""

    rule: str
    title: str
    action: str
    now: str = Field(description="how it stands now, and its truth")
    then: str
    criteria: list[LinePart] = Field(description="each labelled with what is asked")


class WhatIfDocument(Part):
    """The answer now beside the answer then."""

    supposed: list[str] = Field(description="what is set, dropped and added, as it was written")
    unseen: list[str] = Field(
        description="what is supposed and cannot be seen on the day asked about"
    )
    same_answer: bool
    differences: list[LinePart]
    rules: list[RuleChangePart]
    no_longer_missing: list[str]
    newly_missing: list[str]
    no_longer_told: list[str] = Field(description="alerts, each with its rule")
    newly_told: list[str]
    now: RecommendDocument
    then: RecommendDocument


def what_if_document(contrast: Contrast) -> dict[str, Any]:
    """Return a contrast as the JSON object of ``what-if``, checked against its schema."""
    document = WhatIfDocument.model_validate(
        {
            "supposed": list(contrast.supposed),
            "unseen": list(contrast.unseen),
            "same_answer": contrast.same_answer,
            "differences": [_line(each) for each in contrast.lines if each.differs],
            "rules": [_rule(each) for each in contrast.rules],
            "no_longer_missing": list(contrast.no_longer_missing),
            "newly_missing": list(contrast.newly_missing),
            "no_longer_told": list(contrast.no_longer_told),
            "newly_told": list(contrast.newly_told),
            "now": document_of(contrast.now),
            "then": document_of(contrast.then),
        }
    )
    return document.model_dump(mode="json", by_alias=True)


def _line(line: Line) -> dict[str, Any]:
    return {"label": line.label, "now": line.now or None, "then": line.then or None}


def _rule(change: RuleChange) -> dict[str, Any]:
    return {
        "rule": change.rule,
        "title": change.title,
        "action": change.action,
        "now": change.now,
        "then": change.then,
        "criteria": [_line(each) for each in change.criteria],
    }

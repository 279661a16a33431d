"""The JSON object of ``why-not``: what is in the way, and the smallest changes."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from cyclewise.reasons.document import ActionWord, Part, ProtocolPart
from cyclewise.reasons.documenting import protocol_part
from cyclewise.reasons.explanation import RuleReason
from cyclewise.reasons.told_change import ToldResult
from cyclewise.reasons.why_not import WhyNot
from cyclewise.values.calendar import day_text


class InTheWayPart(Part):
    """A rule for a stronger action that holds or cannot be excluded."""

    rule: str
    title: str
    action: str
    standing: str
    fixed: bool = Field(description="whether nothing that may change takes it out of the way")


class NewResultPart(Part):
    """A result, or the course of an event, that would have to be on record on the day."""

    fact: str
    title: str
    wanted: str = Field(description="in words, such as “at or below 1.8 mg/dL”")
    now: str | None = Field(description="the latest on record; null where there is none")
    date: str | None
    text: str


class LaterPart(Part):
    """A later day on which it would stand."""

    day: str
    changes: list[list[NewResultPart]] = Field(
        description="what it takes on that day; empty where waiting alone does"
    )


class WhyNotDocument(Part):
    """Why an action does not stand, and what would make it stand."""

    patient: str
    protocol: ProtocolPart
    as_of: str
    known: str
    phase: Literal["before", "on", "after"]
    action: ActionWord
    asked: ActionWord
    stands: bool
    possible: bool
    summary: str
    in_the_way: list[InTheWayPart]
    asking: list[str] = Field(description="rules that would ask for it, where none is in the way")
    changes: list[list[NewResultPart]] = Field(
        description="each together makes it stand; none of its results can be left out"
    )
    later: LaterPart | None = Field(
        description="a later day on which it would stand; null where none was found or asked for"
    )
    unsearched: list[str] = Field(description="rules that rest on too much to try everything")
    engines: str
    notice: str
    choice: str


def why_not_document(told: WhyNot) -> dict[str, Any]:
    """Return why an action does not stand as a JSON object, checked against its schema."""
    explanation, now = told.explanation, told.explanation.recommendation
    document = WhyNotDocument.model_validate(
        {
            "patient": now.timeline.patient,
            "protocol": protocol_part(now.protocol),
            "as_of": day_text(now.as_of),
            "known": day_text(now.known),
            "phase": now.phase,
            "action": now.action,
            "asked": told.asked,
            "stands": told.stands,
            "possible": told.possible,
            "summary": told.summary,
            "in_the_way": [_rule(each, told) for each in told.in_the_way],
            "asking": [each.rule.id for each in told.asking],
            "changes": [[_result(each) for each in change] for change in told.changes],
            "later": _later(told),
            "unsearched": list(told.unsearched),
            "engines": explanation.engines,
            "notice": explanation.notice,
            "choice": explanation.choice,
        }
    )
    return document.model_dump(mode="json", by_alias=True)


def _rule(each: RuleReason, told: WhyNot) -> dict[str, Any]:
    return {
        "rule": each.rule.id,
        "title": each.rule.title,
        "action": each.rule.action,
        "standing": each.standing,
        "fixed": each in told.fixed,
    }


def _later(told: WhyNot) -> dict[str, Any] | None:
    if told.later is None:
        return None
    changes = [[_result(each) for each in change] for change in told.changes_later]
    return {"day": day_text(told.later.day), "changes": changes}


def _result(each: ToldResult) -> dict[str, Any]:
    return {
        "fact": each.fact,
        "title": each.title,
        "wanted": each.wanted,
        "now": each.now or None,
        "date": each.date or None,
        "text": each.text,
    }

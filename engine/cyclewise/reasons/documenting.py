"""Documenting: from an explanation to the JSON object of ``recommend``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cyclewise.advice.planned import Planned
from cyclewise.advice.recommendation import Alert, Leaning, Recommendation, Timing
from cyclewise.protocol.protocol import Protocol
from cyclewise.reasons.asking import Question
from cyclewise.reasons.document import RecommendDocument
from cyclewise.reasons.explanation import Explanation, RuleReason
from cyclewise.reasons.numbers import said
from cyclewise.reasons.reason import Reason
from cyclewise.timeline.event import Event
from cyclewise.values.calendar import day_text
from cyclewise.values.surface import MOSTELLER
from cyclewise.values.truth import Truth


def document_of(explanation: Explanation) -> dict[str, Any]:
    """Return an explanation as the JSON object of ``recommend``, checked against its schema."""
    document = RecommendDocument.model_validate(
        {
            **_head(explanation),
            **_body(explanation),
            "rules": [_rule(each) for each in explanation.rules],
            "engines": explanation.engines,
            "notice": explanation.notice,
            "choice": explanation.choice,
        }
    )
    return document.model_dump(mode="json", by_alias=True)


def _head(explanation: Explanation) -> dict[str, Any]:
    asked = explanation.recommendation
    protocol = asked.protocol
    return {
        "patient": asked.timeline.patient,
        "protocol": protocol_part(protocol),
        "as_of": day_text(asked.as_of),
        "known": day_text(asked.known),
        "phase": asked.phase,
        "action": asked.action,
        "settled": asked.settled,
        "may_become": list(asked.may_become),
        "summary": explanation.summary,
        "cycle": asked.cycle,
        "day": asked.day,
        "dose": _dose(asked),
        "timing": _timing(asked.timing) if asked.timing else None,
        "otherwise": asked.otherwise,
        "urgency": asked.urgency,
        "deciding": list(asked.deciding),
    }


def protocol_part(protocol: Protocol) -> dict[str, Any]:
    """Return which rules answered, as a part of a JSON object."""
    digest = protocol.digest
    named = digest if digest.startswith("sha256:") else f"sha256:{digest}"
    return {"id": protocol.id, "version": protocol.version, "digest": named}


def _body(explanation: Explanation) -> dict[str, Any]:
    asked, ahead = explanation.recommendation, explanation.checklist
    return {
        "alerts": alert_parts(asked.alerts),
        "missing": [missing_part(each) for each in explanation.questions],
        "to_give": list(asked.to_give),
        "decides_alone": [
            {"fact": each.fact, "if": each.condition, "then": each.then}
            for each in explanation.deciders
        ],
        "next": ahead
        and {"as_of": day_text(ahead.day), "action": ahead.action, "to_give": list(ahead.facts)},
        "presumed": list(explanation.presumed),
        "assumptions": assumption_parts(explanation.assumptions),
    }


def alert_parts(alerts: Iterable[Alert]) -> list[dict[str, Any]]:
    """Return alerts, as parts of a JSON object."""
    return [
        {"rule": each.rule, "summary": said(each.summary), "urgency": each.urgency}
        for each in alerts
    ]


def missing_part(each: Question) -> dict[str, Any]:
    """Return what is missing, as a part of a JSON object."""
    return {
        "fact": each.fact,
        "why": each.why,
        "needed_by": list(each.needed_by),
        "ask": each.ask,
    }


def assumption_parts(assumptions: Iterable[Leaning]) -> list[dict[str, Any]]:
    """Return assumptions, as parts of a JSON object."""
    return [
        {"name": each.name, "text": " ".join(each.text.split()), "basis": each.basis}
        for each in assumptions
    ]


def _dose(asked: Recommendation) -> dict[str, Any] | None:
    dose = asked.dose
    if dose is None:
        return None
    return {
        "drug": dose.drug,
        "amount": dose.amount,
        "unit": dose.unit,
        "per_m2": dose.per_m2,
        "level": dose.level,
        "mg": dose.mg,
        "bsa_m2": None if dose.bsa_m2 is None else round(dose.bsa_m2, 2),
        "formula": None if dose.per_m2 is None else MOSTELLER,
    }


def _timing(timing: Timing) -> dict[str, Any]:
    return {
        "earliest": day_or_none(timing.earliest),
        "due": day_text(timing.due),
        "latest": day_or_none(timing.latest),
        "status": timing.status,
    }


def _rule(each: RuleReason) -> dict[str, Any]:
    return {
        "id": each.rule.id,
        "title": each.rule.title,
        "action": each.rule.action,
        "truth": each.word,
        "standing": each.standing,
        "overruled_by": list(each.overruled_by),
        "because": _because(each),
        "sources": [
            {"cite": one.cite, "basis": one.basis, "quote": one.quote or None}
            for one in each.sources
        ],
        "until": reason_part(each.recovery) if each.recovery else None,
    }


def _because(each: RuleReason) -> dict[str, Any] | None:
    """Return the tree under a rule; under one that expects something, its items as well."""
    if each.rule.expectation is None:
        return reason_part(each.reason) if each.reason else None
    if not each.planned:
        return None
    when = each.reason.parts[len(each.planned) :] if each.reason else ()
    return {
        "items": [planned_item(one) for one in each.planned],
        "when": reason_part(when[0]) if when else None,
    }


def planned_item(each: Planned) -> dict[str, Any]:
    """Return one item that a rule expects, as a part of a JSON object."""
    return {
        "item": each.item,
        "state": each.state.word,
        "opens": day_or_none(each.opens),
        "due": day_or_none(each.due),
        "closes": day_or_none(each.closes),
        "done_by": evidence_part(each.done_by) if each.done_by else None,
        "pending": evidence_part(each.pending) if each.pending else None,
    }


def day_or_none(day: int | None) -> str | None:
    """Return a day as 2024-02-12, None where there is none."""
    return None if day is None else day_text(day)


def reason_part(reason: Reason) -> dict[str, Any]:
    """Return a reason and all below it, as a part of a JSON object."""
    return {
        "kind": reason.kind,
        "text": reason.text,
        "truth": Truth(reason.truth).word,
        "asks": reason.asks or None,
        "fact": reason.fact or None,
        "value": reason.value,
        "unit": reason.unit or None,
        "evidence": evidence_part(reason.event) if reason.event else None,
        "why": reason.why or None,
        "presumed": reason.presumed,
        "parts": [reason_part(part) for part in reason.parts],
    }


def evidence_part(event: Event) -> dict[str, Any]:
    """Return an event as evidence, as a part of a JSON object."""
    return {
        "date": _date(event),
        "concept": event.concept,
        "value": said(event.value.text),
        "known": day_text(event.known) if event.dated else None,
    }


def _date(event: Event) -> str | None:
    if not event.dated:
        return None
    first, last = day_text(event.first), day_text(event.last)
    if first == last:
        return first
    return first[:7] if first[:7] == last[:7] else first[:4]

"""Documenting a survey: from its words to the JSON object of ``monitor``."""

from __future__ import annotations

from typing import Any

from cyclewise.advice.plan import Entry
from cyclewise.reasons.documenting import (
    alert_parts,
    assumption_parts,
    day_or_none,
    evidence_part,
    missing_part,
    planned_item,
    protocol_part,
    reason_part,
)
from cyclewise.reasons.reason import Reason
from cyclewise.reasons.survey import GradeTold, ItemTold, SetTold, SignTold, Survey
from cyclewise.reasons.survey_document import MonitorDocument
from cyclewise.values.calendar import day_text
from cyclewise.values.truth import Truth


def survey_document(survey: Survey) -> dict[str, Any]:
    """Return a survey as the JSON object of ``monitor``, checked against its schema."""
    document = MonitorDocument.model_validate({**_head(survey), **_body(survey)})
    return document.model_dump(mode="json", by_alias=True)


def _head(survey: Survey) -> dict[str, Any]:
    asked = survey.surveillance.recommendation
    return {
        "patient": asked.timeline.patient,
        "protocol": protocol_part(asked.protocol),
        "as_of": day_text(asked.as_of),
        "known": day_text(asked.known),
        "phase": asked.phase,
        "days": survey.surveillance.days,
        "action": asked.action,
        "summary": survey.summary,
        "urgency": asked.urgency,
        "urgent": [{"text": each.text, "rules": list(each.rules)} for each in survey.urgent],
        "alerts": alert_parts(asked.alerts),
        "adds_up": list(survey.adds_up),
    }


def _body(survey: Survey) -> dict[str, Any]:
    return {
        "signs": [_sign(each) for each in survey.signs],
        "criteria": [_set(each) for each in survey.sets],
        "severity": None if survey.severity is None else _grade(survey.severity),
        "grades": [_grade(each) for each in survey.grades],
        "plan": [_item(each) for each in survey.items],
        "calendar": [_entry(each) for each in survey.surveillance.calendar],
        "presumed": list(survey.presumed),
        "assumptions": assumption_parts(survey.assumptions),
        "sources": [
            {"cite": each.cite, "title": each.title, "read": each.read} for each in survey.sources
        ],
        "engines": survey.engines,
        "notice": survey.notice,
        "choice": survey.choice,
    }


def _sign(told: SignTold) -> dict[str, Any]:
    sign, shown = told.sign, told.shown
    return {
        "fact": sign.fact,
        "title": sign.title,
        "truth": sign.truth.word,
        "state": sign.state,
        "found": told.found,
        "value": None if shown is None else shown.value,
        "unit": None if shown is None else shown.unit or None,
        "evidence": None if sign.evidence is None else evidence_part(sign.evidence),
        "explained_by": None if sign.explained is None else evidence_part(sign.explained),
        "matters_to": list(sign.matters_to),
        "missing": [missing_part(each) for each in told.questions],
        "because": reason_part(told.reason),
    }


def _set(told: SetTold) -> dict[str, Any]:
    criteria = told.set
    return {
        "fact": criteria.fact,
        "title": criteria.title,
        "stands": told.stands,
        "since": None if criteria.since is None else day_text(criteria.since.first),
        "runs": [
            {"first": day_text(each.first), "last": day_text(each.last), "untold": each.untold}
            for each in criteria.runs
        ],
        "counts": told.counts,
        "verdict": told.verdict,
        "rules_out": list(criteria.rules_out),
        "decides_alone": [{"fact": each.fact, "if": each.condition} for each in told.deciders],
        "missing": [missing_part(each) for each in told.questions],
        "applies": _optional(told.applies),
        "because": _optional(told.reason),
    }


def _grade(told: GradeTold) -> dict[str, Any]:
    graded = told.graded
    return {
        "fact": graded.fact,
        "title": graded.title,
        "lowest": graded.low,
        "highest": graded.high,
        "called": told.grade,
        "evidence": told.evidence,
        "information": told.information,
        "missing": [missing_part(each) for each in told.questions],
        "steps": [
            {
                "grade": each.number,
                "name": each.name,
                "truth": (Truth.MET if each.sure else Truth.UNKNOWN).word,
                "because": reason_part(each.reason),
            }
            for each in told.steps
        ],
    }


def _item(told: ItemTold) -> dict[str, Any]:
    planned = told.planned
    return {
        "rule": planned.rule.id,
        "title": planned.title,
        "told": told.state,
        "summary": " ".join(planned.rule.summary.split()),
        "urgency": planned.rule.urgency,
        "why": told.why,
        **planned_item(planned),
    }


def _entry(each: Entry) -> dict[str, Any]:
    return {
        "date": day_text(each.day),
        "happening": each.happening,
        "rule": each.rule,
        "items": list(each.items),
        "summary": " ".join(each.summary.split()),
        "urgency": each.urgency,
        "closes": day_or_none(each.closes),
    }


def _optional(reason: Reason | None) -> dict[str, Any] | None:
    return None if reason is None else reason_part(reason)

"""An audit as one JSON object, in the contract's words and order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from cyclewise.audit.bill import Checked
from cyclewise.audit.deviation import Concerned, Deviation
from cyclewise.audit.findings import Findings, Late
from cyclewise.audit.judging import Auditor
from cyclewise.audit.overview import Overview
from cyclewise.audit.telling import Teller
from cyclewise.protocol.deviation import IMPORTANCES, DeviationRule
from cyclewise.values.calendar import day_text

Because = Mapping[int, Any]
"""The full traces of some deviations, by their places."""


def document_of(auditor: Auditor, findings: Findings, because: Because | None = None) -> Any:  # noqa: ANN401 - JSON
    """Return an audit as plain values for JSON; ``because`` gives the traces that were asked for.

    Deviations that follow from an earlier one are listed, and counted with none.
    """
    deviations = tuple(Teller(auditor, findings.found))
    traces = because or {}
    roots = [each for each in deviations if each.follows is None]
    protocol = auditor.program.protocol
    weights = Counter(each.importance for each in roots)
    return {
        "patients": findings.patients,
        "decisions": findings.decisions,
        "deviations": [
            deviation_of(each, traces.get(place)) for place, each in enumerate(deviations)
        ],
        "late_results": [_late(auditor, each) for each in findings.late],
        "checked": {each.rule: _checked(auditor, each) for each in findings.checked},
        "by_rule": dict(Counter(each.rule for each in roots).most_common()),
        "by_category": dict(Counter(each.category for each in roots).most_common()),
        "by_importance": {each: weights[each] for each in IMPORTANCES},
        **_shares(Overview(auditor, findings)),
        "set_aside": [
            {"patient": each.patient, "problems": [problem.text() for problem in each.problems]}
            for each in findings.set_aside
        ],
        "repeated": asdict(findings.repeated),
        "disagreeing": asdict(findings.disagreeing),
        "protocol": {"id": protocol.id, "version": protocol.version, "digest": protocol.digest},
        "notice": "Research use; deviation pages not reviewed by a clinician.",
    }


def deviation_of(each: Deviation, because: object = None) -> dict[str, Any]:
    """Return one deviation as plain values."""
    return {
        "patient": each.patient,
        "date": day_text(each.date),
        "rule": each.rule,
        "title": each.title,
        "category": each.category,
        "importance": each.importance,
        "reason": each.reason,
        "summary": each.summary,
        "expected": each.expected,
        "observed": each.observed,
        "event": None if each.event is None else _event(each.event),
        "cause": each.cause,
        "follows": None
        if each.follows is None
        else {"rule": each.follows.rule, "date": day_text(each.follows.date)},
        "consequences": [_event(one) for one in each.consequences],
        "deciding": list(each.deciding),
        "lacking": list(each.lacking),
        "centre": each.centre or None,
        "because": because,
    }


def _shares(overview: Overview) -> dict[str, Any]:
    """Return the counts by centre and by month, beside what was judged there."""
    centres = overview.findings.tally.centres
    return {
        "by_centre": {
            each.name: {
                "patients": centres[each.name].patients,
                "decisions": centres[each.name].decisions,
                "important": each.important,
                "minor": each.minor,
            }
            for each in overview.by_centre
        },
        "by_month": {
            each.share.name: {
                "decisions": each.decisions,
                "important": each.share.important,
                "minor": each.share.minor,
            }
            for each in overview.by_month
        },
    }


def _event(event: Concerned) -> dict[str, Any]:
    return {
        "date": day_text(event.date),
        "what": event.what,
        "cycle": event.cycle,
        "day": event.day,
    }


def _page(auditor: Auditor, name: str) -> DeviationRule:
    return next(page for page in auditor.pages if page.id == name)


def _checked(auditor: Auditor, each: Checked) -> dict[str, Any]:
    return {
        "title": _page(auditor, each.rule).title,
        "judged": each.judged,
        "right": each.right,
        "excused": each.excused,
        "deviating": each.deviating,
        "elsewhere": each.elsewhere,
        "unjudged": each.unjudged,
        "excused_by": dict(each.excused_by),
        "unjudged_for": dict(each.unjudged_for),
    }


def _late(auditor: Auditor, each: Late) -> dict[str, Any]:
    page = auditor.pages[each.page]
    return {
        "patient": each.patient,
        "date": day_text(each.date),
        "rule": page.id,
        "title": page.title,
        "category": page.category,
        "cycle": each.cycle or None,
        "day": each.day or None,
        "known_from": day_text(each.known_from),
    }

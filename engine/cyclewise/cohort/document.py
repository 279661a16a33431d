"""The report as one JSON object: figures rounded to what they can bear, in the contract's order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from cyclewise.cohort.comparison import Compared, published
from cyclewise.cohort.page import Page
from cyclewise.cohort.page_english import page_english
from cyclewise.cohort.report import Report
from cyclewise.cohort.study import Study
from cyclewise.cohort.tree import figures
from cyclewise.values.calendar import day_text

MOST_NAMED = 1000
"""Patients up to which the document names those behind each figure."""

_DIGITS = 6
_PERCENT_DIGITS = 1


def document_of(report: Report) -> dict[str, Any]:
    """Return the report as plain values for JSON."""
    protocol, told, found = report.study.program.protocol, report.told, figures(report)
    return {
        **rounded(found),
        "published": [
            _published(each, synthetic=told.synthetic)
            for each in published(protocol.published, found)
        ],
        "synthetic": told.synthetic,
        "set_aside": [
            {"patient": each.patient, "problems": [problem.text() for problem in each.problems]}
            for each in report.found.set_aside
        ],
        "repeated": asdict(report.found.repeated),
        "disagreeing": asdict(report.found.disagreeing),
        "ignored": list(told.ignored),
        "cut_off": None if told.cut_off is None else day_text(told.cut_off),
        "cohort": {"label": told.label, "title": told.title, "note": told.note},
        "protocol": {"id": protocol.id, "version": protocol.version, "digest": protocol.digest},
        "definitions": {
            page.id: _definition(page, report.study) for page in report.study.pages.values()
        },
        "patients": _patients(report) if len(report.found) <= MOST_NAMED else None,
        "notice": "Research use; endpoints not reviewed by a clinician.",
    }


def _patients(report: Report) -> dict[str, Any]:
    """Return the patients behind each measure by what holds of them, and behind each curve."""
    named: dict[str, Any] = {
        each.measure.id: {word: list(names) for word, names in each.who.items()}
        for counts in report.counts.values()
        for each in counts
    }
    for name, curve in report.curves.items():
        named[name] = [
            {"patient": line.patient, "days": line.days, "ended": line.ended}
            for line in curve.lines
        ]
    return named


def _definition(page: Page, study: Study) -> dict[str, Any]:
    return {
        "title": page.title,
        "status": page.status,
        "counts": [{"what": what, "definition": said} for what, said in page_english(page, study)],
        "assumptions": [
            {"name": each.name, "text": each.text.strip(), "basis": each.basis}
            for each in page.assumptions
        ],
        "limits": list(page.limits),
        "sources": [
            {"cite": each.cite, "basis": each.basis, "quote": each.quote} for each in page.sources
        ],
    }


def _published(each: Compared, *, synthetic: bool) -> dict[str, Any]:
    figure = each.figure
    return {
        "figure": figure.title,
        "of": figure.of,
        "published": figure.text,
        "observed": rounded(each.observed),
        "ci95": rounded([each.low, each.high]) if each.low is not None else None,
        "agrees": each.agrees,
        "within_interval": each.inside,
        "remark": "synthetic, constructed to match" if synthetic and each.agrees else "",
        "quote": figure.source.quote,
    }


def rounded(value: Any, key: str = "") -> Any:  # noqa: ANN401 - plain values of any shape
    """Return plain values with every number rounded, percentages to one decimal."""
    if isinstance(value, Mapping):
        return {name: rounded(each, name) for name, each in value.items()}
    if isinstance(value, list):
        return [rounded(each) for each in value]
    if isinstance(value, float):
        told = round(value, _PERCENT_DIGITS if key == "percent" else _DIGITS)
        return int(told) if told.is_integer() and key != "percent" else told
    return value

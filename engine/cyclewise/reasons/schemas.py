"""The JSON Schemas of what the commands print, by the command's name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cyclewise.reasons.contrast_document import WhatIfDocument
from cyclewise.reasons.document import Part, RecommendDocument
from cyclewise.reasons.survey_document import MonitorDocument
from cyclewise.reasons.why_not_document import WhyNotDocument


def recommend_schema() -> dict[str, Any]:
    """Return the JSON Schema of what ``recommend --format json`` prints."""
    return _schema(RecommendDocument)


def monitor_schema() -> dict[str, Any]:
    """Return the JSON Schema of what ``monitor --format json`` prints."""
    return _schema(MonitorDocument)


def what_if_schema() -> dict[str, Any]:
    """Return the JSON Schema of what ``what-if --format json`` prints."""
    return _schema(WhatIfDocument)


def why_not_schema() -> dict[str, Any]:
    """Return the JSON Schema of what ``why-not --format json`` prints."""
    return _schema(WhyNotDocument)


def _schema(document: type[Part]) -> dict[str, Any]:
    schema = document.model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


SCHEMAS: dict[str, Callable[[], dict[str, Any]]] = {
    "recommend": recommend_schema,
    "monitor": monitor_schema,
    "what-if": what_if_schema,
    "why-not": why_not_schema,
}
"""The schemas there are, by the name of the command that prints such an object."""

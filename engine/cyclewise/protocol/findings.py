"""What `rules check` may say of a protocol that could be read: a problem and how grave it is."""

from __future__ import annotations

from typing import Literal

from cyclewise.documents.problem import Problem, problem_at
from cyclewise.documents.yamlfile import Mapping, Node
from cyclewise.records import dataclass

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a check found: an error must be mended, a warning should be looked at."""

    problem: Problem
    severity: Severity


def error(place: Node | str | None, message: str, remedy: str) -> Finding:
    """Return a finding that must be mended."""
    return Finding(problem_at(place or "", message, remedy), "error")


def warning(place: Node | str | None, message: str, remedy: str) -> Finding:
    """Return a finding that should be looked at."""
    return Finding(problem_at(place or "", message, remedy), "warning")


def at_key(place: Node | None, key: str) -> Node | None:
    """Return where a page's key has its value, or the page itself where it has no such key."""
    if isinstance(place, Mapping):
        return place.get(key) or place
    return place

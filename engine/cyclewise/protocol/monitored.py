"""What a protocol watches between doses: signs, sets of criteria, a severity and grades."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field

from cyclewise.documents.yamlfile import Node
from cyclewise.records import dataclass


@dataclass(frozen=True, slots=True)
class Watched:
    """A fact that is watched, a short name for it, and where the protocol's page names it.

    ``called`` is empty where the fact's own title is to be used.
    """

    fact: str
    place: Node = field(compare=False, repr=False)
    called: str = ""


@dataclass(frozen=True, slots=True)
class Monitored:
    """Which facts are watched. Signs and sets of criteria are conditions, the others are graded."""

    signs: tuple[Watched, ...] = ()
    criteria: tuple[Watched, ...] = ()
    severity: Watched | None = None
    grades: tuple[Watched, ...] = ()

    @property
    def conditions(self) -> tuple[Watched, ...]:
        """Return what has to be a condition."""
        return (*self.signs, *self.criteria)

    @property
    def graded(self) -> tuple[Watched, ...]:
        """Return what has to be a graded fact."""
        return self.grades if self.severity is None else (self.severity, *self.grades)

    @property
    def facts(self) -> Iterator[str]:
        """Yield every fact that is watched."""
        return (each.fact for each in (*self.conditions, *self.graded))


NOTHING_WATCHED = Monitored()
"""What a protocol watches whose page does not say."""

"""One decision that two versions make otherwise, and all of them in a cohort."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Literal

from cyclewise.records import dataclass
from cyclewise.timeline.table_reading import SetAside
from cyclewise.versions.because import Cause

Kind = Literal["action", "dose", "dates"]
KINDS: tuple[Kind, ...] = ("action", "dose", "dates")
"""What may differ: what to do, else which dose comes next, else on which days."""

Decision = Literal["dose given", "end of what is recorded", "day asked"]


@dataclass(frozen=True, slots=True)
class Change:
    """One decision point at which the versions answer otherwise; ``day`` counts from 1970-01-01."""

    patient: str
    day: int
    decision: Decision
    kind: Kind
    action: str
    """What the older version answers."""
    old: str
    new: str
    because: tuple[Cause, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """What two versions answer otherwise for a cohort, by patient and day."""

    patients: int
    decisions: int
    changes: tuple[Change, ...]
    set_aside: tuple[SetAside, ...] = ()

    @property
    def changed_patients(self) -> int:
        """Return how many patients have a decision that changes."""
        return len({each.patient for each in self.changes})

    def kinds(self) -> list[tuple[Kind, str, str, list[Change]]]:
        """Return the changes from one answer to another, by kind and the most frequent first.

        Days differ for each patient, so that changes of days alone are told by the action.
        """
        found: dict[tuple[Kind, str, str], list[Change]] = {}
        for each in self.changes:
            told = (each.action, "") if each.kind == "dates" else (each.old, each.new)
            found.setdefault((each.kind, *told), []).append(each)
        by_kind = sorted(found.items(), key=lambda item: (KINDS.index(item[0][0]), -len(item[1])))
        return [(*told, changes) for told, changes in by_kind]

    @classmethod
    def together(cls, parts: Iterable[Changes]) -> Changes:
        """Return the changes of several parts as one, in their order."""
        parts = tuple(parts)
        return cls(
            patients=sum(part.patients for part in parts),
            decisions=sum(part.decisions for part in parts),
            changes=tuple(each for part in parts for each in part.changes),
            set_aside=tuple(each for part in parts for each in part.set_aside),
        )


def by_cause(changes: Iterable[Change]) -> list[tuple[Cause, int]]:
    """Return what changes rest on, with how many of them, the most frequent first."""
    return Counter(cause for each in changes for cause in each.because).most_common()

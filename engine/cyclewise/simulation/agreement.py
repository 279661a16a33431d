"""What an audit reports held against what was planted: nothing missed, nothing else."""

from __future__ import annotations

from collections.abc import Iterable

from cyclewise.records import dataclass
from cyclewise.simulation.cohort import Trace


@dataclass(frozen=True, slots=True)
class Reported:
    """One thing that an audit reports of a patient."""

    patient: str
    date: str
    category: str
    rule: str


@dataclass(frozen=True, slots=True)
class Difference:
    """A patient of whom the audit says something else than was planted, with both."""

    patient: str
    planted: tuple[Trace, ...]
    reported: tuple[Reported, ...]

    @property
    def text(self) -> str:
        """Return the difference in one line."""
        planted = "; ".join(f"{each.name} ({each.category} {each.page})" for each in self.planted)
        reported = "; ".join(f"{each.date} {each.category} {each.rule}" for each in self.reported)
        return f"{self.patient}: planted {planted or 'nothing'}, reported {reported or 'nothing'}."


def differences(planted: Iterable[Trace], reported: Iterable[Reported]) -> tuple[Difference, ...]:
    """Return every patient of whom more, less or something else is reported than was planted.

    The category has to be the one expected, and the rule where the page of simulation names one.
    """
    traces: dict[str, list[Trace]] = {}
    found: dict[str, list[Reported]] = {}
    for trace in planted:
        traces.setdefault(trace.patient, []).append(trace)
    for each in reported:
        found.setdefault(each.patient, []).append(each)
    return tuple(
        Difference(patient, tuple(traces.get(patient, ())), tuple(found.get(patient, ())))
        for patient in sorted({*traces, *found})
        if not _agree(traces.get(patient, []), found.get(patient, []))
    )


def _agree(planted: list[Trace], reported: list[Reported]) -> bool:
    if len(planted) != len(reported):
        return False
    return all(
        any(each.category == trace.category and trace.page in ("", each.rule) for each in reported)
        for trace in planted
    )

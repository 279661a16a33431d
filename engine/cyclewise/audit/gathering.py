"""An audit of a cohort from where it lies: columns in memory or an events table, on all cores."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from cyclewise.audit.auditing import audit_chunk
from cyclewise.audit.findings import Findings
from cyclewise.audit.judging import Auditor
from cyclewise.batches.chunks import chunks
from cyclewise.batches.engines import Engine, ask_with
from cyclewise.batches.workers import Work
from cyclewise.records import dataclass
from cyclewise.timeline.columns import Columns
from cyclewise.timeline.table_columns import columns_from_table
from cyclewise.timeline.table_file import ROWS, read_stretch, stretches

Told = Callable[[int], None]


@dataclass(frozen=True)
class Inquiry:
    """What is asked of every patient: where the treatment left the protocol."""

    auditor: Auditor

    def answers(self, part: Work) -> Findings:
        """Return the findings of one part of a cohort."""
        if isinstance(part, Columns):
            return audit_chunk(self.auditor, part)
        knowledge = self.auditor.program.knowledge
        loaded = columns_from_table(read_stretch(part, knowledge), knowledge)
        return audit_chunk(self.auditor, loaded.columns, loaded.set_aside)

    def bare(self) -> Inquiry:
        """Return the inquiry for another process."""
        return Inquiry(Auditor(replace(self.auditor.program)))


def audit_cohort(
    auditor: Auditor,
    cohort: Columns | Path,
    *,
    jobs: int | None = None,
    engine: Engine = "local",
    told: Told = lambda _: None,
) -> Findings:
    """Return the findings of every patient of a cohort: columns, or an events table's file.

    ``jobs`` is the number of processes (default: one a core) and ``engine`` what runs them;
    ``told`` hears how many patients each finished part had. Raises BadInput where a file as a
    whole cannot be read; patients whose rows are wrong are set aside.
    """
    knowledge = auditor.program.knowledge
    parts: list[Work]
    if isinstance(cohort, Columns):
        parts = list(chunks(cohort))
    else:
        parts = list(stretches(cohort, knowledge, rows=ROWS))
    found = []
    for part in ask_with(engine, Inquiry(auditor), parts, jobs):
        told(part.patients + len(part.set_aside))
        found.append(part)
    return Findings.together(found)

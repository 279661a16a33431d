"""An audit of a cohort from where it lies: columns in memory or an events table, on all cores."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from cyclewise.audit.auditing import audit_chunk
from cyclewise.audit.findings import Findings
from cyclewise.audit.judging import Auditor
from cyclewise.audit.shard import WHOLE, Shard
from cyclewise.batches.engines import Engine, ask_with
from cyclewise.batches.parts import parts_of, read_part
from cyclewise.batches.workers import Work
from cyclewise.records import dataclass
from cyclewise.timeline.columns import Columns

Told = Callable[[int], None]


@dataclass(frozen=True)
class Inquiry:
    """What is asked of every patient: where the treatment left the protocol."""

    auditor: Auditor

    def answers(self, part: Work) -> Findings:
        """Return the findings of one part of a cohort."""
        loaded = read_part(part, self.auditor.program.knowledge)
        found = audit_chunk(self.auditor, loaded.columns, loaded.set_aside)
        return replace(found, repeated=loaded.repeated)

    def bare(self) -> Inquiry:
        """Return the inquiry for another process."""
        return Inquiry(Auditor(replace(self.auditor.program)))


def audit_cohort(  # noqa: PLR0913 - what is asked, and how it is run
    auditor: Auditor,
    cohort: Columns | Path,
    *,
    jobs: int | None = None,
    engine: Engine = "local",
    shard: Shard = WHOLE,
    told: Told = lambda _: None,
) -> Findings:
    """Return the findings of every patient of a cohort: columns, or an events table's file.

    ``jobs`` is the number of processes (default: one a core) and ``engine`` what runs them;
    ``told`` hears how many patients each finished part had. Raises BadInput where a file as a
    whole cannot be read; patients whose rows are wrong are set aside. A ``shard`` audits its share
    alone; raises Refused where the cohort has no part for each.
    """
    parts, found = shard.share(parts_of(cohort, auditor.program.knowledge)), []
    for part in ask_with(engine, Inquiry(auditor), parts, jobs):
        told(part.patients + len(part.set_aside))
        found.append(part)
    return Findings.together(found)

"""An audit as pure functions from Arrow table to Arrow table, for engines that hold the events.

Each takes the events of whole patients, in the columns of an events table. What they return for
parts of a cohort, put together, is what they return for all of it; counts add up. A protocol's
``Auditor`` is made once and sent to the workers; ``batches.spark_cluster`` and
``batches.dask_cluster`` run them there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Literal

from cyclewise.audit.auditing import audit_chunk
from cyclewise.audit.deviation_rows import COLUMNS, row_of
from cyclewise.audit.findings import Findings
from cyclewise.audit.judging import Auditor
from cyclewise.audit.telling import Teller
from cyclewise.timeline.table_arrow import Arrow, frame_of, table_of
from cyclewise.timeline.table_columns import columns_from_table

Columns = Mapping[str, Literal["text", "number", "date"]]

DEVIATIONS: Columns = COLUMNS
"""The columns of ``deviations``."""
COUNTS: Columns = {"rule": "text", "what": "text", "count": "number"}
"""The columns of ``counts``."""
SET_ASIDE: Columns = {"patient": "text", "problem": "text"}
"""The columns of ``set_aside``."""

_CHECKED = ("judged", "right", "excused", "deviating", "elsewhere", "unjudged")


def deviations(auditor: Auditor, events: Arrow) -> Arrow:
    """Return each deviation as a row of ``DEVIATIONS``; raise BadInput for wrong columns."""
    found = _findings(auditor, events).found
    return frame_of(map(row_of, Teller(auditor, found)), DEVIATIONS)


def counts(auditor: Auditor, events: Arrow) -> Arrow:
    """Return how often each page judged and what it found, as rows of ``COUNTS``.

    Rows without a rule count patients, decisions, patients set aside, doses judged by what came
    later, rows that stand twice, and results of a day that disagree. Those of several parts are
    summed by ``rule`` and ``what``.
    """
    return frame_of(_counts(_findings(auditor, events)), COUNTS)


def set_aside(auditor: Auditor, events: Arrow) -> Arrow:
    """Return each mistake of the patients that no audit counts, as rows of ``SET_ASIDE``."""
    aside = _findings(auditor, events).set_aside
    rows = ((each.patient, problem.text()) for each in aside for problem in each.problems)
    return frame_of((dict(zip(SET_ASIDE, row, strict=True)) for row in rows), SET_ASIDE)


def _findings(auditor: Auditor, events: Arrow) -> Findings:
    known = auditor.program.knowledge
    loaded = columns_from_table(table_of(events, known), known)
    found = audit_chunk(auditor, loaded.columns, loaded.set_aside)
    return replace(found, repeated=loaded.repeated)


def _counts(findings: Findings) -> Iterator[Mapping[str, str | int | None]]:
    whole = {
        "patients": findings.patients,
        "decisions": findings.decisions,
        "set aside": len(findings.set_aside),
        "late results": len(findings.late),
        "rows standing twice": findings.repeated.count,
        "results disagreeing": findings.disagreeing.count,
    }
    for what, count in whole.items():
        yield {"rule": None, "what": what, "count": count}
    for page in findings.checked:
        for what in _CHECKED:
            yield {"rule": page.rule, "what": what, "count": getattr(page, what)}

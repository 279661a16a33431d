"""The deviations as a table, one row each: CSV for a spreadsheet, Parquet for all else."""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path

from cyclewise.audit.deviation_rows import COLUMNS, row_of
from cyclewise_cli.audited import Audit
from cyclewise_cli.render.report_csv import harmless


def audit_csv(audit: Audit) -> str:
    """Return the deviations as CSV; a cell that a spreadsheet would run is quoted with '."""
    laid = StringIO()
    writer = csv.writer(laid, lineterminator="\n")
    writer.writerow(COLUMNS)
    for each in audit.deviations():
        row = row_of(each)
        writer.writerow(["" if row[name] is None else harmless(str(row[name])) for name in COLUMNS])
    return laid.getvalue()


def write_parquet(audit: Audit, file: Path) -> None:
    """Write the deviations as a Parquet file, with dates as dates; raise BadInput."""
    from cyclewise.timeline.table_arrow import frame_of
    from cyclewise.timeline.table_file import said_plainly

    with said_plainly(file.as_posix()):
        frame_of(map(row_of, audit.deviations()), COLUMNS).write_parquet(file)

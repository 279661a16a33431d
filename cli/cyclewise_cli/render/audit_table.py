"""The deviations as a table, one row each: CSV for a spreadsheet, Parquet for all else."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

from cyclewise.audit.deviation import Deviation
from cyclewise.values.calendar import day_text
from cyclewise_cli.audited import Audit
from cyclewise_cli.render.audit_words import consequence_words
from cyclewise_cli.render.report_csv import harmless

Cell = str | int | None

DATES = ("date", "event_date", "follows_date")
NUMBERS = ("cycle", "day")
HEAD = (
    "patient", "centre", "date", "rule", "title", "category", "importance", "cause", "expected",
    "observed", "summary", "reason", "event_date", "cycle", "day", "follows_rule", "follows_date",
    "consequences", "deciding", "lacking",
)  # fmt: skip
"""The columns of the table, in their order."""


def audit_csv(audit: Audit) -> str:
    """Return the deviations as CSV; a cell that a spreadsheet would run is quoted with '."""
    laid = StringIO()
    writer = csv.writer(laid, lineterminator="\n")
    writer.writerow(HEAD)
    for each in audit.deviations():
        row = row_of(each)
        writer.writerow(["" if row[name] is None else harmless(str(row[name])) for name in HEAD])
    return laid.getvalue()


def write_parquet(audit: Audit, file: Path) -> None:
    """Write the deviations as a Parquet file, with dates as dates; raise BadInput."""
    import polars as pl

    from cyclewise.timeline.table_file import said_plainly

    rows = [tuple(row_of(each).values()) for each in audit.deviations()]
    kinds = {name: pl.Int32 if name in NUMBERS else pl.String for name in HEAD}
    frame = pl.DataFrame(rows, schema=kinds, orient="row")
    with said_plainly(file.as_posix()):
        frame.with_columns(pl.col(name).str.to_date() for name in DATES).write_parquet(file)


def row_of(each: Deviation) -> dict[str, Cell]:
    """Return a deviation as a row of the table; dates like 2024-02-13, None for nothing."""
    return dict(zip(HEAD, _cells(each), strict=True))


def _cells(each: Deviation) -> Iterator[Cell]:
    event, follows = each.event, each.follows
    yield from (each.patient, each.centre, day_text(each.date), each.rule, each.title)
    yield from (each.category, each.importance, each.cause, each.expected, each.observed)
    yield from (each.summary, each.reason)
    yield None if event is None else day_text(event.date)
    yield from (None, None) if event is None else (event.cycle, event.day)
    yield from (None, None) if follows is None else (follows.rule, day_text(follows.date))
    yield from (consequence_words(each), " ".join(each.deciding), ", ".join(each.lacking))

"""Whose recommendation two versions of a protocol make otherwise, as text and as a table."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from io import StringIO

from cyclewise.reasons.numbers import plural
from cyclewise.values.calendar import day_text, day_words
from cyclewise.versions.change import Change, Changes, Kind, by_cause
from cyclewise_cli.render.left_out import left_out_lines
from cyclewise_cli.render.paper import Paper
from cyclewise_cli.render.report_csv import harmless

_CAUSES = 4
_DECISIONS = 20
HEAD = ("patient", "date", "decision", "kind", "action", "old", "new", "page", "criterion")


def show_changes(cohort: str, found: Changes, paper: Paper) -> None:
    """Print what changes for a cohort: how often, because of what, and the first decisions."""
    paper.heading("On a cohort")
    patients, decisions = plural(found.patients, "patient"), plural(found.decisions, "decision")
    paper.print(f"{cohort}: {patients}, {decisions} asked of both versions.")
    if not found.changes:
        paper.print("Both give the same recommendation each time.", "bold")
    else:
        patients = plural(found.changed_patients, "patient")
        paper.print(f"{plural(len(found.changes), 'decision')} of {patients} differ.", "bold")
    for kind, old, new, changes in found.kinds():
        _show_kind(kind, old, new, changes, paper)
    if found.changes:
        _show_decisions(found.changes, paper)
    for line in left_out_lines((), found.set_aside):
        paper.print(line)


def _show_kind(kind: Kind, old: str, new: str, changes: Sequence[Change], paper: Paper) -> None:
    patients = plural(len({each.patient for each in changes}), "patient")
    paper.console.print()
    paper.print(_title(kind, old, new), "bold")
    paper.print(f"{plural(len(changes), 'decision')} of {patients}, because of", indent=2)
    causes = by_cause(changes)
    for cause, count in causes[:_CAUSES]:
        paper.row(f"{count:,}", str(cause), indent=2)
    if len(causes) > _CAUSES:
        paper.print(f"and {plural(len(causes) - _CAUSES, 'other cause')}", indent=2)


def _title(kind: Kind, old: str, new: str) -> str:
    if kind == "dates":
        return f"{old}: on other days"
    return f"{old} → {new}"


def _show_decisions(changes: Sequence[Change], paper: Paper) -> None:
    more = f", the first {_DECISIONS} of {len(changes):,}" if len(changes) > _DECISIONS else ""
    paper.heading(f"Decisions{more}")
    for each in changes[:_DECISIONS]:
        paper.row(each.patient, f"{day_words(each.day)}, {each.decision}: {each.old} → {each.new}")
        for cause in each.because:
            paper.print(str(cause), indent=4)
    if len(changes) > _DECISIONS:
        paper.print("All of them: --format csv or json.")


def changes_csv(changes: Sequence[Change]) -> str:
    """Return the changed decisions as CSV, one row for each cause; none has its head alone."""
    laid = StringIO()
    writer = csv.writer(laid, lineterminator="\n")
    writer.writerow(HEAD)
    for each in changes:
        told = (each.patient, day_text(each.day), each.decision, each.kind, each.action)
        for cause in each.because:
            row = (*told, each.old, each.new, cause.page, cause.criterion)
            writer.writerow([harmless(cell) for cell in row])
    return laid.getvalue()

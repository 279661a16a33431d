"""Whom the figures leave out, and whom they could not decide: counted and named in one table."""

from __future__ import annotations

from collections.abc import Mapping

from cyclewise.cohort.counting import UNKNOWN
from cyclewise.cohort.report import Report
from cyclewise_cli.render.block import Table

_MOST = 8

Left = dict[str, tuple[str, ...]]
"""Patients by why they are left out of a figure, or what is unknown of them."""


def left_out_table(report: Report) -> Table | None:
    """Return whom the figures of a report leave out, and why; None where it is nobody."""
    found = _of_times(report) | _of_measures(report)
    if not found:
        return None
    rows = tuple((why, str(len(names)), _named(names)) for why, names in found.items())
    note = "Nothing is guessed for them: who has no time is in no curve and at risk on no day."
    return Table("left_out", "", ("why", "patients", "who"), rows, (note,), who=found, wide=(0, 2))


def _of_times(report: Report) -> Left:
    """Return who has no time to an event by why, with the endpoints that they are missing from."""
    missing: dict[str, dict[str, list[str]]] = {}
    for curve in report.curves.values():
        for patient, why in curve.undecided.items():
            missing.setdefault(why, {}).setdefault(patient, []).append(curve.title)
    return {
        _told(why, endpoints, len(report.curves)): tuple(each)
        for why, patients in missing.items()
        for endpoints, each in _alike(patients).items()
    }


def _alike(patients: Mapping[str, list[str]]) -> Mapping[tuple[str, ...], list[str]]:
    """Return the patients by the endpoints that they are missing from."""
    found: dict[tuple[str, ...], list[str]] = {}
    for patient, endpoints in patients.items():
        found.setdefault(tuple(endpoints), []).append(patient)
    return found


def _told(why: str, endpoints: tuple[str, ...], of: int) -> str:
    where = "every time to an event" if len(endpoints) == of else ", ".join(endpoints)
    return f"{why}: out of {where}"


def _of_measures(report: Report) -> Left:
    """Return of whom measures are unknown; those unknown of the same patients stand together."""
    unknown: dict[tuple[str, ...], list[str]] = {}
    for counts in report.counts.values():
        for each in counts:
            if each.who[UNKNOWN]:
                unknown.setdefault(each.who[UNKNOWN], []).append(each.measure.title)
    return {f"unknown: {', '.join(titles)}": names for names, titles in unknown.items()}


def _named(names: tuple[str, ...]) -> str:
    more = f" and {len(names) - _MOST:,} more" if len(names) > _MOST else ""
    return f"{', '.join(names[:_MOST])}{more}"

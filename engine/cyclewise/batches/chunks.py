"""A cohort cut into chunks of whole patients, small enough to be held at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from cyclewise.timeline.columns import Cells, Columns, Frame, Integers

PATIENTS = 10_000
"""Patients in a chunk: fewer repeat the kernel's fixed work, more outgrow the processor's cache."""


def chunks(columns: Columns, patients: int = PATIENTS) -> Iterator[Columns]:
    """Yield columns in chunks of so many patients, in their order."""
    for begin in range(0, len(columns.patients), patients):
        end = min(begin + patients, len(columns.patients))
        yield Columns(
            columns.patients[begin:end],
            {name: _part(frame, begin, end) for name, frame in columns.frames.items()},
        )


def _part(frame: Frame, begin: int, end: int) -> Frame:
    first, last = int(frame.start[begin]), int(frame.start[end])

    def rows(column: Integers) -> Integers:
        return column[first:last]

    def cells(column: Cells) -> Cells:
        return column.take(slice(first, last))

    return replace(
        frame,
        start=frame.start[begin : end + 1] - first,
        first=rows(frame.first),
        last=rows(frame.last),
        key=rows(frame.key),
        minute=rows(frame.minute),
        known=rows(frame.known),
        replaced=rows(frame.replaced),
        value=cells(frame.value),
        attributes={name: cells(column) for name, column in frame.attributes.items()},
        event=None if frame.event is None else rows(frame.event),
    )

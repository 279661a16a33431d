"""Mutants of a schedule and of the ranking of actions: one number, one line, one order wrong."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from cyclewise.proof.mutation import stepped
from cyclewise.protocol.rule import Phase
from cyclewise.protocol.schedule import ANCHORS, Days, DoseRow, FirstDose, Schedule, Timing
from cyclewise.values.calendar import Duration
from cyclewise.values.quantity import parse_quantity

_DURATIONS = ("earliest", "due", "latest", "omitted_after")


def schedule_mutants(schedule: Schedule) -> Iterator[tuple[str, Schedule]]:
    """Yield every small mutation of a schedule with what is wrong in it."""
    for place, row in enumerate(schedule.rows):
        others = (*schedule.rows[:place], *schedule.rows[place + 1 :])
        if others:
            yield f"{_row(row)} dropped", replace(schedule, rows=others)
        for wrong, mutated in _row_mutants(row):
            rows = (*schedule.rows[:place], mutated, *schedule.rows[place + 1 :])
            yield f"{_row(row)}: {wrong}", replace(schedule, rows=rows)
    for place, timing in enumerate(schedule.timings):
        for wrong, changed in _timing_mutants(timing, schedule.between_doses):
            timings = (*schedule.timings[:place], changed, *schedule.timings[place + 1 :])
            name = f"cycles {timing.first_cycle} to {timing.last_cycle} day {timing.day}"
            yield f"{name}: {wrong}", replace(schedule, timings=timings)
    for gap in _nearby(schedule.between_doses):
        yield f"gap of {gap.days} days", replace(schedule, between_doses=gap)
    for wrong, first in _first_dose_mutants(schedule.first_dose):
        yield wrong, replace(schedule, first_dose=first)


def _row(row: DoseRow) -> str:
    return f"dose of cycles {row.first_cycle} to {row.last_cycle} day {row.day}"


def _row_mutants(row: DoseRow) -> Iterator[tuple[str, DoseRow]]:
    for text in stepped(row.dose.text):
        dose = parse_quantity(text)
        if dose is not None and dose.number > 0:
            yield f"{text} instead of {row.dose.text}", replace(row, dose=dose)
    if row.last_cycle > row.first_cycle:
        yield "last cycle dropped", replace(row, last_cycle=row.last_cycle - 1)
    if row.when is not None:
        yield "condition dropped", replace(row, when=None)


def _timing_mutants(timing: Timing, gap: Days) -> Iterator[tuple[str, Timing]]:
    """Yield wrong timings.

    Left out is what changes nothing: an earliest day below the gap, a due day before the
    earliest and a latest day before the due one all move up to where they were.
    """
    for name in _DURATIONS:
        length: Days | None = getattr(timing, name)
        if length is not None:
            for changed in _nearby(length):
                if _moves_back(name, changed, timing, gap):
                    continue
                words = f"{name.replace('_', ' ')} {changed.days} days"
                yield words, replace(timing, **{name: changed})  # type: ignore[arg-type]
    if timing.omitted_after is not None:
        yield "never omitted", replace(timing, omitted_after=None)
    for anchor in ANCHORS:
        if anchor == "the last dose" and timing.counted_from != anchor:
            yield f"counted from {anchor}", replace(timing, counted_from=anchor)


def _moves_back(name: str, changed: Duration, timing: Timing, gap: Days) -> bool:
    floors: dict[str, Days] = {"earliest": gap, "due": timing.earliest, "latest": timing.due}
    floor = floors.get(name)
    return isinstance(floor, Duration) and changed.days < floor.days


def _nearby(length: Days) -> Iterator[Duration]:
    if isinstance(length, Duration):
        for days in (length.days - 1, length.days + 1):
            yield replace(length, days=days)


def _first_dose_mutants(first: FirstDose) -> Iterator[tuple[str, FirstDose]]:
    if first.earliest is not None:
        yield f"first dose before {first.earliest}", replace(first, earliest=None)
    if first.latest_after is not None:
        yield "first dose without a latest day", replace(first, latest_after=None)
    if isinstance(first.latest_by, Duration):
        for changed in _nearby(first.latest_by):
            yield f"first dose by {changed.days} days", replace(first, latest_by=changed)


def ranking_mutants(
    ranks: Mapping[Phase, tuple[str, ...]], asked: Collection[str]
) -> Iterator[tuple[str, Mapping[Phase, tuple[str, ...]]]]:
    """Yield the ranks with two neighbouring actions of a phase exchanged.

    ``asked`` holds the actions some rule asks for; of two others the schedule asks for one at
    a time, so that their order never shows.
    """
    for phase, order in ranks.items():
        for place in range(len(order) - 1):
            if not {order[place], order[place + 1]} & set(asked):
                continue
            swapped = list(order)
            swapped[place], swapped[place + 1] = swapped[place + 1], swapped[place]
            yield (
                f"{order[place + 1]} outranks {order[place]} {phase}",
                {**ranks, phase: tuple(swapped)},
            )

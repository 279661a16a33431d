"""A schedule printed back as English: which dose on which day, and when it may be given."""

from __future__ import annotations

from cyclewise.protocol.phrases import Speech, condition_english
from cyclewise.protocol.schedule import DoseRow, Schedule, Timing


def doses_english(schedule: Schedule, speech: Speech) -> tuple[str, ...]:
    """Return each line of the doses as a sentence."""
    return tuple(_dose_row(row, speech) for row in schedule.rows)


def timing_english(schedule: Schedule, speech: Speech) -> tuple[str, ...]:
    """Return when each dose may be given, and how far apart any two are."""
    gap = f"at least {speech.length(schedule.between_doses)} between any two doses"
    return (*(_timing(timing, speech) for timing in schedule.timings), gap)


def _place(first: int, last: int, day: int) -> str:
    cycles = f"cycle {first}" if first == last else f"cycles {first} to {last}"
    return f"{cycles}, day {day}"


def _dose_row(row: DoseRow, speech: Speech) -> str:
    lasts = f" over {row.lasts.text}" if row.lasts else ""
    when = f", when {condition_english(row.when, speech)}" if row.when else ""
    return f"{_place(row.first_cycle, row.last_cycle, row.day)}: {row.dose.text}{lasts}{when}"


def _timing(timing: Timing, speech: Speech) -> str:
    place, after = _place(timing.first_cycle, timing.last_cycle, timing.day), speech.length
    omitted = f"; left out after {after(timing.omitted_after)}" if timing.omitted_after else ""
    return (
        f"{place}: due {after(timing.due)} after {timing.counted_from}, "
        f"earliest {after(timing.earliest)}, latest {after(timing.latest)}{omitted}"
    )

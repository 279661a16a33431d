"""Whether a schedule's lines fit together: no cycle twice, none left out, dates in their order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from cyclewise.documents.problem import Problems
from cyclewise.protocol.schedule import DoseRow, Schedule, Timing
from cyclewise.values.calendar import Duration

Line = DoseRow | Timing


def check_order(schedule: Schedule, problems: Problems) -> None:
    """Record what does not fit together in a schedule."""
    _refuse_two_doses(schedule, problems)
    _refuse_gaps(schedule, problems)
    _refuse_timings_without_doses(schedule, problems)
    _refuse_doses_without_timing(schedule, problems)
    for timing in schedule.timings:
        _refuse_disorder(timing, problems)


def _slots(line: Line) -> Iterator[tuple[int, int]]:
    return ((cycle, line.day) for cycle in range(line.first_cycle, line.last_cycle + 1))


def _overlaps(lines: Iterable[Line]) -> Iterator[tuple[Line, tuple[int, int]]]:
    """Yield each line that names a slot named before, with the first such slot."""
    seen: set[tuple[int, int]] = set()
    for line in lines:
        again = next((slot for slot in _slots(line) if slot in seen), None)
        if again is not None:
            yield line, again
        seen.update(_slots(line))


def _refuse_two_doses(schedule: Schedule, problems: Problems) -> None:
    """Refuse two lines for one slot, unless a condition chooses between them."""
    always = [row for row in schedule.rows if row.when is None]
    for row, (cycle, day) in _overlaps(always):
        problems.add(
            row.place or schedule.label,
            f"Cycle {cycle} day {day} has two doses.",
            "Keep one of the lines, or give each a “when”.",
        )
    chosen = {slot for row in schedule.rows if row.when is not None for slot in _slots(row)}
    for row in always:
        both = next((slot for slot in _slots(row) if slot in chosen), None)
        if both is not None:
            problems.add(
                row.place or schedule.label,
                f"Cycle {both[0]} day {both[1]} has a dose with “when” and this one without.",
                "Give this line a “when” as well; exactly one line must apply.",
            )
    for timing, (cycle, day) in _overlaps(schedule.timings):
        problems.add(
            timing.place or schedule.label,
            f"Cycle {cycle} day {day} has two timings.",
            "Keep one of the lines.",
        )


def _refuse_gaps(schedule: Schedule, problems: Problems) -> None:
    cycles = sorted({cycle for row in schedule.rows for cycle, _ in _slots(row)})
    expected = range(1, (cycles[-1] if cycles else 0) + 1)
    left_out = [cycle for cycle in expected if cycle not in set(cycles)]
    if left_out:
        problems.add(
            (schedule.rows[-1].place if schedule.rows else None) or schedule.label,
            f"Cycle {left_out[0]} has no dose, although later cycles have.",
            "Add its doses, or count the cycles without a gap.",
        )


def _refuse_timings_without_doses(schedule: Schedule, problems: Problems) -> None:
    given = {slot for row in schedule.rows for slot in _slots(row)}
    for timing in schedule.timings:
        empty = next((slot for slot in _slots(timing) if slot not in given), None)
        if empty is not None:
            problems.add(
                timing.place or schedule.label,
                f"Cycle {empty[0]} day {empty[1]} has a timing and no dose.",
                "Add the dose, or narrow the cycles of this line.",
            )


def _refuse_doses_without_timing(schedule: Schedule, problems: Problems) -> None:
    """Refuse doses without a timing, but for the very first, which “first dose” bounds."""
    timed = {slot for timing in schedule.timings for slot in _slots(timing)}
    slots = sorted({slot for row in schedule.rows for slot in _slots(row)})
    first = slots[0] if slots else None
    for row in schedule.rows:
        bare = next((slot for slot in _slots(row) if slot != first and slot not in timed), None)
        if bare is not None:
            problems.add(
                row.place or schedule.label,
                f"Cycle {bare[0]} day {bare[1]} has a dose and no timing.",
                "Add a line under “timing” that says when it may be given.",
            )
    if first is not None and first in timed:
        problems.add(
            next(t.place for t in schedule.timings if first in _slots(t)) or schedule.label,
            "The very first dose has a timing, and there is nothing before it to count from.",
            "Begin this line one cycle later; “first dose” says when the first may be given.",
        )


def _refuse_disorder(timing: Timing, problems: Problems) -> None:
    named = [
        ("earliest", timing.earliest),
        ("due", timing.due),
        ("latest", timing.latest),
        ("omitted after", timing.omitted_after),
    ]
    lengths = [(name, length) for name, length in named if isinstance(length, Duration)]
    for (name, length), (later, longer) in pairwise(lengths):
        if longer.days < length.days:
            problems.add(
                timing.place or "",
                f"“{later}” comes before “{name}”.",
                "Write earliest, due, latest and omitted after in rising order.",
            )
            return

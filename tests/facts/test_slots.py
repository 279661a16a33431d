"""Which dose fills which slot, and when the next one may be given."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from cyclewise.facts.point import Points
from cyclewise.facts.sight import look
from cyclewise.facts.slots import NO_DAY, Slots, slots_at
from cyclewise.facts.timetable import timetable
from cyclewise.protocol.criterion import Parameter
from cyclewise.protocol.schedule import DoseRow, FirstDose, Schedule, Timing
from cyclewise.timeline.columns import NEVER, Cells, Columns, Frame, order_key
from cyclewise.values.calendar import Duration, parse_duration
from cyclewise.values.quantity import Quantity, parse_quantity

DAY_0 = 19737  # 2024-01-15
NO_LABEL = (np.nan, np.nan)


def days(number: int) -> Duration:
    return parse_duration(f"{number} days")


def in_days(length: Duration | Parameter) -> int:
    assert isinstance(length, Duration)
    return length.days


def dose(text: str) -> Quantity:
    found = parse_quantity(text)
    assert found is not None
    return found


def two_days_a_cycle(cycles: int = 6) -> Schedule:
    """Days 1 and 8 of 28-day cycles, day 8 omitted after 14 days."""
    return Schedule(
        id="DOS-001",
        title="",
        status="draft",
        drug="x",
        rows=(
            DoseRow(1, cycles, 1, dose("0.6 mg/m2")),
            DoseRow(1, cycles, 8, dose("0.3 mg/m2")),
        ),
        timings=(
            Timing(2, cycles, 1, "day 1 of the last cycle", days(21), days(28), days(35)),
            Timing(1, cycles, 8, "day 1 of this cycle", days(6), days(7), days(9), days(14)),
        ),
        first_dose=FirstDose(None, None, None),
        between_doses=days(6),
    )


def three_days_a_cycle() -> Schedule:
    """Days 1, 8 and 15; day 8 omitted after 10 days, day 15 after 20."""
    plain = two_days_a_cycle()
    rows = (*plain.rows, DoseRow(1, 6, 15, dose("0.3 mg/m2")))
    timings = (
        plain.timings[0],
        Timing(1, 6, 8, "day 1 of this cycle", days(6), days(7), days(9), days(10)),
        Timing(1, 6, 15, "day 1 of this cycle", days(13), days(14), days(16), days(20)),
    )
    return Schedule("DOS-001", "", "draft", "x", rows, timings, plain.first_dose, days(6))


def standing(
    given: Sequence[int],
    today: int,
    labels: Sequence[tuple[float, float]] | None = None,
    schedule: Schedule | None = None,
    levels: Sequence[float] | None = None,
) -> Slots:
    """Return the slots of one patient whose doses were given so many days after day 0."""
    count = len(given)
    first = DAY_0 + np.array(given, np.int64)
    labels = labels or [NO_LABEL] * count
    word = np.ones(count, np.int64)
    blank = np.full(count, np.nan)

    def column(numbers: Sequence[float]) -> Cells:
        values = np.array(numbers, float)
        return Cells(values, values, np.zeros(count, np.int64))

    frame = Frame(
        concept="dose",
        start=np.array([0, count]),
        first=first,
        last=first,
        key=order_key(first, 1, -1, np.arange(count)),
        minute=np.full(count, -1),
        known=first,
        replaced=np.full(count, NEVER),
        value=Cells(blank, blank, word, ("", "x")),
        attributes={
            "cycle": column([cycle for cycle, _ in labels]),
            "day": column([day for _, day in labels]),
            "level": column(levels or [np.nan] * count),
        },
    )
    columns = Columns(("A",), {"dose": frame})
    here = np.array([DAY_0 + today])
    points = Points.at_end_of_day(np.zeros(1, np.int64), here, here)
    table = timetable(schedule or two_days_a_cycle(), in_days)
    none = np.array([NO_DAY])
    return slots_at(table, look(columns.frame("dose"), points), points, none, none)


def next_of(slots: Slots) -> tuple[int, int]:
    slot = slots.table.slots[int(slots.following[0])]
    return slot.cycle, slot.day


def dates_of(slots: Slots) -> tuple[int, int, int]:
    earliest, due, latest = (
        int(each[0]) - DAY_0 for each in (slots.earliest, slots.due, slots.latest)
    )
    return earliest, due, latest


def test_without_a_dose_the_first_slot_is_next_and_open_at_once() -> None:
    slots = standing([], 3)
    assert next_of(slots) == (1, 1)
    assert slots.earliest[0] == NO_DAY
    assert slots.due[0] == DAY_0 + 3
    assert slots.may_give(np.array([DAY_0 + 3]))[0]
    assert not slots.cycle_open[0]
    assert slots.cycles_given[0] == 0


def test_day_8_follows_day_1_from_six_to_nine_days_after_it() -> None:
    slots = standing([0], 3)
    assert next_of(slots) == (1, 8)
    assert dates_of(slots) == (6, 7, 9)
    assert slots.cycle_open[0]


@pytest.mark.parametrize(("today", "expected"), [(14, (1, 8)), (15, (2, 1))])
def test_day_8_may_be_given_until_day_14_and_is_omitted_after_it(
    today: int, expected: tuple[int, int]
) -> None:
    slots = standing([0], today)
    assert next_of(slots) == expected
    assert bool(slots.cycle_open[0]) == (expected == (1, 8))


def test_the_next_cycle_is_counted_from_the_last_day_1() -> None:
    slots = standing([0, 9], 10)
    assert next_of(slots) == (2, 1)
    assert dates_of(slots) == (21, 28, 35)
    assert slots.cycles_given[0] == 1


def test_no_slot_opens_nearer_than_the_gap_to_the_last_dose() -> None:
    labels = [(1.0, 1.0), (1.0, 8.0)]
    slots = standing([0, 18], 19, labels)
    assert next_of(slots) == (2, 1)
    assert dates_of(slots) == (24, 28, 35)


def test_a_label_is_the_slot_however_near() -> None:
    slots = standing([0, 3], 4, [(1.0, 1.0), (1.0, 8.0)])
    assert next_of(slots) == (2, 1)
    assert slots.standing.unplaced[0] == -1


def test_an_unlabelled_dose_nearer_than_the_gap_fills_no_slot() -> None:
    slots = standing([0, 5], 5)
    assert next_of(slots) == (1, 8)
    assert slots.standing.unplaced[0] == 1


def test_an_unlabelled_dose_at_the_gap_fills_the_next_slot() -> None:
    slots = standing([0, 6], 6)
    assert next_of(slots) == (2, 1)
    assert slots.standing.unplaced[0] == -1


def test_a_second_dose_for_a_filled_slot_is_never_counted_as_the_next() -> None:
    slots = standing([0, 8], 9, [(1.0, 1.0), (1.0, 1.0)])
    assert next_of(slots) == (1, 8)
    assert slots.standing.unplaced[0] == 1


def test_no_slot_opens_nearer_than_the_gap_to_a_dose_that_is_not_counted() -> None:
    slots = standing([0, 8], 9, [(1.0, 1.0), (1.0, 1.0)])
    assert dates_of(slots) == (14, 14, 14)


def test_a_first_dose_keeps_the_gap_to_a_dose_that_is_not_counted() -> None:
    slots = standing([0], 1, [(9.0, 1.0)])
    assert next_of(slots) == (1, 1)
    assert dates_of(slots)[:2] == (6, 6)


def test_a_slot_the_schedule_lacks_is_unplaced() -> None:
    slots = standing([0, 15], 15, [(1.0, 1.0), (1.0, 15.0)])
    assert slots.standing.unplaced[0] == 1


def test_a_label_that_disagrees_with_the_date_stands_and_is_found() -> None:
    slots = standing([0, 28], 28, [(1.0, 1.0), (1.0, 8.0)])
    assert next_of(slots) == (2, 1)
    assert slots.standing.relabelled[0] == 1


def test_slots_passed_over_by_a_label_are_omitted() -> None:
    slots = standing([0, 10], 11, [(1.0, 1.0), (2.0, 1.0)])
    assert next_of(slots) == (2, 8)
    assert dates_of(slots) == (16, 17, 19)
    assert slots.cycles_given[0] == 1
    ended = slots.first_end[0]
    assert order_key(DAY_0 + 9, 3, 0, 0) < ended < order_key(DAY_0 + 10, 1, -1, 1)


def test_a_label_with_the_cycle_alone_takes_its_first_free_slot() -> None:
    slots = standing([0, 8], 9, [(1.0, 1.0), (1.0, np.nan)])
    assert next_of(slots) == (2, 1)


def test_the_end_of_a_cycle_is_the_dose_of_its_last_day() -> None:
    slots = standing([0, 7], 20)
    assert slots.last_end[0] == order_key(DAY_0 + 7, 1, -1, 1)


def test_the_end_of_a_cycle_whose_day_8_was_omitted_is_the_last_day_it_could_be_given() -> None:
    slots = standing([0], 15)
    assert order_key(DAY_0 + 14, 2, 0, 0) < slots.last_end[0] < order_key(DAY_0 + 15, 0, -1, 0)


def test_while_a_cycle_is_open_the_last_end_is_the_cycle_before() -> None:
    slots = standing([0, 7, 28], 30)
    assert slots.cycle_open[0]
    assert slots.last_end[0] == order_key(DAY_0 + 7, 1, -1, 1)
    assert slots.cycles_given[0] == 1


def test_after_the_last_slot_none_is_left() -> None:
    slots = standing([0, 7, 28, 35], 40, schedule=two_days_a_cycle(2))
    assert not slots.left[0]
    assert slots.due[0] == NO_DAY
    assert slots.cycles_given[0] == 2
    assert not slots.may_give(np.array([DAY_0 + 400]))[0]


def test_when_day_8_is_omitted_day_15_is_still_given() -> None:
    slots = standing([0], 11, schedule=three_days_a_cycle())
    assert next_of(slots) == (1, 15)
    assert slots.cycle_open[0]


def test_when_days_8_and_15_are_omitted_the_next_cycle_follows() -> None:
    slots = standing([0], 21, schedule=three_days_a_cycle())
    assert next_of(slots) == (2, 1)


def test_a_reduction_is_never_raised_again() -> None:
    slots = standing([0, 7, 28], 30, levels=[np.nan, 0.75, 1.0])
    assert slots.standing.level[0] == 0.75

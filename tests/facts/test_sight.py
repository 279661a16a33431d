"""What a decision point sees: in order, nothing later, nothing not yet known or corrected."""

from __future__ import annotations

import numpy as np
import pytest
from tests.clinic import KNOWLEDGE, patient, program, sheet, sheet_on

from cyclewise.facts.point import Points
from cyclewise.facts.sight import Sight, look, unseen
from cyclewise.timeline.columns import columns_from
from cyclewise.timeline.timeline import Timeline
from cyclewise.values.calendar import parse_day


def seen(concept: str, who: Timeline, as_of: str, known: str = "") -> list[float]:
    """Return the numbers of a concept that a point sees, in their order."""
    sight = sheet(program(), who, as_of=as_of, known=known).sight(concept)
    return [float(number) for number in sight.frame.value.low[sight.row]]


def latest(concept: str, who: Timeline, as_of: str, known: str = "") -> float:
    return float(sheet(program(), who, as_of=as_of, known=known).reading(concept).value.low[0])


def test_a_point_sees_its_own_day_and_nothing_of_the_next() -> None:
    who = patient("2024-03-01, lab: 1 mg/dL", "2024-03-02, lab: 2 mg/dL")
    assert seen("lab", who, "2024-02-29") == []
    assert seen("lab", who, "2024-03-01") == [1]
    assert seen("lab", who, "2024-03-02") == [1, 2]


def test_the_order_within_a_day_is_by_time_and_then_by_line() -> None:
    who = patient(
        "2024-03-01, time: 18:00, lab: 1 mg/dL",
        "2024-03-01, lab: 2 mg/dL",
        "2024-03-01, time: 08:00, lab: 3 mg/dL",
        "2024-03-01, lab: 4 mg/dL",
    )
    assert seen("lab", who, "2024-03-01") == [2, 4, 3, 1]


def test_results_come_before_treatment_and_treatment_before_outcomes() -> None:
    who = patient(
        "2024-03-01, reaction: rash",
        "2024-03-01, dose: x",
        "2024-03-01, lab: 1 mg/dL",
    )
    columns = columns_from([who], KNOWLEDGE)
    keys = [int(columns.frame(name).key[0]) for name in ("lab", "dose", "reaction")]
    assert keys == sorted(keys)
    assert len(set(keys)) == 3


def test_a_time_late_in_the_day_does_not_pass_over_the_position() -> None:
    who = patient("2024-03-01, time: 23:59, lab: 1 mg/dL", "2024-03-01, time: 00:00, dose: x")
    columns = columns_from([who], KNOWLEDGE)
    assert columns.frame("lab").key[0] < columns.frame("dose").key[0]


def test_a_result_is_not_seen_before_it_was_known() -> None:
    who = patient("2024-03-01, lab: 1 mg/dL, known: 2024-03-04")
    assert seen("lab", who, "2024-03-03") == []
    assert seen("lab", who, "2024-03-04") == [1]
    assert seen("lab", who, "2024-03-10", known="2024-03-03") == []
    assert seen("lab", who, "2024-03-10", known="2024-03-04") == [1]


def test_a_later_knowledge_shows_what_was_dated_before_and_known_after() -> None:
    who = patient("2024-03-01, lab: 1 mg/dL, known: 2024-03-04")
    assert seen("lab", who, "2024-03-02", known="2024-03-04") == [1]


def test_a_corrected_result_is_seen_until_the_correction_was_known() -> None:
    who = patient(
        "2024-03-01, lab: 1 mg/dL",
        "2024-03-01, lab: 5 mg/dL, replaces: 2024-03-01, known: 2024-03-06",
    )
    assert seen("lab", who, "2024-03-05") == [1]
    assert seen("lab", who, "2024-03-06") == [5]


def test_a_correction_with_another_date_moves_the_event_once_it_is_known() -> None:
    who = patient(
        "2024-03-05, lab: 1 mg/dL",
        "2024-03-02, lab: 1.5 mg/dL, replaces: 2024-03-05, known: 2024-03-07",
    )
    assert seen("lab", who, "2024-03-06") == [1]
    assert seen("lab", who, "2024-03-07") == [1.5]
    # Asked of the earlier day with the later knowledge, only the correction was there.
    assert seen("lab", who, "2024-03-03", known="2024-03-07") == [1.5]


def test_every_point_of_every_patient_sees_its_own_rows() -> None:
    who = (
        patient("2024-03-01, lab: 1 mg/dL", "2024-03-03, lab: 2 mg/dL", name="A"),
        patient(name="B"),
        patient("2024-03-02, lab: 3 mg/dL", name="C"),
    )
    columns = columns_from(who, KNOWLEDGE)
    days = [("2024-03-02", 2), ("2024-03-01", 0), ("2024-03-09", 1), ("2024-03-04", 0)]
    day = np.array([parse_day(text) for text, _ in days])
    points = Points.at_end_of_day(np.array([place for _, place in days]), day, day)
    sight = look(columns.frame("lab"), points)
    assert sight.point.tolist() == [0, 1, 3, 3]
    assert sight.frame.value.low[sight.row].tolist() == [3, 1, 1, 2]
    assert sight.count().tolist() == [1, 1, 0, 2]
    assert sight.latest().tolist() == [0, 1, -1, 3]
    assert sight.first().tolist() == [0, 1, -1, 2]


def test_what_is_dated_by_then_and_not_known_is_seen_apart() -> None:
    who = patient(
        "2024-03-01, lab: 1 mg/dL, known: 2024-03-04",
        "2024-03-02, lab: 2 mg/dL",
        "2024-03-09, lab: 3 mg/dL",
    )
    here = sheet(program(), who, as_of="2024-03-03")
    assert unseen(here.columns.frame("lab"), here.points).row.tolist() == [0]


def test_the_latest_of_two_equal_peaks_is_taken_and_so_of_two_nadirs() -> None:
    who = patient(
        "2024-03-01, lab: 3 mg/dL", "2024-03-02, lab: 1 mg/dL", "2024-03-03, lab: 3 mg/dL"
    )
    sight = sheet(program(), who, as_of="2024-03-04").sight("lab")
    assert sight.peak(np.array([3.0, 1.0, 3.0])).tolist() == [2]
    assert sight.nadir(np.array([3.0, 1.0, 1.0])).tolist() == [2]


def test_rows_are_grouped_within_their_point() -> None:
    who = [
        patient("2024-03-01, scan: dark", "2024-03-02, scan: clear", "2024-03-03, scan: dark"),
        patient("2024-03-01, scan: clear", "2024-03-02, scan: clear", name="B"),
    ]
    here = sheet_on(program(), who, [("2024-03-09", "2024-03-09")] * 2)
    sight = here.sight("scan")
    word = sight.frame.value.word[sight.row]
    assert sight.latest_of_each(word).tolist() == [False, True, True, False, True]


@pytest.mark.parametrize(
    ("since", "dated", "kept", "sure"),
    [
        ("2024-03-10", "2024-03-11", True, True),
        ("2024-03-10", "2024-03-10", False, True),  # the event itself is not after itself
        ("2024-03-10", "2024-03", True, False),
        ("2024-03-10", "2024-04", True, True),
        ("2024-03-10", "2024-02", False, True),
        ("2024-03", "2024-03-20", True, False),
        ("2024-03", "2024-04-01", True, True),
        ("2024-03", "2024-02-29", False, True),
        ("2024-03", "2024-03-31", True, False),
        ("2024", "2024-03", True, False),
        ("2023", "2024-01", True, True),
    ],
)
def test_what_is_after_a_coarse_date_is_in_doubt_within_it(
    since: str, dated: str, kept: bool, sure: bool
) -> None:
    who = patient(f"{dated}, stage: CR2")
    sight = sheet(program(), who, as_of="2024-12-31").sight("stage")
    anchor = sheet(program(), patient(f"{since}, stage: CR1"), as_of="2024-12-31").sight("stage")
    frame = anchor.frame
    after = sight.since(frame.key, frame.first, frame.last)
    assert len(after) == kept
    assert not kept or bool(after.maybe[0]) != sure


def test_a_sum_runs_over_each_points_own_rows() -> None:
    frame = sheet(program(), patient(), as_of="2024-03-01").sight("lab").frame
    sight = Sight(frame, 3, np.array([0, 0, 2]), np.array([0, 1, 2]), np.zeros(3, bool))
    assert sight.total(np.array([1, 2, 4])).tolist() == [3, 0, 4]


def test_a_number_is_read_of_the_latest_row() -> None:
    who = patient("2024-03-03, lab: 2 mg/dL", "2024-03-01, lab: 1 mg/dL")
    assert latest("lab", who, "2024-03-09") == 2


def before_dose(concept: str, who: Timeline, place: int = 0) -> list[str]:
    """Return the notes of the events that a patient's dose sees, judged before treatment."""
    columns = columns_from([who], KNOWLEDGE)
    doses, frame = columns.frame("dose"), columns.frame(concept)
    points = Points.before_treatment(np.zeros(1, np.int64), doses, np.array([place]))
    sight = look(frame, points)
    assert frame.event is not None
    return [who.events[place].note for place in frame.event[sight.row].tolist()]


def test_a_dose_sees_the_results_of_its_day_and_none_of_its_outcomes() -> None:
    who = patient(
        "2024-02-29, relapse: overt, note: the day before",
        "2024-03-01, lab: 1 mg/dL, note: that morning",
        "2024-03-01, dose: x, note: itself",
        "2024-03-01, relapse: overt, note: that day",
        "2024-03-02, lab: 2 mg/dL, note: the day after",
    )
    assert before_dose("lab", who) == ["that morning"]
    assert before_dose("relapse", who) == ["the day before"]
    assert before_dose("dose", who) == []


def test_where_both_have_a_time_the_time_alone_decides_what_a_dose_sees() -> None:
    who = patient(
        "2024-03-01, time: 09:00, lab: 1 mg/dL, note: earlier",
        "2024-03-01, time: 10:00, lab: 1 mg/dL, note: the same minute",
        "2024-03-01, time: 11:00, lab: 1 mg/dL, note: later",
        "2024-03-01, lab: 1 mg/dL, note: no time",
        "2024-03-01, time: 10:00, dose: x",
        "2024-03-01, time: 09:30, relapse: overt, note: before it",
        "2024-03-01, time: 10:00, relapse: overt, note: with it",
        "2024-03-01, time: 10:30, relapse: overt, note: after it",
        "2024-03-01, relapse: overt, note: untimed",
    )
    assert before_dose("lab", who) == ["no time", "earlier", "the same minute"]
    assert before_dose("relapse", who) == ["before it", "with it"]


def test_of_two_doses_in_the_same_minute_only_the_second_sees_the_first() -> None:
    who = patient(
        "2024-03-01, time: 10:00, dose: x, note: first",
        "2024-03-01, time: 10:00, dose: x, note: second",
    )
    assert before_dose("dose", who, 0) == []
    assert before_dose("dose", who, 1) == ["first"]


def test_a_dose_sees_only_what_was_known_on_its_day() -> None:
    who = patient(
        "2024-03-01, lab: 1 mg/dL, known: 2024-03-02, note: reported later",
        "2024-03-02, dose: x",
        "2024-03-02, lab: 1 mg/dL, known: 2024-03-03, note: too late",
    )
    assert before_dose("lab", who) == ["reported later"]

"""A course holds what a decision point sees, on lanes that the protocol names."""

from collections.abc import Callable

from cyclewise.advice.advising import Adviser
from cyclewise.bundled import bundled
from cyclewise.reasons.course import Course, course_of
from cyclewise.reasons.explanation import Explanation
from cyclewise.reasons.lanes import short
from cyclewise.timeline.reading import read_timeline
from cyclewise.values.calendar import parse_day


def course(
    explained: Callable[..., Explanation], adviser: Adviser, *events: str, as_of: str
) -> Course:
    return course_of(explained(*events, as_of=as_of).recommendation, adviser.program)


def test_a_value_exactly_at_its_limit_is_not_above_it(
    explained: Callable[..., Explanation], adviser: Adviser
) -> None:
    drawn = course(
        explained,
        adviser,
        "date: 2024-01-10, alt: 100 U/L, uln: 40 U/L",
        "date: 2024-01-11, alt: 100.1 U/L, uln: 40 U/L",
        as_of="2024-01-12",
    )
    (lane,) = drawn.lanes
    assert [mark.beyond for mark in lane.marks] == ["", "above"]
    assert lane.limit == 2.5


def test_a_value_without_what_it_is_measured_by_is_not_drawn(
    explained: Callable[..., Explanation], adviser: Adviser
) -> None:
    drawn = course(explained, adviser, "date: 2024-01-10, alt: 100 U/L", as_of="2024-01-12")
    assert drawn.lanes == ()


def test_a_value_known_as_a_range_keeps_both_ends(
    explained: Callable[..., Explanation], adviser: Adviser
) -> None:
    event = "date: 2024-01-10, mrd: not detected, sensitivity: 1e-5"
    (mark,) = course(explained, adviser, event, as_of="2024-01-12").lanes[0].marks
    assert mark.low < mark.high < 1e-5
    assert mark.label == "not detected"


def test_what_was_corrected_is_drawn_only_before_the_correction_was_known(
    explained: Callable[..., Explanation], adviser: Adviser
) -> None:
    events = (
        "date: 2024-01-10, platelets: 20 10^9/L",
        "date: 2024-01-10, platelets: 120 10^9/L, replaces: 2024-01-10, known: 2024-01-12",
    )
    before = course(explained, adviser, *events, as_of="2024-01-11").lanes[0].marks
    after = course(explained, adviser, *events, as_of="2024-01-12").lanes[0].marks
    assert [mark.label for mark in before] == ["20"]
    assert [mark.label for mark in after] == ["120"]


def test_history_too_coarse_for_the_axis_is_listed_apart(
    explained: Callable[..., Explanation], adviser: Adviser
) -> None:
    events = ("date: 2023, remission: CR1", "date: 2024-01-10, ursodiol: present")
    drawn = course(explained, adviser, *events, as_of="2024-01-10")
    assert [each.text for each in drawn.before] == ["remission CR1"]
    assert [each.text for each in drawn.happenings] == ["ursodiol"]


def test_the_next_dose_is_drawn_where_it_is_due(adviser: Adviser) -> None:
    file = bundled("knowledge") / "examples" / "EX-05.yaml"
    timeline = read_timeline(file, adviser.program.knowledge)
    drawn = course_of(adviser.recommend(timeline), adviser.program)
    assert drawn.planned is not None
    assert drawn.planned.day == parse_day("2024-04-15")
    assert drawn.last == drawn.planned.day


def test_a_logarithmic_lane_labels_every_value_as_a_power() -> None:
    assert short(0.0041, logarithmic=True) == "4.1e-3"
    assert short(0.001, logarithmic=True) == "1e-3"
    assert short(0.0041, logarithmic=False) == "0.0041"


def test_a_value_below_a_lower_limit_is_marked_as_below_it(
    explained: Callable[..., Explanation], adviser: Adviser
) -> None:
    drawn = course(
        explained,
        adviser,
        "date: 2024-01-10, platelets: 50 10^9/L",
        "date: 2024-01-11, platelets: 49 10^9/L",
        "date: 2024-01-12, platelets: 300 10^9/L",
        as_of="2024-01-12",
    )
    (lane,) = drawn.lanes
    assert [mark.beyond for mark in lane.marks] == ["", "below", ""]

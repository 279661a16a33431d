"""Laws of the estimates, and the traps that other programs fall into, by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cyclewise.cohort.comparison import Compared
from cyclewise.cohort.incidence import aalen_johansen
from cyclewise.cohort.logrank import chi_square_above, log_rank
from cyclewise.cohort.proportion import clopper_pearson, wilson
from cyclewise.cohort.survival import follow_up, kaplan_meier
from cyclewise.protocol.published import PublishedFigure
from cyclewise.protocol.rule import Citation

COHORTS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 2)), min_size=1, max_size=40)


def columns(cohort: list[tuple[int, int]]) -> tuple[np.ndarray, np.ndarray]:
    time, outcome = np.array(cohort).T
    return time, outcome


def test_a_median_exactly_at_one_half_is_the_middle_of_the_stretch() -> None:
    curve = kaplan_meier(np.array([2, 4, 6, 10]), np.array([1, 1, 1, 0]))
    assert curve.quantile().time == 5


def test_one_half_by_three_sixths_is_one_half() -> None:
    curve = kaplan_meier(np.arange(3, 19, 3), np.ones(6, int))
    assert curve.quantile().time == 10.5


def test_nothing_is_said_of_a_time_that_nobody_was_followed_to() -> None:
    curve = kaplan_meier(np.array([100, 200, 300]), np.array([1, 0, 0]))
    assert curve.at(300).probability == pytest.approx(2 / 3)
    assert curve.at(301).probability is None
    assert curve.at(301).at_risk == 0


def test_a_time_before_the_first_event_has_no_interval_of_its_own() -> None:
    curve = kaplan_meier(np.array([100, 200]), np.array([1, 0]))
    early = curve.at(50)
    assert (early.probability, early.low, early.at_risk) == (1.0, None, 2)


def test_nobody_has_no_median_and_no_estimate() -> None:
    curve = kaplan_meier(np.zeros(0, int), np.zeros(0, int))
    assert curve.quantile().time is None
    assert curve.at(0).probability is None


def test_a_death_on_the_day_of_a_censoring_is_still_followed_that_day() -> None:
    curve = follow_up(np.array([10, 10, 20]), np.array([1, 0, 0]))
    assert curve.at(10).probability == pytest.approx(2 / 3)


@pytest.mark.parametrize(("time", "outcome"), [([-1], [1]), ([1], [3]), ([1], [-1])])
def test_a_negative_time_or_an_unknown_outcome_is_refused(
    time: list[int], outcome: list[int]
) -> None:
    with pytest.raises(ValueError, match="below zero"):
        aalen_johansen(np.array(time), np.array(outcome), 2)


@given(COHORTS)
def test_what_happened_and_what_did_not_add_up_to_one(cohort: list[tuple[int, int]]) -> None:
    time, outcome = columns(cohort)
    free = kaplan_meier(time, outcome)
    first, second = aalen_johansen(time, outcome, 2)
    np.testing.assert_allclose(first.probability + second.probability + free.probability, 1)


@given(COHORTS)
def test_the_order_of_patients_does_not_matter(cohort: list[tuple[int, int]]) -> None:
    one = kaplan_meier(*columns(cohort))
    other = kaplan_meier(*columns(cohort[::-1]))
    np.testing.assert_array_equal(one.probability, other.probability)


@given(COHORTS)
def test_the_interval_holds_the_estimate(cohort: list[tuple[int, int]]) -> None:
    curve = kaplan_meier(*columns(cohort))
    low, high = curve.limits
    there = ~np.isnan(low)
    assert (low[there] <= curve.probability[there] + 1e-12).all()
    assert (high[there] >= curve.probability[there] - 1e-12).all()


@given(st.sets(st.integers(1, 400), min_size=2, max_size=30), st.integers(0, 2**30))
def test_without_ties_survival_times_follow_up_is_the_part_at_risk(
    days: set[int], seed: int
) -> None:
    time = np.array(sorted(days))
    outcome = np.array([(seed >> place) & 1 for place in range(len(time))])
    free, followed = kaplan_meier(time, outcome), follow_up(time, outcome)
    left = 1 - np.arange(1, len(time) + 1) / len(time)
    np.testing.assert_allclose(free.probability * followed.probability, left, atol=1e-12)


@given(COHORTS)
def test_two_equal_groups_do_not_differ(cohort: list[tuple[int, int]]) -> None:
    time, outcome = columns(cohort + cohort)
    group = np.repeat([0, 1], len(cohort))
    test = log_rank(time, outcome, group, 2)
    assert test.statistic is None or test.statistic == pytest.approx(0, abs=1e-9)


@given(st.integers(1, 300), st.data())
def test_the_exact_interval_is_wider_than_the_share(of: int, data: st.DataObject) -> None:
    count = data.draw(st.integers(0, of))
    exact, score = clopper_pearson(count, of), wilson(count, of)
    for each in (exact, score):
        assert each.low is not None
        assert each.high is not None
        assert 0 <= each.low <= count / of <= each.high <= 1
    mirrored = clopper_pearson(of - count, of)
    assert exact.low == pytest.approx(1 - (mirrored.high or 0), abs=1e-12)


def test_a_share_of_nobody_has_no_interval() -> None:
    assert clopper_pearson(0, 0).low is None
    assert wilson(0, 0).fraction is None


@pytest.mark.parametrize(
    ("freedom", "at_five_percent"),
    [(1, 3.841458820694124), (2, 5.991464547107979), (3, 7.814727903251179)],
)
def test_five_percent_of_chi_square_lie_above_its_table(
    freedom: int, at_five_percent: float
) -> None:
    assert chi_square_above(at_five_percent, freedom) == pytest.approx(0.05)


@pytest.mark.parametrize(
    ("value", "decimals", "observed", "agrees"),
    [
        (54, 0, 53.5, True),
        (54, 0, 54.5, True),
        (54, 0, 54.51, False),
        (54, 0, 53.49, False),
        (2.1, 1, 2.14, True),
        (2.1, 1, 2.16, False),
        (54, 0, None, None),
    ],
)
def test_a_figure_agrees_when_it_rounds_to_the_printed_one(
    value: float, decimals: int, observed: float | None, agrees: bool | None
) -> None:
    source = Citation("paper", (), "found")
    figure = PublishedFigure("x", "n", value, "%", decimals, f"{value} %", source)
    assert Compared(figure, observed).agrees is agrees

"""A plain course keeps to the protocol, and a planted deviation is what it is called."""

import numpy as np
import pytest
from tests.simulation.asked import columns_for, doses_of

from cyclewise.facts.program import Program
from cyclewise.simulation.page import Simulation
from cyclewise.simulation.patients import Wish
from cyclewise.timeline.columns import NEVER

FORBIDDEN = {
    "safety": {"withhold"},
    "stop": {"complete", "discontinue", "follow-up"},
}
"""What stands before a dose that deviates so."""


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_in_a_plain_course_every_dose_may_be_given(
    page: Simulation, program: Program, seed: int
) -> None:
    doses = list(doses_of(page, program, Wish(1_000, seed)))
    assert len(doses) > 3_000
    assert [each for each in doses if each.action != "administer"] == []


def test_in_a_plain_course_only_a_hold_makes_a_dose_late(
    page: Simulation, program: Program
) -> None:
    doses = list(doses_of(page, program, Wish(1_500)))
    assert [each for each in doses if each.late and not each.held] == []
    assert [each for each in doses if each.held] != []


def test_a_dose_planted_against_a_hold_or_a_stop_is_the_only_one_forbidden(
    page: Simulation, program: Program
) -> None:
    against = [each for each in page.planted if each.during or each.one_more]
    category = {each.name: each.category for each in against}
    wanted = tuple(name for name, each in category.items() if each in FORBIDDEN)
    doses = list(doses_of(page, program, Wish(1_500, 5, wanted, 1.0)))
    for each in doses:
        planted = category.get(each.planted, "")
        assert each.action in FORBIDDEN.get(planted, {"administer"}), each
    assert {each.planted for each in doses} == {*wanted, ""}


def test_a_correction_in_passing_is_no_larger_than_results_scatter(
    page: Simulation, program: Program
) -> None:
    frame = columns_for(page, program, Wish(4000, 3)).frames["weight"]
    wrong = np.flatnonzero(frame.replaced != NEVER)
    assert len(wrong) > 20
    patient = np.repeat(np.arange(len(frame.start) - 1), np.diff(frame.start))
    for row in wrong:
        same_day = (patient == patient[row]) & (frame.first == frame.first[row])
        same_day[row] = False
        (right,) = frame.value.low[same_day]
        assert abs(right / frame.value.low[row] - 1) < 0.01

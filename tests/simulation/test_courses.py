"""A plain course keeps to the protocol, and a planted deviation is what it is called."""

import pytest
from tests.simulation.asked import doses_of

from cyclewise.facts.program import Program
from cyclewise.simulation.page import Simulation
from cyclewise.simulation.patients import Wish

FORBIDDEN = {
    "eligibility": {"ineligible"},
    "safety": {"withhold"},
    "stop": {"complete", "discontinue"},
    "assessment": {"insufficient-data"},
}
"""What stands before a dose that deviates so; doses and timing deviate while it may be given."""


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


def test_each_planted_deviation_stands_alone_and_is_what_it_is_called(
    page: Simulation, program: Program
) -> None:
    wish = Wish(1_500, 5, tuple(each.name for each in page.planted), 1.0)
    category = {each.name: each.category for each in page.planted}
    doses = list(doses_of(page, program, wish))
    for each in doses:
        expected = FORBIDDEN.get(category.get(each.planted, ""), {"administer"})
        if category.get(each.planted) == "timing":
            assert each.early or each.late, each
        elif each.planted == "no consent on record":
            continue  # whether it is there is asked by an audit alone
        else:
            assert each.action in expected, each
    assert {each.planted for each in doses} >= set(category)

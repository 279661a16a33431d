"""What each requirement cost is the Shapley value: held against every order of asking them."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cyclewise.cohort.flow import attrition
from cyclewise.cohort.found import Found
from cyclewise.values.truth import Truth

RULES = ("ELI-001", "ELI-002", "ELI-003", "ELI-004")
COHORTS = st.lists(
    st.tuples(*(st.sampled_from([Truth.NOT_MET, Truth.UNKNOWN, Truth.MET]) for _ in RULES)),
    min_size=1,
    max_size=7,
)

Patient = Sequence[Truth]


def in_every_order(patients: Sequence[Patient], kind: Truth) -> Mapping[str, Fraction]:
    """Return how many each rule is the first to stop, on average over every order of the rules."""
    stopped = dict.fromkeys(RULES, Fraction(0))
    orders = list(permutations(range(len(RULES))))
    for patient in patients:
        for order in orders:
            first = next((rule for rule in order if patient[rule] == kind), None)
            if first is not None:
                stopped[RULES[first]] += Fraction(1, len(orders))
    return stopped


@given(COHORTS)
def test_a_share_is_what_a_requirement_stops_on_average_over_every_order(
    patients: list[Patient],
) -> None:
    held = {
        rule: np.array([patient[place] for patient in patients], np.int8)
        for place, rule in enumerate(RULES)
    }
    names = tuple(f"P{place}" for place in range(len(patients)))
    found = Found(names, np.ones(len(patients), bool), requirements=held)
    told = attrition(found, dict.fromkeys(RULES, ""))
    excluded = [each for each in patients if Truth.NOT_MET in each]
    open_ = [each for each in patients if Truth.NOT_MET not in each and Truth.UNKNOWN in each]
    assert (told.excluded, told.undecided) == (len(excluded), len(open_))
    failed, unknown = in_every_order(excluded, Truth.NOT_MET), in_every_order(open_, Truth.UNKNOWN)
    for each in told.criteria:
        assert each.share == pytest.approx(float(failed[each.rule]), abs=1e-12)
        assert each.unknown_share == pytest.approx(float(unknown[each.rule]), abs=1e-12)
    assert sum(each.share for each in told.criteria) == pytest.approx(len(excluded))
    assert sum(each.unknown_share for each in told.criteria) == pytest.approx(len(open_))

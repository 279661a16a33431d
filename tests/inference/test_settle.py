"""Settling against the law of the contract, written plainly, for every pattern there is."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import numpy as np
import pytest
from tests.clinic import RANKS

from cyclewise.inference.settle import settle
from cyclewise.protocol.rule import ACTIONS, PHASES

DRUG = "administer"
Answer = tuple[str, str, bool, tuple[str, ...]]


def lawful(order: tuple[str, ...], states: dict[str, int], *, dose_unknown: bool) -> Answer:
    """Settle one point as the contract says it, sentence by sentence."""
    certain = next(action for action in order if states[action] == 2)
    stronger = order[: order.index(certain)]
    possible = tuple(action for action in stronger if states[action] == 1)
    if dose_unknown and certain == DRUG:
        return "insufficient-data", certain, False, possible
    if not possible:
        return certain, certain, True, ()
    if DRUG not in (certain, *possible):
        return certain, certain, False, possible
    return "insufficient-data", certain, False, possible


def settled(
    order: tuple[str, ...], states: dict[str, int], *, dose_unknown: bool = False
) -> Answer:
    arrays = {action: np.array([states.get(action, 0)], np.int8) for action in ACTIONS}
    code = np.zeros(1, np.int8)
    found = settle(arrays, code, {0: order}, dose_unknown=np.array([dose_unknown]))
    action, certain, sure, possible = found.at(0)
    return action, certain, sure, tuple(each for each in order if each in possible)


def patterns(order: tuple[str, ...]) -> Iterator[dict[str, int]]:
    for values in product((0, 1, 2), repeat=len(order)):
        if 2 in values:
            yield dict(zip(order, values, strict=True))


@pytest.mark.parametrize("phase", PHASES)
@pytest.mark.parametrize("dose_unknown", [False, True])
def test_every_pattern_settles_by_the_law(phase: str, dose_unknown: bool) -> None:
    order = RANKS[phase]  # type: ignore[index]
    for states in patterns(order):
        expected = lawful(order, states, dose_unknown=dose_unknown)
        assert settled(order, states, dose_unknown=dose_unknown) == expected, states


@pytest.mark.parametrize("phase", PHASES)
def test_a_truth_that_becomes_known_never_adds_an_action(phase: str) -> None:
    order = RANKS[phase]  # type: ignore[index]
    for states in patterns(order):
        _, certain, _, possible = settled(order, states)
        for action in order:
            for known in (0, 2) if states[action] == 1 else ():
                _, later, _, still = settled(order, {**states, action: known})
                assert {later, *still} <= {certain, *possible}, (states, action, known)


def test_a_sure_hold_is_never_hidden_by_a_possible_stop() -> None:
    answer = settled(RANKS["on"], {"discontinue": 1, "withhold": 2, "administer": 2})
    assert answer == ("withhold", "withhold", False, ("discontinue",))


def test_a_possible_hold_hides_a_dose() -> None:
    answer = settled(RANKS["on"], {"withhold": 1, "administer": 2})
    assert answer == ("insufficient-data", "administer", False, ("withhold",))


def test_a_possible_dose_above_a_sure_wait_hides_the_wait() -> None:
    answer = settled(("administer", "wait"), {"administer": 1, "wait": 2})
    assert answer == ("insufficient-data", "wait", False, ("administer",))


def test_what_is_weaker_than_the_certain_action_is_not_possible() -> None:
    answer = settled(RANKS["on"], {"discontinue": 2, "complete": 1, "wait": 2})
    assert answer == ("discontinue", "discontinue", True, ())


def test_points_of_different_phases_settle_by_their_own_ranks() -> None:
    states = {action: np.zeros(3, np.int8) for action in ACTIONS}
    states["withhold"] = np.array([2, 1, 2], np.int8)
    states["administer"] = np.array([2, 2, 2], np.int8)
    states["follow-up"] = np.array([0, 0, 2], np.int8)
    ranks = {place: RANKS[name] for place, name in enumerate(PHASES)}
    found = settle(states, np.array([0, 1, 2], np.int8), ranks, dose_unknown=np.zeros(3, bool))
    assert [found.at(point)[0] for point in range(3)] == [
        "withhold",
        "insufficient-data",
        "follow-up",
    ]


def test_a_phase_in_which_nothing_is_certain_is_a_broken_invariant() -> None:
    with pytest.raises(AssertionError, match="no action that is always certain"):
        settled(RANKS["on"], {"withhold": 1})

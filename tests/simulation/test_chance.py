"""Chance hangs on the seed, the patient and the question, and on nothing else."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cyclewise.simulation.chance import Chance


@given(st.integers(0, 2**40), st.integers(1, 40), st.integers(1, 40))
def test_a_patient_draws_the_same_in_whichever_part_of_the_cohort(
    seed: int, before: int, after: int
) -> None:
    whole = Chance(seed, np.arange(before + after)).uniform(np.arange(before + after), "height")
    part = Chance(seed, np.arange(before, before + after)).uniform(np.arange(after), "height")
    assert (whole[before:] == part).all()


@given(st.integers(0, 2**40), st.integers(-20, 20), st.integers(0, 20))
def test_whole_numbers_keep_to_their_ends(seed: int, first: int, more: int) -> None:
    drawn = Chance(seed, np.arange(200)).whole(np.arange(200), first, first + more, "days")
    assert drawn.min() >= first
    assert drawn.max() <= first + more


def test_another_seed_another_question_and_another_turn_draw_anew() -> None:
    everyone = np.arange(1_000)
    chance = Chance(1, everyone)
    drawn = chance.uniform(everyone, "height")
    others = (
        Chance(2, everyone).uniform(everyone, "height"),
        chance.uniform(everyone, "weight"),
        chance.uniform(everyone, "height", 1),
    )
    for other in others:
        assert abs(np.corrcoef(drawn, other)[0, 1]) < 0.1


def test_what_is_drawn_spreads_as_it_says() -> None:
    everyone = np.arange(100_000)
    chance = Chance(7, everyone)
    uniform, normal = chance.uniform(everyone, "u"), chance.normal(everyone, "n")
    assert abs(uniform.mean() - 0.5) < 0.01
    assert abs(normal.mean()) < 0.02
    assert abs(normal.std() - 1) < 0.02
    assert np.bincount(chance.whole(everyone, 0, 3, "w")).min() > 24_000


def test_weights_say_how_often_each_is_drawn() -> None:
    everyone = np.arange(100_000)
    counts = np.bincount(Chance(3, everyone).one_of(everyone, [3, 0, 1], "which"))
    assert counts[1] == 0
    assert abs(counts[0] / counts[2] - 3) < 0.1

"""Terms must say of every pattern of truths what the arrays of the exact engine say."""

from itertools import permutations, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cyclewise.logic.condition import (
    AtLeast,
    Both,
    Condition,
    Either,
    Leaf,
    Negation,
    distinct,
    truth_of,
)
from cyclewise.logic.terms import MOST_CRITERIA, Term, Terms, terms_of
from cyclewise.values.truth import Truth

MET, NOT_MET = Truth.MET, Truth.NOT_MET


def counted(parts: list[Condition[int]]) -> st.SearchStrategy[Condition[int]]:
    count = st.integers(-1, len(parts) + 2)
    return count.map(lambda number: AtLeast(number, tuple(parts)))


def branches(part: st.SearchStrategy[Condition[int]]) -> st.SearchStrategy[Condition[int]]:
    parts = st.lists(part, min_size=1, max_size=4)
    return st.one_of(
        parts.map(lambda below: Both(tuple(below))),
        parts.map(lambda below: Either(tuple(below))),
        part.map(Negation),
        parts.flatmap(counted),
    )


conditions: st.SearchStrategy[Condition[int]] = st.recursive(
    st.integers(0, 4).map(Leaf), branches, max_leaves=12
)


def patterns(condition: Condition[int]) -> list[dict[int, Truth]]:
    numbers = distinct(condition)
    every = product(Truth, repeat=len(numbers))
    return [dict(zip(numbers, truths, strict=True)) for truths in every]


def holds(term: Term, pattern: dict[int, Truth]) -> bool:
    return all(pattern[number] == value for number, value in term)


def said(terms: Terms, pattern: dict[int, Truth]) -> set[Truth]:
    met = {MET for term in terms.met if holds(term, pattern)}
    not_met = {NOT_MET for term in terms.not_met if holds(term, pattern)}
    return met | not_met or {Truth.UNKNOWN}


@given(conditions)
def test_terms_agree_with_the_arrays_on_every_pattern(condition: Condition[int]) -> None:
    every = patterns(condition)
    columns = {
        number: np.array([pattern[number] for pattern in every], np.int8)
        for number in distinct(condition)
    }
    exact = truth_of(condition, columns.__getitem__)
    terms = terms_of(condition)
    for pattern, value in zip(every, exact, strict=True):
        assert said(terms, pattern) == {Truth(int(value))}


@given(conditions)
def test_no_term_is_superfluous(condition: Condition[int]) -> None:
    terms = terms_of(condition)
    for side in (terms.met, terms.not_met):
        assert len(set(side)) == len(side)
        assert not [(one, other) for one, other in permutations(side, 2) if one <= other]


@given(conditions)
def test_negation_swaps_the_sides(condition: Condition[int]) -> None:
    terms = terms_of(condition)
    assert terms_of(Negation(condition)) == Terms(terms.not_met, terms.met)


def test_two_of_three_has_three_terms_a_side() -> None:
    terms = terms_of(AtLeast(2, (Leaf(0), Leaf(1), Leaf(2))))
    pairs = [{0, 1}, {0, 2}, {1, 2}]
    assert terms.met == tuple(frozenset((n, MET) for n in pair) for pair in pairs)
    assert terms.not_met == tuple(frozenset((n, NOT_MET) for n in pair) for pair in pairs)
    assert terms.size == 6


def test_criteria_keep_their_own_numbers() -> None:
    terms = terms_of(Both((Leaf(17), Negation(Leaf(3)))))
    assert terms.met == (frozenset({(3, NOT_MET), (17, MET)}),)


def test_a_criterion_and_its_negation_are_never_met_together() -> None:
    terms = terms_of(Both((Leaf(0), Negation(Leaf(0)))))
    assert terms.met == ()
    assert terms.not_met == (frozenset({(0, NOT_MET)}), frozenset({(0, MET)}))


def test_a_condition_that_repeats_few_criteria_in_many_parts_is_no_trouble() -> None:
    pairs = [
        Either((Leaf(one), Negation(Leaf(other)))) for one, other in permutations(range(10), 2)
    ]
    assert terms_of(Both(tuple(pairs))).size == 2 + 90


def test_more_criteria_than_are_allowed_are_refused() -> None:
    most = tuple(map(Leaf, range(MOST_CRITERIA)))
    assert terms_of(Both(most)).size == 1 + MOST_CRITERIA
    with pytest.raises(ValueError, match="11 criteria, and 10 may stand"):
        terms_of(Both((*most, Leaf(MOST_CRITERIA))))

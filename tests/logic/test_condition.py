"""A condition keeps its shape, and its truth is Kleene's."""

from collections.abc import Mapping
from itertools import product

import numpy as np
import pytest

from cyclewise.logic.condition import (
    AtLeast,
    Both,
    Condition,
    Either,
    Leaf,
    Negation,
    criteria,
    distinct,
    parts_of,
    replace_criteria,
    truth_of,
)
from cyclewise.values.truth import Truth

SIGNS: Condition[str] = AtLeast(2, (Leaf("a"), Negation(Leaf("b")), Both((Leaf("a"), Leaf("c")))))


def truth_at(condition: Condition[str], truths: Mapping[str, int]) -> int:
    return int(truth_of(condition, lambda name: np.array([truths[name]], np.int8))[0])


def plainly(condition: Condition[str], truths: Mapping[str, int]) -> int:
    """Kleene's truth from its meaning: what every way of filling in the unknowns would say."""
    names = sorted(set(criteria(condition)))
    unknown = [name for name in names if truths[name] == Truth.UNKNOWN]
    fillings = [
        {**truths, **dict(zip(unknown, filling, strict=True))}
        for filling in product((Truth.NOT_MET, Truth.MET), repeat=len(unknown))
    ]
    said = {classical(condition, filling) for filling in fillings}
    if len(said) > 1:
        return Truth.UNKNOWN
    return Truth.MET if said.pop() else Truth.NOT_MET


def classical(condition: Condition[str], truths: Mapping[str, int]) -> bool:
    match condition:
        case Leaf(name):
            return truths[name] == Truth.MET
        case Negation(part):
            return not classical(part, truths)
        case Both(parts):
            return all(classical(part, truths) for part in parts)
        case Either(parts):
            return any(classical(part, truths) for part in parts)
        case AtLeast(count, parts):
            return sum(classical(part, truths) for part in parts) >= count


ONCE_EACH: list[Condition[str]] = [
    Leaf("a"),
    Negation(Leaf("a")),
    Both((Leaf("a"), Leaf("b"))),
    Either((Leaf("a"), Leaf("b"))),
    AtLeast(2, (Leaf("a"), Leaf("b"), Leaf("c"))),
    Both((Leaf("a"), Either((Negation(Leaf("b")), Leaf("c"))))),
    Negation(AtLeast(1, (Leaf("a"), Both((Leaf("b"), Leaf("c")))))),
]


@pytest.mark.parametrize("condition", ONCE_EACH)
def test_where_each_criterion_stands_once_unknown_means_that_either_could_be(
    condition: Condition[str],
) -> None:
    for values in product((0, 1, 2), repeat=3):
        truths = dict(zip("abc", values, strict=True))
        assert truth_at(condition, truths) == plainly(condition, truths), truths


def test_a_criterion_written_twice_is_still_judged_part_by_part() -> None:
    either = Either((Leaf("a"), Negation(Leaf("a"))))
    assert [truth_at(either, {"a": value}) for value in (0, 1, 2)] == [2, 1, 2]


def test_criteria_come_in_reading_order_as_often_as_written() -> None:
    assert list(criteria(SIGNS)) == ["a", "b", "a", "c"]


def test_distinct_criteria_come_once() -> None:
    assert distinct(SIGNS) == ("a", "b", "c")


def test_parts_are_the_direct_ones() -> None:
    assert parts_of(SIGNS)[2] == Both((Leaf("a"), Leaf("c")))
    assert parts_of(Leaf("a")) == ()
    assert parts_of(Negation(Leaf("a"))) == (Leaf("a"),)


def test_replacing_criteria_keeps_the_tree() -> None:
    changed = replace_criteria(Either((SIGNS, Leaf("d"))), str.upper)
    upper = AtLeast(2, (Leaf("A"), Negation(Leaf("B")), Both((Leaf("A"), Leaf("C")))))
    assert changed == Either((upper, Leaf("D")))


def test_every_point_is_judged_on_its_own() -> None:
    columns = {"a": np.array([0, 1, 2], np.int8), "b": np.array([2, 2, 1], np.int8)}
    said = truth_of(Both((Leaf("a"), Leaf("b"))), columns.__getitem__)
    assert said.tolist() == [0, 1, 1]

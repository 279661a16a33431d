"""durable-rules must say of every pattern what the exact engine says, and must not fail unseen."""

import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import permutations, product
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cyclewise.inference import rete
from cyclewise.inference.rete import (
    BrokenEngine,
    FiredCondition,
    FiredSettling,
    Ruleset,
    available,
)
from cyclewise.inference.settlement import Settlement
from cyclewise.logic.condition import (
    AtLeast,
    Both,
    Condition,
    Either,
    Leaf,
    Negation,
    truth_of,
)
from cyclewise.logic.terms import MOST_CRITERIA, MOST_TERMS, terms_of
from cyclewise.values.truth import Truth

ABSENT = available()
fires = pytest.mark.skipif(ABSENT is not None, reason=ABSENT or "durable-rules is there")

ENGINE = "durable_rules_engine"
DRUG = frozenset({"administer"})
PHASES = {
    "before": ("ineligible", "withhold", "administer"),
    "on": ("discontinue", "complete", "withhold", "administer", "wait"),
    "after": ("follow-up",),
}
SIGNS: Condition[int] = AtLeast(2, tuple(map(Leaf, range(5))))


def every_pattern(places: int) -> list[tuple[int, ...]]:
    return list(product((0, 1, 2), repeat=places))


def exact(condition: Condition[int], criteria: int) -> list[int]:
    columns = np.array(every_pattern(criteria), np.int8).T
    said: list[int] = truth_of(condition, lambda number: columns[number]).tolist()
    return said


def conditions(criteria: int) -> st.SearchStrategy[Condition[int]]:
    def branches(part: st.SearchStrategy[Condition[int]]) -> st.SearchStrategy[Condition[int]]:
        parts = st.lists(part, min_size=1, max_size=3).map(tuple)
        return st.one_of(
            parts.map(Both),
            parts.map(Either),
            part.map(Negation),
            parts.flatmap(lambda some: st.integers(1, len(some)).map(lambda n: AtLeast(n, some))),
        )

    leaves: st.SearchStrategy[Condition[int]] = st.integers(0, criteria - 1).map(Leaf)
    return st.recursive(leaves, branches, max_leaves=8)


@fires
@settings(max_examples=40)
@given(conditions(4))
def test_what_fires_is_the_truth_on_every_pattern(condition: Condition[int]) -> None:
    fired = FiredCondition("a rule", condition, 4)
    assert [fired.fire(pattern) for pattern in every_pattern(4)] == exact(condition, 4)


@fires
def test_a_condition_as_large_as_allowed_fires_as_it_should() -> None:
    pairs = list(permutations(range(MOST_CRITERIA), 2))[::2]
    largest = Both(tuple(Either((Leaf(one), Negation(Leaf(other)))) for one, other in pairs))
    assert terms_of(largest).size == MOST_TERMS
    fired = FiredCondition("the largest", largest, MOST_CRITERIA)
    said = exact(largest, MOST_CRITERIA)
    sample = list(zip(every_pattern(MOST_CRITERIA), said, strict=True))[::7]
    assert [fired.fire(pattern) for pattern, _ in sample] == [value for _, value in sample]


@fires
def test_a_condition_that_is_always_or_never_met_fires_so() -> None:
    assert FiredCondition("always", AtLeast(0, (Leaf(0),)), 1).fire((1,)) == Truth.MET
    assert FiredCondition("never", AtLeast(2, (Leaf(0),)), 1).fire((1,)) == Truth.NOT_MET


@fires
def test_forty_seven_rules_that_all_fire_at_once_are_all_seen() -> None:
    rules = {f"rule_{n}": [(0, 2)] for n in range(MOST_TERMS)}
    assert Ruleset("many", rules).fire((2,)) == rules.keys()


def test_one_rule_more_is_refused() -> None:
    with pytest.raises(ValueError, match="48 rules, and 47 may stand together"):
        Ruleset("too many", {f"rule_{n}": [(0, 2)] for n in range(MOST_TERMS + 1)})


def test_a_criterion_outside_the_pattern_is_refused() -> None:
    with pytest.raises(ValueError, match="not among its 2"):
        FiredCondition("a rule", Leaf(2), 2)


@fires
@pytest.mark.parametrize("pattern", [(2,), (2, 2, 2), (2, 3), (-1, 0)])
def test_a_pattern_that_does_not_fit_is_refused(pattern: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="has 2 truths of 0, 1 or 2"):
        FiredCondition("a rule", Leaf(0), 2).fire(pattern)


def law(ranks: tuple[str, ...], pattern: tuple[int, ...]) -> Settlement:
    """Settling as the contract words it, without a thought of how it is computed."""
    certain = next(action for action, state in zip(ranks, pattern, strict=True) if state == 2)
    stronger = ranks[: ranks.index(certain)]
    possible = tuple(action for action in stronger if pattern[ranks.index(action)] == 1)
    if not possible:
        return Settlement(certain, certain, True, ())
    if certain != "administer" and "administer" not in possible:
        return Settlement(certain, certain, False, possible)
    return Settlement("insufficient-data", certain, False, possible)


SIX = ("ineligible", *PHASES["on"])


@fires
@pytest.mark.parametrize("ranks", [*PHASES.values(), SIX], ids=[*PHASES, "two rule sets"])
def test_settling_keeps_the_law_on_every_pattern(ranks: tuple[str, ...]) -> None:
    fired = FiredSettling(ranks, DRUG)
    for pattern in every_pattern(len(ranks)):
        if Truth.MET in pattern:
            assert fired.fire(pattern) == law(ranks, pattern), pattern


@fires
def test_settling_without_a_certain_action_is_broken() -> None:
    with pytest.raises(BrokenEngine, match="0 outcomes fired where one must"):
        FiredSettling(PHASES["before"], DRUG).fire((1, 0, 0))


@fires
def test_settling_refuses_a_pattern_that_does_not_fit() -> None:
    with pytest.raises(ValueError, match="has 3 truths"):
        FiredSettling(PHASES["before"], DRUG).fire((2,))


@fires
def test_two_threads_may_fire_the_same_conditions() -> None:
    fired = [FiredCondition(f"rule {n}", SIGNS, 5) for n in range(6)]
    said = exact(SIGNS, 5)

    def fire_all(backwards: bool) -> bool:
        step = -1 if backwards else 1
        order = list(zip(every_pattern(5), said, strict=True))[::step]
        return all(one.fire(pattern) == value for pattern, value in order for one in fired)

    switching = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(2) as threads:
            assert list(threads.map(fire_all, [True, False])) == [True, True]
    finally:
        sys.setswitchinterval(switching)


def fnv1a(name: str) -> int:
    code = 2166136261
    for byte in name.encode():
        code = (code ^ byte) * 16777619 % 2**32
    return code


def test_no_two_field_names_share_the_hash_that_the_library_compares() -> None:
    fields = [*rete._fact((0,) * MOST_CRITERIA), "$s", "m"]
    assert len(fields) == MOST_CRITERIA + 5
    assert len({fnv1a(field) for field in fields}) == len(fields)
    assert (fnv1a("id"), fnv1a("sid")) == (926444256, 3593476751)  # as in the C sources


def test_a_missing_library_is_said_plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, ENGINE, None)
    assert available() == "durable-rules is not installed."


def test_a_library_that_does_not_load_is_said_with_its_reason(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(_name: str) -> ModuleType:
        raise ImportError("undefined symbol: PyEval_CallObject")

    monkeypatch.setattr(rete, "import_module", refuse)
    assert available() == (
        "durable-rules is installed and does not load: undefined symbol: PyEval_CallObject."
    )


def test_firing_without_the_library_is_broken_and_not_silent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, ENGINE, None)
    with pytest.raises(BrokenEngine, match="durable-rules failed on a rule"):
        FiredCondition("a rule", Leaf(0), 1).fire((2,))

"""Faults planted where durable-rules would put them: each must be seen, and none may linger."""

import gc
import sys
from collections.abc import Callable
from importlib import import_module
from types import ModuleType

import pytest

from cyclewise.inference.rete import BrokenEngine, FiredCondition, FiredSettling, available
from cyclewise.logic.condition import Both, Leaf
from cyclewise.values.truth import Truth

ABSENT = available()
pytestmark = pytest.mark.skipif(ABSENT is not None, reason=ABSENT or "durable-rules is there")

ENGINE = "durable_rules_engine"


def wrapped(name: str, around: Callable[..., object]) -> ModuleType:
    """Return the C module with one function replaced by ``around(original, *arguments)``."""
    original = import_module(ENGINE)
    changed = ModuleType(ENGINE)
    vars(changed).update(vars(original))
    whole = getattr(original, name)
    setattr(changed, name, lambda *arguments: around(whole, *arguments))
    return changed


@pytest.fixture
def plant(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, Callable[..., object]], None]:
    def plant_it(name: str, around: Callable[..., object]) -> None:
        monkeypatch.setitem(sys.modules, ENGINE, wrapped(name, around))

    return plant_it


Plant = Callable[[str, Callable[..., object]], None]


def test_a_term_that_was_changed_is_seen_to_disagree(plant: Plant) -> None:
    def change(create: Callable[..., int], name: str, rules: str) -> int:
        assert '{"c_1": 2}' in rules
        return create(name, rules.replace('{"c_1": 2}', '{"c_1": 1}'))

    condition = Both((Leaf(0), Leaf(1)))
    assert FiredCondition("as written", condition, 2).fire((2, 1)) == Truth.UNKNOWN
    plant("create_ruleset", change)
    assert FiredCondition("changed", condition, 2).fire((2, 1)) == Truth.MET


def test_a_missing_touch_rule_is_caught(plant: Plant) -> None:
    def forget(create: Callable[..., int], name: str, rules: str) -> int:
        return create(name, rules.replace('{"touch": {"all": [{"m": {"typ": 1}}]}, ', "{", 1))

    plant("create_ruleset", forget)
    with pytest.raises(BrokenEngine, match="the rule that always fires did not"):
        FiredCondition("HLD-900", Leaf(0), 1).fire((2,))


def test_met_and_not_met_together_are_caught(plant: Plant) -> None:
    def blur(create: Callable[..., int], name: str, rules: str) -> int:
        return create(name, rules.replace('{"c_0": 0}', '{"c_0": 2}'))

    plant("create_ruleset", blur)
    with pytest.raises(BrokenEngine, match="both met and not met"):
        FiredCondition("HLD-900", Leaf(0), 1).fire((2,))


def test_a_rule_nobody_wrote_is_caught(plant: Plant) -> None:
    def rename(create: Callable[..., int], name: str, rules: str) -> int:
        return create(name, rules.replace('"met_0"', '"met_7"'))

    plant("create_ruleset", rename)
    with pytest.raises(BrokenEngine, match=r"it fired .*met_7"):
        FiredCondition("HLD-900", Leaf(0), 1).fire((2,))


def test_a_rule_that_fires_without_end_is_stopped(plant: Plant) -> None:
    plant("complete_and_start_action", lambda _next, *_state: '{"touch": {}}')
    with pytest.raises(BrokenEngine, match="did not stop firing"):
        FiredCondition("HLD-900", Leaf(0), 1).fire((2,))


def test_a_rule_that_fires_twice_is_caught(plant: Plant) -> None:
    again = iter(['{"met_0": {}}', '{"met_0": {}}', ""])
    plant("complete_and_start_action", lambda _next, *_state: next(again))
    with pytest.raises(BrokenEngine, match="it fired touch, met_0, met_0"):
        FiredCondition("HLD-900", Leaf(0), 1).fire((2,))


@pytest.mark.parametrize(
    ("function", "complaint"), [("assert_fact", "refused a fact"), ("retract_fact", "kept a fact")]
)
def test_a_fact_that_is_not_taken_or_not_given_back_is_caught(
    plant: Plant, function: str, complaint: str
) -> None:
    plant(function, lambda _call, *_fact: (2, 0))
    with pytest.raises(BrokenEngine, match=rf"{complaint} \(code 2\)"):
        FiredCondition("HLD-900", Leaf(0), 1).fire((2,))


def test_the_complaint_names_the_rule_and_the_truths_and_says_what_to_do(plant: Plant) -> None:
    def fail(_assert: Callable[..., object], *_fact: object) -> None:
        raise import_module(ENGINE).error("Could not assert fact, error code: 204")

    plant("assert_fact", fail)
    with pytest.raises(BrokenEngine) as broken:
        FiredCondition("HLD-900", Both((Leaf(0), Leaf(1))), 2).fire((2, 1))
    assert str(broken.value) == (
        "durable-rules failed on HLD-900 with the truths met, unknown: Could not assert fact, "
        "error code: 204. Run the program again, and report this line if it comes back."
    )


@pytest.fixture
def handles(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return the list of rule sets that are asserted to, as it grows."""
    seen: list[int] = []

    def note(call: Callable[..., object], handle: int, fact: str) -> object:
        seen.append(handle)
        return call(handle, fact)

    monkeypatch.setitem(sys.modules, ENGINE, wrapped("assert_fact", note))
    return seen


def test_a_broken_rule_set_is_never_used_again(
    handles: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    fired = FiredCondition("a rule", Leaf(0), 1)
    assert fired.fire((2,)) == Truth.MET
    with monkeypatch.context() as planted:
        whole = sys.modules[ENGINE]
        planted.setattr(whole, "retract_fact", lambda *_fact: (1, 0))
        with pytest.raises(BrokenEngine):
            fired.fire((0,))
    assert [fired.fire((value,)) for value in (0, 1, 2)] == [0, 1, 2]
    first, broken, *later = handles
    assert first == broken
    assert later
    assert broken not in later


def test_an_interrupted_firing_leaves_its_rule_set_behind(
    handles: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_state: object) -> None:
        raise KeyboardInterrupt

    fired = FiredCondition("a rule", Leaf(0), 1)
    with monkeypatch.context() as planted:
        planted.setattr(sys.modules[ENGINE], "start_action_for_state", interrupt)
        with pytest.raises(KeyboardInterrupt):
            fired.fire((2,))
    assert fired.fire((2,)) == Truth.MET
    assert len(set(handles)) == 2


def test_each_pattern_fires_once(handles: list[int]) -> None:
    fired = FiredCondition("a rule", Both((Leaf(0), Leaf(1))), 2)
    settling = FiredSettling(("withhold", "administer"), frozenset({"administer"}))
    for _ in range(3):
        assert fired.fire((2, 2)) == Truth.MET
        assert settling.fire((0, 2)).action == "administer"
    assert len(handles) == 2


def test_a_rule_set_that_is_no_longer_needed_is_given_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ended: list[str] = []
    for name in ("delete_state", "delete_ruleset"):

        def note(call: Callable[..., object], *what: object, name: str = name) -> object:
            ended.append(name)
            return call(*what)

        monkeypatch.setitem(sys.modules, ENGINE, wrapped(name, note))
    fired = FiredCondition("a rule", Leaf(0), 1)
    never = FiredCondition("a rule", Leaf(0), 1)
    assert fired.fire((2,)) == Truth.MET
    del fired, never
    gc.collect()
    assert ended == ["delete_state", "delete_ruleset"]

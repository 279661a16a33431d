"""Both engines must say the same: every pattern agrees, and a planted difference is found."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.clinic import SCHEDULE, patient, program, rule, sheet, truth

from cyclewise.facts.program import Program
from cyclewise.facts.sheet import Sheet
from cyclewise.inference import agreement
from cyclewise.inference.agreement import Disagreement, Numbered, SecondEngine
from cyclewise.inference.exact import Verdicts, evaluate
from cyclewise.inference.rete import BrokenEngine, FiredCondition, available
from cyclewise.inference.settle import OUTCOMES, Settled, settle
from cyclewise.inference.settlement import Settlement
from cyclewise.logic.condition import Condition, Negation
from cyclewise.protocol.rule import PHASES
from cyclewise.timeline.timeline import Timeline

pytestmark = pytest.mark.skipif(available() is not None, reason="durable-rules is not installed")

FACTS = {
    "ill": "when: {any: [{fact: lab, above: 2 mg/dL}, {fact: scan, is: dark}]}",
    "never_asked": "when: {fact: sign, is: present}",
}
RULES = [
    rule("HLD-001", "withhold", "{all: [{fact: ill, is: true}, {fact: sign, is: absent}]}"),
    rule(
        "STP-001",
        "discontinue",
        "{at_least: 2, of: [{fact: lab, above: 3 mg/dL}, {fact: scan, is: dark},"
        " {fact: sign, is: present}]}",
        phases=["on"],
    ),
]
WHO = patient("2024-03-01, lab: 3 mg/dL", "2024-03-01, dose: x, cycle: 1, day: 1")
ROW = "  - {cycle: 1 to 3, day: 8, dose: 0.3 mg/m2}\n"
CONDITIONAL = ROW.replace("m2}", "m2, when: {fact: scan, is: dark}}") + ROW.replace(
    "m2}", "m2, when: {not: {fact: scan, is: dark}}}"
)


def linked() -> Program:
    return program(FACTS, RULES, plan=SCHEDULE.replace(ROW, CONDITIONAL))


UNSETTLED = patient("2024-03-01, scan: clear", "2024-03-01, dose: x, cycle: 1, day: 1")


def looked(as_of: str = "2024-03-08", who: Timeline = WHO) -> tuple[SecondEngine, Sheet, Verdicts]:
    second = SecondEngine(linked())
    here = sheet(second.program, who, as_of=as_of)
    return second, here, evaluate(here)


@pytest.mark.parametrize("as_of", ["2024-02-29", "2024-03-01", "2024-03-08"])
def test_two_engines_that_agree_say_nothing(as_of: str) -> None:
    second, here, verdicts = looked(as_of)
    second.check(here, verdicts, 0)


@pytest.mark.parametrize("name", ["HLD-001", "STP-001"])
def test_a_rule_on_which_they_differ_is_named_with_its_truths(name: str) -> None:
    second, here, verdicts = looked()
    wrong = {**verdicts.truths, name: (verdicts.truths[name] + 1) % 3}
    with pytest.raises(Disagreement, match=name) as error:
        second.check(here, replace(verdicts, truths=wrong), 0)
    assert "the exact engine says" in str(error.value)
    assert "criteria that are" in str(error.value)


def test_a_rule_that_does_not_apply_is_not_compared() -> None:
    second, here, verdicts = looked("2024-02-29")
    assert not verdicts.applies["STP-001"][0]
    wrong = {**verdicts.truths, "STP-001": np.array([2], np.int8)}
    second.check(here, replace(verdicts, truths=wrong), 0)


def test_a_definition_on_which_they_differ_is_named() -> None:
    second, here, verdicts = looked()
    here._truths["ill"] = np.array([0], np.int8)
    with pytest.raises(Disagreement, match=r"^ill: "):
        second.check(here, verdicts, 0)


def test_a_definition_nobody_asked_for_is_not_computed_for_the_comparison() -> None:
    second, here, verdicts = looked()
    second.check(here, verdicts, 0)
    assert not here.was_asked("never_asked")


def test_a_line_of_the_schedule_on_which_they_differ_is_named() -> None:
    second, here, verdicts = looked()
    here._truths.update(
        {each: np.array([2], np.int8) for line in second.lines.values() for each in line.criteria}
    )
    condition, line = next(iter(second.lines.items()))
    second.lines[condition] = replace(line, written=Negation(line.written))
    with pytest.raises(Disagreement, match="DOS-001, condition 1"):
        second.check(here, verdicts, 0)


@pytest.mark.parametrize(
    "wrong",
    [
        {"action": np.array([OUTCOMES.index("wait")], np.int8)},
        {"certain": np.array([OUTCOMES.index("wait")], np.int8)},
        {"settled": np.array([True])},
        {"possible": {}},
    ],
)
def test_a_settling_on_which_they_differ_is_said(wrong: dict[str, object]) -> None:
    second, here, verdicts = looked(who=UNSETTLED)
    assert verdicts.settled.at(0) == ("insufficient-data", "administer", False, ("withhold",))
    second.check(here, verdicts, 0)
    changed = replace(verdicts.settled, **wrong)  # type: ignore[arg-type]
    with pytest.raises(Disagreement, match="Settling in phase on"):
        second.check(here, replace(verdicts, settled=changed), 0)


def test_where_the_dose_is_undecided_the_certain_action_is_still_compared() -> None:
    second = SecondEngine(program(plan=SCHEDULE.replace(ROW, CONDITIONAL)))
    here = sheet(second.program, WHO, as_of="2024-03-08")
    verdicts = evaluate(here)
    assert verdicts.settled.at(0) == ("insufficient-data", "administer", False, ())
    second.check(here, verdicts, 0)
    wrong = replace(verdicts.settled, certain=np.array([OUTCOMES.index("wait")], np.int8))
    with pytest.raises(Disagreement):
        second.check(here, replace(verdicts, settled=wrong), 0)
    more = replace(verdicts.settled, possible={"withhold": np.array([True])})
    with pytest.raises(Disagreement):
        second.check(here, replace(verdicts, settled=more), 0)


def test_an_engine_that_breaks_down_is_a_disagreement(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(self: FiredCondition, pattern: tuple[int, ...]) -> int:
        raise BrokenEngine("It fired twice.")

    second, here, verdicts = looked()
    monkeypatch.setattr(FiredCondition, "fire", broken)
    with pytest.raises(Disagreement, match=r"HLD-001: the second engine failed\. It fired twice"):
        second.check(here, verdicts, 0)


def test_settling_that_breaks_down_is_a_disagreement(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(pattern: tuple[int, ...]) -> Settlement:
        raise BrokenEngine("Nothing fired.")

    second, here, verdicts = looked()
    monkeypatch.setattr(type(second.settling["on"]), "fire", lambda self, pattern: broken(pattern))
    with pytest.raises(Disagreement, match=r"Settling in phase on failed\. Nothing fired"):
        second.check(here, verdicts, 0)


# --- every pattern ------------------------------------------------------------------------------


def test_every_pattern_of_every_condition_and_of_settling_is_compared() -> None:
    compared = dict(SecondEngine(linked()).check_every_pattern())
    assert compared == {
        "HLD-001": 3**2,
        "STP-001": 3**3,
        "ill": 3**2,
        "never_asked": 3,
        "DOS-001, condition 1": 3,
        "DOS-001, condition 2": 3,
        "settling before": 3**3 - 2**3,
        "settling on": 3**5 - 2**5,
        "settling after": 1,
    }


def test_conditions_built_alike_are_compiled_once() -> None:
    second = SecondEngine(linked())
    list(second.check_every_pattern())
    alike = {
        each.condition for each in (*second.rules, *second.definitions, *second.lines.values())
    }
    assert len(second._fired) == len(alike) < 6


def test_a_shape_that_was_compared_is_not_compared_again(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: set[Condition[int]] = set()
    first = list(SecondEngine(linked()).check_every_pattern(compared))
    fired: list[str] = []
    monkeypatch.setattr(FiredCondition, "fire", lambda self, _: fired.append(self.name))
    assert list(SecondEngine(linked()).check_every_pattern(compared)) == first
    assert fired == []


@pytest.mark.parametrize(
    ("name", "pattern"),
    [("HLD-001", (2, 2)), ("HLD-001", (0, 1)), ("STP-001", (1, 2, 0)), ("never_asked", (1,))],
)
def test_one_wrong_pattern_of_a_condition_is_found(
    monkeypatch: pytest.MonkeyPatch, name: str, pattern: tuple[int, ...]
) -> None:
    fire = FiredCondition.fire

    def wrong(self: FiredCondition, given: tuple[int, ...]) -> int:
        right = fire(self, given)
        here = self.name == f"conditions built like {name}" and tuple(given) == pattern
        return (right + 1) % 3 if here else right

    monkeypatch.setattr(FiredCondition, "fire", wrong)
    with pytest.raises(Disagreement, match=name):
        list(SecondEngine(linked()).check_every_pattern())


@pytest.mark.parametrize("phase", PHASES)
def test_one_wrong_pattern_of_settling_is_found(
    monkeypatch: pytest.MonkeyPatch, phase: str
) -> None:
    def wrong(*args: object, **more: object) -> Settled:
        found = settle(*args, **more)  # type: ignore[arg-type]
        code = int(np.asarray(args[1])[0])
        if PHASES[code] != phase:
            return found
        return replace(found, settled=~found.settled)

    monkeypatch.setattr(agreement, "settle", wrong)
    with pytest.raises(Disagreement, match=f"Settling in phase {phase} differs"):
        list(SecondEngine(linked()).check_every_pattern())


def test_a_criterion_that_stands_twice_is_one() -> None:
    twice = rule("ASK-001", "alert", "{any: [{fact: scan, is: dark}, {fact: scan, is: dark}]}")
    assert len(Numbered("twice", twice.condition).criteria) == 1
    assert truth("{any: [{fact: scan, is: dark}, {fact: scan, is: dark}]}", WHO, "2024-03-01") == (
        "unknown"
    )

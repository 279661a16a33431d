"""Mutants: one small thing wrong at a time, every kind of it, and nothing that changes nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.clinic import RANKS, SCHEDULE, program, rule, schedule

from cyclewise.logic.condition import Condition, Leaf
from cyclewise.proof.mutation import condition_mutants, mutants_of, nearby, stepped
from cyclewise.proof.wrong_schedules import ranking_mutants, schedule_mutants
from cyclewise.protocol.criterion import Criterion
from cyclewise.protocol.rule import Phase
from cyclewise.values.calendar import parse_duration


def words(fact: str) -> tuple[str, ...]:
    return {"scan": ("clear", "dark"), "stage": ("CR1", "CR2", "CR3")}.get(fact, ())


def read(when: str) -> Condition[Criterion]:
    return rule("ASK-001", "alert", when).condition


def wrong(when: str) -> dict[str, Condition[Criterion]]:
    found = list(condition_mutants(read(when), words))
    assert len(dict(found)) == len(found), "Two mutants are called the same."
    return dict(found)


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        (
            "{fact: lab, at_least: 2.0 mg/dL}",
            {
                "lab above instead of at_least": "{fact: lab, above: 2.0 mg/dL}",
                "lab at_least 1.9 mg/dL instead of 2.0 mg/dL": "{fact: lab, at_least: 1.9 mg/dL}",
                "lab at_least 2.1 mg/dL instead of 2.0 mg/dL": "{fact: lab, at_least: 2.1 mg/dL}",
                "lab negated": "{not: {fact: lab, at_least: 2.0 mg/dL}}",
            },
        ),
        (
            "{fact: scan, is: dark}",
            {
                "scan is clear instead of dark": "{fact: scan, is: clear}",
                "scan negated": "{not: {fact: scan, is: dark}}",
            },
        ),
        (
            "{fact: stage, one_of: [CR1, CR2]}",
            {
                "stage without CR1": "{fact: stage, one_of: [CR2]}",
                "stage without CR2": "{fact: stage, one_of: [CR1]}",
                "stage negated": "{not: {fact: stage, one_of: [CR1, CR2]}}",
            },
        ),
        (
            "{fact: scan, recorded: true}",
            {
                "scan recorded false instead of true": "{fact: scan, recorded: false}",
                "scan negated": "{not: {fact: scan, recorded: true}}",
            },
        ),
        (
            "{ever: scan, since: first_dose, within: 3 days}",
            {
                "scan not since first_dose": "{ever: scan, within: 3 days}",
                "scan of any age": "{ever: scan, since: first_dose}",
                "scan within 2 days": "{ever: scan, since: first_dose, within: 2 days}",
                "scan within 4 days": "{ever: scan, since: first_dose, within: 4 days}",
                "scan negated": "{not: {ever: scan, since: first_dose, within: 3 days}}",
            },
        ),
        (
            "{not: {fact: scan, recorded: true}}",
            {
                "`not` dropped": "{fact: scan, recorded: true}",
                "scan recorded false instead of true": "{not: {fact: scan, recorded: false}}",
                "scan negated": "{not: {not: {fact: scan, recorded: true}}}",
            },
        ),
    ],
)
def test_every_small_mutation_of_a_condition(when: str, expected: dict[str, str]) -> None:
    assert wrong(when) == {name: read(text) for name, text in expected.items()}


@pytest.mark.parametrize(
    ("word", "neighbour"),
    [("at_least", "above"), ("above", "at_least"), ("at_most", "below"), ("below", "at_most")],
)
def test_each_word_is_taken_for_its_neighbour(word: str, neighbour: str) -> None:
    found = wrong(f"{{fact: lab, {word}: 2 mg/dL}}")
    assert found[f"lab {neighbour} instead of {word}"] == read(
        f"{{fact: lab, {neighbour}: 2 mg/dL}}"
    )


A, B, C = "{fact: scan, is: dark}", "{ever: relapse}", "{ever: graft}"


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        (f"{{all: [{A}, {B}]}}", {"`all` became `any`": f"{{any: [{A}, {B}]}}"}),
        (f"{{any: [{A}, {B}]}}", {"`any` became `all`": f"{{all: [{A}, {B}]}}"}),
        (
            f"{{any: [{A}, {{all: [{B}, {C}]}}]}}",
            {
                "a part dropped": f"{{any: [{A}]}}",
                "scan dropped": f"{{any: [{{all: [{B}, {C}]}}]}}",
            },
        ),
        (
            f"{{at_least: 2, of: [{A}, {B}, {C}]}}",
            {
                "at least 1 instead of 2": f"{{at_least: 1, of: [{A}, {B}, {C}]}}",
                "at least 3 instead of 2": f"{{at_least: 3, of: [{A}, {B}, {C}]}}",
                "graft dropped": f"{{at_least: 2, of: [{A}, {B}]}}",
                "relapse negated": f"{{at_least: 2, of: [{A}, {{not: {B}}}, {C}]}}",
            },
        ),
    ],
)
def test_what_joins_conditions_goes_wrong_too(when: str, expected: dict[str, str]) -> None:
    found = wrong(when)
    for name, text in expected.items():
        assert found[name] == read(text), name


def test_a_count_stays_between_one_and_all() -> None:
    found = wrong(f"{{at_least: 1, of: [{A}, {B}]}}")
    assert "at least 0 instead of 1" not in found
    assert "at least 2 instead of 1" in found
    assert "at least 3 instead of 2" not in wrong(f"{{at_least: 2, of: [{A}, {B}]}}")


def test_a_parameter_is_mutated_by_its_value_and_not_in_the_rule() -> None:
    found = wrong("{fact: lab, above: {parameter: limit}}")
    assert set(found) == {"lab at_least instead of above", "lab negated"}


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("2 mg/dL", ("1 mg/dL", "3 mg/dL")),
        ("1.5", ("1.4", "1.6")),
        ("2.0", ("1.9", "2.1")),
        ("5 %", ("4 %", "6 %")),
        ("28 days", ("27 days", "29 days")),
        ("0", ("1",)),
        ("dark", ()),
    ],
)
def test_a_number_goes_one_step_of_its_last_digit(text: str, steps: tuple[str, ...]) -> None:
    assert stepped(text) == steps


def test_a_small_number_goes_a_step_in_its_own_last_place() -> None:
    assert [float(each) for each in stepped("1e-4")] == [0.0, 2e-4]
    assert [float(each) for each in stepped("1.0e-4")] == [0.9e-4, 1.1e-4]


@pytest.mark.parametrize(
    ("length", "steps"),
    [("3 days", ["2 days", "4 days"]), ("48 hours", ["47 hours", "49 hours"])],
)
def test_a_duration_goes_one_step_in_its_own_unit(length: str, steps: list[str]) -> None:
    assert [each.text for each in nearby(parse_duration(length))] == steps


# --- rules --------------------------------------------------------------------------------------


def occasions(phases: list[Phase], *, at: bool = False, asks: bool = False) -> list[str]:
    asked = rule("HLD-001", "withhold", B, phases=phases, at=at, asks=asks)
    return [
        each.wrong for each in mutants_of(asked, words) if each.rule.condition == asked.condition
    ]


def test_a_rule_may_apply_in_a_phase_too_many_or_too_few() -> None:
    assert occasions(["on"]) == ["applies before as well", "applies after as well"]
    assert occasions(["before", "on"]) == [
        "does not apply before",
        "does not apply on",
        "applies after as well",
    ]


def test_a_rule_may_forget_when_it_applies_or_asks() -> None:
    assert occasions(["on"], at=True) == ["applies before as well", "applies when no dose is due"]
    assert occasions(["before", "on", "after"], asks=True)[-1] == "asks when no dose is due"


def test_each_mutant_of_a_rule_is_the_rule_it_says() -> None:
    asked = rule("HLD-001", "withhold", A, phases=["on"], at=True)
    found = {each.wrong: each.rule for each in mutants_of(asked, words)}
    assert found["applies before as well"] == replace(asked, phases=("on", "before"))
    assert found["applies when no dose is due"] == replace(asked, at_dose_due=False)
    assert found["scan is clear instead of dark"] == replace(
        asked, condition=read("{fact: scan, is: clear}")
    )
    asking = rule("HLD-001", "withhold", A, phases=["on"], asks=True)
    silent = [each.rule for each in mutants_of(asking, words)][-1]
    assert silent == replace(asking, asks_dose_due=False)


def test_the_criteria_of_a_mutant_can_be_run() -> None:
    asked = rule("HLD-001", "withhold", "{fact: lab, above: 2 mg/dL, within: 48 hours}")
    for mutant in mutants_of(asked, words):
        program(rules=[mutant.rule])
        assert not isinstance(mutant.rule.condition, Leaf) or mutant.rule != asked


# --- schedules and ranks ------------------------------------------------------------------------


def test_every_number_of_a_schedule_goes_a_step_wrong() -> None:
    found = dict(schedule_mutants(schedule()))
    assert len(found) == len(list(schedule_mutants(schedule())))
    assert set(found) == {
        "dose of cycles 1 to 1 day 1 dropped",
        "dose of cycles 1 to 1 day 1: 0.5 mg/m2 instead of 0.6 mg/m2",
        "dose of cycles 1 to 1 day 1: 0.7 mg/m2 instead of 0.6 mg/m2",
        *(
            f"dose of cycles {cycles}: {wrong}"
            for cycles in ("2 to 3 day 1", "1 to 3 day 8")
            for wrong in (
                "0.2 mg/m2 instead of 0.3 mg/m2",
                "0.4 mg/m2 instead of 0.3 mg/m2",
                "last cycle dropped",
            )
        ),
        "dose of cycles 2 to 3 day 1 dropped",
        "dose of cycles 1 to 3 day 8 dropped",
        *(
            f"cycles 2 to 3 day 1: {wrong} days"
            for wrong in (
                "earliest 20", "earliest 22", "due 27", "due 29", "latest 34", "latest 36",
            )
        ),
        *(
            f"cycles 1 to 3 day 8: {wrong} days"
            for wrong in (
                "earliest 7", "due 6", "due 8", "latest 8", "latest 10",
                "omitted after 13", "omitted after 15",
            )
        ),
        "cycles 1 to 3 day 8: never omitted",
        "cycles 2 to 3 day 1: counted from the last dose",
        "cycles 1 to 3 day 8: counted from the last dose",
        "gap of 5 days",
        "gap of 7 days",
        "first dose before enrolled",
    }  # fmt: skip


def test_a_wrong_schedule_is_wrong_in_what_it_says_and_nothing_else() -> None:
    right = schedule()
    found = dict(schedule_mutants(right))
    assert found["gap of 7 days"] == replace(right, between_doses=parse_duration("7 days"))
    day_8 = right.timings[1]
    assert found["cycles 1 to 3 day 8: due 6 days"].timings == (
        right.timings[0],
        replace(day_8, due=parse_duration("6 days")),
    )
    assert found["dose of cycles 2 to 3 day 1: last cycle dropped"].rows[1].last_cycle == 2


def test_the_first_dose_and_a_lines_condition_go_wrong() -> None:
    plan = SCHEDULE.replace("{earliest: enrolled}", "{latest: {after: lab, by: 21 days}}")
    plan = plan.replace(
        "1 to 3, day: 8, dose: 0.3 mg/m2}", f"1 to 3, day: 8, dose: 0.3 mg/m2, when: {A}}}"
    )
    found = dict(schedule_mutants(schedule(plan)))
    assert found["first dose without a latest day"].first_dose.latest_after is None
    assert {"first dose by 20 days", "first dose by 22 days"} <= set(found)
    assert found["dose of cycles 1 to 3 day 8: condition dropped"].rows[2].when is None


def test_two_neighbouring_actions_are_exchanged_where_a_rule_asks_for_one() -> None:
    found = dict(ranking_mutants(RANKS, {"withhold", "complete"}))
    assert set(found) == {
        "withhold outranks ineligible before",
        "administer outranks withhold before",
        "complete outranks discontinue on",
        "withhold outranks complete on",
        "administer outranks withhold on",
    }
    swapped = found["complete outranks discontinue on"]
    assert swapped["on"] == ("complete", "discontinue", "withhold", "administer", "wait")
    assert swapped["before"] == RANKS["before"]

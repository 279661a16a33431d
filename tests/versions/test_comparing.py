"""What two versions answer otherwise is what each answers alone, and the criterion that did it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.clinic import KNOWLEDGE, SCHEDULE, patient, program, rule
from tests.facts.invented_protocol import Author
from tests.facts.invention import BASE, Ward
from tests.facts.invention import KNOWLEDGE as INVENTED

from cyclewise.advice.advising import Adviser
from cyclewise.batches.answers import answers_for
from cyclewise.bundled import bundled
from cyclewise.documents.problem import BadInput
from cyclewise.facts.linking import link
from cyclewise.facts.program import Program
from cyclewise.inference.settle import OUTCOMES
from cyclewise.knowledge.knowledgebase import read_knowledge
from cyclewise.protocol.parsing import read_protocol
from cyclewise.protocol.rule import Rule
from cyclewise.timeline.columns import columns_from
from cyclewise.timeline.reading import read_timeline
from cyclewise.timeline.timeline import Timeline
from cyclewise.values.calendar import parse_day
from cyclewise.versions.because import Cause
from cyclewise.versions.change import Change, Changes, by_cause
from cyclewise.versions.comparing import compare_chunk, compare_cohort
from cyclewise.versions.pair import Pair, as_it_stood

DAY_1 = "2024-03-01, dose: x, cycle: 1, day: 1, given: 0.6 mg/m2"
DAY_8 = "2024-03-08, dose: x, cycle: 1, day: 8, given: 0.3 mg/m2"


def hold(limit: str, name: str = "HLD-001") -> Rule:
    return rule(name, "withhold", f"{{fact: lab, above: {limit}}}")


def asked(old: Program, new: Program, *timelines: Timeline, as_of: str = "") -> Changes:
    columns = columns_from(timelines, KNOWLEDGE)
    return compare_chunk(Pair(old, new), columns, parse_day(as_of) if as_of else None)


def told(changes: Changes) -> list[tuple[str, str, str, str]]:
    return [(each.decision, each.kind, each.old, each.new) for each in changes.changes]


def because(changes: Changes) -> list[str]:
    return [str(cause) for each in changes.changes for cause in each.because]


def test_a_limit_that_rises_lets_a_dose_be_given_and_is_named() -> None:
    who = patient("2024-02-29, lab: 2.5 mg/dL", DAY_1, "2024-03-08, lab: 1 mg/dL", DAY_8)
    old, new = program(rules=[hold("2 mg/dL")]), program(rules=[hold("3 mg/dL")])
    found = asked(old, new, who)
    assert told(found) == [("dose given", "action", "withhold", "administer")]
    assert because(found) == ["HLD-001: lab is above 2 → 3 mg/dL"]
    assert (found.patients, found.decisions, found.changed_patients) == (1, 3, 1)


def test_versions_that_say_the_same_change_nothing() -> None:
    who = patient("2024-02-29, lab: 2.5 mg/dL", DAY_1, DAY_8)
    found = asked(program(rules=[hold("2 mg/dL")]), program(rules=[hold("2 mg/dL")]), who)
    assert found.changes == ()


def test_a_difference_deep_inside_facts_is_told_at_its_bottom() -> None:
    def version(limit: str) -> Program:
        facts = {
            "high": f"when: {{fact: lab, above: {limit}}}",
            "higher": "when: {all: [{fact: high, is: true}, {fact: lab, above: 1 mg/dL}]}",
        }
        return program(facts, [rule("HLD-001", "withhold", "{fact: higher, is: true}")])

    who = patient("2024-02-29, lab: 2.5 mg/dL", DAY_1)
    found = asked(version("2 mg/dL"), version("3 mg/dL"), who, as_of="2024-03-08")
    assert because(found) == ["HLD-001: lab is above 2 → 3 mg/dL"]


def test_a_parameter_that_changes_is_told_with_both_values() -> None:
    def version(limit: str) -> Program:
        asks = rule("HLD-001", "withhold", "{fact: lab, above: {parameter: limit}}")
        return program(rules=[asks], parameters={"limit": limit})

    who = patient("2024-02-29, lab: 2.5 mg/dL", DAY_1)
    found = asked(version("2 mg/dL"), version("3 mg/dL"), who, as_of="2024-03-08")
    assert because(found) == ["HLD-001: lab is above 2 → 3 mg/dL"]


def test_a_rule_that_comes_or_goes_is_told_as_that() -> None:
    who = patient("2024-02-29, lab: 2.5 mg/dL", DAY_1)
    none, one = program(), program(rules=[hold("2 mg/dL")])
    assert because(asked(none, one, who, as_of="2024-03-08")) == ["HLD-001: a new rule"]
    assert because(asked(one, none, who, as_of="2024-03-08")) == ["HLD-001: no longer a rule"]


def test_a_criterion_that_is_added_is_told_as_new() -> None:
    who = patient("2024-02-29, lab: 2.5 mg/dL", DAY_1)
    both = "{all: [{fact: lab, above: 2 mg/dL}, {fact: scan, is: dark}]}"
    old, new = program(rules=[hold("2 mg/dL")]), program(rules=[rule("HLD-001", "withhold", both)])
    found = asked(old, new, who, as_of="2024-03-08")
    assert told(found) == [("day asked", "action", "withhold", "insufficient-data")]
    assert because(found) == ["HLD-001: scan is dark (new)"]


def test_a_rule_asked_in_other_phases_is_told_as_that() -> None:
    who = patient("2024-02-29, lab: 2.5 mg/dL", DAY_1)
    elsewhere = replace(hold("2 mg/dL"), phases=("before",))
    found = asked(program(rules=[hold("2 mg/dL")]), program(rules=[elsewhere]), who)
    assert because(found) == ["HLD-001: when the rule applies, or what follows from it"]


def test_rules_that_another_overrules_in_both_are_not_named() -> None:
    stop = rule("STP-001", "discontinue", "{fact: lab, above: 9 mg/dL}")
    lower = rule("STP-001", "discontinue", "{fact: lab, above: 8 mg/dL}")
    who = patient("2024-02-29, lab: 8.5 mg/dL", DAY_1)
    old = program(rules=[stop, hold("2 mg/dL")])
    new = program(rules=[lower, hold("2 mg/dL"), hold("7 mg/dL", "HLD-002")])
    found = asked(old, new, who, as_of="2024-03-08")
    assert told(found) == [("day asked", "action", "withhold", "discontinue")]
    assert {cause.page for each in found.changes for cause in each.because} == {
        "STP-001",
        "HLD-002",
    }


@pytest.mark.parametrize(
    ("before", "after", "kind", "old", "new"),
    [
        (
            "cycle: 1 to 3, day: 8, dose: 0.3",
            "cycle: 1 to 3, day: 8, dose: 0.4",
            "dose",
            "0.3 mg/m², cycle 1 day 8",
            "0.4 mg/m², cycle 1 day 8",
        ),
        (
            "latest: 9 days",
            "latest: 10 days",
            "dates",
            "earliest 7 Mar 2024, due 8 Mar 2024, latest 10 Mar 2024",
            "earliest 7 Mar 2024, due 8 Mar 2024, latest 11 Mar 2024",
        ),
    ],
)
def test_another_schedule_changes_doses_and_days(
    before: str, after: str, kind: str, old: str, new: str
) -> None:
    assert before in SCHEDULE
    later = program(plan=SCHEDULE.replace(before, after))
    found = asked(program(), later, patient(DAY_1), as_of="2024-03-08")
    assert told(found) == [("day asked", kind, old, new)]
    assert because(found) == ["schedule"]
    assert found.changes[0].action == "administer"


def test_a_level_that_is_reduced_is_told_with_the_dose() -> None:
    plan = SCHEDULE.replace("cycle: 1 to 3, day: 8, dose: 0.3", "cycle: 1 to 3, day: 8, dose: 0.4")
    who = patient(f"{DAY_1}, level: 75 %")
    found = asked(program(), program(plan=plan), who, as_of="2024-03-08")
    assert found.changes[0].old == "0.3 mg/m² at 75%, cycle 1 day 8"


def test_protocols_of_other_drugs_are_refused_for_a_cohort() -> None:
    other = program(plan=SCHEDULE.replace("drug: x", "drug: y"))
    with pytest.raises(BadInput, match="different drugs: x and y"):
        Pair(program(), other).refuse_other_drugs()


def test_changes_are_counted_by_kind_and_cause() -> None:
    def change(kind: str, old: str, new: str, who: str, *pages: str) -> Change:
        causes = tuple(map(Cause, pages))
        return Change(who, 0, "dose given", kind, "wait", old, new, causes)  # type: ignore[arg-type]

    found = Changes.together(
        [
            Changes(2, 5, (change("dates", "a", "b", "A", "schedule"),)),
            Changes(1, 2, (change("action", "wait", "withhold", "B", "HLD-001", "HLD-002"),)),
            Changes(1, 2, (change("action", "wait", "withhold", "C", "HLD-002"),)),
            Changes(1, 1, (change("dates", "c", "d", "A", "schedule"),)),
        ]
    )
    assert (found.patients, found.decisions, found.changed_patients) == (5, 10, 3)
    kinds = [(kind, old, new, len(changes)) for kind, old, new, changes in found.kinds()]
    assert kinds == [("action", "wait", "withhold", 2), ("dates", "wait", "", 2)]
    assert by_cause(found.kinds()[0][3]) == [(Cause("HLD-002"), 2), (Cause("HLD-001"), 1)]


# --- amendments -------------------------------------------------------------------------------


def test_a_protocol_as_it_stood_has_the_parameters_of_that_day() -> None:
    asks = rule("HLD-001", "withhold", "{fact: lab, above: {parameter: limit}}")
    amended = program(
        rules=[asks],
        parameters={"limit": "2 mg/dL"},
        amendments=[("2024-06-01", {"limit": "3 mg/dL"}), ("2024-09-01", {"limit": "4 mg/dL"})],
    ).protocol
    days = ("2024-05-31", "2024-06-01", "2024-12-31")
    stood = [as_it_stood(amended, parse_day(day)) for day in days]
    assert [each.parameters["limit"].text for each in stood] == ["2 mg/dL", "3 mg/dL", "4 mg/dL"]
    assert all(each.amendments == () for each in stood)
    versions = [link(each, KNOWLEDGE) for each in stood]
    who = patient("2024-02-29, lab: 2.5 mg/dL", DAY_1)
    found = asked(versions[0], versions[1], who, as_of="2024-03-08")
    assert because(found) == ["HLD-001: lab is above 2 → 3 mg/dL"]


# --- against the advice on one patient --------------------------------------------------------


def by_advice(
    pair: Pair, timelines: list[Timeline], advisers: Callable[[Program], Adviser], as_of: int
) -> list[tuple[str, str, str]]:
    """Return whose action differs, by advising each patient with each version."""
    both = advisers(pair.old), advisers(pair.new)
    found = []
    for timeline in timelines:
        old, new = (each.recommend(timeline, as_of).action for each in both)
        if old != new:
            found.append((timeline.patient, old, new))
    return found


def test_on_the_examples_the_actions_are_those_of_the_advice() -> None:
    known = read_knowledge(bundled("knowledge"))
    pair = Pair(
        *(
            Program(read_protocol(bundled("rules") / name, bundled("knowledge"), known), known)
            for name in ("ino-mrd", "ino-label")
        )
    )
    files = sorted((bundled("knowledge") / "examples").glob("EX-*.yaml"))
    timelines = [read_timeline(file, known) for file in files]
    columns = columns_from(timelines, known)
    for as_of in (19_740, 19_780, 19_820):
        found = compare_cohort(pair, columns, as_of, jobs=1)
        actions = [
            (each.patient, each.old, each.new) for each in found.changes if each.kind == "action"
        ]
        assert actions == by_advice(
            pair, timelines, lambda each: Adviser.of(each.protocol, known), as_of
        )
        assert actions
        assert all(each.because for each in found.changes)


@settings(max_examples=40, deadline=None)
@given(random=st.randoms(use_true_random=True))
def test_on_invented_versions_the_actions_are_those_of_each_version_alone(random: Random) -> None:
    pair = Pair(*(Program(Author(random).protocol(), INVENTED) for _ in range(2)))
    columns = columns_from([Ward(random).patient(f"P{each}") for each in range(6)], INVENTED)
    alone = [answers_for(each, columns, BASE + 50).action for each in (pair.old, pair.new)]
    found = compare_chunk(pair, columns, BASE + 50)
    actions = [(e.patient, e.old, e.new) for e in found.changes if e.kind == "action"]
    assert actions == [
        (name, OUTCOMES[old], OUTCOMES[new])
        for name, old, new in zip(columns.patients, *alone, strict=True)
        if old != new
    ]
    assert all(each.because for each in found.changes)

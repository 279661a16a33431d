"""The smallest changes are those that trying everything finds, and each makes the action stand."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.clinic import KNOWLEDGE, RANKS, patient, program, rule
from tests.thoroughness import examples

from cyclewise.advice.advising import Adviser
from cyclewise.facts.program import Program
from cyclewise.inference.agreement import SecondEngine
from cyclewise.inference.exact import evaluate
from cyclewise.inference.settle import OUTCOMES
from cyclewise.protocol.rule import Rule
from cyclewise.reasons.counterfactual import Change, Counterfactual
from cyclewise.reasons.ongoing import Ongoing, ongoing_of
from cyclewise.reasons.option import Option, options_of
from cyclewise.reasons.supposable import Supposable
from cyclewise.reasons.why_not import WhyNot, why_not
from cyclewise.timeline.timeline import Timeline
from cyclewise.values.calendar import parse_day

DAY = "2024-03-08"
FACTS = {
    "ratio": "read: lab\nvalue: {over: uln}",
    "early_weight": "read: weight\nuntil: first_dose",
    "gain": "change: {of: weight, from: early_weight}",
    "clear_scan": "read: scan\nshown: {value: {is: clear}}",
    "lab_since_clear": "read: lab\ncleared_by: clear_scan",
    "worst": "read: reaction\nlatest_of_each: value\nover_at: resolved\nvalue: grade\n"
    "take: highest",
    "worst_but_rash": "read: reaction\nexcept: {value: {is: rash}}\nlatest_of_each: value\n"
    "over_at: resolved\nvalue: grade\ntake: highest",
    "two_things": "when: {at_least: 2, of: [{fact: sign, is: present},"
    " {fact: lab_since_clear, at_least: 2 mg/dL}, {fact: gain, above: 5 %}]}",
}
CRITERIA = (
    "{fact: lab, above: 2 mg/dL, within: 3 days}",
    "{fact: ratio, above: 1.5}",
    "{fact: ratio, at_most: 4, within: 3 days}",
    "{fact: lab_since_clear, at_least: 3 mg/dL}",
    "{ever: lab, above: 6 mg/dL}",
    "{fact: sign, is: present}",
    "{fact: scan, is: dark}",
    "{fact: gain, above: 5 %}",
    "{fact: two_things, is: true}",
    "{fact: worst, at_least: 2}",
    "{fact: worst_but_rash, at_least: 2}",
)
EVENTS = (
    "2024-03-01, weight: 70 kg",
    "2024-03-07, weight: 75 kg",
    "2024-03-02, lab: 7 mg/dL, uln: 1 mg/dL",
    "2024-03-07, lab: 3 mg/dL, uln: 1.2 mg/dL",
    "2024-03-08, lab: 1 mg/dL, uln: 1.2 mg/dL",
    "2024-03-06, sign: present",
    "2024-03-07, scan: dark",
    "2024-03-05, scan: clear",
    "2024-03-06, reaction: fatigue, grade: 2",
    "2024-03-05, reaction: rash, grade: 3",
)
GRIDS: Mapping[str, tuple[float, ...]] = {
    "lab": (1.2, 1.8, 1.9, 2.0, 2.5, 3.0, 5.0, 6.5),
    "weight": (73.5, 74.0),
}
Tried = tuple[tuple[str, Option], ...]


@st.composite
def conditions(draw: st.DrawFn) -> str:
    parts = draw(st.lists(st.sampled_from(CRITERIA), min_size=1, max_size=3, unique=True))
    kind = draw(st.sampled_from(("all: [{}]", "any: [{}]", "not: {{all: [{}]}}")))
    return "{" + kind.format(", ".join(parts)) + "}" if len(parts) > 1 else parts[0]


@st.composite
def rules(draw: st.DrawFn) -> list[Rule]:
    actions = draw(st.lists(st.sampled_from(("withhold", "discontinue")), min_size=1, max_size=2))
    return [
        rule(f"HLD-00{place}", action, draw(conditions())) for place, action in enumerate(actions)
    ]


def searching(linked: Program, who: Timeline, action: str) -> Counterfactual:
    day = parse_day(DAY)
    patient_then = Supposable(linked, who, day, day)
    return Counterfactual(Adviser(linked, SecondEngine(linked)), patient_then, "on", action)


def not_over(search: Counterfactual) -> Mapping[str, Ongoing]:
    """Return every event that is not over, whether or not any rule hears of it."""
    who, day = search.patient.timeline, search.patient.as_of
    return {each.key: each for each in ongoing_of(who, KNOWLEDGE.concepts, day, day)}


def grid(search: Counterfactual, concept: str) -> tuple[Option, ...]:
    """Return results of a concept chosen by hand, not by the search."""
    if concept in not_over(search):
        mildest, *_, over = not_over(search)[concept].options
        return (mildest, over)
    page, given_with = KNOWLEDGE.concepts[concept], search.patient.attributes(concept)
    found = options_of(page, GRIDS.get(concept, ()), given_with, search.patient.ruler(concept))
    return tuple(each for each in found if each.is_point or each.is_word)


def standing(search: Counterfactual, tried: list[Tried]) -> list[str]:
    """Return the answer with each set of results."""
    events, day = not_over(search), search.patient.day
    made = {
        (axis, option): events[axis].supposed(option, day)
        if axis in events
        else search.patient.supposed(axis, option)
        for axis, option in {one for each in tried for one in each}
    }
    results = [[made[each] for each in one] for one in tried]
    settled = evaluate(search.patient.sheet(results)).settled
    return [OUTCOMES[code] for code in settled.action]


def everything(search: Counterfactual) -> list[Tried]:
    """Return every choice of results: each thing left as it is, or one of its grid."""
    named = ("lab", "scan", "sign", "weight", *not_over(search))
    choices = [[None, *((name, one) for one in grid(search, name))] for name in named]
    return [tuple(each for each in one if each is not None) for one in product(*choices)]


def smallest(does: list[Tried]) -> Mapping[frozenset[str], list[Tried]]:
    """Return each smallest set of things with everything that was tried of it and does."""
    found: dict[frozenset[str], list[Tried]] = {}
    for tried in does:
        found.setdefault(frozenset(name for name, _ in tried), []).append(tried)
    return {
        chosen: held for chosen, held in found.items() if not any(each < chosen for each in found)
    }


def covers(change: Change, tried: Tried) -> bool:
    given_with = dict(tried)
    return all(
        any(_inside(option, given_with[each.axis]) for option in each.options)
        for each in change.results
    )


def _inside(option: Option, tried: Option) -> bool:
    if option.is_word or tried.is_word:
        return option.value.word == tried.value.word and option.is_word == tried.is_word
    if option.is_point:
        return option.low == tried.low
    return option.low < tried.low < option.high


@settings(max_examples=examples(150), deadline=None, database=None)
@given(rules(), st.lists(st.sampled_from(EVENTS), unique=True, max_size=6))
def test_the_smallest_changes_are_those_that_trying_everything_finds(
    asked: list[Rule], events: list[str]
) -> None:
    """One record and its rules are asked four times: for every action but the answer."""
    linked = program(FACTS, asked)
    who = patient("2024-03-01, dose: x", *sorted(events))
    search = searching(linked, who, "administer")
    tried = everything(search)
    answers = standing(search, tried)
    for action in RANKS["on"]:
        if action != answers[0]:
            does = [each for each, answer in zip(tried, answers, strict=True) if answer == action]
            same = replace(search, action=action)
            agrees(same.found().changes, smallest(does), tried)


def agrees(
    changes: Sequence[Change], expected: Mapping[frozenset[str], list[Tried]], tried: list[Tried]
) -> None:
    """Hold the changes that the search finds against those that trying everything finds."""
    named = {frozenset(each.axis for each in change.results) for change in changes}
    assert named == set(expected)
    for chosen, does in expected.items():
        mine = [each for each in changes if {one.axis for one in each.results} == chosen]
        for one in tried:
            if frozenset(name for name, _ in one) == chosen:
                assert any(covers(change, one) for change in mine) == (one in does)


HOLD = "{fact: ratio, above: 1.5, within: 3 days}"


@pytest.fixture
def held() -> Timeline:
    return patient("2024-03-01, dose: x", "2024-03-07, lab: 3 mg/dL, uln: 1.2 mg/dL")


def told(when: str, who: Timeline, action: str = "administer") -> list[list[str]]:
    linked = program(FACTS, [rule("HLD-001", "withhold", when)])
    adviser = Adviser(linked, SecondEngine(linked))
    day = parse_day(DAY)
    found = why_not(adviser, who, action, (day, day))
    return [[each.text for each in change] for change in found.changes]


def test_a_change_reads_as_advice_with_what_is_there_now(held: Timeline) -> None:
    assert told(HOLD, held) == [["lab at or below 1.8 mg/dL (now 3 mg/dL, 7 Mar 2024)"]]


def test_a_limit_of_a_change_since_an_earlier_value_is_worked_backwards() -> None:
    who = patient("2024-03-01, weight: 70 kg", "2024-03-01, dose: x", "2024-03-07, weight: 75 kg")
    found = told("{fact: gain, above: 5 %}", who)
    assert found == [["weight at or below 73.5 kg (now 75 kg, 7 Mar 2024)"]]


def test_a_missing_result_is_a_change_as_well() -> None:
    who = patient("2024-03-01, dose: x")
    assert told("{fact: lab, above: 2 mg/dL}", who) == [["lab at or below 2 mg/dL (no record)"]]


def test_what_is_asked_of_what_happened_once_is_fixed(held: Timeline) -> None:
    linked = program(FACTS, [rule("STP-001", "discontinue", "{ever: lab, above: 2 mg/dL}")])
    day = parse_day(DAY)
    found = why_not(Adviser(linked, SecondEngine(linked)), held, "administer", (day, day))
    assert not found.possible
    assert [each.rule.id for each in found.fixed] == ["STP-001"]
    assert found.summary == (
        "ADMINISTER does not stand, and no new result makes it stand: what STP-001 asks about "
        "is fixed."
    )


def test_two_rules_in_the_way_of_one_result_are_met_together(held: Timeline) -> None:
    found = told("{any: [{fact: ratio, above: 1.5}, {fact: lab, below: 1.5 mg/dL}]}", held)
    wanted = "lab at or above 1.5 mg/dL and at or below 1.8 mg/dL (now 3 mg/dL, 7 Mar 2024)"
    assert found == [[wanted]]


def test_an_event_on_record_may_be_over_or_milder() -> None:
    who = patient("2024-03-01, dose: x", "2024-03-05, reaction: rash, grade: 3")
    wanted = "rash grade 1 or resolved (now grade 3, 5 Mar 2024)"
    assert told("{fact: worst, at_least: 2}", who) == [[wanted]]


def test_of_two_events_that_hold_both_have_to_change() -> None:
    who = patient(
        "2024-03-01, dose: x",
        "2024-03-05, reaction: rash, grade: 3",
        "2024-03-06, reaction: fatigue, grade: 2",
    )
    (change,) = told("{fact: worst, at_least: 2}", who)
    assert change == [
        "fatigue grade 1 or resolved (now grade 2, 6 Mar 2024)",
        "rash grade 1 or resolved (now grade 3, 5 Mar 2024)",
    ]


def test_an_event_that_is_over_is_no_more_to_change(held: Timeline) -> None:
    over = patient("2024-03-01, dose: x", "2024-03-05, reaction: rash, resolved: 2024-03-06")
    assert not searching(program(FACTS, []), over, "withhold").patient.ongoing
    assert not searching(program(FACTS, []), held, "withhold").patient.ongoing


def test_limits_are_told_in_the_unit_of_the_latest_result() -> None:
    who = patient("2024-03-01, dose: x", "2024-03-07, lab: 60 umol/L, uln: 20 umol/L")
    assert told(HOLD, who) == [["lab at or below 30 µmol/L (now 60 µmol/L, 7 Mar 2024)"]]


def test_what_is_right_and_too_old_is_asked_for_again() -> None:
    who = patient("2024-03-01, dose: x", "2024-03-03, lab: 1 mg/dL, uln: 1.2 mg/dL")
    assert told(HOLD, who) == [["lab again at or below 1.8 mg/dL (last 1 mg/dL, 3 Mar 2024)"]]


def asked_for_a_dose(when: str, who: Timeline, day: str) -> WhyNot:
    linked = program(FACTS, [rule("HLD-001", "withhold", when, asks=True)])
    adviser = Adviser(linked, SecondEngine(linked))
    return why_not(adviser, who, "administer", (parse_day(day), parse_day(day)))


def test_waiting_alone_is_a_change_as_well() -> None:
    clear = patient("2024-03-01, dose: x", "2024-03-04, scan: clear")
    found = asked_for_a_dose("{fact: scan, is: dark, within: 30 days}", clear, "2024-03-05")
    assert found.summary == (
        "ADMINISTER does not stand today; on 7 Mar 2024 it would, if nothing else happens."
    )
    assert found.later is not None
    assert found.changes_later == ()


def test_what_it_takes_on_the_day_that_is_waited_for_is_told() -> None:
    who = patient("2024-03-01, dose: x", "2024-03-02, lab: 3 mg/dL, uln: 1.2 mg/dL")
    found = asked_for_a_dose(HOLD, who, "2024-03-05")
    assert found.summary == (
        "ADMINISTER does not stand today; from 7 Mar 2024 it would with one of these changes."
    )
    ((change,),) = found.changes_later
    assert change.text == "lab at or below 1.8 mg/dL (now 3 mg/dL, 2 Mar 2024)"


def test_waiting_sees_nothing_that_the_record_holds_of_later_days() -> None:
    who = patient("2024-03-01, dose: x", "2024-03-06, scan: dark", "2024-03-09, scan: clear")
    found = asked_for_a_dose("{fact: scan, is: dark, within: 30 days}", who, "2024-03-08")
    assert found.later is None
    assert [[each.text for each in change] for change in found.changes] == [
        ["scan clear (now dark, 6 Mar 2024)"]
    ]


def test_events_that_no_rule_hears_of_are_not_tried() -> None:
    words = ["fatigue", *(f"other {number}" for number in range(13))]
    unheard = "where: {value: {is: fatigue}}\nover_at: resolved\nvalue: grade\ntake: highest"
    facts = {**FACTS, "fatigue_grade": f"read: reaction\n{unheard}"}
    linked = program(facts, [rule("HLD-001", "withhold", "{fact: fatigue_grade, at_least: 2}")])
    events = [f"2024-03-05, reaction: {word}, grade: 2" for word in words]
    search = searching(linked, patient("2024-03-01, dose: x", *events), "administer")
    assert list(search.patient.ongoing) == ["reaction: fatigue"]
    (change,) = search.found().changes
    assert [each.axis for each in change.results] == ["reaction: fatigue"]


def test_of_many_events_only_the_end_of_each_is_proposed() -> None:
    words = ("rash", "fatigue", "cough", "nausea", "headache")
    events = [f"2024-03-05, reaction: {word}, grade: 2" for word in words]
    (change,) = told("{fact: worst, at_least: 2}", patient("2024-03-01, dose: x", *events))
    assert change == [f"{word} resolved (now grade 2, 5 Mar 2024)" for word in sorted(words)]


def test_where_less_is_known_than_has_happened_the_last_known_day_is_named() -> None:
    linked = program(FACTS, [rule("HLD-001", "withhold", HOLD)])
    adviser = Adviser(linked, SecondEngine(linked))
    days = parse_day("2024-03-08"), parse_day("2024-03-02")
    found = why_not(adviser, patient("2024-03-01, dose: x"), "administer", days)
    assert found.summary == (
        "ADMINISTER does not stand, and no result of 2 Mar 2024, the last day that is known, "
        "makes it stand."
    )

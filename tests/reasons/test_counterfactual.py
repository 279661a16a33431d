"""The smallest changes are those that trying everything finds, and each makes the action stand."""

from collections.abc import Iterator, Mapping
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.clinic import KNOWLEDGE, patient, program, rule

from cyclewise.advice.advising import Adviser
from cyclewise.facts.program import Program
from cyclewise.inference.agreement import SecondEngine
from cyclewise.inference.exact import evaluate
from cyclewise.inference.settle import OUTCOMES
from cyclewise.protocol.rule import Rule
from cyclewise.reasons.counterfactual import Change, Counterfactual
from cyclewise.reasons.option import Option, options_of
from cyclewise.reasons.supposable import Supposable
from cyclewise.reasons.why_not import why_not
from cyclewise.timeline.timeline import Timeline
from cyclewise.values.calendar import parse_day

DAY = "2024-03-08"
FACTS = {
    "ratio": "read: lab\nvalue: {over: uln}",
    "early_weight": "read: weight\nuntil: first_dose",
    "gain": "change: {of: weight, from: early_weight}",
    "clear_scan": "read: scan\nshown: {value: {is: clear}}",
    "lab_since_clear": "read: lab\ncleared_by: clear_scan",
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
)
LABS = (0.7, 1.2, 1.5, 1.8, 1.9, 2.0, 2.5, 3.0, 4.0, 4.8, 5.0, 6.0, 6.5)
GRIDS: Mapping[str, tuple[float, ...]] = {"lab": LABS, "weight": (60.0, 73.5, 74.0)}
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


def grid(search: Counterfactual, concept: str) -> tuple[Option, ...]:
    """Return results of a concept chosen by hand, not by the search."""
    page, given_with = KNOWLEDGE.concepts[concept], search.patient.attributes(concept)
    found = options_of(page, GRIDS.get(concept, ()), given_with)
    return tuple(each for each in found if each.is_point or each.is_word)


def standing(search: Counterfactual, tried: list[Tried]) -> list[bool]:
    results = [[search.patient.result(*each) for each in one] for one in tried]
    settled = evaluate(search.patient.sheet(results)).settled
    return [OUTCOMES[code] == search.action for code in settled.action]


def brute_force(search: Counterfactual) -> Iterator[tuple[frozenset[str], list[Tried]]]:
    """Yield each smallest set of concepts with everything that was tried and does."""
    found: list[frozenset[str]] = []
    for size in range(1, 5):
        for chosen in combinations(("lab", "scan", "sign", "weight"), size):
            if any(each < frozenset(chosen) for each in found):
                continue
            choices = [[(name, option) for option in grid(search, name)] for name in chosen]
            tried = list(product(*choices))
            does = [each for each, yes in zip(tried, standing(search, tried), strict=True) if yes]
            if does:
                found.append(frozenset(chosen))
                yield frozenset(chosen), does


def covers(change: Change, tried: Tried) -> bool:
    given_with = dict(tried)
    return all(
        any(_inside(option, given_with[each.concept]) for option in each.options)
        for each in change.results
    )


def _inside(option: Option, tried: Option) -> bool:
    if option.is_word or tried.is_word:
        return option.value.word == tried.value.word and option.is_word == tried.is_word
    if option.is_point:
        return option.low == tried.low
    return option.low < tried.low < option.high


@settings(max_examples=60, deadline=None)
@given(
    rules(),
    st.lists(st.sampled_from(EVENTS), unique=True, max_size=6),
    st.sampled_from(("administer", "withhold", "discontinue")),
)
def test_the_smallest_changes_are_those_that_trying_everything_finds(
    asked: list[Rule], events: list[str], action: str
) -> None:
    linked = program(FACTS, asked)
    who = patient("2024-03-01, dose: x", *sorted(events))
    search = searching(linked, who, action)
    if standing(search, [()])[0]:
        return
    found = search.found()
    assert not found.unsearched
    expected = dict(brute_force(search))
    named = {frozenset(each.concept for each in change.results) for change in found.changes}
    assert named == set(expected)
    for chosen, does in expected.items():
        mine = [
            change
            for change in found.changes
            if {each.concept for each in change.results} == chosen
        ]
        choices = [[(name, one) for one in grid(search, name)] for name in sorted(chosen)]
        for tried in product(*choices):
            ordered = tuple(sorted(tried, key=lambda each: each[0]))
            yes = any(sorted(map(_key, each)) == sorted(map(_key, ordered)) for each in does)
            assert any(covers(change, ordered) for change in mine) == yes


def _key(each: tuple[str, Option]) -> tuple[str, str]:
    return each[0], each[1].value.text


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

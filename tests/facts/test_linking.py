"""What a protocol names is found, in units that convert, without a ring; or it is said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise

import pytest
from tests.clinic import KNOWLEDGE, SCHEDULE, program, protocol, rule

from cyclewise.documents.problem import BadInput
from cyclewise.facts.linking import link
from cyclewise.protocol.protocol import Roles


def refused(facts: Mapping[str, str] | None = None, when: str = "", **more: str) -> str:
    rules = [rule("ASK-001", "alert", when)] if when else []
    with pytest.raises(BadInput) as error:
        program(facts, rules, parameters=more)
    return str(error.value)


@pytest.mark.parametrize(
    ("when", "message"),
    [
        ("{fact: labb, above: 1 mg/dL}", "Unknown fact “labb”."),
        ("{fact: lab, above: 1 mg/dL, since: scann}", "Unknown fact “scann”."),
        ("{fact: lab, above: 1 kg}", "kg"),
        ("{fact: lab, above: {parameter: word}}", "“word” is no number, and `above` needs one."),
        ("{fact: lab, is: high}", "lab is never “high”."),
        ("{fact: lab, one_of: [1 mg/dL, high]}", "lab is never “high”."),
        ("{fact: scan, is: true}", "scan is never “true”."),
        ("{fact: related, is: perhaps}", "related is never “perhaps”."),
        ("{fact: scan, above: {parameter: word}}", "scan is a word, which `above` cannot compare."),
        ("{fact: lab, is: absent}", "lab is never “absent”."),
        ("{fact: scan, above: 1}", "scan is a word, which `above` cannot compare."),
        ("{fact: scan, is: bright}", "scan is never “bright”."),
        ("{fact: scan, is: absent}", "scan is never “absent”."),
        ("{fact: scan, one_of: [dark, bright]}", "scan is never “bright”."),
        ("{fact: assay, is: not detectd}", "Did you mean “not detected”?"),
        ("{ever: weight_change, above: 5 %}", "“ever” needs a reading, and weight_change is none."),
        ("{fact: dose_due, above: 1}", "dose_due is met or not met and has no value to compare."),
        ("{fact: both, is: maybe}", "both is met or not met and has no value to compare."),
        ("{fact: both, is: true, within: 3 days}", "both is met or not met"),
        ("{fact: both, is: true, since: scan}", "both is met or not met"),
    ],
)
def test_a_criterion_that_cannot_be_judged_is_refused(when: str, message: str) -> None:
    facts = {
        "both": "when: {fact: scan, is: dark}",
        "weight_change": "change: {of: weight, from: weight}",
        "related": "read: reaction\nvalue: related",
    }
    assert message in refused(facts, when, word="high")


def test_a_misspelt_fact_is_followed_by_what_may_be_meant() -> None:
    assert "Did you mean “lab”?" in refused(when="{fact: labb, above: 1 mg/dL}")


@pytest.mark.parametrize(
    ("when", "facts"),
    [
        ("{fact: sign, is: absent}", {}),
        ("{fact: both, is: false}", {"both": "when: {fact: scan, is: dark}"}),
        ("{fact: assay, is: not detected}", {}),
        ("{fact: assay, one_of: [not detected, positive not quantifiable]}", {}),
        ("{fact: grade, at_least: 2}", {"grade": "read: reaction\nvalue: grade"}),
        ("{fact: many, at_least: 2}", {"many": "read: scan\ntake: count"}),
        ("{fact: old, above: 5 days}", {"old": "days_since: scan"}),
        ("{fact: age, above: 5 years}", {"age": "years_since: born"}),
        ("{fact: since, above: 1}", {"since": "cycles_since: scan"}),
        ("{fact: gain, above: 5 %}", {"gain": "change: {of: weight, from: weight}"}),
        ("{fact: more, above: 5 kg}", {"more": "difference: {of: weight, from: weight}"}),
        ("{fact: ratio, above: 1.5}", {"ratio": "ratio: {of: weight, to: weight}"}),
        ("{fact: over, above: 1.5}", {"over": "read: lab\nvalue: {over: uln}"}),
        ("{fact: none, is: absent}", {"none": "read: lab\nno_record: did not happen"}),
        ("{fact: reaction, is: hiccups}", {}),
        ("{fact: method, is: flow}", {"method": "read: assay\nvalue: method"}),
        ("{fact: days_past_due, above: 28 days}", {}),
        ("{fact: cycles_given, at_least: 2}", {}),
        ("{fact: death, recorded: true}", {}),
        ("{ever: death}", {}),
        ("{fact: flagged, is: true}", {"flagged": "read: reaction\nvalue: related"}),
    ],
)
def test_every_kind_of_fact_compares_in_its_own_words(when: str, facts: dict[str, str]) -> None:
    assert program(facts, [rule("ASK-001", "alert", when)]).definitions


@pytest.mark.parametrize(
    ("form", "message"),
    [
        ("read: labb", "“labb”"),
        ("read: last_dose", "“last_dose” cannot be read: it is no concept and no reading."),
        ("read: both", "“both” cannot be read"),
        ("read: asked", "“asked” reads itself, and there is no concept of that name."),
        ("read: lab\nvalue: ulnn", "lab has no attribute “ulnn”."),
        ("read: lab\nvalue: {over: grade}", "lab has no attribute “grade”."),
        ("read: reaction\nover_at: ended", "reaction has no attribute “ended”."),
        ("read: assay\none_a_day: [{meterial: [marrow]}]", "assay has no attribute “meterial”."),
        ("read: assay\nwhere: {methodd: {is: flow}}", "assay has no attribute “methodd”."),
        ("read: reaction\nwhere: {value: {in_group: bloodd}}", "reaction has no group “bloodd”."),
        ("read: lab\nwhere: {value: {above: 3 kg}}", "kg"),
        ("read: lab\nshown: {value: {above: {parameter: word}}}", "“word” is no number"),
        ("read: assay\nwhere: {method: {is: flwo}}", "method is never “flwo”."),
        ("read: assay\nwhere: {method: {one_of: [flow, pcr]}}", "method is never “pcr”."),
        ("read: assay\nexcept: {method: {above: 3}}", "method is a word, which `above`"),
        ("read: scan\nshown: {value: {is: bright}}", "value is never “bright”."),
        ("read: reaction\nshown: {related: {is: perhaps}}", "related is never “perhaps”."),
        ("read: assay\nshown: {value: {is: negative}}", "value is never “negative”."),
        ("read: lab\nsince: scann", "Unknown fact “scann”."),
        ("change: {of: weight, from: wait}", "Unknown fact “wait”."),
        ("days_since: scann", "Unknown fact “scann”."),
        ("when: {fact: scann, is: dark}", "Unknown fact “scann”."),
        (
            "change: {of: weight, from: weight}\nnone_yet: {of: first_dose, value: 5 kg}",
            "kg",
        ),
        (
            "change: {of: weight, from: weight}\nnone_yet: {of: first_dose, value: none}",
            "asked is never “none”.",
        ),
    ],
)
def test_a_definition_that_cannot_be_read_is_refused(form: str, message: str) -> None:
    facts = {"asked": form, "both": "when: {fact: scan, is: dark}"}
    assert message in refused(facts, word="high")


def test_a_ring_of_facts_is_printed() -> None:
    facts = {
        "one": "difference: {of: two, from: lab}",
        "two": "difference: {of: three, from: lab}",
        "three": "difference: {of: one, from: lab}",
    }
    message = refused(facts)
    assert "These facts are made of one another: " in message
    ring = message.split("one another: ")[1].split(".")[0].split(" → ")
    assert ring[0] == ring[-1]
    steps = {("one", "two"), ("two", "three"), ("three", "one")}
    assert set(pairwise(ring)) == steps


def test_a_ring_through_conditions_and_anchors_is_found_too() -> None:
    facts = {
        "one": "read: lab\nsince: two",
        "two": "read: scan\ncleared_by: one",
    }
    assert "These facts are made of one another" in refused(facts)
    through = {"met": "when: {fact: days, above: 3 days}", "days": "days_since: marked"}
    through["marked"] = "read: lab\nuntil: other"
    through["other"] = "read: scan\nsince: marked"
    assert "These facts are made of one another" in refused(through)


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("{earliest: enrolled}", "{earliest: enroled}", "Did you mean “enrolled”?"),
        (
            "{earliest: enrolled}",
            "{latest: {after: labb, by: 3 days}}",
            "“first dose: latest” names the unknown fact “labb”.",
        ),
        (
            "dose: 0.6 mg/m2}",
            "dose: 0.6 mg/m2, when: {fact: scann, is: dark}}",
            "Unknown fact “scann”.",
        ),
        ("dose: 0.6 mg/m2}", "dose: 0.6 mg/m3}", "“given” of dose cannot be in mg/m3."),
    ],
)
def test_what_a_schedule_names_is_found_or_refused(before: str, after: str, message: str) -> None:
    with pytest.raises(BadInput) as error:
        program(plan=SCHEDULE.replace(before, after))
    assert message in str(error.value)


def test_the_parts_of_the_body_surface_are_found_or_refused() -> None:
    wrong = replace(protocol(), roles=Roles("hight", "weight"))
    with pytest.raises(BadInput, match="“roles: height” names the unknown fact “hight”"):
        link(wrong, KNOWLEDGE)


@pytest.mark.parametrize(
    ("name", "message"),
    [("gap", "“gap” is a length in the schedule"), ("word", "“word” is a word")],
)
def test_what_does_not_go_by_date_cannot_be_amended(name: str, message: str) -> None:
    plan = SCHEDULE.replace("{at_least: 6 days}", "{at_least: {parameter: gap}}")
    values = {"gap": "6 days", "word": "dark"}
    asked = rule("ASK-001", "alert", "{fact: scan, is: {parameter: word}}")
    with pytest.raises(BadInput, match=message):
        program(
            rules=[asked],
            plan=plan,
            parameters=values,
            amendments=[("2024-06-01", {name: values[name]})],
        )


def test_all_that_is_wrong_is_said_at_once() -> None:
    message = refused({"one": "read: labb", "two": "read: lab\nvalue: ulnn"})
    assert "“labb”" in message
    assert "“ulnn”" in message


@pytest.mark.parametrize(
    "when",
    ["{fact: lab, above: 1 mg/dL, since: perhaps}", "{fact: elapsed, above: 3 days}"],
)
def test_nothing_counts_from_an_event_that_may_not_be_meant(when: str) -> None:
    facts = {
        "perhaps": "read: lab\nwhere: {value: {above: 1 mg/dL}}",
        "elapsed": "days_since: perhaps",
    }
    assert "Read it with `shown:`, which keeps only what is sure." in refused(facts, when)


def test_the_highest_of_several_rows_has_no_word() -> None:
    facts = {"peak": "read: assay\ntake: highest"}
    assert "peak is never “not detected”." in refused(facts, "{fact: peak, is: not detected}")

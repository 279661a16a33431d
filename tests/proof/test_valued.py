"""Cases of definitions that have a value: what they may expect, and the mistakes they must see."""

from __future__ import annotations

import pytest
from tests.proof.test_testing import tried, wrongs

GRADED = """
grades:
  - {grade: 3, called: severe, when: {fact: lab, at_least: 5 mg/dL}}
  - {grade: 1, when: {any: [{fact: lab, at_least: 3 mg/dL}, {fact: scan, is: dark}]}}
"""
CASES = """
definition: liver
as_of: 2024-03-05
patient:
  - {date: 2024-03-05, lab: 2 mg/dL}
  - {date: 2024-03-05, scan: clear}
cases:
  - {name: nothing, expect: 0}
  - {name: just severe, change: {lab: 5 mg/dL}, expect: severe, because: lab}
  - {name: just below severe, change: {lab: 4 mg/dL}, expect: 1}
  - {name: just one, change: {lab: 3 mg/dL}, expect: grade}
  - {name: just below one, change: {lab: 2.9 mg/dL}, expect: 0}
  - {name: dark, change: {scan: dark}, expect: 1, because: scan}
  - {name: no scan, remove: [scan], expect: unknown, ask: scan}
  - {name: nothing at all, remove: [scan, lab], expect: unknown, ask: [scan, lab]}
"""


def cases(**changed: str) -> str:
    text = CASES.replace("expect: grade}", "expect: 1}")
    for line, other in changed.items():
        text = text.replace(f"name: {line.replace('_', ' ')},", f"name: {other}")
    return text


def test_cases_of_a_graded_fact_expect_a_number_a_name_or_unknown() -> None:
    found = tried(cases(), rules=(), facts={"liver": GRADED})
    assert wrongs(found) == []
    assert found.survivors == ()
    assert found.mutants == 15


def test_a_wrong_grade_is_said_in_its_own_words() -> None:
    text = cases().replace("expect: severe", "expect: 1").replace("expect: unknown", "expect: 0")
    assert wrongs(tried(text, rules=(), facts={"liver": GRADED})) == [
        "expected 1, and it is severe",
        "expected 0, and it is grade 0 to grade 1",
        "expected 0, and it is grade 0 to severe",
    ]


def test_a_reason_that_is_none_is_named() -> None:
    text = cases().replace("because: lab", "because: scan").replace("ask: scan", "ask: sign")
    assert wrongs(tried(text, rules=(), facts={"liver": GRADED})) == [
        "it is not so because of scan, but of lab",
        "it does not ask for sign, but for scan",
    ]


def test_a_limit_no_case_stands_at_is_named() -> None:
    lines = cases().splitlines()
    text = "\n".join(line for line in lines if "just below severe" not in line)
    found = tried(text, rules=(), facts={"liver": GRADED})
    assert found.survivors == ("severe: lab at_least 4 mg/dL instead of 5 mg/dL",)


@pytest.mark.parametrize(
    ("form", "event", "expected"),
    [
        ("read: lab", "lab: 2 mg/dL", "2 mg/dL"),
        ("read: lab", "lab: 34.208 umol/L", "2 mg/dL"),
        ("read: lab\nvalue: {over: uln}", "{lab: 2 mg/dL, uln: 1 mg/dL}", "2"),
        ("read: scan", "scan: dark", "dark"),
        ("read: scan", "lab: 2 mg/dL", "unknown"),
        ("read: scan", "lab: 2 mg/dL", "not recorded"),
        ("read: relapse", "lab: 2 mg/dL", "not recorded"),
        ("days_since: relapse", "relapse: overt", "4 days"),
        ("days_since: relapse", "lab: 2 mg/dL", "unknown"),
        ("change: {of: lab, from: before}", "lab: 3 mg/dL", "50 %"),
    ],
)
def test_any_value_can_be_expected(form: str, event: str, expected: str) -> None:
    facts = {"before": "read: lab\ntake: first", "asked": form}
    text = f"""
definition: asked
as_of: 2024-03-05
patient:
  - {{date: 2024-02-28, lab: 2 mg/dL}}
  - {{date: 2024-03-01, {event.strip("{}")}}}
cases:
  - {{name: it, expect: {expected}}}
"""
    assert wrongs(tried(text, rules=(), facts=facts)) == []
    other = text.replace(f"expect: {expected}", "expect: 77")
    assert wrongs(tried(other, rules=(), facts=facts))[0].startswith("expected 77, and it is ")


def test_cases_of_a_condition_that_applies_to_some_may_expect_not_applicable() -> None:
    facts = {"late": "applies: {fact: scan, is: dark}\nwhen: {fact: lab, at_least: 2 mg/dL}"}
    text = """
definition: late
as_of: 2024-03-05
patient:
  - {date: 2024-03-05, lab: 2 mg/dL}
  - {date: 2024-03-05, scan: dark}
cases:
  - {name: met, expect: met, because: lab}
  - {name: below, change: {lab: 1 mg/dL}, expect: not met}
  - {name: clear, change: {scan: clear}, expect: not applicable, because: scan}
  - {name: nobody looked, remove: [scan], expect: unknown, ask: scan}
"""
    found = tried(text, rules=(), facts=facts)
    assert wrongs(found) == []
    assert found.survivors == ()
    assert found.mutants == 7


def test_facts_that_are_exchanged_are_noticed() -> None:
    facts = {"gap": "days_between: {from: stage, to: relapse}"}
    text = """
definition: gap
as_of: 2024-03-05
patient:
  - {date: 2024-03-01, stage: CR1}
  - {date: 2024-03-04, relapse: overt}
cases:
  - {name: later, expect: 3 days}
"""
    found = tried(text, rules=(), facts=facts)
    assert (found.mutants, found.survivors, wrongs(found)) == (1, (), [])
    same_day = text.replace("03-04", "03-01").replace("3 days", "0 days")
    survivors = tried(same_day, rules=(), facts=facts).survivors
    assert survivors == ("stage and relapse exchanged",)


def test_a_course_of_measurements_is_tried_with_every_word_changed() -> None:
    facts = {"rise": "kinetics: {of: lab, as: difference, to: any, within: 3 days, per: day}"}
    text = """
definition: rise
as_of: 2024-03-10
patient:
  - {date: 2024-03-01, lab: 1 mg/dL}
  - {date: 2024-03-04, lab: 7 mg/dL}
  - {date: 2024-03-05, lab: 4 mg/dL}
  - {date: 2024-03-09, lab: 8 mg/dL}
cases:
  - {name: two a day, expect: 2 mg/dL, because: lab}
  - {name: one day too far, move: {lab: 2024-03-10}, expect: 2 mg/dL}
"""
    found = tried(text, rules=(), facts=facts)
    assert wrongs(found) == []
    assert found.mutants == 6
    assert found.survivors == ("as change instead of difference", "within 4 days")


def test_cases_of_a_first_day_expect_a_date() -> None:
    facts = {
        "ill": "when: {fact: lab, at_least: 3 mg/dL}",
        "onset": "first_met: {when: ill, since: relapse}",
    }
    text = """
definition: onset
as_of: 2024-03-10
patient:
  - {date: 2024-03-01, lab: 4 mg/dL}
  - {date: 2024-03-04, relapse: overt}
  - {date: 2024-03-06, lab: 3 mg/dL}
cases:
  - {name: after the relapse, expect: 2024-03-06}
  - {name: not ill, change: {lab: 2 mg/dL}, expect: not recorded}
  - {name: no word on the liver, remove: [lab], expect: unknown, ask: lab}
"""
    found = tried(text, rules=(), facts=facts)
    assert wrongs(found) == []
    assert (found.mutants, found.survivors) == (1, ())
    other = text.replace("expect: 2024-03-06", "expect: 2024-03-07")
    assert wrongs(tried(other, rules=(), facts=facts)) == [
        "expected 2024-03-07, and it is 2024-03-06"
    ]

"""Cases are run, their reasons checked, and a rule that no case would miss is named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from tests.clinic import KNOWLEDGE, SCHEDULE, program, rule

from cyclewise.documents.problem import Problems
from cyclewise.documents.yamlfile import parse_yaml
from cyclewise.facts.program import Program
from cyclewise.inference.agreement import SecondEngine
from cyclewise.proof import testing
from cyclewise.proof.trial import try_cases
from cyclewise.protocol.case_parsing import read_cases
from cyclewise.protocol.rule import Rule

HOLD = rule(
    "HLD-001",
    "withhold",
    "{all: [{fact: lab, above: 2 mg/dL, within: 3 days}, {not: {fact: scan, is: clear}}]}",
    at=True,
)
COMPLETE = """
rule: HLD-001
as_of: 2024-03-05
patient:
  - {date: 2024-03-05, lab: 3 mg/dL}
  - {date: 2024-03-05, scan: dark}
cases:
  - {name: just over it holds, expect: met, because: lab}
  - {name: at it, change: {lab: 2 mg/dL}, expect: not met, because: lab}
  - {name: a clear scan excuses, change: {scan: clear}, expect: not met, because: scan}
  - {name: without a scan, remove: [scan], expect: unknown, ask: scan}
  - {name: three days old, move: {lab: 2024-03-02}, expect: met}
  - {name: four days old, move: {lab: 2024-03-01}, expect: unknown, ask: lab}
  - {name: a day before day 8, add: [{date: 2024-02-29, dose: x}], expect: not applicable}
  - {name: on day 8, add: [{date: 2024-02-27, dose: x}], expect: met}
"""


def tried(
    text: str,
    rules: Sequence[Rule] = (HOLD,),
    facts: Mapping[str, str] | None = None,
    plan: str = SCHEDULE,
    parameters: Mapping[str, str] | None = None,
) -> testing.Tested:
    linked: Program = program(facts, rules, plan=plan, parameters=parameters)
    problems = Problems()
    document = parse_yaml(text.lstrip(), "hold.cases.yaml")
    file = read_cases(document, "hold.cases.yaml", linked.protocol, KNOWLEDGE, problems)
    problems.raise_if_any()
    (found,) = try_cases(linked, [file], SecondEngine(linked))
    return found


def wrongs(found: testing.Tested) -> list[str]:
    return [result.wrong for result in found.results if result.wrong]


def without(*names: str) -> str:
    lines = COMPLETE.splitlines()
    return "\n".join(line for line in lines if not any(f"name: {each}," in line for each in names))


def test_cases_that_notice_every_mutant_pass() -> None:
    found = tried(COMPLETE)
    assert wrongs(found) == []
    assert found.survivors == ()
    assert found.passed
    assert found.mutants == 16
    assert (found.subject, found.label) == ("HLD-001", "hold.cases.yaml")
    assert [result.case.name for result in found.results][:2] == ["just over it holds", "at it"]


@pytest.mark.parametrize(
    ("missing", "survivor"),
    [
        ("at it", "lab at_least instead of above"),
        ("three days old", "lab within 2 days"),
        ("four days old", "lab within 4 days"),
        ("four days old", "lab of any age"),
        ("a clear scan excuses, without a scan", "a part dropped"),
        ("a day before day 8", "applies when no dose is due"),
        ("on day 8", "does not apply on"),
    ],
)
def test_the_mutant_that_a_missing_case_would_notice_is_named(missing: str, survivor: str) -> None:
    found = tried(without(*missing.split(", ")))
    assert wrongs(found) == []
    assert survivor in found.survivors
    assert not found.passed


@pytest.mark.parametrize(
    ("before", "after", "wrong"),
    [
        ("{lab: 2 mg/dL}, expect: not met", "{lab: 2 mg/dL}, expect: met",
         "expected met, and it is not met"),
        ("expect: not applicable", "expect: not met", "expected not met, and it is not applicable"),
        ("because: scan", "because: lab", "it is not so because of lab, but of scan"),
        ("expect: met, because: lab", "expect: met, because: stage",
         "it is not so because of stage, but of lab, scan"),
        ("ask: scan", "ask: lab", "it does not ask for lab, but for scan"),
        ("expect: met}\n  - {name: four", "expect: met, ask: lab}\n  - {name: four",
         "it does not ask for lab, but for nothing"),
    ],
)  # fmt: skip
def test_a_case_whose_outcome_or_reason_is_wrong_says_so(
    before: str, after: str, wrong: str
) -> None:
    assert before in COMPLETE
    found = tried(COMPLETE.replace(before, after))
    assert wrongs(found) == [wrong]
    assert not found.passed


def test_a_rule_that_asks_on_dose_days_is_not_asked_between_them() -> None:
    asks = rule("HLD-001", "withhold", "{fact: lab, above: 2 mg/dL}", asks=True)
    text = """
rule: HLD-001
as_of: 2024-03-05
cases:
  - {name: before the first dose, expect: unknown, ask: lab}
  - {name: between doses, add: [{date: 2024-02-29, dose: x}], expect: not asked}
  - name: met between doses
    add: [{date: 2024-02-29, dose: x}, {date: 2024-03-05, lab: 3 mg/dL}]
    expect: met
  - {name: at it, add: [{date: 2024-03-05, lab: 2 mg/dL}], expect: not met}
"""
    found = tried(text, [asks])
    assert wrongs(found) == []
    assert "asks when no dose is due" not in found.survivors
    assert wrongs(tried(text.replace("not asked", "unknown"), [asks])) == [
        "expected unknown, and it is not asked"
    ]
    fewer = "\n".join(line for line in text.splitlines() if "not asked" not in line)
    assert "asks when no dose is due" in tried(fewer, [asks]).survivors


def test_a_requirement_is_told_by_its_own_truth() -> None:
    asked = rule("ELI-001", "ineligible", "{fact: lab, above: 2 mg/dL}", requirement=True)
    text = """
rule: ELI-001
as_of: 2024-03-05
cases:
  - {name: over it, add: [{date: 2024-03-05, lab: 3 mg/dL}], expect: met, because: lab}
  - {name: at it, add: [{date: 2024-03-05, lab: 2 mg/dL}], expect: not met}
  - {name: none, expect: unknown, ask: lab}
"""
    assert wrongs(tried(text, [asked])) == []


# --- parameters and stubs -----------------------------------------------------------------------

BY_NAME = rule("HLD-001", "withhold", "{fact: lab, above: {parameter: limit}}")
PARAMETERS = {"limit": "2 mg/dL"}
LIMITS = """
rule: HLD-001
as_of: 2024-03-05
cases:
  - {name: at it, add: [{date: 2024-03-05, lab: 2 mg/dL}], expect: not met}
  - {name: over it, add: [{date: 2024-03-05, lab: 2.1 mg/dL}], expect: met}
  - {name: another limit, add: [{date: 2024-03-05, lab: 2 mg/dL}],
     parameters: {limit: 1 mg/dL}, expect: met}
"""


def test_a_case_may_give_a_parameter_and_the_others_notice_its_mutants() -> None:
    found = tried(LIMITS, [BY_NAME], parameters=PARAMETERS)
    assert wrongs(found) == []
    assert not [each for each in found.survivors if each.startswith("limit")]
    fewer = LIMITS.replace("lab: 2.1 mg/dL", "lab: 9 mg/dL")
    assert "limit 3 mg/dL" in tried(fewer, [BY_NAME], parameters=PARAMETERS).survivors


def test_a_yes_or_no_of_the_protocol_is_turned_round() -> None:
    switched = rule("STP-001", "withhold", "{all: [{parameter: on, is: true}, {ever: lab}]}")
    text = """
rule: STP-001
as_of: 2024-03-05
cases:
  - {name: none, expect: not met}
  - {name: one, add: [{date: 2024-03-05, lab: 2 mg/dL}], expect: met}
"""
    found = tried(text, [switched], parameters={"on": "true"})
    assert wrongs(found) == []
    assert "on false" not in found.survivors
    never = text.replace("expect: met", "expect: not met")
    off = tried(never, [switched], parameters={"on": "false"})
    assert wrongs(off) == []
    assert "on true" not in off.survivors


def test_a_word_may_be_given_by_hand() -> None:
    dark = rule("HLD-001", "withhold", "{fact: shade, is: dark}")
    text = """
rule: HLD-001
as_of: 2024-03-05
facts: {shade: dark}
cases:
  - {name: dark, expect: met}
  - {name: clear, change: {shade: clear}, expect: not met}
  - {name: not known, change: {shade: unknown}, expect: unknown, ask: scan}
"""
    assert wrongs(tried(text, [dark], {"shade": "read: scan"})) == []


STUBBED = rule("HLD-001", "withhold", "{any: [{fact: gain, above: 5 %}, {fact: ill, is: true}]}")
STUBS = """
rule: HLD-001
as_of: 2024-03-05
facts: {gain: 1 %, ill: false}
cases:
  - {name: neither, expect: not met}
  - {name: at it, change: {gain: 5 %}, expect: not met, because: gain}
  - {name: over it, change: {gain: 6 %}, expect: met, because: gain}
  - {name: ill, change: {ill: true}, expect: met, because: ill}
  - {name: both, change: {gain: 6 %, ill: true}, expect: met}
  - {name: unknown gain, remove: [gain], expect: unknown, ask: gain}
  - {name: unknown illness, change: {ill: unknown}, expect: unknown}
"""


def test_facts_may_be_given_by_hand() -> None:
    facts = {"gain": "change: {of: weight, from: weight}", "ill": "when: {fact: scan, is: dark}"}
    found = tried(STUBS, [STUBBED], facts)
    assert wrongs(found) == []
    assert found.survivors == ("does not apply on", "applies after as well")


def test_what_one_case_gives_by_hand_hides_no_reason_of_another() -> None:
    asked = rule("HLD-001", "withhold", "{fact: high_lab, is: true}")
    text = """
rule: HLD-001
as_of: 2024-03-05
patient:
  - {date: 2024-03-05, lab: 3 mg/dL}
cases:
  - {name: given by hand, facts: {high_lab: unknown}, expect: unknown, ask: high_lab}
  - {name: read from the record, expect: met, because: lab}
  - {name: not on record, remove: [lab], expect: unknown, ask: lab}
"""
    facts = {"high_lab": "when: {fact: lab, above: 2 mg/dL}"}
    assert wrongs(tried(text, [asked], facts)) == []


def test_a_condition_has_cases_of_its_own() -> None:
    facts = {"ill": "when: {any: [{fact: lab, above: 2 mg/dL}, {fact: scan, is: dark}]}"}
    text = """
definition: ill
as_of: 2024-03-05
patient:
  - {date: 2024-03-05, lab: 2 mg/dL}
  - {date: 2024-03-05, scan: clear}
cases:
  - {name: neither, expect: not met}
  - {name: high, change: {lab: 3 mg/dL}, expect: met, because: lab}
  - {name: dark, change: {scan: dark}, expect: met, because: scan}
  - {name: no lab, remove: [lab], expect: unknown, ask: lab}
"""
    found = tried(text, facts=facts)
    assert wrongs(found) == []
    assert found.survivors == ()
    fewer = "\n".join(line for line in text.splitlines() if "name: neither" not in line)
    assert "lab at_least instead of above" in tried(fewer, facts=facts).survivors

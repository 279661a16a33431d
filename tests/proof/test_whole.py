"""Cases of a schedule and of a whole protocol: each expected key is checked, each mutant tried."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from tests.clinic import KNOWLEDGE, SCHEDULE, advice, patient, program, rule

from cyclewise.documents.problem import BadInput, Problems
from cyclewise.documents.yamlfile import parse_yaml
from cyclewise.inference.agreement import SecondEngine
from cyclewise.proof import testing, whole
from cyclewise.proof.trial import try_cases
from cyclewise.protocol.case_parsing import read_cases
from cyclewise.protocol.cases import Case, Expected
from cyclewise.protocol.rule import Rule

DAY_1 = "2024-03-01, dose: x, cycle: 1, day: 1"
HIGH = "{fact: lab, above: 2 mg/dL}"


def tried(
    text: str,
    rules: Sequence[Rule] = (),
    facts: Mapping[str, str] | None = None,
    plan: str = SCHEDULE,
    parameters: Mapping[str, str] | None = None,
) -> testing.Tested:
    linked = program(facts, rules, plan=plan, parameters=parameters)
    problems = Problems()
    document = parse_yaml(text.lstrip(), "x.cases.yaml")
    file = read_cases(document, "x.cases.yaml", linked.protocol, KNOWLEDGE, problems)
    problems.raise_if_any()
    (found,) = try_cases(linked, [file], SecondEngine(linked))
    return found


def wrongs(found: testing.Tested) -> list[str]:
    return [result.wrong for result in found.results if result.wrong]


# --- each key -----------------------------------------------------------------------------------

TOLD = advice(
    program(
        rules=[
            rule("HLD-001", "withhold", HIGH),
            rule("STP-001", "discontinue", "{fact: scan, is: dark}", phases=["on"]),
            rule("HLD-002", "withhold", "{fact: sign, is: present}"),
            rule("ALT-001", "alert", "{ever: lab}"),
        ]
    ),
    patient(DAY_1, "2024-03-02, lab: 3 mg/dL", "2024-02-20, height: 180 cm"),
    "2024-03-05",
)


@pytest.mark.parametrize(
    ("key", "right", "wrong"),
    [
        ("phase", "on", "before"),
        ("action", "withhold", "wait"),
        ("settled", False, True),
        ("may_become", ("discontinue",), ()),
        ("otherwise", None, "wait"),
        ("cycle", 1, 2),
        ("day", 8, 1),
        ("dose", None, "0.3 mg/m2"),
        ("mg", None, 0.5),
        ("level", None, 1.0),
        ("earliest", "2024-03-07", "2024-03-08"),
        ("due", "2024-03-08", "2024-03-07"),
        ("latest", "2024-03-10", "2024-03-09"),
        ("status", "upcoming", "due"),
        ("urgency", "before next dose", "now"),
        ("deciding", ("HLD-001",), ("HLD-002",)),
        ("deciding", "HLD-001", "DOS-001"),
        ("alerts", ("ALT-001",), ("ALT-002",)),
        ("alerts", (), ("ALT-001", "ALT-002")),
        ("missing", ("scan",), ("lab",)),
        ("missing", "scan", ()),
        ("to_give", ("scan",), ()),
        ("decides_alone", ("scan",), ()),
        ("presumed", ("sign",), ()),
        ("next", "withhold", "administer"),
        ("next.action", "withhold", "administer"),
        ("next.to_give", ("scan",), ()),
        ("next.as_of", "2024-03-08", "2024-03-07"),
    ],
)
def test_every_key_of_an_answer_is_compared(key: str, right: Expected, wrong: Expected) -> None:
    answer = whole.answer_of(TOLD)

    def differences(expected: Expected) -> str:
        case = Case("one", patient(), 0, 0, advice={key: expected})
        return whole.differences(case, answer)

    assert differences(right) == ""
    assert differences(wrong).startswith(f"{key} is ")
    assert ", expected " in differences(wrong)


@pytest.mark.parametrize(
    ("found", "expected", "same"),
    [
        ("0.3 mg/m2", "0.30 mg/m2", True),
        ("0.3 mg/m2", "0.3 mg/m²", True),
        ("0.3 mg/m2", "0.3 mg", False),
        ("0.3 mg/m2", "0.31 mg/m2", False),
    ],
)
def test_a_dose_is_compared_as_a_quantity(found: str, expected: str, same: bool) -> None:
    case = Case("one", patient(), 0, 0, advice={"dose": expected})
    assert (whole.differences(case, {"dose": found}) == "") is same


def test_every_difference_is_said_in_words() -> None:
    case = Case("one", patient(), 0, 0, advice={"action": "wait", "may_become": (), "mood": "good"})
    answer: dict[str, object] = {"action": None, "may_become": ("complete", "withhold")}
    assert whole.differences(case, answer) == (
        "action is none, expected wait; may_become is complete, withhold, expected nothing; "
        "mood is no part of an answer"
    )


# --- a schedule ---------------------------------------------------------------------------------

SHORT = (
    SCHEDULE.replace("2 to 3", "2")
    .replace("1 to 3", "1 to 2")
    .replace("{earliest: enrolled}", "{}")
)
DAYS = """
schedule: DOS-001
as_of: 2024-03-01
cases:
  - name: the first dose
    expect: {action: administer, cycle: 1, day: 1, dose: 0.6 mg/m2}
  - name: day 8
    add: [{date: 2024-03-01, dose: x}]
    expect:
      {action: wait, cycle: 1, day: 8, earliest: 2024-03-07, due: 2024-03-08, latest: 2024-03-10}
  - name: day 8 after an infusion of days is counted from its first
    add: [{date: 2024-03-01, dose: x, until: 2024-03-02}]
    expect: {due: 2024-03-08}
  - name: day 8 is given
    as_of: 2024-03-08
    add: [{date: 2024-03-01, dose: x}]
    expect: {action: administer, dose: 0.3 mg/m2}
  - name: the last day of day 8
    as_of: 2024-03-15
    add: [{date: 2024-03-01, dose: x}]
    expect: {cycle: 1, day: 8}
  - name: the day after it
    as_of: 2024-03-16
    add: [{date: 2024-03-01, dose: x}]
    expect: {cycle: 2, day: 1}
  - name: the second cycle
    as_of: 2024-03-29
    add: [{date: 2024-03-01, dose: x}, {date: 2024-03-09, dose: x}]
    expect: {earliest: 2024-03-22, due: 2024-03-29, latest: 2024-04-05, dose: 0.3 mg/m2}
  - name: its day 8
    as_of: 2024-04-05
    add: [{date: 2024-03-01, dose: x}, {date: 2024-03-09, dose: x}, {date: 2024-03-29, dose: x}]
    expect: {cycle: 2, day: 8, dose: 0.3 mg/m2}
  - name: the gap after a late day 8
    as_of: 2024-03-20
    add:
      - {date: 2024-03-01, dose: x, cycle: 1, day: 1}
      - {date: 2024-03-18, dose: x, cycle: 1, day: 8}
    expect: {cycle: 2, day: 1, earliest: 2024-03-24}
"""


def test_the_cases_of_a_schedule_notice_every_wrong_number() -> None:
    found = tried(DAYS, plan=SHORT)
    assert wrongs(found) == []
    assert found.survivors == ()
    assert found.passed
    assert found.mutants > 20


@pytest.mark.parametrize(
    ("removed", "survivor"),
    [
        ("the last day of day 8", "cycles 1 to 2 day 8: omitted after 13 days"),
        ("the day after it", "cycles 1 to 2 day 8: never omitted"),
        ("the gap after a late day 8", "gap of 5 days"),
        ("its day 8", "dose of cycles 1 to 2 day 8: last cycle dropped"),
        ("the first dose", "dose of cycles 1 to 1 day 1: 0.5 mg/m2 instead of 0.6 mg/m2"),
        ("the second cycle", "cycles 2 to 2 day 1: latest 36 days"),
    ],
)
def test_the_wrong_number_that_a_missing_case_would_notice_is_named(
    removed: str, survivor: str
) -> None:
    head, *cases = DAYS.split("  - name: ")
    kept = [case for case in cases if not case.startswith(f"{removed}\n")]
    assert len(kept) == len(cases) - 1
    assert survivor in tried("  - name: ".join([head, *kept]), plan=SHORT).survivors


def test_a_wrong_expectation_is_said() -> None:
    found = tried(DAYS.replace("due: 2024-03-08, l", "due: 2024-03-09, l"), plan=SHORT)
    assert wrongs(found) == ["due is 2024-03-08, expected 2024-03-09"]
    assert not found.passed


def test_a_schedule_that_gives_two_doses_is_refused_when_its_cases_run() -> None:
    row = "  - {cycle: 1 to 3, day: 8, dose: 0.3 mg/m2}\n"
    plan = SCHEDULE.replace(
        row,
        row.replace("m2}", "m2, when: {fact: sign, is: absent}}")
        + row.replace("0.3 mg/m2}", "0.5 mg/m2, when: {not: {fact: sign, is: present}}}"),
    )
    text = DAYS.split("  - name: the first dose", maxsplit=1)[0] + (
        "  - {name: day 8, as_of: 2024-03-08, add: [{date: 2024-03-01, dose: x}],"
        " expect: {action: administer}}\n"
    )
    with pytest.raises(BadInput, match="both give a dose on 2024-03-08"):
        tried(text, plan=plan)


# --- a whole protocol ---------------------------------------------------------------------------

RULES = (
    rule("HLD-001", "withhold", HIGH),
    rule("STP-001", "discontinue", "{fact: ill, is: true}", phases=["on"]),
)
ILL = {"ill": "when: {fact: scan, is: dark}"}
WHOLE = """
protocol: clinic
as_of: 2024-03-08
patient:
  - {date: 2024-03-01, dose: x}
facts: {ill: false}
cases:
  - name: a stop outranks a hold
    change: {ill: true}
    add: [{date: 2024-03-08, lab: 3 mg/dL}]
    expect: {action: discontinue, deciding: [STP-001]}
  - name: a hold outranks a dose
    add: [{date: 2024-03-08, lab: 3 mg/dL}]
    expect: {action: withhold}
  - name: a hold before the first dose
    remove: [dose]
    add: [{date: 2024-03-08, lab: 3 mg/dL}]
    expect: {action: withhold, phase: before}
  - name: what is not known
    change: {ill: unknown}
    add: [{date: 2024-03-08, lab: 1 mg/dL}]
    expect: {action: insufficient-data, otherwise: administer, may_become: [discontinue]}
  - name: nothing against it
    add: [{date: 2024-03-08, lab: 1 mg/dL}]
    expect: {action: administer, settled: true}
"""


def test_the_cases_of_a_protocol_notice_a_wrong_rank() -> None:
    found = tried(WHOLE, RULES, ILL)
    assert wrongs(found) == []
    assert found.survivors == (
        "withhold outranks ineligible before",
        "complete outranks discontinue on",
        "withhold outranks complete on",
    )
    assert found.mutants == 5


def test_without_the_case_the_wrong_rank_survives() -> None:
    text = WHOLE.replace("{action: withhold, phase: before}", "{phase: before}")
    assert "administer outranks withhold before" in tried(text, RULES, ILL).survivors


def test_the_cases_of_a_protocol_may_have_parameters_of_their_own() -> None:
    hold = rule("HLD-001", "withhold", "{fact: lab, above: {parameter: limit}}")
    text = """
protocol: clinic
as_of: 2024-03-08
patient:
  - {date: 2024-03-08, lab: 3 mg/dL}
cases:
  - {name: as written, expect: {action: withhold}}
  - {name: a higher limit, parameters: {limit: 4 mg/dL}, expect: {action: administer}}
"""
    found = tried(text, [hold], parameters={"limit": "2 mg/dL"})
    assert wrongs(found) == []
    assert "administer outranks withhold before" not in found.survivors
    # A mutant dies of what it gets wrong, not of a parameter that it has lost.
    assert "withhold outranks ineligible before" in found.survivors


def test_each_case_of_a_protocol_is_known_by_its_own_day() -> None:
    text = """
protocol: clinic
as_of: 2024-03-08
patient:
  - {date: 2024-03-05, lab: 3 mg/dL, known: 2024-03-10}
cases:
  - {name: not yet, expect: {action: insufficient-data, missing: [lab]}}
  - {name: later, known: 2024-03-10, expect: {action: withhold}}
"""
    assert wrongs(tried(text, [RULES[0]])) == []

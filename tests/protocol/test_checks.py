from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cyclewise.documents.yamlfile import parse_yaml
from cyclewise.knowledge.knowledgebase import Knowledge
from cyclewise.logic.condition import Condition
from cyclewise.protocol.case_parsing import read_case_files
from cyclewise.protocol.cases import CaseFile
from cyclewise.protocol.checks import FLOORS, RuleBook, check
from cyclewise.protocol.criterion import Criterion
from cyclewise.protocol.definition import ConditionForm, Definition
from cyclewise.protocol.findings import Finding
from cyclewise.protocol.protocol import ParameterValue, Protocol
from cyclewise.protocol.rule import Assumption, Citation

WARD = Path(__file__).parent / "ward"
Reader = Callable[[str], Condition[Criterion]]


@pytest.fixture(scope="session")
def cases(protocol: Protocol, knowledge: Knowledge) -> tuple[CaseFile, ...]:
    return read_case_files(WARD / "rules/tiny", WARD / "knowledge", protocol, knowledge)


@pytest.fixture
def book(protocol: Protocol, knowledge: Knowledge, cases: tuple[CaseFile, ...]) -> RuleBook:
    """Return the one rule that has cases: nothing is wrong with it."""
    rule = protocol.by_id["ELI-001"]
    used = {"mrd window": protocol.parameters["mrd window"]}
    plain = replace(protocol, rules=(rule,), parameters=used, definitions={})
    return RuleBook(plain, knowledge, cases[1:], WARD)


def said(found: Iterator[Finding] | tuple[Finding, ...]) -> list[str]:
    return [f"{each.severity}: {each.problem.message}" for each in found]


def with_rule(book: RuleBook, **changes: object) -> RuleBook:
    """Return the book with its one rule changed."""
    rule = replace(book.protocol.rules[0], **changes)  # type: ignore[arg-type]
    return replace(book, protocol=replace(book.protocol, rules=(rule,)))


def test_nothing_is_found_where_nothing_is_wrong(book: RuleBook) -> None:
    assert said(check(book)) == []


def test_a_rule_without_cases_is_found(book: RuleBook) -> None:
    assert said(check(replace(book, cases=()))) == ["error: ELI-001 has no cases."]


def test_cases_of_a_rule_that_is_not_there_are_found(book: RuleBook) -> None:
    strange = replace(book.cases[0], subject="ELI-002")
    (finding,) = check(replace(book, cases=(*book.cases, strange)))
    assert finding.problem.message == "These cases are of the rule “ELI-002”, which is not there."
    assert finding.problem.remedy == "Did you mean “ELI-001”?"


@pytest.mark.parametrize("outcome", ["met", "not met", "unknown", "not applicable"])
def test_each_outcome_of_a_rule_needs_a_case(outcome: str, book: RuleBook) -> None:
    (file,) = book.cases
    fewer = tuple(case for case in file.cases if case.outcome != outcome)
    found = check(replace(book, cases=(replace(file, cases=fewer),)))
    assert said(found) == [f"error: ELI-001 has no case for “{outcome}”."]


@pytest.mark.parametrize(
    ("written", "open_"),
    [
        ("{fact: mrd, above: 1}", True),
        ("{fact: ascites, is: present}", False),
        ("{fact: relapse, is: molecular}", False),
        ("{fact: enrolment, recorded: false}", False),
        ("{ever: relapse, since: first_dose}", False),
        ("{ever: alt, above: 1 U/L}", False),
        ("{ever: bilirubin_uln, above: 10}", True),
        ("{fact: bilirubin_uln, above: 10}", True),
        ("{fact: mrd_negative, is: true}", True),
        ("{fact: cycles_given, at_least: 6}", False),
        ("{parameter: stop at negativity, is: true}", False),
        ("all: [{fact: ascites, is: present}, not: {fact: mrd, above: 1}]", True),
    ],
)
def test_a_case_for_unknown_is_asked_for_where_no_record_means_unknown(
    written: str, open_: bool, book: RuleBook, protocol: Protocol, condition: Reader
) -> None:
    (file,) = book.cases
    known = tuple(case for case in file.cases if case.outcome != "unknown")
    changed = with_rule(book, condition=condition(written), sources=())
    definitions = replace(changed.protocol, definitions=protocol.definitions)
    found = check(
        replace(changed, protocol=definitions, cases=(replace(file, cases=known),), texts=None)
    )
    message = "error: ELI-001 has no case for “unknown”."
    assert (message in said(found)) == open_


def test_a_rule_of_all_phases_is_always_applicable(book: RuleBook) -> None:
    (file,) = book.cases
    fewer = tuple(case for case in file.cases if case.outcome != "not applicable")
    everywhere = with_rule(book, phases=("before", "on", "after"))
    assert said(check(replace(everywhere, cases=(replace(file, cases=fewer),)))) == []


def test_what_was_only_recalled_cannot_be_reviewed(book: RuleBook) -> None:
    recalled = (Citation("label", ("mrd",), "recalled"),)
    signed = with_rule(book, status="reviewed", reviews=("A clinician",), sources=recalled)
    assert said(check(signed)) == [
        "error: ELI-001 rests on something recalled and is marked “reviewed”."
    ]
    assert said(check(with_rule(book, sources=recalled))) == []


def test_reviews_and_status_agree(book: RuleBook) -> None:
    assert said(check(with_rule(book, reviews=("A clinician",)))) == [
        "warning: ELI-001 names a reviewer and is marked “draft”."
    ]
    assert said(check(with_rule(book, status="reviewed"))) == [
        "error: ELI-001 is marked “reviewed” and names no reviewer."
    ]
    assert said(check(with_rule(book, status="reviewed", reviews=("A clinician",)))) == []


def test_a_contradiction_in_a_rule_or_in_its_until_is_found(
    book: RuleBook, condition: Reader
) -> None:
    never = condition("all: [{fact: mrd, above: 1}, {fact: mrd, below: 1}]")
    message = ["error: No mrd fulfils both this and the other criterion on it."]
    assert said(check(with_rule(book, condition=never))) == message
    assert said(check(with_rule(book, until=never))) == message


def test_a_contradiction_in_a_definition_or_the_schedule_is_found(
    book: RuleBook, condition: Reader
) -> None:
    never = condition("all: [{fact: mrd, above: 1}, {fact: mrd, below: 1}]")
    definition = Definition("x", "x", ConditionForm(never))
    first, *others = book.protocol.schedule.rows
    schedule = replace(book.protocol.schedule, rows=(replace(first, when=never), *others))
    for changed in (
        replace(book.protocol, definitions={"x": definition}),
        replace(book.protocol, schedule=schedule),
    ):
        assert said(check(replace(book, protocol=changed))) == [
            "error: No mrd fulfils both this and the other criterion on it."
        ]


def test_a_parameter_nobody_uses_is_found(book: RuleBook) -> None:
    spare = ParameterValue("spare", "3 days", "owner", "owner", "")
    parameters = {**book.protocol.parameters, "spare": spare}
    changed = replace(book, protocol=replace(book.protocol, parameters=parameters))
    assert said(check(changed)) == ["warning: No rule uses the parameter “spare”."]


def test_a_parameter_that_is_not_established_says_why(book: RuleBook) -> None:
    bare = replace(book.protocol.parameters["mrd window"], because=" ")
    changed = replace(book, protocol=replace(book.protocol, parameters={"mrd window": bare}))
    assert said(check(changed)) == [
        "error: The parameter “mrd window” is assumed and says not why."
    ]
    owned = replace(bare, basis="owner")
    changed = replace(book, protocol=replace(book.protocol, parameters={"mrd window": owned}))
    assert said(check(changed)) == []


def test_a_definition_of_a_protocols_own_that_nothing_uses_is_found(
    book: RuleBook, protocol: Protocol
) -> None:
    changed = replace(book, protocol=replace(book.protocol, definitions=protocol.definitions))
    assert said(check(changed)) == ["warning: Nothing uses the definition “mrd_negative”."]
    everything = replace(book, protocol=protocol)
    assert not any("definition" in each for each in said(check(everything)))


def test_an_assumption_that_was_found_is_a_source(book: RuleBook) -> None:
    found = (Assumption("mrd window", "It is printed.", "found"),)
    assert said(check(with_rule(book, assumptions=found))) == [
        "warning: The assumption “mrd window” says that it was found in a source."
    ]


def test_two_rules_of_one_title_are_found(book: RuleBook) -> None:
    (rule,) = book.protocol.rules
    twin = replace(rule, id="ELI-002", title=rule.title.upper())
    cases = (*book.cases, replace(book.cases[0], subject="ELI-002"))
    changed = replace(book, protocol=replace(book.protocol, rules=(rule, twin)), cases=cases)
    assert said(check(changed)) == ["error: ELI-002 has the title of ELI-001."]


def test_a_source_that_supports_what_nobody_asked_is_found(book: RuleBook) -> None:
    (source,) = book.protocol.rules[0].sources
    changed = with_rule(book, sources=(replace(source, supports=("mrd", "ascites")),))
    assert said(check(changed)) == ["warning: ELI-001 asks nothing about “ascites”."]


def test_a_phase_that_could_leave_a_patient_without_any_action_is_found(book: RuleBook) -> None:
    for phase, floors in FLOORS.items():
        for floor in floors:
            kept = tuple(each for each in book.protocol.ranks[phase] if each != floor)
            ranks = {**book.protocol.ranks, phase: kept}
            changed = replace(book, protocol=replace(book.protocol, ranks=ranks))
            assert said(check(changed)) == [
                (
                    f"error: The phase “{phase}” has no action “{floor}”, "
                    "so a patient could be left without any."
                )
            ]


def test_errors_come_before_warnings(book: RuleBook) -> None:
    both = with_rule(book, reviews=("A clinician",))
    found = check(replace(both, cases=()))
    assert [each.severity for each in found] == ["error", "warning"]


def test_findings_point_into_the_page(book: RuleBook, condition: Reader) -> None:
    page = parse_yaml("id: ELI-001\ntitle: x\nstatus: reviewed\n", "hold/x.yaml")
    (finding,) = check(with_rule(book, status="reviewed", place=page.root))
    assert finding.problem.where == "hold/x.yaml:3:9"


def test_the_rules_of_the_ward_lack_only_cases(
    protocol: Protocol, knowledge: Knowledge, cases: tuple[CaseFile, ...]
) -> None:
    found = check(RuleBook(protocol, knowledge, cases, WARD))
    missing = [f"error: {rule.id} has no cases." for rule in protocol.rules if rule.id != "ELI-001"]
    unchecked = "warning: 1 quote was not checked: the source's text is not at hand."
    assert sorted(said(found)) == sorted([*missing, unchecked])

from collections.abc import Callable
from pathlib import Path

import pytest

from cyclewise.documents.problem import Problems
from cyclewise.documents.yamlfile import parse_yaml
from cyclewise.knowledge.knowledgebase import Knowledge
from cyclewise.protocol.case_parsing import read_case_files, read_cases
from cyclewise.protocol.cases import Case, CaseFile
from cyclewise.protocol.protocol import Protocol
from cyclewise.timeline.event import Event
from cyclewise.values.calendar import parse_day

WARD = Path(__file__).parent / "ward"
HEAD = """\
rule: HLD-002
as_of: 2024-03-01
facts: {mrd_negative: false, bilirubin_uln: "1.1"}
patient:
  - {birth_date: 1978-05-14}
  - {date: 2024-02-20, bilirubin: 0.9 mg/dL, uln: 1.2 mg/dL}
  - {date: 2024-02-29, bilirubin: 1.1 mg/dL, uln: 1.2 mg/dL}
  - {date: 2024-02-29, ascites: absent}
cases:
"""
Reader = Callable[[str], Case]


@pytest.fixture
def problems() -> Problems:
    return Problems()


@pytest.fixture
def case(protocol: Protocol, knowledge: Knowledge, problems: Problems) -> Reader:
    """Read one case after the head above; ``expect: met`` unless it says otherwise."""

    def read(verbs: str) -> Case:
        expect = "" if "expect" in verbs else "    expect: met\n"
        text = f"{HEAD}  - name: a case\n{expect}{verbs}"
        file = read_cases(parse_yaml(text, "x.cases.yaml"), "x", protocol, knowledge, problems)
        return file.cases[0]

    return read


def events(case: Case, concept: str) -> list[Event]:
    return [event for event in case.timeline.events if event.concept == concept]


def dated(case: Case, concept: str) -> list[tuple[str, str]]:
    return [(event.date, event.value.text) for event in events(case, concept)]


def test_a_case_without_verbs_is_the_patient_of_its_file(case: Reader, problems: Problems) -> None:
    plain = case("")
    assert dated(plain, "bilirubin") == [("2024-02-20", "0.9 mg/dL"), ("2024-02-29", "1.1 mg/dL")]
    assert [event.dated for event in events(plain, "birth_date")] == [False]
    assert (plain.name, plain.outcome) == ("a case", "met")
    assert plain.as_of == plain.known == parse_day("2024-03-01")
    assert plain.stubs == {"mrd_negative": "false", "bilirubin_uln": "1.1"}
    assert plain.timeline.patient == "a case"
    assert not problems


def test_change_gives_the_latest_event_another_value_and_keeps_the_rest(case: Reader) -> None:
    changed = case("    change: {bilirubin: 2.0 mg/dL}")
    assert dated(changed, "bilirubin") == [("2024-02-20", "0.9 mg/dL"), ("2024-02-29", "2.0 mg/dL")]
    assert events(changed, "bilirubin")[-1].attributes["uln"].text == "1.2 mg/dL"


def test_change_adds_an_event_of_the_day_where_there_is_none(case: Reader) -> None:
    changed = case("    change: {painful_hepatomegaly: present}")
    assert dated(changed, "painful_hepatomegaly") == [("2024-03-01", "present")]
    changed = case("    as_of: 2024-03-05\n    change: {alt: {value: 90 U/L, uln: 35 U/L}}")
    assert dated(changed, "alt") == [("2024-03-05", "90 U/L")]
    assert events(changed, "alt")[0].attributes["uln"].text == "35 U/L"


def test_change_of_attributes_keeps_the_value(case: Reader) -> None:
    changed = events(case("    change: {bilirubin: {uln: 1.0 mg/dL}}"), "bilirubin")[-1]
    assert (changed.value.text, changed.attributes["uln"].text) == ("1.1 mg/dL", "1.0 mg/dL")
    both = case("    change: {bilirubin: {value: 3 mg/dL, uln: 1.0 mg/dL}}")
    assert dated(both, "bilirubin")[-1] == ("2024-02-29", "3 mg/dL")


def test_an_empty_attribute_is_taken_away(case: Reader) -> None:
    changed = events(case("    change: {bilirubin: {uln: null}}"), "bilirubin")[-1]
    assert dict(changed.attributes) == {}


def test_what_a_patient_is_changes_without_a_date(case: Reader) -> None:
    (born,) = events(case("    change: {birth_date: 1990-01-01}"), "birth_date")
    assert (born.dated, born.first) == (False, parse_day("1990-01-01"))


def test_change_of_a_given_fact_changes_what_is_given(case: Reader) -> None:
    changed = case("    change: {mrd_negative: true}\n    remove: [bilirubin_uln]")
    assert changed.stubs == {"mrd_negative": "true", "bilirubin_uln": "unknown"}
    assert case("    facts: {mrd_negative: True}").stubs["mrd_negative"] == "true"


def test_move_gives_the_latest_event_another_date(case: Reader) -> None:
    moved = case("    move: {bilirubin: 2024-02-26}")
    assert dated(moved, "bilirubin") == [("2024-02-20", "0.9 mg/dL"), ("2024-02-26", "1.1 mg/dL")]


def test_remove_takes_all_events_of_a_concept_away(case: Reader) -> None:
    assert dated(case("    remove: [bilirubin]"), "bilirubin") == []


def test_add_adds_events_in_their_place(case: Reader) -> None:
    added = case("    add: [{date: 2024-02-25, bilirubin: 5 mg/dL, known: 2024-03-04}]")
    assert [text for _, text in dated(added, "bilirubin")] == [
        "0.9 mg/dL",
        "5 mg/dL",
        "1.1 mg/dL",
    ]


def test_of_two_results_of_one_day_the_later_written_is_the_latest(case: Reader) -> None:
    added = case("    add: [{date: 2024-02-29, bilirubin: 5 mg/dL}]")
    assert dated(added, "bilirubin")[-1] == ("2024-02-29", "5 mg/dL")


def test_the_verbs_work_in_the_order_change_move_remove_add(case: Reader) -> None:
    done = case(
        "    add: [{date: 2024-03-01, ascites: present}]\n"
        "    remove: [ascites]\n"
        "    move: {ascites: 2024-02-27}\n"
        "    change: {ascites: present}"
    )
    assert dated(done, "ascites") == [("2024-03-01", "present")]


def test_one_case_leaves_the_next_as_it_was(
    protocol: Protocol, knowledge: Knowledge, problems: Problems
) -> None:
    text = (
        f"{HEAD}  - {{name: a, change: {{bilirubin: 9 mg/dL}}, expect: met}}\n"
        "  - {name: b, expect: not met}\n"
    )
    file = read_cases(parse_yaml(text, "x"), "x", protocol, knowledge, problems)
    assert dated(file.cases[1], "bilirubin")[-1] == ("2024-02-29", "1.1 mg/dL")


def test_a_case_may_stand_on_another_day_and_know_less(case: Reader) -> None:
    other = case("    as_of: 2024-03-05\n    known: 2024-03-02")
    assert (other.as_of, other.known) == (parse_day("2024-03-05"), parse_day("2024-03-02"))
    assert case("    as_of: 2024-03-05").known == parse_day("2024-03-05")


def test_reasons_and_questions_may_be_one_fact_or_several(case: Reader) -> None:
    told = case("    because: bilirubin\n    ask: [ascites, painful_hepatomegaly]")
    assert told.because == ("bilirubin",)
    assert told.asks == ("ascites", "painful_hepatomegaly")
    assert case("").asks == ()


def test_a_parameter_may_have_another_value(case: Reader) -> None:
    assert case("    parameters: {mrd window: 28 days}").parameters == {"mrd window": "28 days"}


@pytest.mark.parametrize("outcome", ["met", "not met", "unknown", "not applicable", "not asked"])
def test_a_rule_has_five_outcomes(outcome: str, case: Reader, problems: Problems) -> None:
    assert case(f"    expect: {outcome}").outcome == outcome
    assert not problems


def test_a_case_that_could_not_be_a_patient_is_refused(case: Reader, problems: Problems) -> None:
    case("    add: [{date: 2024-02-28, death: infection}]")
    assert {each.message for each in problems.found} == {
        "This event lies after the patient's death on 28 Feb 2024."
    }


def test_an_added_event_must_be_a_mapping(case: Reader, problems: Problems) -> None:
    case("    add: [ascites]")
    assert [each.message for each in problems.found] == ["An event is written as keys with values."]


def about(
    what: str, expect: str, protocol: Protocol, knowledge: Knowledge, problems: Problems
) -> CaseFile:
    text = f"{what}\nas_of: 2024-03-01\ncases:\n  - {{name: a, expect: {expect}}}\n"
    return read_cases(parse_yaml(text, "x"), "x", protocol, knowledge, problems)


def test_cases_of_a_protocol_expect_keys_of_the_advice(
    protocol: Protocol, knowledge: Knowledge, problems: Problems
) -> None:
    expect = (
        "{action: wait, settled: true, cycle: 2, day: 1, dose: null, mg: 0.55, level: 0.75, "
        "due: 2024-02-12, status: upcoming, may_become: [withhold], alerts: [], "
        "next: {action: administer, to_give: [mrd]}}"
    )
    file = about("protocol: tiny", expect, protocol, knowledge, problems)
    assert (file.about, file.subject) == ("protocol", "tiny")
    assert file.cases[0].outcome == ""
    assert file.cases[0].advice == {
        "action": "wait",
        "settled": True,
        "cycle": 2,
        "day": 1,
        "dose": None,
        "mg": 0.55,
        "level": 0.75,
        "due": "2024-02-12",
        "status": "upcoming",
        "may_become": ("withhold",),
        "alerts": (),
        "next.action": "administer",
        "next.to_give": ("mrd",),
    }
    assert not problems


def test_nothing_ahead_can_be_expected(
    protocol: Protocol, knowledge: Knowledge, problems: Problems
) -> None:
    file = about("schedule: DOS-001", "{next: null}", protocol, knowledge, problems)
    assert file.cases[0].advice == {"next": None}
    assert not problems


def test_an_advice_of_no_keys_expects_nothing(
    protocol: Protocol, knowledge: Knowledge, problems: Problems
) -> None:
    about("schedule: DOS-001", "{}", protocol, knowledge, problems)
    assert [each.message for each in problems.found] == ["This case expects nothing."]


def test_a_definition_that_is_a_condition_is_met_or_not(
    protocol: Protocol, knowledge: Knowledge, problems: Problems
) -> None:
    file = about("definition: mrd_negative", "unknown", protocol, knowledge, problems)
    assert file.cases[0].outcome == "unknown"
    assert not problems
    about("definition: mrd_negative", "not asked", protocol, knowledge, problems)
    assert len(problems) == 1


def test_a_definition_that_is_a_reading_has_a_value(
    protocol: Protocol, knowledge: Knowledge, problems: Problems
) -> None:
    file = about("definition: bilirubin_uln", "1.5", protocol, knowledge, problems)
    assert file.cases[0].outcome == "1.5"
    assert not problems


def test_all_case_files_of_a_protocol_are_found(protocol: Protocol, knowledge: Knowledge) -> None:
    files = read_case_files(WARD / "rules/tiny", WARD / "knowledge", protocol, knowledge)
    assert [(file.about, file.subject, file.label) for file in files] == [
        ("definition", "bilirubin_uln", "knowledge/definitions/bilirubin_uln.cases.yaml"),
        ("rule", "ELI-001", "tiny/eligibility/mrd-positive.cases.yaml"),
    ]

"""A survey says in words what to order, what does not matter and what is for information only."""

from __future__ import annotations

from tests.clinic import KNOWLEDGE, patient
from tests.watched import DAY_1, clinic, watched

from cyclewise.advice.advising import Adviser
from cyclewise.advice.surveillance import watch
from cyclewise.inference.agreement import SecondEngine
from cyclewise.reasons.survey import Survey
from cyclewise.reasons.surveying import survey
from cyclewise.values.calendar import parse_day

HIGH = "2024-03-05, lab: 2 mg/dL"
SWOLLEN = "2024-03-05, sign: present"


def told(*events: str, as_of: str = "2024-03-05") -> Survey:
    program = clinic(watched())
    assert program.knowledge is KNOWLEDGE
    adviser = Adviser(program, SecondEngine(program))
    return survey(watch(adviser, patient(DAY_1, *events), parse_day(as_of)), program)


def verdicts(seen: Survey) -> dict[str, str]:
    return {each.set.fact: each.verdict for each in seen.sets}


def test_one_sign_without_a_scan_cannot_be_ruled_out_and_says_what_to_order() -> None:
    assert verdicts(told(HIGH))["two_signs"] == "cannot be ruled out: order scan"


def test_a_set_that_does_not_apply_says_why() -> None:
    seen = told(HIGH)
    assert verdicts(seen)["after_graft"] == "because graft: none on record"
    assert [each.stands for each in seen.sets] == ["unknown", "unknown", "not applicable"]


def test_what_does_not_matter_is_said_not_to() -> None:
    (dark,) = [each for each in told(HIGH, SWOLLEN).signs if each.sign.fact == "dark"]
    assert dark.note == "no matter here: every set of criteria is decided without it"
    (dark,) = [each for each in told(HIGH).signs if each.sign.fact == "dark"]
    assert dark.note == "matters to two_signs and yellow_and_one"


def test_the_first_lines_count_the_signs_and_name_what_is_met_and_since_when() -> None:
    assert told(HIGH, SWOLLEN).adds_up == (
        "2 of 4 signs present: yellow and swollen",
        "two_signs: met since 5 Mar 2024",
        "yellow_and_one: met since 5 Mar 2024",
        "severity: mild",
    )
    nothing = told("2024-03-05, lab: 1 mg/dL").adds_up
    assert nothing == ("0 of 4 signs present", "no set of criteria is met")


def test_what_was_met_says_when() -> None:
    seen = told(HIGH, SWOLLEN, "2024-03-07, sign: absent", as_of="2024-03-07")
    assert {each.since for each in seen.sets if each.stands == "unknown"} == {
        "was met from 5 Mar 2024 to 6 Mar 2024"
    }


def test_a_missing_baseline_is_asked_for_by_its_name() -> None:
    seen = told("2024-03-05, weight: 80 kg")
    (gaining,) = [each for each in seen.signs if each.sign.fact == "gaining"]
    assert gaining.sign.state == "none that counts"
    (question,) = gaining.questions
    assert question.told.startswith("first_weight: none until the first dose")
    assert question.ask == "Record a weight of no later than the first dose."


def test_a_grade_with_every_value_missing_is_unmeasured_and_not_none() -> None:
    (count,) = told().grades
    assert (count.none, count.unmeasured) == (False, True)
    (count,) = told("2024-03-05, count: 3 10^9/L").grades
    assert (count.none, count.unmeasured) == (True, False)


def test_the_severity_says_what_its_source_says_for_information() -> None:
    severity = told("2024-03-05, lab: 8 mg/dL", SWOLLEN).severity
    assert severity is not None
    assert (severity.grade, severity.information) == ("bad", "Read the book.")

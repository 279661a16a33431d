"""Every kind of value, and every reason why there is none, is said as a clinician says it."""

from collections.abc import Callable

from cyclewise.reasons.explanation import Explanation
from cyclewise.reasons.reason import Reason

GIVEN = (
    "date: 2024-01-14, weight: 71.5 kg",
    "date: 2024-01-14, height: 168 cm",
    "date: 2024-01-15, dose: inotuzumab, cycle: 1, day: 1",
    "date: 2024-01-22, dose: inotuzumab, cycle: 1, day: 8",
)
DUE = "2024-02-12"


def leaves(explanation: Explanation, rule: str) -> list[Reason]:
    (found,) = [each for each in explanation.rules if each.rule.id == rule]
    assert found.reason is not None
    return list(found.reason.leaves())


def said(explanation: Explanation, rule: str, fact: str) -> str:
    return next(each.text for each in leaves(explanation, rule) if each.fact == fact)


def test_a_multiple_shows_both_numbers_it_is_made_of(explained: Callable[..., Explanation]) -> None:
    told = explained(*GIVEN, "date: 2024-02-12, alt: 41 U/L, uln: 35 U/L", as_of=DUE)
    assert said(told, "HLD-001", "alt_uln") == (
        "ALT 1.17 × ULN (41 U/L, ULN 35 U/L) on 12 Feb 2024, not above 2.5 × ULN"
    )


def test_a_multiple_just_above_its_limit_never_reads_as_the_limit(
    explained: Callable[..., Explanation],
) -> None:
    told = explained(*GIVEN, "date: 2024-02-12, alt: 100.01 U/L, uln: 40 U/L", as_of=DUE)
    assert said(told, "HLD-001", "alt_uln").startswith("ALT 2.5002 × ULN")


def test_a_missing_upper_limit_is_asked_for_by_name(explained: Callable[..., Explanation]) -> None:
    told = explained(*GIVEN, "date: 2024-02-12, alt: 41 U/L", as_of=DUE)
    assert said(told, "HLD-001", "alt_uln") == (
        "ULN not recorded with the ALT of 12 Feb 2024; asked: above 2.5 × ULN"
    )
    (question,) = [each for each in told.questions if each.fact == "alt"]
    assert question.ask == "Record the ULN of the ALT of 12 Feb 2024."
    assert question.why == "not usable"
    assert "the ULN of the ALT" in told.to_give


def test_an_old_result_says_how_old_it_is(explained: Callable[..., Explanation]) -> None:
    told = explained(*GIVEN, "date: 2024-02-08, alt: 41 U/L, uln: 35 U/L", as_of=DUE)
    assert said(told, "HLD-001", "alt_uln").startswith(
        "ALT of 8 Feb 2024 is too old (4 days, at most 3)"
    )
    (question,) = [each for each in told.questions if each.fact == "alt"]
    assert question.ask == "Record an ALT at most 3 days old."


def test_no_result_at_all_is_no_record(explained: Callable[..., Explanation]) -> None:
    told = explained(*GIVEN, as_of=DUE)
    assert said(told, "HLD-001", "alt_uln") == "ALT: no record; asked: above 2.5 × ULN"


def test_a_sign_charted_by_exception_is_presumed_absent(
    explained: Callable[..., Explanation],
) -> None:
    told = explained(*GIVEN, as_of=DUE)
    assert said(told, "HLD-002", "ascites") == "ascites: no record, presumed absent"
    assert "ascites absent" in told.presumed


def test_a_result_that_was_not_known_yet_says_so(explained: Callable[..., Explanation]) -> None:
    told = explained(
        *GIVEN, "date: 2024-02-09, mrd: 2e-4, sensitivity: 1e-5, known: 2024-02-13", as_of=DUE
    )
    (question,) = [each for each in told.questions if each.fact == "mrd"]
    assert question.why == "not known yet"
    assert "was not known yet (known 13 Feb 2024)" in question.told
    assert question.ask == "Ask for the result of the MRD of 9 Feb 2024."


def test_a_result_from_before_the_cycle_does_not_count_since_it(
    explained: Callable[..., Explanation],
) -> None:
    told = explained("date: 2024-01-10, mrd: 3e-4", *GIVEN, as_of=DUE)
    (question,) = [each for each in told.questions if each.fact == "mrd"]
    assert question.why == "not since"
    assert question.ask == "Record an MRD newer than the one of 10 Jan 2024."


def test_a_result_that_cannot_tell_is_not_decisive(explained: Callable[..., Explanation]) -> None:
    told = explained(*GIVEN, "date: 2024-02-09, mrd: not detected, sensitivity: 1e-3", as_of=DUE)
    (question,) = [each for each in told.questions if each.fact == "mrd"]
    assert question.why == "not decisive"
    assert "not detected, sensitivity 1e-3 on 9 Feb 2024" in question.told


def test_a_count_under_transfusion_is_at_most_what_was_measured(
    explained: Callable[..., Explanation],
) -> None:
    told = explained(*GIVEN, "date: 2024-02-12, platelets: 66 10^9/L, transfused: true", as_of=DUE)
    assert "platelets at most 66 × 10⁹/L, transfused on 12 Feb 2024" in said(
        told, "HLD-003", "platelets"
    )


def test_a_change_shows_both_ends_with_their_dates(explained: Callable[..., Explanation]) -> None:
    told = explained(*GIVEN, "date: 2024-02-12, weight: 74.36 kg", as_of=DUE)
    assert "4 % (74.36 kg on 12 Feb 2024 against 71.5 kg on 14 Jan 2024), not above 5 %" in said(
        told, "HLD-002", "weight_gain"
    )


def test_another_unit_is_shown_beside_the_one_that_was_written(
    explained: Callable[..., Explanation],
) -> None:
    told = explained("date: 2024-02-10, mrd: 0.07 %", as_of=DUE)
    assert "MRD 0.07 % (= 7e-4) on 10 Feb 2024" in said(told, "ELI-002", "mrd")


def test_an_age_is_said_with_the_date_it_comes_from(explained: Callable[..., Explanation]) -> None:
    told = explained("date: 2024-02-10, mrd: 3e-4", as_of=DUE)
    assert said(told, "ELI-003", "age") == (
        "age 45 years (date of birth 14 May 1978), at least 18 years"
    )


def test_what_never_happened_since_the_first_dose_is_none_on_record(
    explained: Callable[..., Explanation],
) -> None:
    told = explained(*GIVEN, as_of=DUE)
    assert leaves(told, "STP-006")[0].text == "relapse: none on record since the first dose"


def test_an_ever_that_was_never_so_names_the_latest(explained: Callable[..., Explanation]) -> None:
    told = explained(*GIVEN, "date: 2024-02-12, alt: 41 U/L, uln: 35 U/L", as_of=DUE)
    assert said(told, "STP-004", "alt_uln") == (
        "no ALT above 20 × ULN since the first dose; the latest: "
        "ALT 1.17 × ULN (41 U/L, ULN 35 U/L) on 12 Feb 2024"
    )


def test_an_adverse_event_counts_as_related_and_says_that_this_is_presumed(
    explained: Callable[..., Explanation],
) -> None:
    told = explained(*GIVEN, "date: 2024-02-01, adverse_event: headache, grade: 1", as_of=DUE)
    assert "(related yes presumed)" in leaves(told, "HLD-005")[0].text

"""Endpoints of single patients, counted by hand: what counts, what is undecided, what is later.

Every patient has a first dose on 1 January 2020 unless it says “no dose”.
"""

from collections.abc import Callable

import numpy as np
import pytest

from cyclewise.batches.chunks import chunks
from cyclewise.cohort.counting import Part
from cyclewise.cohort.finding import find
from cyclewise.cohort.found import Found
from cyclewise.cohort.report import Report
from cyclewise.timeline.cohort_folder import read_folder
from cyclewise.timeline.columns import columns_from
from cyclewise.timeline.timeline import Timeline
from cyclewise_cli.cohorts import cohort_path

Reported = Callable[..., Report]

ALIVE = "date: 2021-01-01, last_contact: alive"


def line(report: Report, endpoint: str) -> tuple[int, str]:
    """Return the days of the only patient and what ended them."""
    (found,) = report.curves[endpoint].lines
    return found.days, found.ended


def why(report: Report, endpoint: str) -> str:
    """Return why the only patient is left out."""
    assert not report.curves[endpoint].lines
    (found,) = report.curves[endpoint].undecided.values()
    return found


def part(report: Report, measure: str) -> Part:
    """Return a measure that is a proportion."""
    found = next(
        each for counts in report.counts.values() for each in counts if each.measure.id == measure
    )
    assert isinstance(found, Part)
    return found


def test_who_lives_without_relapse_is_censored_at_the_last_contact(reported: Reported) -> None:
    told = reported(ALIVE)
    assert line(told, "rfs") == (366, "censored")
    assert line(told, "os") == (366, "censored")


def test_the_latest_of_several_contacts_counts(reported: Reported) -> None:
    told = reported(ALIVE, "date: 2020-05-01, last_contact: alive\n" + ALIVE)
    assert [each.days for each in told.curves["os"].lines] == [366, 366]


def test_a_relapse_ends_relapse_free_survival_and_not_survival(reported: Reported) -> None:
    told = reported("date: 2020-03-01, relapse: hematologic\n" + ALIVE)
    assert line(told, "rfs") == (60, "relapse")
    assert line(told, "os") == (366, "censored")
    assert line(told, "relapse") == (60, "relapse")


def test_a_molecular_relapse_is_no_event(reported: Reported) -> None:
    told = reported("date: 2020-03-01, relapse: molecular\n" + ALIVE)
    assert line(told, "rfs") == (366, "censored")


def test_a_relapse_before_the_first_dose_is_history(reported: Reported) -> None:
    told = reported("date: 2019-03, relapse: hematologic\n" + ALIVE)
    assert line(told, "rfs") == (366, "censored")


def test_death_without_relapse_competes_with_relapse(reported: Reported) -> None:
    told = reported("date: 2020-03-01, death: infection")
    assert line(told, "relapse") == (60, "death without relapse")
    assert line(told, "non_relapse_mortality") == (60, "death without relapse")
    assert line(told, "os") == (60, "death")


def test_relapse_and_death_on_one_day_are_a_relapse(reported: Reported) -> None:
    told = reported("date: 2020-03-01, relapse: hematologic\ndate: 2020-03-01, death: leukaemia")
    assert line(told, "rfs") == (60, "relapse")


def test_death_on_the_day_of_the_first_dose_is_at_time_zero(reported: Reported) -> None:
    assert line(reported("date: 2020-01-01, death: sepsis"), "os") == (0, "death")


def test_without_a_last_contact_the_endpoint_is_undecided_and_says_so(reported: Reported) -> None:
    told = reported("date: 2020-03-01, weight: 70 kg")
    assert why(told, "os") == "no day on which the patient was last followed"


def test_an_event_needs_no_last_contact(reported: Reported) -> None:
    told = reported("date: 2020-03-01, relapse: hematologic")
    assert line(told, "rfs") == (60, "relapse")
    assert why(told, "os") == "no day on which the patient was last followed"


def test_a_last_contact_before_the_first_dose_gives_no_negative_time(reported: Reported) -> None:
    told = reported("date: 2019-12-01, last_contact: alive")
    assert why(told, "os") == "not followed after the start"


def test_who_was_never_treated_is_in_no_curve(reported: Reported) -> None:
    told = reported("no dose\n" + ALIVE, "no dose\ndate: 2020-03-01, death: infection")
    assert told.treated == 0
    assert told.curves["os"].patients == 0
    assert told.curves["os"].undecided == {}


def test_transplant_censors_on_the_page_that_says_so(reported: Reported) -> None:
    told = reported("date: 2020-02-01, transplant: allogeneic\ndate: 2020-06-01, death: sepsis\n")
    assert line(told, "os") == (152, "death")
    assert line(told, "os_censored_at_transplant") == (31, "censored")


def test_an_event_on_the_day_of_the_transplant_counts(reported: Reported) -> None:
    told = reported("date: 2020-02-01, transplant: allogeneic\ndate: 2020-02-01, death: sepsis")
    assert line(told, "os_censored_at_transplant") == (31, "death")


def test_a_transplant_before_the_first_dose_censors_nobody(reported: Reported) -> None:
    told = reported("date: 2019-06, transplant: allogeneic\n" + ALIVE)
    assert line(told, "os_censored_at_transplant") == (366, "censored")


def test_the_cut_off_hides_what_came_later_and_what_was_known_later(reported: Reported) -> None:
    events = (
        "date: 2020-02-01, last_contact: alive\n"
        "date: 2020-02-15, relapse: hematologic, known: 2020-05-01\n" + ALIVE
    )
    told = reported(events, cut_off="2020-03-01")
    assert line(told, "rfs") == (31, "censored")
    assert line(reported(events, cut_off="2020-05-01"), "rfs") == (45, "relapse")


def test_follow_up_turns_the_indicator_of_survival(reported: Reported) -> None:
    told = reported(ALIVE, "date: 2020-03-01, death: sepsis", ALIVE)
    watch = told.watches["follow_up"]
    assert watch.median.time == pytest.approx(366 / 30.4375)
    assert watch.median_all == pytest.approx(366 / 30.4375)
    assert watch.low == pytest.approx(366 / 30.4375)


NEGATIVE = "date: 2020-01-25, mrd: 5e-5, method: flow, sensitivity: 1e-5"


@pytest.mark.parametrize(
    ("events", "negative", "unknown"),
    [
        (NEGATIVE, 1, 0),
        ("date: 2020-01-25, mrd: not detected, method: flow, sensitivity: 1e-5", 1, 0),
        ("date: 2020-01-25, mrd: 1e-4, method: flow, sensitivity: 1e-5", 0, 0),
        ("date: 2020-01-25, mrd: positive not quantifiable, method: flow", 0, 0),
        ("date: 2020-01-25, mrd: not detected, method: flow, sensitivity: 1e-3", 0, 1),
        ("date: 2020-01-25, mrd: not detected, method: bcr-abl1, sensitivity: 1e-5", 0, 1),
        ("date: 2019-12-20, mrd: 5e-5, method: flow, sensitivity: 1e-5", 0, 1),
        ("date: 2020-01-20, weight: 70 kg", 0, 1),
        ("date: 2020-01-20, end_of_treatment: withdrawal\n" + NEGATIVE, 0, 1),
        (NEGATIVE + "\ndate: 2020-02-20, mrd: 5e-3, method: flow, sensitivity: 1e-5", 1, 0),
    ],
)
def test_response_is_negativity_at_any_assessment_on_treatment(
    reported: Reported, events: str, negative: int, unknown: int
) -> None:
    found = part(reported(events), "mrd_negative")
    assert (found.share.count, found.unknown, found.share.of) == (negative, unknown, 1)


def test_a_characteristic_that_is_unknown_is_left_out_of_its_denominator(
    reported: Reported,
) -> None:
    told = reported("date: 2019-12-20, mrd: 2e-3, method: flow, sensitivity: 1e-5", ALIVE)
    found = part(told, "mrd_at_least_1e-3")
    assert (found.share.count, found.share.of, found.unknown) == (1, 1, 1)
    assert found.who["unknown"] == ("P2",)


def test_a_characteristic_is_what_was_known_before_the_first_dose(reported: Reported) -> None:
    told = reported(
        "date: 2019-12-20, mrd: 2e-3, method: flow, sensitivity: 1e-5\n"
        "date: 2020-01-01, mrd: 3e-4, method: flow, sensitivity: 1e-5\n"
        "date: 2020-01-02, mrd: 5e-3, method: flow, sensitivity: 1e-5"
    )
    assert part(told, "mrd_at_least_1e-3").share.count == 0


def test_a_landmark_divides_by_what_was_known_then(reported: Reported) -> None:
    early = NEGATIVE + "\n" + ALIVE
    late = "date: 2020-05-01, mrd: 5e-5, method: flow, sensitivity: 1e-5\n" + ALIVE
    told = reported(early, late).landmarks["os_by_response"]
    by_then, not_then = told.groups.values()
    assert [each.patient for each in by_then.lines] == ["P1"]
    assert [each.patient for each in not_then.lines] == ["P2"]
    assert by_then.lines[0].days == 366 - 90


def test_who_died_before_the_landmark_is_outside_and_who_was_lost_is_undecided(
    reported: Reported,
) -> None:
    told = reported(
        "date: 2020-02-01, death: sepsis", "date: 2020-02-01, last_contact: alive", ALIVE
    )
    times = told.found.times["os_by_response"]
    assert times.outcome.tolist() == [-2, -1, 0]


def test_each_patient_counts_once_a_term_by_the_worst_grade(reported: Reported) -> None:
    told = reported(
        "date: 2020-01-05, adverse_event: fatigue, grade: 1\n"
        "date: 2020-02-05, adverse_event: fatigue, grade: 3\n"
        "date: 2020-02-06, adverse_event: nausea",
        "date: 2019-12-05, adverse_event: fatigue, grade: 4",
        "date: 2020-01-05, adverse_event: fatigue, grade: 2",
    )
    table = told.grades["adverse_events"]
    terms = {each.term: each for each in (table.any, *table.terms)}
    assert terms["fatigue"].by_grade == (0, 1, 1, 0, 0)
    assert (terms["nausea"].any, terms["nausea"].unknown) == (1, 1)
    assert (terms["any"].any, terms["any"].severe, table.of) == (2, 1, 3)


def test_what_requirements_cost_is_shared_and_adds_up(reported: Reported) -> None:
    told = reported(
        "no dose\ndate: 2020-01-01, remission: CRi\ndate: 2020-01-01, sos: confirmed",
        "no dose\ndate: 2020-01-01, sos: confirmed",
        "no dose\ndate: 2020-01-01, remission: CR1",
    ).attrition
    assert (told.of, told.excluded, told.undecided) == (3, 2, 1)
    assert sum(each.share for each in told.criteria) == pytest.approx(2)
    assert sum(each.unknown_share for each in told.criteria) == pytest.approx(1)
    worst = told.criteria[0]
    assert (worst.failed, worst.alone, worst.share) == (2, 1, 1.5)


def test_a_cohort_read_in_parts_is_the_cohort_read_at_once(synthetic: Report) -> None:
    knowledge = synthetic.study.program.knowledge
    folder = read_folder(cohort_path("example:ino-mrd-26"), knowledge)
    columns = columns_from([each for each in folder if isinstance(each, Timeline)], knowledge)
    parts = Found.together(find(synthetic.study, each) for each in chunks(columns, 7))
    whole = synthetic.found
    assert parts.patients == whole.patients
    for name, times in whole.times.items():
        np.testing.assert_array_equal(parts.times[name].days, times.days)
        np.testing.assert_array_equal(parts.times[name].outcome, times.outcome)
    for name, values in whole.numbers.items():
        np.testing.assert_array_equal(parts.numbers[name], values)
    np.testing.assert_array_equal(
        parts.worst["adverse_events"].patient, whole.worst["adverse_events"].patient
    )
    assert parts.courses == whole.courses

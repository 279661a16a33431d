"""Who came to each step and why not, and which doses of a course did not go as planned.

Every patient has a first dose on 1 January 2020 unless it says “no dose”.
"""

from collections.abc import Callable

import pytest

from cyclewise.cohort.report import Report

Reported = Callable[..., Report]

ALIVE = "date: 2021-01-01, last_contact: alive"


def steps(report: Report) -> dict[str, tuple[int, dict[str, int]]]:
    """Return the count and the words of each step of the flow."""
    return {each.box.id: (each.count, dict(each.words)) for each in report.steps["flow"]}


def test_the_flow_says_who_was_not_eligible_and_why(reported: Reported) -> None:
    relapsed = "date: 2019-12-01, remission: CR1\ndate: 2019-12-20, relapse: hematologic"
    told = reported(f"{relapsed}\n{ALIVE}", "no dose\ndate: 2019-12-20, mrd: 1e-5", ALIVE)
    found = steps(told)
    assert found["excluded"][0] == 2
    reasons = found["excluded"][1]
    assert reasons["ELI-008, No relapse since the remission"] == 1
    assert reasons["ELI-002, MRD of 1e-4 or more"] == 1
    assert found["unjudged"][0] == 1
    assert found["eligible"] == (0, {})
    assert (found["treated"][0], found["though"][0]) == (2, 1)
    (excluded,) = (each for each in told.steps["flow"] if each.box.id == "excluded")
    assert excluded.who["ELI-002, MRD of 1e-4 or more"] == ("P2",)


def test_who_leaves_treatment_is_counted_by_the_reason(reported: Reported) -> None:
    told = reported("date: 2020-02-01, end_of_treatment: toxicity\n" + ALIVE, ALIVE)
    found = steps(told)
    assert (found["left"][0], found["staying"][0]) == (1, 1)
    assert found["why"] == (1, {"toxicity": 1})


DAY_8 = "date: 2020-01-08, dose: inotuzumab, cycle: 1, day: 8, given: 0.3 mg/m2"
CYCLE_2 = "date: 2020-01-29, dose: inotuzumab, cycle: 2, day: 1, given: 0.3 mg/m2"


@pytest.mark.parametrize(
    ("events", "changes"),
    [
        (f"{DAY_8}\n{CYCLE_2}\n{ALIVE}\ndate: 2020-02-01, end_of_treatment: completed", []),
        (f"{DAY_8}, level: 75 %\ndate: 2020-01-20, death: sepsis", [("reduced", 7, 7)]),
        (DAY_8.replace("01-08", "01-13"), [("held", 12, 7)]),
        (f"{DAY_8}\n{CYCLE_2.replace('01-29', '02-10')}", [("held", 40, 28)]),
        (f"{CYCLE_2}\ndate: 2020-02-03, death: sepsis", [("omitted", 7, 7)]),
        (ALIVE, [("omitted", 7, 7)]),
        (f"{DAY_8}\ndate: 2020-02-20, last_contact: alive", []),
        ("date: 2020-01-05, end_of_treatment: toxicity\n" + ALIVE, []),
    ],
    ids=[
        "as planned",
        "reduced",
        "held within a cycle",
        "held between cycles",
        "omitted",
        "omitted by the passing of time",
        "a cycle not begun is not omitted",
        "nothing falls due after the end of treatment",
    ],
)
def test_a_course_shows_the_doses_that_did_not_go_as_planned(
    reported: Reported, events: str, changes: list[tuple[str, int, int]]
) -> None:
    (course,) = reported(events).found.courses or ()
    assert [(each.what, each.day, each.since) for each in course.changes] == changes

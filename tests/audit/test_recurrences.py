"""What is expected again and again: each result opens the next turn, judged on its last day."""

from __future__ import annotations

import pytest
from tests.audit.ward import DAY_1, DAY_8, Audited, audit, expecting, page
from tests.clinic import patient

from cyclewise.values.calendar import parse_day

LATER = "2024-04-01, stage: CR1"
WEEKLY = "every: 7 days\nfrom: first_dose"
ENDS = "\nuntil: {days: 20 days, after: last_dose}"
UNTESTED = page("DEV-030", "{fact: expected, is: overdue}", judges="MON-001", category="assessment")


def again(*events: str, occasion: str = WEEKLY, items: str = "[lab]") -> Audited:
    rule = expecting("MON-001", occasion, items)
    return audit(patient(*events), pages=[UNTESTED], rules=[rule])


def labs(*days: str) -> list[str]:
    return [f"2024-03-{day}, lab: 1 mg/dL" for day in days]


def test_without_a_result_the_first_is_due_so_long_after_the_event() -> None:
    found = again(DAY_1, "2024-03-08, scan: clear").one
    assert (found.date, found.event, found.cause) == (parse_day("2024-03-08"), None, "not there")
    assert found.expected == "Lab from 2024-03-01 to 2024-03-08."
    assert found.observed == "No lab from 2024-03-01 to 2024-03-08."


def test_a_gap_is_one_deviation_however_long_it_is() -> None:
    assert again(DAY_1, *labs("05"), LATER).said == [("DEV-030", "2024-03-12")]


def test_the_result_that_ends_a_gap_opens_the_next_turn() -> None:
    assert again(DAY_1, *labs("05", "20"), LATER).said == [
        ("DEV-030", "2024-03-12"),
        ("DEV-030", "2024-03-27"),
    ]


@pytest.mark.parametrize(("day", "deviates"), [("08", False), ("09", True)])
def test_a_result_up_to_the_last_day_is_in_time(day: str, deviates: bool) -> None:
    found = again(DAY_1, *labs(day), f"2024-03-{int(day) + 1:02}, scan: clear")
    assert bool(found.said) is deviates


def test_days_of_grace_move_the_last_day() -> None:
    grace = f"{WEEKLY}\ncloses: 9 days"
    assert again(DAY_1, *labs("10"), "2024-03-18, scan: clear", occasion=grace).said == []
    assert again(DAY_1, "2024-03-10, scan: clear", occasion=grace).said == [
        ("DEV-030", "2024-03-10")
    ]


def test_a_newer_event_up_to_the_last_day_moves_it() -> None:
    from_last = "every: 7 days\nfrom: last_dose"
    assert again(DAY_1, DAY_8, "2024-03-14, scan: clear", occasion=from_last).said == []
    assert again(DAY_1, DAY_8, LATER, occasion=from_last).said == [("DEV-030", "2024-03-15")]


def test_nothing_is_judged_once_it_has_ended() -> None:
    course = (DAY_1, *labs("08", "15"), LATER)
    assert again(*course).said == [("DEV-030", "2024-03-22")]
    assert again(*course, occasion=WEEKLY + ENDS).said == []


def test_an_end_that_a_later_dose_put_off_is_the_end_that_counts() -> None:
    course = (DAY_1, *labs("08", "15"), "2024-03-18, dose: x, cycle: 1, day: 8", LATER)
    assert again(*course, occasion=WEEKLY + ENDS).said == [("DEV-030", "2024-03-22")]


def test_a_result_known_later_is_in_time_and_counts_from_its_own_day() -> None:
    late = "2024-03-07, lab: 1 mg/dL, known: 2024-03-12"
    assert again(DAY_1, late, LATER).said == [("DEV-030", "2024-03-14")]


def test_a_turn_that_closes_after_the_follow_up_is_not_judged() -> None:
    found = again(DAY_1, *labs("05"), "2024-03-11, scan: clear")
    assert found.said == []
    assert [each.judged for each in found.findings.checked] == [1]


def test_what_lacks_on_one_day_is_one_deviation_that_names_it_all() -> None:
    weight = "2024-03-05, weight: 70 kg"
    end = "2024-03-12, scan: clear"
    both = again(DAY_1, end, items="[lab, weight]").one
    assert both.observed == "No lab or weight from 2024-03-01 to 2024-03-08."
    found = again(DAY_1, weight, end, items="[lab, weight]")
    assert found.said == [("DEV-030", "2024-03-08"), ("DEV-030", "2024-03-12")]
    assert [each.lacking for each in found.deviations] == [("lab",), ("weight",)]


def test_patients_do_not_count_from_one_another() -> None:
    rule = expecting("MON-001", WEEKLY)
    one = patient(DAY_1, *labs("08"), "2024-03-14, scan: clear", name="P1")
    other = patient(DAY_1, "2024-03-08, scan: clear", name="P2")
    found = audit(one, other, pages=[UNTESTED], rules=[rule])
    assert [(each.patient, each.rule) for each in found.deviations] == [("P2", "DEV-030")]

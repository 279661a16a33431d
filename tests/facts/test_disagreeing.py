"""What another record contradicts is told where nothing says which of them is right."""

from __future__ import annotations

import pytest
from tests.clinic import KNOWLEDGE, patient, program

from cyclewise.facts.disagreeing import disagreeing
from cyclewise.timeline.columns import columns_from
from cyclewise.timeline.repeated import Noticed

LAB = "2024-03-03, lab: 1 mg/dL"


def told(*events: str) -> Noticed:
    return disagreeing(program(), columns_from([patient(LAB, *events)], KNOWLEDGE))


@pytest.mark.parametrize(
    "other",
    [
        "2024-03-03, lab: 1 mg/dL",
        "2024-03-03, lab: 1.0 mg/dL",
        "2024-03-04, lab: 2 mg/dL",
        "2024-03-03, time: 08:00, lab: 2 mg/dL",
        "2024-03-03, lab: 2 mg/dL, replaces: 2024-03-03",
        "2024-03-03, weight: 70 kg",
        "2024-03-03, scan: clear",
    ],
)
def test_what_contradicts_nothing_is_not_told(other: str) -> None:
    assert told(other) == Noticed()


def test_another_result_of_the_same_day_is_told() -> None:
    assert told("2024-03-03, lab: 2 mg/dL") == Noticed(1, ("A lab 2024-03-03",))


def test_each_result_that_differs_from_the_first_is_counted() -> None:
    found = told("2024-03-03, lab: 2 mg/dL", "2024-03-03, lab: 3 mg/dL", LAB)
    assert found.count == 2


def test_two_patients_do_not_contradict_each_other() -> None:
    both = [patient(LAB, name="A"), patient("2024-03-03, lab: 2 mg/dL", name="B")]
    assert disagreeing(program(), columns_from(both, KNOWLEDGE)) == Noticed()


def test_an_end_of_treatment_for_another_reason_is_told() -> None:
    ended = "2024-03-05, end_of_treatment: toxicity"
    found = told(ended, "2024-03-09, end_of_treatment: completed")
    assert found == Noticed(1, ("A end of treatment 2024-03-09",))
    assert told(ended, "2024-03-09, end_of_treatment: toxicity") == Noticed()
    corrected = "2024-03-05, end_of_treatment: completed, replaces: 2024-03-05"
    assert told(ended, corrected) == Noticed()

"""What the schedule plans for the cycles begun: whole cycles, the last with its planned length."""

import math

import pytest
from tests.clinic import KNOWLEDGE, SCHEDULE, patient, protocol, sheet
from tests.facts.test_course import ALL, DAY_1, DAY_8, SECOND_DAY_1

from cyclewise.facts.linking import link

LATE_DAY_1 = "2024-04-12, dose: x, cycle: 2, day: 1"


def numbers(*events: str, as_of: str = "2024-06-01", plan: str = SCHEDULE) -> list[float]:
    """Return the planned dose, the planned days, and the days that the cycles took."""
    seen = sheet(link(protocol(plan=plan), KNOWLEDGE), patient(*events), as_of=as_of)
    facts = ("planned_dose", "planned_days", "cycle_days")
    return [float(seen.reading(fact).value.low[0]) for fact in facts]


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ((DAY_1,), [0.9, 28, 28]),
        ((DAY_1, DAY_8), [0.9, 28, 28]),
        ((DAY_1, DAY_8, SECOND_DAY_1), [1.5, 56, 56]),
        ((DAY_1, DAY_8, LATE_DAY_1), [1.5, 56, 70]),
        (ALL, [2.1, 84, 84]),
    ],
)
def test_a_cycle_begun_counts_whole(events: tuple[str, ...], expected: list[float]) -> None:
    assert numbers(*events) == expected


def test_before_the_first_dose_nothing_is_planned() -> None:
    assert all(math.isnan(each) for each in numbers(DAY_1, as_of="2024-02-29"))


def test_a_dose_that_depends_on_the_patient_is_planned_for_nobody() -> None:
    asked = "{cycle: 1 to 3, day: 8, dose: 0.3 mg/m2, when: {fact: lab, below: 2 mg/dL}}"
    plain = "{cycle: 1 to 3, day: 8, dose: 0.3 mg/m2}"
    planned, days, took = numbers(DAY_1, plan=SCHEDULE.replace(plain, asked))
    assert math.isnan(planned)
    assert (days, took) == (28, 28)

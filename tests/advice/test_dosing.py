"""Milligrams: the dose, the level, and what is lacking."""

from __future__ import annotations

import pytest
from tests.clinic import SCHEDULE, advice, patient, program

from cyclewise.advice.dosing import Dose

DAY_1 = "2024-03-01, dose: x, cycle: 1, day: 1"
HEIGHT, WEIGHT = "2024-02-20, height: 168 cm", "2024-03-05, weight: 71.5 kg"


def given(*events: str, as_of: str = "2024-03-08", plan: str = SCHEDULE) -> Dose:
    dose = advice(program(plan=plan), patient(*events), as_of, second=False).dose
    assert dose is not None
    return dose


def test_milligrams_are_the_dose_times_the_unrounded_surface() -> None:
    dose = given(DAY_1, HEIGHT, WEIGHT)
    assert (dose.drug, dose.planned, dose.amount, dose.unit, dose.level) == (
        "x",
        0.3,
        0.3,
        "mg/m2",
        1.0,
    )
    assert dose.per_m2 == 0.3
    assert dose.bsa_m2 == pytest.approx(1.826655, abs=1e-6)
    assert dose.mg == 0.55
    assert dose.lacking == ()
    assert dose.height is not None
    assert dose.height.event is not None
    assert dose.height.event.date == "2024-02-20"


def test_the_surface_is_not_rounded_before_the_milligrams() -> None:
    # 1.8267 m² times 0.6 is 1.0960; a surface rounded to 1.8 would give 1.08, to 1.83 1.10 too.
    dose = given("2024-03-05, height: 168 cm", "2024-03-05, weight: 70 kg", as_of="2024-03-05")
    assert dose.bsa_m2 == pytest.approx(1.807392, abs=1e-6)
    assert dose.mg == 1.08  # 0.6 × 1.81 would be 1.09


def test_a_reduction_is_a_proportion_of_the_plan_for_all_later_doses() -> None:
    reduced = "2024-03-01, dose: x, cycle: 1, day: 1, level: 75 %"
    dose = given(reduced, HEIGHT, WEIGHT)
    assert (dose.planned, dose.level, dose.amount) == (0.3, 0.75, 0.225)
    assert dose.mg == 0.41
    later = given(
        reduced,
        "2024-03-08, dose: x, cycle: 1, day: 8, level: 100 %",
        HEIGHT,
        WEIGHT,
        as_of="2024-03-29",
    )
    assert (later.level, later.amount) == (0.75, 0.225)


@pytest.mark.parametrize(
    ("events", "lacking"),
    [((), ("height", "weight")), ((HEIGHT,), ("weight",)), ((WEIGHT,), ("height",))],
)
def test_without_height_or_weight_there_are_no_milligrams_and_an_alert_asks(
    events: tuple[str, ...], lacking: tuple[str, ...]
) -> None:
    found = advice(program(), patient(DAY_1, *events), "2024-03-08")
    assert found.action == "administer"
    assert found.dose is not None
    assert (found.dose.amount, found.dose.mg, found.dose.bsa_m2) == (0.3, None, None)
    assert found.dose.lacking == lacking
    asked = [each.summary for each in found.alerts if "milligrams" in each.summary]
    assert asked == [
        f"The dose in milligrams cannot be worked out: {fact} is not known. Record it."
        for fact in lacking
    ]


def test_while_waiting_nobody_asks_for_a_weight() -> None:
    found = advice(program(), patient(DAY_1), "2024-03-04")
    assert found.dose is not None
    assert found.dose.lacking == ("height", "weight")
    assert found.alerts == ()


def test_a_dose_that_does_not_go_by_surface_has_no_surface() -> None:
    plan = SCHEDULE.replace("0.3 mg/m2", "15 mg")
    dose = given(DAY_1, HEIGHT, WEIGHT, plan=plan)
    assert (dose.amount, dose.unit, dose.per_m2) == (15.0, "mg", None)
    assert (dose.mg, dose.bsa_m2, dose.lacking) == (None, None, ())

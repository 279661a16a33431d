"""Every dose has the milligrams of its day's body surface, a little off, or none are written."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from tests.simulation.asked import columns_for

from cyclewise.bundled import bundled
from cyclewise.facts.program import Program
from cyclewise.simulation.cohort import names_of, traces
from cyclewise.simulation.page import Simulation
from cyclewise.simulation.page_parsing import read_simulation
from cyclewise.simulation.patients import Wish, invent
from cyclewise.timeline.columns import Columns, Frame
from cyclewise_cli.protocols import knowledge, linked


def rows_of(frame: Frame, patient: int) -> range:
    return range(frame.start[patient], frame.start[patient + 1])


def latest(frame: Frame, patient: int, day: int) -> float:
    """Return the latest number known on a day, and not replaced by then."""
    seen = [
        row
        for row in rows_of(frame, patient)
        if max(frame.first[row], frame.known[row]) <= day < frame.replaced[row]
    ]
    return float(frame.value.low[max(seen, key=lambda row: frame.first[row])]) if seen else math.nan


def shares(columns: Columns) -> Iterator[float]:
    """Yield the milligrams of every dose as a part of what body surface and dose give."""
    dose, height, weight = (columns.frames[name] for name in ("dose", "height", "weight"))
    given, amount = dose.cells("given").low, dose.cells("amount").low
    for patient in range(len(columns.patients)):
        for row in rows_of(dose, patient):
            day = int(dose.first[row])
            tall, heavy = latest(height, patient, day), latest(weight, patient, day)
            yield float(amount[row] / (given[row] * math.sqrt(tall * heavy / 3600)))


def test_every_dose_is_near_what_body_surface_and_dose_give(
    page: Simulation, program: Program
) -> None:
    found = np.array(list(shares(columns_for(page, program, Wish(300, 2)))))
    assert len(found) > 900
    # Two percent, and half a hundredth of the least dose, which is half a milligram at the least.
    assert np.abs(found - 1).max() < 0.02 + 0.005 / 0.3
    assert np.abs(found - 1).max() > 0.015


def test_the_milligrams_of_a_larger_patient_are_planted_once(
    page: Simulation, program: Program
) -> None:
    wish = Wish(200, 2, ("milligrams of a larger patient",), 1.0)
    found = np.array(list(shares(columns_for(page, program, wish))))
    planted = traces(invent(page, program, wish, range(200)), page, names_of(range(200)))
    assert (found > 1.2).sum() == len(planted) > 150


def test_none_are_written_where_no_weight_is_known(page: Simulation, program: Program) -> None:
    recorded = tuple(each for each in page.recorded if "weight" not in each.concepts)
    frame = columns_for(replace(page, recorded=recorded), program, Wish(20)).frames["dose"]
    assert len(frame) > 20
    assert np.isnan(frame.cells("amount").low).all()


@pytest.mark.parametrize("name", ["blina-mrd"])
def test_a_page_that_says_nothing_of_milligrams_writes_none(name: str) -> None:
    program = linked(bundled("rules") / name, knowledge())
    frame = columns_for(read_simulation(program), program, Wish(20)).frames["dose"]
    assert np.isnan(frame.cells("amount").low).all()

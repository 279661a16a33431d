"""What stands before each dose of an invented cohort, asked of the kernel."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from cyclewise.facts.point import Points
from cyclewise.facts.program import Program
from cyclewise.facts.sheet import Sheet
from cyclewise.inference.exact import evaluate
from cyclewise.inference.settle import OUTCOMES
from cyclewise.simulation.cohort import names_of, traces
from cyclewise.simulation.page import Simulation
from cyclewise.simulation.patients import Wish, invent
from cyclewise.simulation.rows import columns_of
from cyclewise.timeline.columns import Columns
from cyclewise.timeline.table import table_from
from cyclewise.timeline.table_columns import columns_from_table
from cyclewise.timeline.table_made import made_table
from cyclewise.values.calendar import day_text


@dataclass(frozen=True, slots=True)
class Stood:
    """A dose: whose, when, the deviation planted in it, and the action that stood before it."""

    patient: str
    date: str
    planted: str
    action: str
    early: bool
    late: bool
    held: bool


def columns_for(page: Simulation, program: Program, wish: Wish) -> Columns:
    invented = invent(page, program, wish, range(wish.patients))
    names = names_of(range(wish.patients))
    frame = made_table(columns_of(invented, page, program.knowledge, names))
    loaded = columns_from_table(table_from(frame, program.knowledge, "made"), program.knowledge)
    assert loaded.set_aside == ()
    return loaded.columns


def doses_of(page: Simulation, program: Program, wish: Wish) -> Iterator[Stood]:
    columns = columns_for(page, program, wish)
    frame = columns.frames["dose"]
    patient = np.repeat(np.arange(len(columns.patients)), np.diff(frame.start))
    points = Points.before_treatment(patient, frame, np.arange(len(patient)))
    sheet = Sheet(program, columns, points)
    actions = evaluate(sheet).settled.action
    latest = np.maximum(sheet.slots.latest, 0)
    due = Points.at_end_of_day(patient, latest, latest)
    excused = evaluate(Sheet(program, columns, due)).settled.action
    invented = invent(page, program, wish, range(wish.patients))
    found = traces(invented, page, names_of(range(wish.patients)))
    planted = {(each.patient, each.date): each.name for each in found}
    for row, each in enumerate(patient.tolist()):
        name, date = columns.patients[each], day_text(int(points.day[row]))
        late = bool(latest[row] and points.day[row] > latest[row])
        held = OUTCOMES[excused[row]] in ("withhold", "insufficient-data")
        yield Stood(
            name,
            date,
            planted.get((name, date), ""),
            OUTCOMES[actions[row]],
            bool(points.day[row] < sheet.slots.earliest[row]),
            late,
            late and held,
        )

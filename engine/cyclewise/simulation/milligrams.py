"""Milligrams: what was drawn up for each dose, by the height and weight known on its day."""

from __future__ import annotations

import numpy as np

from cyclewise.facts.program import Program
from cyclewise.records import dataclass
from cyclewise.simulation.draft import NO_TEXT
from cyclewise.simulation.drawing import Drawing
from cyclewise.simulation.page import Simulation
from cyclewise.simulation.plan import Plan
from cyclewise.timeline.columns import Floats, Integers
from cyclewise.timeline.event import UNDATED
from cyclewise.values.surface import body_surface, milligrams

PER_SURFACE = "mg/m2"
AMOUNT = "amount"


@dataclass(frozen=True, slots=True)
class Milligrams:
    """Draws up doses; ``surface`` are the concepts of height and weight by which they go."""

    page: Simulation
    plan: Plan
    drawing: Drawing
    surface: tuple[str, str] | None

    def of(self, slot: int, who: Integers, day: Integers, per_m2: Floats) -> dict[str, Integers]:
        """Return the milligrams of a slot's doses as they are written down.

        Nothing is written where no height or no weight was known on the day of the dose.
        """
        if self.page.milligrams is None or self.surface is None:
            return {}
        height, weight = (self._latest(concept, who, day) for concept in self.surface)
        away = 2 * self.drawing.chance.uniform(who, "milligrams", slot) - 1
        factor = 1 + self.page.milligrams * away
        for kind, planted in enumerate(self.page.planted):
            if planted.milligrams != 1:
                mine = self.plan.deviates(kind, slot)[who]
                factor = np.where(mine, planted.milligrams, factor)
        return {AMOUNT: self._written(milligrams(per_m2 * factor, body_surface(height, weight)))}

    def _latest(self, concept: str, who: Integers, day: Integers) -> Floats:
        """Return each patient's latest number known by a day, nan where there is none."""
        size = len(self.drawing.enrolled)
        limit, on = (np.full(size, UNDATED, np.int64) for _ in range(2))
        limit[who] = day
        number = np.full(size, np.nan)
        for part in self.drawing.draft.of(concept):
            patient = part.patient
            seen = np.maximum(part.day, part.known) <= limit[patient]
            seen &= part.day >= on[patient]
            number[patient[seen]], on[patient[seen]] = part.number[seen], part.day[seen]
        return number[who]

    def _written(self, mg: Floats) -> Integers:
        different, where = np.unique(mg, return_inverse=True)
        code = self.drawing.draft.code
        codes = [NO_TEXT if np.isnan(each) else code(f"{each:g} mg") for each in different]
        return np.array(codes, np.int64)[where]


def concepts_of_surface(program: Program) -> tuple[str, str] | None:
    """Return the concepts of height and weight, None where doses do not go by body surface."""
    roles, rows = program.protocol.roles, program.protocol.schedule.rows
    if roles.height is None or roles.weight is None:
        return None
    if any(row.dose.unit != PER_SURFACE for row in rows):
        return None
    return program.chains[roles.height].concept, program.chains[roles.weight].concept

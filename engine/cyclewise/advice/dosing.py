"""Doses: from the schedule's line and the patient's body surface to milligrams, shown."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cyclewise.facts.sheet import Sheet
from cyclewise.inference.trace import Seen, Tracer
from cyclewise.protocol.schedule import DoseRow
from cyclewise.records import dataclass
from cyclewise.values.exact import digits12
from cyclewise.values.surface import body_surface, milligrams

_PER_SURFACE = "/m2"
_MG_PER_M2 = f"mg{_PER_SURFACE}"


@dataclass(frozen=True, slots=True)
class Dose:
    """The dose of one slot.

    ``amount`` is the planned amount in ``unit`` times ``level``, the proportion prescribed
    since the last reduction. ``bsa_m2`` and ``mg`` are None where the dose does not go by body
    surface, or where height or weight is missing (then ``lacking`` names them).
    """

    drug: str
    planned: float
    amount: float
    unit: str
    level: float
    mg: float | None = None
    bsa_m2: float | None = None
    height: Seen | None = None
    weight: Seen | None = None
    lacking: tuple[str, ...] = ()

    @property
    def per_m2(self) -> float | None:
        """Return the amount for one square metre, None where the dose goes otherwise."""
        return self.amount if self.unit.endswith(_PER_SURFACE) else None


def dose_of(sheet: Sheet, tracer: Tracer, row: DoseRow) -> Dose:
    """Return the dose that a line of the schedule gives at the tracer's point."""
    level = float(sheet.slots.standing.level[tracer.point])
    planned = float(row.dose.number)
    protocol = sheet.program.protocol
    dose = Dose(
        drug=protocol.schedule.drug,
        planned=planned,
        amount=digits12(planned * level),
        unit=row.dose.unit,
        level=level,
    )
    roles = protocol.roles
    if dose.unit != _MG_PER_M2 or roles.height is None or roles.weight is None:
        return dose
    height, weight = tracer.seen(roles.height), tracer.seen(roles.weight)
    lacking = tuple(seen.fact for seen in (height, weight) if not seen.known)
    if lacking:
        return replace(dose, height=height, weight=weight, lacking=lacking)
    surface = body_surface(np.array([height.low]), np.array([weight.low]))
    mg = milligrams(dose.amount, surface)
    return replace(dose, height=height, weight=weight, bsa_m2=surface.item(), mg=mg.item())

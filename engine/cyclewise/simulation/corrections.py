"""Results that are corrected later: a second record of the same day, known afterwards."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from cyclewise.simulation.draft import Part
from cyclewise.simulation.drawing import Drawing, Occasion, rounded
from cyclewise.simulation.page import Happening, Numbers, Simulation
from cyclewise.timeline.columns import Integers
from cyclewise.timeline.event import UNDATED

_CHANGE = 0.03
"""How far a correction in passing lies from the first result; it decides nothing."""
_DAYS = (1, 5)
"""After how many days a correction in passing becomes known."""


def correct(drawing: Drawing, who: Integers, day: Integers, happening: Happening) -> None:
    """Correct each patient's latest result up to a day; known so many days after that day."""
    patient, on = _dated(drawing, happening.said.concept)
    limit = np.full(len(drawing.enrolled), UNDATED, np.int64)
    limit[who] = day
    there = on <= limit[patient]
    last = np.full(len(limit), UNDATED, np.int64)
    np.maximum.at(last, patient[there], on[there])
    mine = last[who] > UNDATED
    span, sure = happening.days, who[mine]
    known = day[mine] + drawing.chance.whole(sure, span.first, span.last, "corrected on")
    occasion = Occasion("corrected", known=known, replaces=last[sure])
    drawing.add(sure, last[sure], happening.said, occasion)


def corrected_in_passing(drawing: Drawing, page: Simulation) -> None:
    """Correct a few results by a little, where one result stands on its day."""
    for concept, said in page.values.items():
        drawn = said.drawn
        if page.corrected and isinstance(drawn, Numbers) and drawn.median is not None:
            for part in _corrections(drawing, concept, drawn, page.corrected):
                drawing.draft.add(part)


def _corrections(drawing: Drawing, concept: str, drawn: Numbers, share: float) -> tuple[Part, ...]:
    """Return a correction for some of the patients who have a result that stands alone."""
    found, begin = [], 0
    patient, on = _dated(drawing, concept)
    alone = _alone(patient, on)
    taken = np.zeros(len(drawing.enrolled), bool)
    for part in drawing.draft.of(concept):
        lonely, begin = alone[begin : begin + len(part)], begin + len(part)
        chosen = drawing.chance.uniform(part.patient, f"{concept}: corrected") < share
        plain = chosen & ~np.isnan(part.number) & (part.replaces == UNDATED) & ~taken[part.patient]
        rows = np.flatnonzero(plain & lonely)
        _, first = np.unique(part.patient[rows], return_index=True)
        found.append(_corrected(drawing, part.only(rows[first]), drawn))
        taken[part.patient[rows]] = True
    return tuple(found)


def _alone(patient: Integers, on: Integers) -> npt.NDArray[np.bool_]:
    """Return where nothing else of the same patient stands on the same day."""
    place = patient * _DAYS_IN_ALL + on
    order = np.argsort(place, kind="stable")
    differs = np.diff(place[order], prepend=-1, append=-1) != 0
    alone = np.zeros(len(place), bool)
    alone[order] = differs[:-1] & differs[1:]
    return alone


_DAYS_IN_ALL = 2**20


def _corrected(drawing: Drawing, part: Part, drawn: Numbers) -> Part:
    chance, who = drawing.chance, part.patient
    # What hardly varies is hardly corrected: a weight before treatment that is off by 3 % would
    # make later ones a sign that nobody meant.
    most = min(_CHANGE, drawn.within or _CHANGE)
    factor = 1 + most * (2 * chance.uniform(who, f"{part.concept}: correction") - 1)
    within = (part.number >= drawn.low) & (part.number <= drawn.high)
    number = part.number * factor
    number = np.where(within, np.clip(number, drawn.low, drawn.high), number)
    return Part(
        patient=who,
        concept=part.concept,
        day=part.day,
        number=rounded(number, drawn.digits),
        text=part.text,
        known=np.maximum(part.known, part.day) + chance.whole(who, *_DAYS, f"{part.concept}: when"),
        replaces=part.day,
        attributes=part.attributes,
    )


def _dated(drawing: Drawing, concept: str) -> tuple[Integers, Integers]:
    """Return the patient and the day of every dated record of a concept."""
    parts = drawing.draft.of(concept)
    patient = np.concatenate([np.zeros(0, np.int64), *(part.patient for part in parts)])
    on = np.concatenate([np.zeros(0, np.int64), *(part.day for part in parts)])
    return patient, on

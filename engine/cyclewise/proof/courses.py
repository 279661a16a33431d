"""Patients further on in the schedule, made from one who may be given a dose today."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from cyclewise.facts.program import Program
from cyclewise.inference.settle import OUTCOMES
from cyclewise.knowledge.value import Value
from cyclewise.proof.crowd import Crowd, Invented
from cyclewise.protocol.rule import GIVES_DRUG
from cyclewise.timeline.event import Event
from cyclewise.timeline.timeline import timeline_of

_DOSE = "dose"


def further_on(program: Program, patients: Sequence[Invented]) -> tuple[Invented, ...]:
    """Return a fit patient before every slot of the schedule, and one with no slot left.

    Each stands on the day on which the next dose is due. Nobody where no patient is fit.
    """
    crowd = Crowd(program, patients)
    given = [OUTCOMES.index(action) for action in GIVES_DRUG]
    fit = np.flatnonzero(np.isin(crowd.verdicts.settled.action, given))
    if not len(fit):
        return ()
    begun = [at for at in fit if crowd.sheet.slots.standing.slot[at] >= 0]
    return tuple(_along(program, crowd.patients[(begun or list(fit))[0]]))


def _along(program: Program, fit: Invented) -> Iterator[Invented]:
    table, concept = program.timetable, program.knowledge.concepts[_DOSE]
    doses: list[Event] = []
    day = fit.as_of
    for slot in table.slots:
        now = _on_day(program, fit, doses, day)
        found = int(Crowd(program, [now]).sheet.slots.due[0])
        day = found if doses and found > day else day
        yield _on_day(program, fit, doses, day)
        labels: dict[str, Value] = {
            name: concept.attributes[name].value_of(str(number))
            for name, number in (("cycle", slot.cycle), ("day", slot.day))
        }
        drug = concept.value_of(program.protocol.schedule.drug)
        doses.append(Event(_DOSE, drug, day, day, known=day, attributes=labels))
    yield _on_day(program, fit, doses, day + int(table.gap))


def _on_day(program: Program, fit: Invented, doses: Sequence[Event], day: int) -> Invented:
    """Return the patient with these doses; all else on record is as old as it was."""
    later = day - fit.as_of
    others = [
        replace(each, first=each.first + later, last=each.last + later, known=each.known + later)
        if each.dated
        else each
        for each in fit.events
        if each.concept != _DOSE
    ]
    timeline = timeline_of(fit.timeline.patient, [*others, *doses], program.knowledge)
    return Invented(timeline, day, day)

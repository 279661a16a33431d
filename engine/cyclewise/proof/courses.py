"""Patients further on in the schedule, made from one who may be given a dose today."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from cyclewise.facts.program import Program
from cyclewise.inference.settle import OUTCOMES
from cyclewise.knowledge.value import Value
from cyclewise.proof.crowd import MOST_EVENTS, Crowd, Invented
from cyclewise.protocol.rule import GIVES_DRUG
from cyclewise.timeline.event import Event
from cyclewise.timeline.timeline import timeline_of

_DOSE = "dose"


def further_on(program: Program, patients: Sequence[Invented]) -> tuple[Invented, ...]:
    """Return fit patients before every slot of the schedule, and with no slot left.

    They are made from one fit patient before each slot where there is one, and each stands on the
    day on which the next dose is due. Nobody where no patient is fit.
    """
    crowd = Crowd(program, patients)
    given = [OUTCOMES.index(action) for action in GIVES_DRUG]
    fit = np.flatnonzero(np.isin(crowd.verdicts.settled.action, given))
    ahead = crowd.sheet.slots.following
    first = {int(ahead[at]): at for at in reversed(fit.tolist())}
    return tuple(made for at in first.values() for made in _along(program, crowd.patients[at]))


def _along(program: Program, fit: Invented) -> Iterator[Invented]:
    table, concept = program.timetable, program.knowledge.concepts[_DOSE]
    given = [each for each in fit.events if each.concept == _DOSE]
    doses: list[Event] = []
    day = given[0].first if given else fit.as_of
    for slot in table.slots:
        if doses:
            alone = timeline_of(fit.timeline.patient, doses, program.knowledge)
            now = Invented(alone, day, day)
            day = max(day, int(Crowd(program, [now]).sheet.slots.due[0]))
        yield _on_day(program, fit, doses, day)
        labels: dict[str, Value] = {
            name: concept.attributes[name].value_of(str(number))
            for name, number in (("cycle", slot.cycle), ("day", slot.day))
        }
        drug = concept.value_of(program.protocol.schedule.drug)
        doses.append(Event(_DOSE, drug, day, day, known=day, attributes=labels))
    yield _on_day(program, fit, doses, day + int(table.gap))


def _on_day(program: Program, fit: Invented, doses: Sequence[Event], day: int) -> Invented:
    """Return the patient with these doses, and the latest measurements as old as they were."""
    later = day - fit.as_of
    concepts = program.knowledge.concepts
    others = [each for each in fit.events if each.concept != _DOSE and each.first <= day]
    measured = {each.concept: each for each in others if concepts[each.concept].kind == "quantity"}
    again = [
        replace(each, first=each.first + later, last=each.last + later, known=each.known + later)
        for each in measured.values()
        if later > 0
    ]
    if len(others) + len(again) + len(doses) > MOST_EVENTS:
        others = list({each.concept: each for each in reversed(others)}.values())
    timeline = timeline_of(fit.timeline.patient, [*others, *again, *doses], program.knowledge)
    return Invented(timeline, day, day)

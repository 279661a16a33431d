"""Some patients of an invented cohort, from who they are to what became of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cyclewise.facts.program import Program
from cyclewise.records import dataclass
from cyclewise.simulation.chance import Chance
from cyclewise.simulation.corrections import correct, corrected_in_passing
from cyclewise.simulation.doses import Doses
from cyclewise.simulation.draft import NEVER, Draft
from cyclewise.simulation.drawing import Drawing
from cyclewise.simulation.milligrams import Milligrams, concepts_of_surface
from cyclewise.simulation.page import Recorded, Simulation
from cyclewise.simulation.plan import Plan, Planner
from cyclewise.simulation.visits import Visit, Visits
from cyclewise.simulation.walk import Walk
from cyclewise.timeline.columns import Integers


@dataclass(frozen=True, slots=True)
class Invented:
    """Patients made up: their rows, and the day of each planted deviation (``NEVER``: none)."""

    draft: Draft
    plan: Plan
    found: Integers
    chance: Chance


@dataclass(frozen=True, slots=True)
class Wish:
    """What a cohort is to be: of how many patients, from which seed, with which deviations."""

    patients: int
    seed: int = 1
    deviations: tuple[str, ...] = ()
    share: float = 0.2


def invent(page: Simulation, program: Program, wish: Wish, numbers: Sequence[int]) -> Invented:
    """Return the patients of these numbers; each is the same whichever others are asked for."""
    chance, draft = Chance(wish.seed, np.array(numbers, np.int64)), Draft()
    size, table = len(numbers), program.timetable
    everyone = np.arange(size)
    wanted = [place for place, each in enumerate(page.planted) if each.name in wish.deviations]
    plan = Planner(page, table, chance, size).plan(wanted, wish.share)
    enrolled = chance.whole(everyone, page.enrolled.first, page.enrolled.last, "enrolled")
    first = enrolled + chance.whole(
        everyone, page.first_dose.first, page.first_dose.last, "first dose"
    )
    drawing = Drawing(chance, draft, enrolled)
    visits = Visits(page, plan, drawing)
    visits.record("once", everyone, enrolled, Visit(0))
    milligrams = Milligrams(page, plan, drawing, concepts_of_surface(program))
    doses = Doses(page, program.protocol.schedule, table, plan, draft, milligrams)
    walk = Walk(page, table, plan, visits, doses, first)
    walk.run()
    _afterwards(page, walk, visits, everyone)
    _added(page, walk, visits)
    corrected_in_passing(drawing, page)
    return Invented(draft, plan, walk.found, chance)


def _afterwards(page: Simulation, walk: Walk, visits: Visits, everyone: Integers) -> None:
    """Record the end of each treatment, the watch after it, and what became of the patient."""
    ended = np.maximum(walk.over, walk.ended)
    for place, course in enumerate(page.courses):
        mine = np.flatnonzero(walk.plan.course == place)
        ended[mine] = visits.happen(course.end, mine, ended[mine], f"{course.name}: end")
    followed = np.array([course.followed for course in page.courses])[walk.plan.course]
    who = everyone[followed]
    for item in page.recorded:
        if item.when == "after treatment":
            _watch(visits, item, who, walk.ended[who], ended[who])
    weights = [each.share for each in page.outcomes]
    drawn = visits.drawing.chance.one_of(who, weights, "outcome") if weights else who
    for place, outcome in enumerate(page.outcomes):
        mine = who[drawn == place]
        visits.happen(outcome.then, mine, ended[mine], f"outcome {place}")


def _watch(
    visits: Visits, item: Recorded, who: Integers, last_dose: Integers, ended: Integers
) -> None:
    """Record what is listed again and again, from the end of treatment until the watch is over."""
    for turn in range(item.until // item.days.first):
        day = last_dose + turn * item.days.first
        still = (day >= ended) & (day + item.days.last <= last_dose + item.until)
        visits.item(item, who[still], day[still], Visit(-1, turn=turn))


def _added(page: Simulation, walk: Walk, visits: Visits) -> None:
    """Record what a deviation adds round its dose, and the corrections that come after it."""
    for place, planted in enumerate(page.planted):
        who = np.flatnonzero((walk.plan.planted == place) & (walk.found < NEVER))
        visits.happen(planted.add, who, walk.found[who], f"added by {planted.name}")
        for each in planted.corrected:
            correct(visits.drawing, who, walk.found[who], each)

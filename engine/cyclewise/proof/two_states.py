"""Claims about two states at once: one is worse than the other, or more of it is known."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import z3

from cyclewise.facts.program import Program
from cyclewise.inference.settle import OUTCOMES
from cyclewise.proof.asking import Exists, Solver
from cyclewise.proof.changes import changes_for
from cyclewise.proof.crowd import Crowd, Invented
from cyclewise.proof.property import Monotone
from cyclewise.proof.quantity import Quantity
from cyclewise.proof.standing import Standing
from cyclewise.proof.state import State
from cyclewise.proof.three import Proposition, Three
from cyclewise.protocol.criterion import Criterion
from cyclewise.protocol.rule import GIVES_DRUG, PHASES, Phase
from cyclewise.values.truth import Truth

Pair = tuple[Invented, Invented]


def _twins(program: Program) -> tuple[Standing, Standing]:
    """Return two states of one protocol; both are asked for everything that rules ask."""
    return Standing(State(program, "one ")), Standing(State(program, "other "))


def _same_place(one: State, other: State) -> list[Proposition]:
    """Return that two states stand at the same place in the schedule."""
    first, second = one.course, other.course
    pairs = zip(
        [*first.phase, *first.slots, first.open, first.due],
        [*second.phase, *second.slots, second.open, second.due],
        strict=True,
    )
    return [mine == theirs for mine, theirs in pairs]


def _equal(one: Three, other: Three) -> Proposition:
    return z3.And(one.sure == other.sure, one.possible == other.possible)


# --- worse values -------------------------------------------------------------------------------


def monotone(solver: Solver, crowd: Crowd, claimed: Monotone) -> tuple[Exists, Pair | None]:
    """Return whether worse values can make the answer more permissive, and two who show it."""
    program = crowd.program
    better, worse = _twins(program)
    laws = _same_place(better.state, worse.state)
    moved = {
        asked: quantity
        for asked, quantity in better.state.quantities.items()
        if asked[0] in claimed.facts
    }
    for asked, quantity in moved.items():
        laws += list(_worse(quantity, worse.state.quantities[asked], claimed))
    free = _leaves_of(better.state, claimed)
    for criterion, truth in better.state.leaves.items():
        if criterion not in free:
            laws.append(_equal(truth, worse.state.leaves[criterion]))
    laws += _same_age(better.state, worse.state)
    goal = z3.And(*laws, _more_permissive(program, better, worse))
    exists = solver.exists(goal, better.state, worse.state)
    return exists, None if exists == "no" else _shown(solver, crowd, claimed)


def _leaves_of(state: State, claimed: Monotone) -> set[Criterion]:
    return {
        each
        for each in state.leaves
        if each.subject in claimed.facts
        and (each.comparison is None or each.comparison.word != "recorded")
    }


def _same_age(one: State, other: State) -> list[Proposition]:
    mine = [each for found in one.fresh.values() for each in found.values()]
    theirs = [each for found in other.fresh.values() for each in found.values()]
    return [first == second for first, second in zip(mine, theirs, strict=True)]


def _worse(better: Quantity, worse: Quantity, claimed: Monotone) -> Iterator[Proposition]:
    """Yield that one value is known as well as the other, and no better."""
    yield better.absent == worse.absent
    yield better.missing == worse.missing
    for word, holds in better.words.items():
        yield holds == worse.words[word]
    for cut, truth in better.cuts.items():
        low, high = (truth, worse.cuts[cut])
        if claimed.worse == "lower":
            low, high = high, low
        yield z3.Implies(low.sure, high.sure)
        yield z3.Implies(low.possible, high.possible)


def _more_permissive(program: Program, better: Standing, worse: Standing) -> Proposition:
    """Return that the worse state has a weaker certain action, or a dose the better has not."""
    found = []
    for code, phase in enumerate(program.protocol.ranks):
        here, order = better.state.course.phase[code], program.protocol.ranks[phase]
        for place, action in enumerate(order):
            weaker = [worse.certain[each] for each in order[place + 1 :]]
            found.append(z3.And(here, better.certain[action], z3.Or(weaker)))
    newly = [z3.And(worse.answer(each), z3.Not(better.answer(each))) for each in GIVES_DRUG]
    return z3.Or([*found, *newly])


def _shown(solver: Solver, crowd: Crowd, claimed: Monotone) -> Pair | None:
    """Return two patients who differ in one value, the worse with the more permissive answer."""
    for fact in claimed.facts:
        pair = _shown_by(solver, crowd, fact, claimed)
        if pair is not None:
            return pair
    return None


def _shown_by(solver: Solver, crowd: Crowd, fact: str, claimed: Monotone) -> Pair | None:
    program = crowd.program
    asked = [each for each in _criteria(program) if each.subject == fact]
    for patient in crowd.patients:
        if solver.time_left() <= 0:
            return None
        made = [
            found
            for criterion in asked
            for change in changes_for(program, criterion, patient.as_of)
            if (found := change.made(patient, program)) is not None
            and len(found.events) == len(patient.events)
        ]
        pair = _weaker(Crowd(program, [patient, *made]), fact, claimed) if made else None
        if pair is not None:
            return pair
    return None


def _criteria(program: Program) -> list[Criterion]:
    standing = Standing(State(program))
    return list(standing.state.leaves)


def _weaker(crowd: Crowd, fact: str, claimed: Monotone) -> Pair | None:
    value, verdicts = crowd.sheet.reading(fact), crowd.verdicts
    number = value.value.low if claimed.worse == "higher" else -value.value.high
    there = np.flatnonzero(value.known & ~np.isnan(number))
    for one in there.tolist():
        order = crowd.program.protocol.ranks[_phase(crowd, one)]
        for other in there.tolist():
            if number[other] <= number[one] or verdicts.phase[one] != verdicts.phase[other]:
                continue
            mine, theirs = (OUTCOMES[verdicts.settled.certain[each]] for each in (one, other))
            given = OUTCOMES[verdicts.settled.action[other]] in GIVES_DRUG
            lost = OUTCOMES[verdicts.settled.action[one]] not in GIVES_DRUG
            if order.index(theirs) > order.index(mine) or (given and lost):
                return crowd.patients[one], crowd.patients[other]
    return None


def _phase(crowd: Crowd, at: int) -> Phase:
    return PHASES[int(crowd.verdicts.phase[at])]


# --- more is known ------------------------------------------------------------------------------


def revealing(solver: Solver) -> Exists:
    """Return whether making an unknown truth known can add an action to those that may stand.

    A rule that asks only when a dose is due is silent while its truth is unknown before that day;
    what it would say is no part of this claim.
    """
    program = solver.standing.program
    less, more = _twins(program)
    laws = _same_place(less.state, more.state)
    for criterion, truth in less.state.leaves.items():
        known = more.state.leaves[criterion]
        laws += [z3.Implies(truth.sure, known.sure), z3.Implies(known.possible, truth.possible)]
    for rule in program.protocol.judging:
        if rule.acts and rule.asks_dose_due:
            asked = less.state.truth(rule.condition).is_(Truth.UNKNOWN)
            silent = z3.And(asked, z3.Not(less.state.course.due))
            laws.append(z3.Implies(silent, z3.Not(more.pull(rule).possible)))
    added = [z3.And(more.stands(action), z3.Not(less.stands(action))) for action in less.certain]
    return solver.exists(z3.And(*laws, z3.Or(added)), less.state, more.state)

"""What each property claims: one question, or one for every action, rule or criterion."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import z3

from cyclewise.facts.phase import in_phases
from cyclewise.facts.program import Program
from cyclewise.inference.exact import CONFLICTING_DOSES, NO_DOSE, rule_applies
from cyclewise.inference.settle import OUTCOMES
from cyclewise.logic.condition import criteria, truth_of
from cyclewise.proof.claim import Claim
from cyclewise.proof.crowd import Crowd, Flags
from cyclewise.proof.neutral import neutral, numbered_places
from cyclewise.proof.property import Always, Lawful, Never, Property
from cyclewise.proof.standing import Standing
from cyclewise.proof.testing import stepped_parameters
from cyclewise.proof.three import Proposition, any_of, constant, three_of
from cyclewise.protocol.criterion import Criterion
from cyclewise.protocol.rule import GIVES_DRUG, PHASES, Phase, Rule
from cyclewise.protocol.uses import parameters_of
from cyclewise.values.truth import MET, NOT_MET, UNKNOWN, Truth


def claims_of(each: Property, program: Program) -> tuple[Claim, ...]:
    """Return the claims of a property about one state at a time; none for those about two."""
    match each.claims:
        case Never() as never:
            return (_never(never),)
        case Always() as always:
            return (_always(always),)
        case Lawful(law):
            return tuple(_LAWS[law](program)) if law in _LAWS else ()
        case _:
            return ()


def _answered(crowd: Crowd, action: str) -> Flags:
    return np.asarray(crowd.verdicts.settled.action == OUTCOMES.index(action))


def _never(never: Never) -> Claim:
    least = NOT_MET if never.or_unknown else UNKNOWN

    def goal(standing: Standing) -> Proposition:
        held = (
            standing.state.truth(never.when)
            if never.when is not None
            else any_of([standing.ruled(action) for action in never.asked])
        )
        wrong = held.possible if never.or_unknown else held.sure
        return z3.And(_inside(standing, never.phases), standing.answer(never.action), wrong)

    def shown_by(crowd: Crowd) -> Flags:
        if never.when is not None:
            held = crowd.sheet.truth(never.when)
        else:
            held = np.max([ruled(crowd, action) for action in never.asked], axis=0)
        inside = in_phases(never.phases, crowd.verdicts.phase)
        return np.asarray(inside & _answered(crowd, never.action) & (held > least))

    return Claim(f"the answer is {never.action}", goal, shown_by)


def _inside(standing: Standing, phases: tuple[Phase, ...]) -> Proposition:
    """Return that a patient stands in one of some phases."""
    return z3.Or([standing.state.course.phase[PHASES.index(each)] for each in phases])


def ruled(crowd: Crowd, action: str) -> Flags:
    """Return how the rules of a crowd pull at an action, without what stands by itself."""
    pulls = [
        crowd.verdicts.pulls[rule.id]
        for rule in crowd.program.protocol.judging
        if rule.action == action
    ]
    return np.max(pulls, axis=0) if pulls else np.zeros(len(crowd.patients), np.int8)


def _always(always: Always) -> Claim:
    def goal(standing: Standing) -> Proposition:
        held = standing.state.truth(always.when).sure
        other = z3.Not(standing.answer(always.action))
        return z3.And(_inside(standing, always.phases), held, other)

    def shown_by(crowd: Crowd) -> Flags:
        inside = in_phases(always.phases, crowd.verdicts.phase)
        held = crowd.sheet.truth(always.when) == MET
        return np.asarray(inside & held & ~_answered(crowd, always.action))

    return Claim(f"the answer is not {always.action}", goal, shown_by)


# --- laws ---------------------------------------------------------------------------------------


def _one_action(_: Program) -> Iterator[Claim]:
    def none_or_two(standing: Standing) -> Proposition:
        answers = [(standing.answer(action), 1) for action in OUTCOMES]
        return z3.Not(z3.PbEq(answers, 1))

    def nobody(crowd: Crowd) -> Flags:
        return np.zeros(len(crowd.patients), bool)

    yield Claim("not exactly one action stands", none_or_two, nobody)

    def doses(standing: Standing) -> Proposition:
        wrong = z3.Or(standing.clashing, standing.without)
        return z3.And(standing.certain["administer"], wrong)

    def wrong_dose(crowd: Crowd) -> Flags:
        row, sure = crowd.verdicts.dose_row, crowd.verdicts.settled.certain
        given = sure == OUTCOMES.index("administer")
        return np.asarray(given & np.isin(row, (CONFLICTING_DOSES, NO_DOSE)))

    yield Claim("two doses are in force, or none", doses, wrong_dose)


def _sure_action(_: Program) -> Iterator[Claim]:
    for code, phase in enumerate(PHASES):

        def goal(standing: Standing, code: int = code) -> Proposition:
            nothing = z3.Not(z3.Or(list(standing.certain.values())))
            return z3.And(standing.state.course.phase[code], nothing)

        def shown_by(crowd: Crowd, code: int = code) -> Flags:
            return np.asarray(crowd.unsettled & (crowd.sheet.phase == code))

        yield Claim(f"nothing is certain {phase} treatment", goal, shown_by)


def _reachable(program: Program) -> Iterator[Claim]:
    for code, phase in enumerate(PHASES):
        for action in program.protocol.ranks[phase]:

            def goal(standing: Standing, code: int = code, action: str = action) -> Proposition:
                return z3.And(standing.state.course.phase[code], standing.answer(action))

            def shown_by(crowd: Crowd, code: int = code, action: str = action) -> Flags:
                return np.asarray((crowd.verdicts.phase == code) & _answered(crowd, action))

            yield Claim(f"{action}, phase “{phase}”", goal, shown_by, wanted=True)


def _given(program: Program) -> Iterator[Claim]:
    for place, slot in enumerate(program.timetable.slots):

        def goal(standing: Standing, place: int = place) -> Proposition:
            given = z3.Or([standing.answer(action) for action in GIVES_DRUG])
            return z3.And(standing.state.course.slots[place], given)

        def shown_by(crowd: Crowd, place: int = place) -> Flags:
            given = [_answered(crowd, action) for action in GIVES_DRUG]
            return np.asarray((crowd.sheet.slots.following == place) & np.any(given, axis=0))

        yield Claim(f"cycle {slot.cycle} day {slot.day}", goal, shown_by, wanted=True)


def _alive(program: Program) -> Iterator[Claim]:
    for rule in program.protocol.judging:

        def goal(standing: Standing, rule: Rule = rule) -> Proposition:
            return standing.pull(rule).sure

        def shown_by(crowd: Crowd, rule: Rule = rule) -> Flags:
            return np.asarray(crowd.verdicts.pulls[rule.id] == MET)

        yield Claim(f"{rule.id}, {rule.title}", goal, shown_by, wanted=True)


def _deciding(program: Program) -> Iterator[Claim]:
    for rule in program.protocol.judging:
        if not rule.acts:
            continue

        def goal(standing: Standing, rule: Rule = rule) -> Proposition:
            return z3.And(standing.certain[rule.action], standing.pull(rule).sure)

        def shown_by(crowd: Crowd, rule: Rule = rule) -> Flags:
            sure = crowd.verdicts.settled.certain == OUTCOMES.index(rule.action)
            return np.asarray(sure & (crowd.verdicts.pulls[rule.id] == MET))

        yield Claim(f"{rule.id}, {rule.title}", goal, shown_by, wanted=True)


def _mattering(program: Program) -> Iterator[Claim]:
    for rule in program.protocol.judging:
        for place, criterion in enumerate(criteria(rule.condition)):
            yield _matters(rule, place, criterion)


def _matters(rule: Rule, place: int, criterion: Criterion) -> Claim:
    """Return that a rule says something else without one of its criteria."""
    asked = tuple(criteria(rule.condition))
    places = numbered_places(rule.condition)
    without = neutral(places, place)

    def goal(standing: Standing) -> Proposition:
        state = standing.state
        now = state.truth(rule.condition)

        def differs(value: Truth) -> Proposition:
            changed = three_of(
                places, lambda at: constant(value) if at == place else state.criterion(asked[at])
            )
            return z3.Or(now.sure != changed.sure, now.possible != changed.possible)

        return z3.And(standing.applies(rule), z3.Or([differs(value) for value in without]))

    def shown_now(crowd: Crowd) -> Flags:
        sheet, count = crowd.sheet, len(crowd.patients)
        held = [sheet.criterion(each) for each in asked]
        now = truth_of(places, held.__getitem__)
        found = np.zeros(count, bool)
        for value in without:
            forced = [*held[:place], np.full(count, value, np.int8), *held[place + 1 :]]
            found |= truth_of(places, forced.__getitem__) != now
        due = sheet.condition("dose_due") == MET
        return np.asarray(found & rule_applies(rule, crowd.verdicts.phase, due))

    def shown_by(crowd: Crowd) -> Flags:
        found = shown_now(crowd)
        if not found.any():  # what a parameter switches off may matter with another value of it
            for name, text in stepped_parameters(crowd.program, parameters_of(criterion)):
                program = crowd.program.with_parameters({name: text})
                found = found | shown_now(Crowd(program, crowd.patients))
        return found

    return Claim(f"{criterion.subject} in {rule.id}", goal, shown_by, wanted=True)


_LAWS = {
    "one action": _one_action,
    "sure action": _sure_action,
    "every action reachable": _reachable,
    "every dose reachable": _given,
    "no dead rule": _alive,
    "no rule always overruled": _deciding,
    "every criterion matters": _mattering,
}

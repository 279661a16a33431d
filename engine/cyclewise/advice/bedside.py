"""The bedside: everything that is known at one decision point of one patient."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np

from cyclewise.advice.alerts import alerts_at
from cyclewise.advice.dosing import Dose, dose_of
from cyclewise.advice.leaning import assumptions_of, presumptions_of
from cyclewise.advice.missing import (
    Names,
    Undecided,
    deciding_alone,
    fewest,
    missing_facts,
)
from cyclewise.advice.planned import ENDS, Planner
from cyclewise.advice.pressing import AWAITS, planned_ruling
from cyclewise.advice.recommendation import Recommendation, Ruling, Timing
from cyclewise.facts.program import Program
from cyclewise.facts.sheet import Sheet
from cyclewise.facts.slots import NO_DAY
from cyclewise.inference.exact import Verdicts
from cyclewise.inference.settle import INSUFFICIENT, OUTCOMES, settle
from cyclewise.inference.trace import Seen, Trace, Tracer
from cyclewise.logic.condition import Leaf
from cyclewise.protocol.criterion import Comparison, Criterion, Literally
from cyclewise.protocol.rule import GIVES_DRUG, PHASES, Phase, Rule
from cyclewise.protocol.schedule import Slot
from cyclewise.timeline.timeline import Timeline
from cyclewise.values.truth import Truth

_DRUG = ("administer", "wait", INSUFFICIENT, "withhold")


@dataclass(frozen=True)
class Bedside:
    """One decision point of one patient, evaluated."""

    timeline: Timeline
    sheet: Sheet
    verdicts: Verdicts
    one_engine: str | None

    @cached_property
    def tracer(self) -> Tracer:
        """Return the tracer of this point."""
        return Tracer(self.sheet, 0, self.timeline)

    @property
    def program(self) -> Program:
        """Return the linked protocol."""
        return self.sheet.program

    @property
    def phase(self) -> Phase:
        """Return where the patient stands."""
        return PHASES[int(self.verdicts.phase[0])]

    @property
    def ranks(self) -> tuple[str, ...]:
        """Return the actions of the phase, strongest first."""
        return tuple(self.program.protocol.ranks[self.phase])

    def recommendation(self, *, planning: bool = True) -> Recommendation:
        """Return the recommendation at this point, perhaps without what is expected."""
        action, certain, settled, possible = self.verdicts.settled.at(0)
        may_become = tuple(each for each in self.ranks if each in possible)
        deciding = self._asked_by(certain)
        rulings = (
            self._schedule_ruling(certain, deciding),
            *(self._ruling(rule, certain, deciding) for rule in self.program.protocol.judging),
        )
        undecided = self._undecided(may_become)
        missing = missing_facts(undecided, self._name)
        facts, names = [each.fact for each in missing], Names(self._name)
        planned = self._plan(action, certain, facts) if planning else ()
        slot = self._slot if action in _DRUG and self.phase != "after" else None
        dose = None if slot is None or action not in ("administer", "wait") else self._dose(slot)
        leaning = self._leaning((*rulings, *planned), certain)
        return Recommendation(
            timeline=self.timeline,
            protocol=self.program.protocol,
            as_of=int(self.sheet.points.day[0]),
            known=int(self.sheet.points.known[0]),
            phase=self.phase,
            action=action,
            certain=certain,
            settled=settled,
            may_become=may_become,
            cycle=None if slot is None else slot.cycle,
            day=None if slot is None else slot.day,
            dose=dose,
            timing=None if slot is None else self._timing(),
            last_dose=self.tracer.seen("last_dose"),
            rulings=(*rulings, *planned),
            deciding=deciding,
            alerts=alerts_at(self.sheet, self.timeline, (*rulings, *planned), dose, action),
            missing=missing,
            to_give=fewest(undecided, facts, names) if missing else (),
            decides_alone=deciding_alone(undecided, names, self._outcome) if missing else (),
            ahead=None,
            presumed=presumptions_of(leaning),
            assumptions=assumptions_of(self.program, leaning),
            one_engine=self.one_engine,
        )

    def _leaning(self, rulings: tuple[Ruling, ...], certain: str) -> tuple[Ruling, ...]:
        """Return the rulings the answer rests on: those at least as strong, and alerts told."""
        reach = self.ranks[: self.ranks.index(certain) + 1]
        return tuple(
            each
            for each in rulings
            if (each.rule.action in reach and each.truth is not None)
            or (not each.rule.acts and each.standing == "in force")
        )

    # --- rules ------------------------------------------------------------------------------

    def _ruling(self, rule: Rule, certain: str, outranking: tuple[str, ...]) -> Ruling:
        if not bool(self.verdicts.applies[rule.id][0]):
            return Ruling(rule, None, "not applicable", ())
        truth = Truth(int(self.verdicts.truths[rule.id][0]))
        standing = self._standing(rule, truth, certain)
        by = outranking if standing == "overruled" else ()
        traced, until = partial(self.tracer.condition, rule.condition), None
        if standing == "in force" and rule.until is not None:
            until = self.tracer.condition(rule.until)
        return Ruling(rule, truth, standing, by, traced, until)

    def _plan(self, action: str, certain: str, asked: Sequence[str]) -> tuple[Ruling, ...]:
        """Return what every rule that expects something says here."""
        planner = Planner(self.sheet, self.tracer, self._name)
        may_give = action in AWAITS and self.sheet.condition("dose_due")[0] == Truth.MET
        return tuple(
            planned_ruling(
                rule,
                planner.planned(rule, dose_awaited=certain not in ENDS),
                planner.truth(rule, self.phase),
                frozenset(asked) if may_give else None,
            )
            for rule in self.program.protocol.expecting
        )

    def _standing(self, rule: Rule, truth: Truth, certain: str) -> str:
        pull = Truth(2 - truth) if rule.requirement else truth
        if pull == Truth.UNKNOWN:
            return "undecided"
        if pull == Truth.NOT_MET:
            return "not in force"
        return "in force" if rule.is_alert or rule.action == certain else "overruled"

    def _asked_by(self, action: str) -> tuple[str, ...]:
        """Return the rules that surely ask for an action; the schedule where it gives doses."""
        found = tuple(
            rule.id
            for rule in self.program.protocol.judging
            if rule.action == action and self._pull(rule) == Truth.MET
        )
        plain = () if self.phase == "after" else (self.program.protocol.schedule.id,)
        return found or plain

    def _pull(self, rule: Rule) -> Truth:
        return Truth(int(self.verdicts.pulls[rule.id][0]))

    def _schedule_ruling(self, certain: str, outranking: tuple[str, ...]) -> Ruling:
        """Return the schedule's own ruling: a dose may be given, or none may."""
        may = self.sheet.condition("dose_due")[0] == Truth.MET
        action = "administer" if may else "wait"
        asks = Criterion("dose_due", "fact", Comparison("is", (Literally("true"),)))
        schedule = self.program.protocol.schedule
        rule = Rule(
            id=schedule.id,
            title=schedule.title,
            status=schedule.status,
            phases=("before", "on"),
            condition=Leaf(asks),
            requirement=False,
            action=action,
            summary=schedule.summary,
            urgency="before next dose",
            sources=schedule.sources,
            assumptions=schedule.assumptions,
            limits=schedule.limits,
            label=schedule.label,
        )
        if self.phase == "after":
            return Ruling(rule, None, "not applicable", ())
        overruled = action != certain
        standing = "overruled" if overruled else "in force"
        by = outranking if overruled else ()
        return Ruling(rule, Truth.MET, standing, by, self._chosen_line())

    def _chosen_line(self) -> Callable[[], Trace] | None:
        """Return what tells why a line was chosen, None where the slot has only one."""
        row = int(self.verdicts.dose_row[0])
        when = self._slot.rows[row].when if self._slot is not None and row >= 0 else None
        return None if when is None else partial(self.tracer.condition, when)

    def _undecided(self, may_become: tuple[str, ...]) -> tuple[Undecided, ...]:
        """Return the rules that are unknown and might change the answer."""
        found = [
            Undecided(
                rule.id,
                rule.action,
                self.tracer.condition(rule.condition),
                Truth.MET if rule.requirement else Truth.NOT_MET,
            )
            for rule in self.program.protocol.judging
            if rule.action in may_become and self._pull(rule) == Truth.UNKNOWN
        ]
        return (*found, *self._undecided_dose())

    def _undecided_dose(self) -> tuple[Undecided, ...]:
        """Return the conditions of the lines of a dose that may be given and is not known."""
        certain = OUTCOMES[int(self.verdicts.settled.certain[0])]
        if certain not in GIVES_DRUG or self.verdicts.dose_row[0] >= 0 or self._slot is None:
            return ()
        rows = [row.when for row in self._slot.rows if row.when is not None]
        traces = [self.tracer.condition(when) for when in rows]
        name = self.program.protocol.schedule.id
        return tuple(
            Undecided(name, "administer", trace, Truth.NOT_MET)
            for trace in traces
            if trace.truth == Truth.UNKNOWN
        )

    def _outcome(self, truths: Mapping[str, Truth]) -> str | None:
        """Return the action that stands when some unknown rules take these truths.

        None where that brings nothing: no answer, or the one there is, as unsettled as before.
        """
        states = {action: state.copy() for action, state in self.verdicts.states.items()}
        for action in states:
            asking = [rule for rule in self.program.protocol.judging if rule.action == action]
            pulls = [self._pull_with(rule, truths) for rule in asking]
            certain = states[action][0] == Truth.MET
            if not certain and pulls:
                states[action] = np.array([max(pulls)], np.int8)
        ranks = {PHASES.index(self.phase): self.ranks}
        undosed = np.asarray(self.verdicts.dose_row < 0)
        found, _, settled, _ = settle(states, self.verdicts.phase, ranks, dose_unknown=undosed).at(
            0
        )
        now = OUTCOMES[int(self.verdicts.settled.action[0])]
        return None if found == INSUFFICIENT or (found == now and not settled) else found

    def _pull_with(self, rule: Rule, truths: Mapping[str, Truth]) -> Truth:
        if rule.id not in truths:
            return self._pull(rule)
        return Truth(2 - truths[rule.id]) if rule.requirement else truths[rule.id]

    def _name(self, seen: Seen) -> str:
        """Return the word under which a reading is asked for: its concept's."""
        chains = self.program.chains
        return chains[seen.fact].concept if seen.fact in chains else seen.fact

    # --- the next dose ----------------------------------------------------------------------

    @cached_property
    def _slot(self) -> Slot | None:
        """Return the next slot, None where the schedule has none left."""
        following = int(self.sheet.slots.following[0])
        slots = self.sheet.slots.table.slots
        return slots[following] if following < len(slots) else None

    def _dose(self, slot: Slot) -> Dose | None:
        row = int(self.verdicts.dose_row[0])
        return dose_of(self.sheet, self.tracer, slot.rows[row]) if row >= 0 else None

    def _timing(self) -> Timing:
        slots, today = self.sheet.slots, int(self.sheet.points.day[0])
        earliest, due, latest = (int(days[0]) for days in (slots.earliest, slots.due, slots.latest))
        if today < earliest:
            status = "upcoming"
        elif latest != NO_DAY and today > latest:
            status = "late"
        else:
            status = "due" if today >= due else "early"
        return Timing(
            None if earliest == NO_DAY else earliest,
            due,
            None if latest == NO_DAY else latest,
            status,
        )

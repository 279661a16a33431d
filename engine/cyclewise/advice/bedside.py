"""The bedside: everything that is known at one decision point of one patient."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from cyclewise.advice.alerts import alerts_at
from cyclewise.advice.decision import Decision
from cyclewise.advice.dosing import Dose, dose_of
from cyclewise.advice.leaning import Assumptions, presumptions_of
from cyclewise.advice.planned import ENDS, Planner
from cyclewise.advice.pressing import AWAITS, planned_ruling
from cyclewise.advice.recommendation import Recommendation, Ruling, Timing
from cyclewise.facts.program import Program
from cyclewise.facts.sheet import Sheet
from cyclewise.facts.slots import NO_DAY
from cyclewise.inference.settle import INSUFFICIENT
from cyclewise.inference.trace import Trace, Tracer
from cyclewise.logic.condition import Leaf
from cyclewise.protocol.criterion import Comparison, Criterion, Literally
from cyclewise.protocol.rule import Rule
from cyclewise.protocol.schedule import Slot
from cyclewise.records import dataclass
from cyclewise.timeline.timeline import Timeline
from cyclewise.values.truth import Truth

_DRUG = ("administer", "wait", INSUFFICIENT, "withhold")


@dataclass(frozen=True)
class Bedside:
    """One decision of one patient, with everything that has to be told of it."""

    decision: Decision
    made: Assumptions
    one_engine: str | None

    @property
    def tracer(self) -> Tracer:
        """Return the tracer of this point."""
        return self.decision.tracer

    @property
    def sheet(self) -> Sheet:
        """Return the facts."""
        return self.tracer.sheet

    @property
    def program(self) -> Program:
        """Return the linked protocol."""
        return self.tracer.program

    @property
    def timeline(self) -> Timeline:
        """Return the patient's events."""
        return self.tracer.timeline

    def recommendation(self) -> Recommendation:
        """Return the recommendation at this point."""
        decision, point = self.decision, self.decision.point
        action = decision.action
        rulings = (*self._rulings(), *self._plan())
        slot = decision.slot if action in _DRUG and decision.phase != "after" else None
        dose = None if slot is None or action not in ("administer", "wait") else self._dose(slot)
        leaning = self._leaning(rulings)
        return Recommendation(
            timeline=self.timeline,
            protocol=self.program.protocol,
            as_of=int(self.sheet.points.day[point]),
            known=int(self.sheet.points.known[point]),
            phase=decision.phase,
            action=action,
            certain=decision.certain,
            settled=decision.settled,
            may_become=decision.may_become,
            cycle=None if slot is None else slot.cycle,
            day=None if slot is None else slot.day,
            dose=dose,
            timing=None if slot is None else self._timing(),
            last_dose=self.tracer.seen("last_dose"),
            rulings=rulings,
            deciding=decision.deciding,
            alerts=alerts_at(self.tracer, rulings, dose, action),
            missing=decision.missing,
            to_give=decision.to_give,
            decides_alone=decision.decides_alone,
            ahead=None,
            presumed=presumptions_of(leaning),
            assumptions=self.made.of(leaning),
            one_engine=self.one_engine,
        )

    def _leaning(self, rulings: tuple[Ruling, ...]) -> tuple[Ruling, ...]:
        """Return the rulings the answer rests on: those at least as strong, and alerts told."""
        ranks = self.decision.ranks
        reach = ranks[: ranks.index(self.decision.certain) + 1]
        return tuple(
            each
            for each in rulings
            if (each.rule.action in reach and each.truth is not None)
            or (not each.rule.acts and each.standing == "in force")
        )

    # --- rules ------------------------------------------------------------------------------

    def _rulings(self) -> tuple[Ruling, ...]:
        """Return what the schedule and every rule say from which something follows."""
        judging = self.program.protocol.judging
        return (self._schedule_ruling(), *(self._ruling(rule) for rule in judging))

    def _ruling(self, rule: Rule) -> Ruling:
        if not self.decision.applies(rule):
            return Ruling(rule, None, "not applicable", ())
        truth = self.decision.truth(rule)
        standing = self._standing(rule, truth)
        by = self.decision.deciding if standing == "overruled" else ()
        traced, until = partial(self.tracer.condition, rule.condition), None
        if standing == "in force" and rule.until is not None:
            until = self.tracer.condition(rule.until)
        return Ruling(rule, truth, standing, by, traced, until)

    def _standing(self, rule: Rule, truth: Truth) -> str:
        pull = Truth(2 - truth) if rule.requirement else truth
        if pull == Truth.UNKNOWN:
            return "undecided"
        if pull == Truth.NOT_MET:
            return "not in force"
        asked = rule.is_alert or rule.action == self.decision.certain
        return "in force" if asked else "overruled"

    def _plan(self) -> tuple[Ruling, ...]:
        """Return what every rule that expects something says here."""
        decision = self.decision
        planner = Planner(self.tracer, decision.name)
        asked = None
        if decision.action in AWAITS and decision.dose_due:
            asked = frozenset(each.fact for each in decision.missing)
        return tuple(
            planned_ruling(
                rule,
                planner.planned(rule, dose_awaited=decision.certain not in ENDS),
                planner.truth(rule, decision.phase),
                asked,
            )
            for rule in self.program.protocol.expecting
        )

    def _schedule_ruling(self) -> Ruling:
        """Return the schedule's own ruling: a dose may be given, or none may."""
        action = "administer" if self.decision.dose_due else "wait"
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
        if self.decision.phase == "after":
            return Ruling(rule, None, "not applicable", ())
        overruled = action != self.decision.certain
        standing = "overruled" if overruled else "in force"
        by = self.decision.deciding if overruled else ()
        return Ruling(rule, Truth.MET, standing, by, self._chosen_line())

    def _chosen_line(self) -> Callable[[], Trace] | None:
        """Return what tells why a line was chosen, None where the slot has only one."""
        slot, row = self.decision.slot, self.decision.dose_row
        when = slot.rows[row].when if slot is not None and row >= 0 else None
        return None if when is None else partial(self.tracer.condition, when)

    # --- the next dose ----------------------------------------------------------------------

    def _dose(self, slot: Slot) -> Dose | None:
        row = self.decision.dose_row
        return dose_of(self.sheet, self.tracer, slot.rows[row]) if row >= 0 else None

    def _timing(self) -> Timing:
        slots, point = self.sheet.slots, self.tracer.point
        today = int(self.sheet.points.day[point])
        days = (slots.earliest, slots.due, slots.latest)
        earliest, due, latest = (int(each[point]) for each in days)
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

"""Surveying: from a surveillance to its words, with every reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from cyclewise.advice.leaning import facts_behind
from cyclewise.advice.missing import Decides, MissingFact, Undecided
from cyclewise.advice.planned import Planned
from cyclewise.advice.surveillance import Surveillance, told_rulings
from cyclewise.advice.watching import MET, CriteriaSet, Graded, Sign
from cyclewise.facts.program import Program
from cyclewise.inference.trace import Seen, Trace
from cyclewise.protocol.rule import Citation
from cyclewise.reasons.absence import called, wanted
from cyclewise.reasons.asking import Asking
from cyclewise.reasons.detail import row_text
from cyclewise.reasons.expecting import state_words
from cyclewise.reasons.explaining import Explainer
from cyclewise.reasons.explanation import Explanation, Quoted, told_once
from cyclewise.reasons.numbers import date_words, days, listed
from cyclewise.reasons.reason import Reason
from cyclewise.reasons.survey import (
    NOW,
    GradeTold,
    ItemTold,
    SetTold,
    SignTold,
    StepTold,
    Survey,
    Urgent,
)
from cyclewise.records import dataclass
from cyclewise.values.calendar import day_words
from cyclewise.values.truth import Truth


def survey(surveillance: Surveillance, program: Program, choice: str = "") -> Survey:
    """Return a surveillance in words; ``program`` is the one that gave it."""
    return Surveyor(surveillance, Explainer(surveillance.recommendation, program, choice)).survey()


@dataclass(frozen=True)
class Surveyor:
    """Puts one surveillance into words."""

    surveillance: Surveillance
    explainer: Explainer

    @property
    def program(self) -> Program:
        """Return the linked protocol."""
        return self.explainer.program

    def survey(self) -> Survey:
        """Return the whole survey."""
        seen = self.surveillance
        explanation = self.explainer.explanation()
        sets = tuple(self._set(each) for each in seen.criteria)
        severity = None if seen.severity is None else self._grade(seen.severity)
        return Survey(
            surveillance=seen,
            summary=explanation.summary,
            urgent=tuple(self._urgent(explanation)),
            adds_up=tuple(self._adds_up(sets, severity)),
            signs=tuple(self._sign(each) for each in seen.signs),
            sets=sets,
            severity=severity,
            grades=tuple(self._grade(each) for each in seen.grades),
            items=tuple(self._item(each) for each in seen.plan),
            presumed=tuple(self.explainer.wording.presumption(each) for each in seen.presumed),
            assumptions=told_once(seen.assumptions, self.program.protocol.parameters),
            sources=tuple(self._sources()),
            engines=explanation.engines,
            notice=explanation.notice,
            choice=explanation.choice,
        )

    # --- the first lines --------------------------------------------------------------------

    def _urgent(self, explanation: Explanation) -> Iterator[Urgent]:
        asked = explanation.recommendation
        if asked.urgency == NOW:
            yield Urgent(f"{asked.action.upper()}: {explanation.summary}", asked.deciding)
        for alert in asked.alerts:
            if alert.urgency == NOW:
                yield Urgent(" ".join(alert.summary.split()), (alert.rule,))

    def _adds_up(self, sets: tuple[SetTold, ...], severity: GradeTold | None) -> Iterator[str]:
        signs = self.surveillance.signs
        present = [each.title for each in signs if each.truth == Truth.MET]
        if signs:
            told = f": {listed(present)}" if present else ""
            yield f"{len(present)} of {len(signs)} signs present{told}"
        for stands in ("met", "unknown"):
            for each in sets:
                if each.stands == stands:
                    tail = each.since if stands == "met" else each.verdict
                    gap = "" if not tail else " " if stands == "met" else ", "
                    # A set may count what is none of the signs; then it says so itself.
                    counts = f", by {each.counts}" if stands == "met" and not present else ""
                    yield f"{each.set.title}: {stands}{gap}{tail}{counts}"
        if sets and not any(each.stands in ("met", "unknown") for each in sets):
            yield "no set of criteria is met"
        if severity is not None:
            asks = "".join(f"; {_within(each.ask)}" for each in severity.questions)
            yield f"{severity.graded.title}: {severity.grade}{asks}"

    # --- signs and criteria -----------------------------------------------------------------

    def _sign(self, sign: Sign) -> SignTold:
        teller, event = self.explainer.teller, sign.evidence
        shown = None if sign.leaf is None else teller.reason(sign.leaf)
        undecided = (Undecided(sign.fact, MET, sign.trace, Truth.NOT_MET),)
        return SignTold(
            sign=sign,
            shown=shown,
            found="" if shown is None else shown.found,
            date="" if event is None else date_words(event),
            note=self._note(sign),
            reason=teller.reason(sign.trace),
            questions=self._asking(sign.missing, undecided).questions(),
        )

    def _note(self, sign: Sign) -> str:
        """Return what explains a sign otherwise, or whether it matters that it is unknown."""
        if sign.explained is not None:
            return row_text(sign.explained)
        if sign.truth != Truth.UNKNOWN or not self.surveillance.criteria:
            return ""
        if sign.matters_to:
            names = {each.fact: each.title for each in self.surveillance.criteria}
            return f"matters to {listed([names[each] for each in sign.matters_to])}"
        return "no matter here: every set of criteria is decided without it"

    def _set(self, criteria: CriteriaSet) -> SetTold:
        teller = self.explainer.teller
        undecided = (Undecided(criteria.fact, MET, criteria.trace, Truth.NOT_MET),)
        asking = self._asking(criteria.missing, undecided, criteria.decides_alone)
        applies = None if criteria.applies is None else teller.reason(criteria.applies)
        reason = None if criteria.truth is None else teller.reason(criteria.trace)
        stands = "not applicable" if criteria.truth is None else criteria.truth.word
        return SetTold(
            set=criteria,
            stands=stands,
            since=self._since(criteria),
            counts=self._counts(criteria),
            verdict=self._verdict(criteria, applies),
            reason=reason,
            brief=None if reason is None else self._brief(reason),
            applies=applies,
            questions=asking.questions(),
            deciders=asking.deciders(),
        )

    def _brief(self, reason: Reason) -> Reason:
        """Return a reason without what is below the signs and sets that are watched."""
        seen = self.surveillance
        told = {*(each.fact for each in seen.signs), *(each.fact for each in seen.criteria)}
        parts = () if reason.fact in told else tuple(self._brief(each) for each in reason.parts)
        return replace(reason, parts=parts)

    @staticmethod
    def _since(criteria: CriteriaSet) -> str:
        if not criteria.runs:
            return ""
        last = criteria.runs[-1]
        untold = f" ({days(last.untold)} between could not be told)" if last.untold else ""
        if criteria.since is not None:
            return f"since {day_words(last.first)}{untold}"
        if last.first == last.last:
            return f"was met on {day_words(last.first)}"
        return f"was met from {day_words(last.first)} to {day_words(last.last)}{untold}"

    def _counts(self, criteria: CriteriaSet) -> str:
        """Return what of a set of criteria is met, by name."""
        if criteria.truth is None:
            return ""
        return listed(list(dict.fromkeys(self._counting(criteria.trace))))

    def _verdict(self, criteria: CriteriaSet, applies: Reason | None) -> str:
        """Return what an unknown set needs, or why a set does not apply."""
        if criteria.truth is None and applies is not None:
            return f"because {next(_failing(applies)).text}"
        if criteria.truth == Truth.UNKNOWN:
            lacking = criteria.rules_out or tuple(each.fact for each in criteria.missing)
            titles = [wanted(self.program, fact, criteria.missing) for fact in lacking]
            return f"cannot be ruled out: order {listed(titles)}"
        return ""

    def _counting(self, trace: Trace) -> Iterator[str]:
        """Yield what is met of a set of criteria, without what is under a ``not``."""
        if trace.criterion is not None:
            if trace.truth == Truth.MET:
                yield self._called(trace.criterion.subject)
        elif trace.kind != "not":
            for part in trace.parts:
                yield from self._counting(part)

    def _called(self, fact: str) -> str:
        names = {each.fact: each.title for each in self.surveillance.signs}
        return names.get(fact) or called(self.program, fact)

    # --- grades and plan --------------------------------------------------------------------

    def _grade(self, graded: Graded) -> GradeTold:
        words, teller = self.explainer.wording, self.explainer.teller
        undecided = tuple(
            Undecided(graded.fact, MET, step.trace, Truth.NOT_MET)
            for step in graded.telling
            if step.truth == Truth.UNKNOWN
        )
        reached = graded.reached
        known = [words.seen(each) for each in graded.seen.inputs if each.known and not each.absent]
        return GradeTold(
            graded,
            self._named(graded.seen),
            listed(known),
            tuple(
                StepTold(
                    step.number,
                    step.called or f"grade {step.number}",
                    step.truth == Truth.MET,
                    reason,
                    self._brief(reason),
                )
                for step in graded.telling
                for reason in [teller.reason(step.trace)]
            ),
            "" if reached is None else " ".join(reached.information.split()),
            self._asking(graded.missing, undecided).questions(),
        )

    def _named(self, seen: Seen) -> str:
        """Return a grade by its name, or the grades that it may be."""
        grades = self.program.ladders.grades(seen.fact)
        if grades is None:
            raise TypeError(f"{seen.fact} is not graded.")
        low, high = grades.named(seen.low), grades.named(seen.high)
        return low if low == high else f"unknown, {low} to {high}"

    def _item(self, planned: Planned) -> ItemTold:
        event = planned.event
        found = "" if event is None else f"{date_words(event)}: {row_text(event)}"
        lacking = [wanted(self.program, each.fact, planned.missing) for each in planned.missing]
        why = f"not known without {listed(lacking)}" if lacking else ""
        return ItemTold(planned, state_words(planned), found, why)

    def _asking(
        self,
        missing: tuple[MissingFact, ...],
        waiting: tuple[Undecided, ...],
        decides: tuple[Decides, ...] = (),
    ) -> Asking:
        return Asking(self.explainer.wording, missing, waiting, decides)

    # --- who says so ------------------------------------------------------------------------

    def _sources(self) -> Iterator[Quoted]:
        """Yield every source of what is shown, each once."""
        found: dict[str, None] = {}
        for citation in self._citations():
            if citation.cite not in found:
                found[citation.cite] = None
                yield self.explainer.quoted(citation)

    def _citations(self) -> Iterator[Citation]:
        for ruling in told_rulings(self.surveillance):
            yield from ruling.rule.sources
        for fact in facts_behind(self.program, self.surveillance.facts):
            definition = self.program.definitions.get(fact)
            if definition is not None:
                yield from definition.sources


def _failing(reason: Reason) -> Iterator[Reason]:
    """Yield what is not met at the bottom of a reason that is not met, or the reason itself."""
    below = [part for part in reason.parts if part.truth == Truth.NOT_MET]
    if not below:
        yield reason
    for part in below:
        yield from _failing(part)


def _within(sentence: str) -> str:
    """Return a sentence as a part of another."""
    return sentence[:1].lower() + sentence[1:].removesuffix(".")

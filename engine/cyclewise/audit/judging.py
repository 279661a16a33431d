"""Judging: which pages are met at the points of a docket, by what was known there."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import numpy as np
import numpy.typing as npt

from cyclewise.audit.docket import Docket
from cyclewise.audit.given import (
    NOT_EXPECTED,
    end_on_record,
    expected_at,
    expected_sooner,
    given_facts,
    standing_sooner,
    words_of_expected,
    words_of_standing,
)
from cyclewise.audit.history import History
from cyclewise.audit.prescribed import Prescribed, prescribed
from cyclewise.facts.given import AMOUNT_FACTS
from cyclewise.facts.giving import with_given
from cyclewise.facts.program import Program
from cyclewise.facts.sheet import Sheet
from cyclewise.inference.exact import Verdicts, evaluate
from cyclewise.logic.condition import Truths, criteria
from cyclewise.protocol.deviation import DOSE_DUE, EACH_DOSE, END, FIRST_DOSE, DeviationRule
from cyclewise.protocol.rule import Rule
from cyclewise.protocol.uses import conditions_of_deviation
from cyclewise.records import dataclass
from cyclewise.timeline.columns import Integers
from cyclewise.values.truth import MET, NOT_MET

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Judgement:
    """A docket judged: the facts, what stood, and what was given or became of what was due.

    ``doses`` is None where no doses are judged, ``expected`` where nothing was due.
    """

    docket: Docket
    sheet: Sheet
    verdicts: Verdicts
    doses: Prescribed | None
    expected: Integers | None

    def judged(self, page: DeviationRule) -> Flags:
        """Return the points that a page judges."""
        judged = np.ones(len(self.docket), bool)
        if page.judges == FIRST_DOSE:
            judged &= self.sheet.slots.standing.doses == 0
        if self.doses is not None and _of_amounts(page):
            # An amount is judged only where a dose was prescribed.
            judged &= ~np.isnan(self.doses.amount)
        return judged

    def truths(self, page: DeviationRule) -> Truths:
        """Return the truth of a page's condition at every point."""
        return self.sheet.truth(page.condition)

    def found(self, page: DeviationRule) -> Flags:
        """Return the points at which a page finds a deviation."""
        return np.asarray((self.truths(page) == MET) & self.judged(page))

    def importance(self, page: DeviationRule) -> npt.NDArray[np.int8]:
        """Return the weight that a page gives each point, as a place among its weights."""
        weighed = np.full(len(self.docket), -1, np.int8)
        for place, weight in enumerate(page.importance):
            held = True if weight.when is None else self.sheet.truth(weight.when) == MET
            weighed = np.where((weighed < 0) & held, place, weighed).astype(np.int8)
        return weighed


def _of_amounts(page: DeviationRule) -> bool:
    """Return whether a page asks how far a dose was off."""
    return any(each.subject in AMOUNT_FACTS for each in criteria(page.condition))


@dataclass(frozen=True)
class Screened:
    """The points of a docket at which a page may find something, and the number of the others.

    ``cleared`` are, by page, the points at which surely nothing is to be found.
    """

    docket: Docket
    cleared: Mapping[str, int]


@dataclass(frozen=True)
class Auditor:
    """A linked protocol ready to audit."""

    program: Program

    @property
    def pages(self) -> tuple[DeviationRule, ...]:
        """Return the protocol's deviation pages."""
        return self.program.protocol.deviations

    def pages_of(self, docket: Docket) -> tuple[DeviationRule, ...]:
        """Return the pages that judge the points of a docket."""
        kinds = (EACH_DOSE, FIRST_DOSE) if docket.judges == EACH_DOSE else (docket.judges,)
        return tuple(page for page in self.pages if page.judges in kinds)

    @cached_property
    def rules_named(self) -> tuple[Rule, ...]:
        """Return the rules whose standing some page asks for."""
        asked = (
            criterion
            for page in self.pages
            for condition in conditions_of_deviation(page)
            for criterion in criteria(condition)
        )
        names = dict.fromkeys(each.subject for each in asked if each.asks == "rule")
        by_id: Mapping[str, Rule] = self.program.protocol.by_id
        return tuple(by_id[name] for name in names)

    @cached_property
    def rules_evaluated(self) -> tuple[Rule, ...]:
        """Return the rules that are asked at every point: those that act, and those named."""
        return tuple(dict.fromkeys((*self.program.protocol.acting, *self.rules_named)))

    def screen(self, history: History, docket: Docket) -> Screened:
        """Return a docket without the points that are right whatever stood there.

        Most of what is due was done, so that what stood has to be asked at few of its points.
        """
        if docket.judges == EACH_DOSE:
            return Screened(docket, {})
        sheet = Sheet(self.program, history.columns, docket.points)
        given = {
            "ended_on_record": end_on_record(sheet),
            "standing": words_of_standing(standing_sooner(sheet)),
        }
        counted = np.ones(len(docket), bool)
        if docket.judges != END:
            rule = self.program.protocol.by_id.get(docket.judges)
            expected = expected_sooner(docket, sheet, rule)
            given["expected"] = words_of_expected(expected)
            counted = np.asarray(expected != NOT_EXPECTED)
        asked, pages = with_given(sheet, given), self.pages_of(docket)
        clear = np.ones(len(docket), bool)
        for page in pages:
            clear &= asked.truth(page.condition) == NOT_MET
        cleared = int((clear & counted).sum())
        return Screened(docket.take(~clear), {page.id: cleared for page in pages})

    def judge(self, history: History, docket: Docket) -> Judgement:
        """Return a docket judged."""
        sheet = Sheet(self.program, history.columns, docket.points)
        verdicts = evaluate(sheet, self.rules_evaluated)
        doses = expected = None
        if docket.judges == EACH_DOSE:
            doses = prescribed(sheet, verdicts, history.frame, docket.dose)
        elif docket.judges == DOSE_DUE:
            expected = expected_at(docket, sheet, verdicts, None)
        elif docket.judges != END:
            rule = self.program.protocol.by_id[docket.judges]
            expected = expected_at(docket, sheet, verdicts, rule)
        given = given_facts(sheet, verdicts, self.rules_named, expected, doses)
        return Judgement(docket, with_given(sheet, given), verdicts, doses, expected)

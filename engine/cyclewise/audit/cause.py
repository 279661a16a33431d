"""Causes: what made each deviation possible, found by asking its point again otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from cyclewise.audit.deviation import CAUSES
from cyclewise.audit.history import History
from cyclewise.audit.hits import Hits
from cyclewise.audit.judging import Auditor, Judgement
from cyclewise.inference.settle import INSUFFICIENT, OUTCOMES
from cyclewise.logic.condition import criteria
from cyclewise.protocol.criterion import Comparison, Literally
from cyclewise.protocol.deviation import Category, DeviationRule
from cyclewise.protocol.protocol import Protocol
from cyclewise.timeline.columns import NEVER
from cyclewise.values.truth import MET

Flags = npt.NDArray[np.bool_]

IGNORED, ABSENT, LATE, CHANGED, NOT_YET = range(len(CAUSES))
_INSUFFICIENT = OUTCOMES.index(INSUFFICIENT)
_ASSESSMENT: Category = "assessment"
_NOTHING = Comparison("recorded", (Literally("false"),))
_SOMETHING = Comparison("recorded", (Literally("true"),))


def causes_of(
    auditor: Auditor, history: History, judgements: Sequence[Judgement], hits: Hits
) -> npt.NDArray[np.int8]:
    """Return the cause of each hit, as a place in ``CAUSES``."""
    causes = np.full(len(hits), IGNORED, np.int8)
    others = tuple(_otherwise(auditor))
    for number, judgement in enumerate(judgements):
        mine = np.flatnonzero(hits.docket == number)
        if not len(mine):
            continue
        chosen = hits.take(mine)
        causes[mine[_not_there(auditor, judgement, chosen)]] = ABSENT
        docket = judgement.docket.take(chosen.point)
        later = auditor.judge(history, docket.knowing_everything)
        causes[mine[~_still_met(auditor, later, chosen)]] = LATE
        for since, other in others:
            again = other.judge(history, docket)
            right = ~_still_met(other, again, chosen)
            causes[mine[right]] = np.where(since > docket.points.day, NOT_YET, CHANGED)[right]
    return causes


def _not_there(auditor: Auditor, judgement: Judgement, hits: Hits) -> Flags:
    """Return the hits that nobody could have judged, or that are themselves something not there.

    Where a page also asks for what is on record, that was known, and what it asks for ignored.
    """
    missing = np.asarray(judgement.verdicts.settled.action[hits.point] == _INSUFFICIENT)
    for place in np.unique(hits.page).tolist():
        mine, page = hits.page == place, auditor.pages[place]
        if page.category == _ASSESSMENT:
            missing |= mine
        there = _any_met(judgement, page, _SOMETHING)[hits.point]
        missing |= mine & ~there & _any_met(judgement, page, _NOTHING)[hits.point]
    return missing


def _any_met(judgement: Judgement, page: DeviationRule, comparison: Comparison) -> Flags:
    """Return where a page's condition has a criterion of some kind that is met."""
    found = np.zeros(len(judgement.docket), bool)
    for criterion in criteria(page.condition):
        if criterion.comparison == comparison:
            found |= judgement.sheet.criterion(criterion) == MET
    return found


def _still_met(auditor: Auditor, again: Judgement, hits: Hits) -> Flags:
    """Return the hits whose page is still met where their points were judged again."""
    met = np.zeros(len(hits), bool)
    for place in np.unique(hits.page).tolist():
        mine = hits.page == place
        met[mine] = again.truths(auditor.pages[place])[mine] == MET
    return met


def _otherwise(auditor: Auditor) -> Iterator[tuple[int, Auditor]]:
    """Yield the audit with the parameters of every version, as if each had always held.

    With each comes the day on which it came into force.
    """
    program = auditor.program
    for since, values in versions(program.protocol):
        yield since, replace(auditor, program=program.with_parameters(values))


def versions(protocol: Protocol) -> tuple[tuple[int, Mapping[str, str]], ...]:
    """Return the values of every amended parameter at first, and from each amendment's day on."""
    names = {name for amendment in protocol.amendments for name in amendment.values}
    if not names:
        return ()
    values = {name: protocol.parameters[name].text for name in sorted(names)}
    found = [(-NEVER, dict(values))]
    for amendment in protocol.amendments:
        values |= amendment.values
        found.append((amendment.day, dict(values)))
    return tuple(found)

"""Links: what a deviation led to, and from which earlier one it follows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from cyclewise.audit.found import Codes, Objects, objects
from cyclewise.audit.history import History
from cyclewise.audit.hits import Hits, instead_of_doses
from cyclewise.audit.judging import Auditor, Judgement
from cyclewise.audit.prescribed import IN_SLOT
from cyclewise.inference.settle import OUTCOMES
from cyclewise.records import dataclass
from cyclewise.timeline.columns import Integers
from cyclewise.values.truth import MET

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Links:
    """What ties deviations to causes and to one another, one entry a deviation.

    ``follows`` and ``follows_date`` are the page and the day of the earlier deviation (-1: none);
    ``consequences`` are later doses: day, cycle, and day in the cycle.
    """

    cause: Codes
    follows: Integers
    follows_date: Integers
    consequences: Objects


def labels(judgement: Judgement, point: Integers) -> tuple[Integers, Integers]:
    """Return cycle and day of the slot that the doses at some points have, 0 where none."""
    table = judgement.sheet.slots.table
    slot = judgement.docket.slot[point]
    if judgement.doses is not None:
        slot = judgement.doses.slot[point]
    there = (slot >= 0) & (slot < len(table))
    at = np.where(there, slot, 0)
    return np.where(there, table.cycle[at], 0), np.where(there, table.day[at], 0)


def consequences_of(judgements: Sequence[Judgement], hits: Hits, leads: Integers) -> Objects:
    """Return of each hit the later doses that it led to: day, cycle, and day in the cycle."""
    found: list[list[tuple[int, int, int]]] = [[] for _ in range(len(hits))]
    for place in np.flatnonzero(leads >= 0).tolist():
        judgement = judgements[int(hits.docket[place])]
        cycle, day = labels(judgement, hits.point[place : place + 1])
        found[int(leads[place])].append((int(hits.date[place]), int(cycle[0]), int(day[0])))
    return objects(tuple(each) for each in found)


def follows_of(
    auditor: Auditor, history: History, judgements: Sequence[Judgement], hits: Hits
) -> tuple[Integers, Integers]:
    """Return of each deviation the page and the day of the earlier one that it follows from.

    A dose follows from an earlier one that had no place in the schedule, or came before its time,
    where it would be no deviation had that one never been given; a dose that did not come in time
    follows from one without a place that came instead.
    """
    page, day = np.full(len(hits), -1, np.int64), np.full(len(hits), -1, np.int64)
    pairs = (
        *_after_doses(auditor, history, judgements[0], hits),
        *instead_of_doses(judgements, hits),
    )
    for hit, before in pairs:
        page[hit], day[hit] = hits.page[before], hits.date[before]
    return page, day


def _after_doses(
    auditor: Auditor, history: History, judgement: Judgement, hits: Hits
) -> Iterator[tuple[int, int]]:
    """Yield the hits of doses that would be none without an earlier one, with that one's."""
    doses = np.flatnonzero(hits.docket == 0)
    astray = _astray(judgement, hits.take(doses))
    earlier = _earlier(hits, doses, astray)
    mine, before = doses[earlier >= 0], earlier[earlier >= 0]
    if not len(mine):
        return
    hidden = history.hiding(np.unique(hits.dose[doses[astray]]))
    again = auditor.judge(hidden, judgement.docket.take(hits.point[mine]))
    for place, hit in enumerate(mine.tolist()):
        held = again.truths(auditor.pages[int(hits.page[hit])])
        if held[place] != MET:
            yield hit, int(before[place])


def _astray(judgement: Judgement, hits: Hits) -> Flags:
    """Return the hits whose dose moved the schedule: it had no place, or came before its time."""
    if judgement.doses is None:
        raise ValueError("These points judge no doses.")
    early = judgement.verdicts.settled.action[hits.point] == OUTCOMES.index("wait")
    return np.asarray(early | (judgement.doses.placed[hits.point] != IN_SLOT))


def _earlier(hits: Hits, doses: Integers, astray: Flags) -> Integers:
    """Return of each dose's hit the last hit before it, of another dose, that went astray.

    Hits are counted by patient and date; -1 where there is none.
    """
    before = np.full(len(doses), -1, np.int64)
    last = -1
    for place, hit in enumerate(doses.tolist()):
        if last >= 0 and hits.patient[last] == hits.patient[hit]:
            before[place] = last if hits.dose[last] != hits.dose[hit] else before[place - 1]
        last = hit if astray[place] else last
    return before

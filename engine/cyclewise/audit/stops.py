"""After a stop: a dose that only looks right because of an earlier one that was forbidden."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from cyclewise.audit.given import NO_DOSE_TO_COME
from cyclewise.audit.history import History
from cyclewise.audit.hits import STOP, Hits
from cyclewise.audit.judging import Auditor, Judgement
from cyclewise.protocol.deviation import DOSE_DUE
from cyclewise.records import dataclass
from cyclewise.timeline.columns import NEVER, Integers

Flags = npt.NDArray[np.bool_]


def laid_to_stops(
    auditor: Auditor, history: History, judgements: Sequence[Judgement], hits: Hits
) -> Hits:
    """Return hits with every dose since a stop laid to it, and none missed since.

    A forbidden first dose of a cycle opens the cycle, so that the next dose seems due. Each is
    judged again as if no dose had been given since the first forbidden one: where a stop of which
    the patient has a hit stands then, the dose is a hit of its page alone, and one that did not
    come was not expected.
    """
    stops = [place for place, page in enumerate(auditor.pages) if page.category == STOP]
    forbidden = hits.take((hits.docket == 0) & np.isin(hits.page, stops))
    if not len(forbidden):
        return hits
    after = _after(auditor, history, forbidden)
    laid = Hits.together(after.later_doses(judgements[0]))
    quiet = (hits.docket == 0) & np.isin(hits.point, laid.point)
    for number, judgement in enumerate(judgements):
        if judgement.docket.judges == DOSE_DUE:
            quiet |= after.not_to_come(judgement, hits, hits.docket == number)
    return Hits.together([hits.take(~quiet), laid]).in_order


def _after(auditor: Auditor, history: History, forbidden: Hits) -> _AfterStops:
    first = _first(forbidden, len(history))
    doses = history.doses
    hidden = history.hiding(doses[doses >= first[history.of[doses]]])
    return _AfterStops(auditor, hidden, forbidden)


def _first(forbidden: Hits, patients: int) -> Integers:
    """Return the row of each patient's first forbidden dose, ``NEVER`` where there is none."""
    first = np.full(patients, NEVER, np.int64)
    np.minimum.at(first, forbidden.patient, forbidden.dose)
    return first


@dataclass(frozen=True)
class _AfterStops:
    """The history as if no dose had been given since each patient's first ``forbidden`` one."""

    auditor: Auditor
    hidden: History
    forbidden: Hits

    def later_doses(self, judgement: Judgement) -> Iterator[Hits]:
        """Yield the later doses that a stop forbids there too, as hits of its page."""
        docket, first = judgement.docket, _first(self.forbidden, len(self.hidden))
        later = docket.dose > first[docket.points.patient]
        later[self.forbidden.point] = False
        point = np.flatnonzero(later)
        if not len(point):
            return
        again = self.auditor.judge(self.hidden, docket.take(point))
        for place in np.unique(self.forbidden.page).tolist():
            yield self._laid(again, point, place)

    def _laid(self, again: Judgement, point: Integers, place: int) -> Hits:
        """Return where a page is met that had forbidden the patient an earlier dose."""
        page, docket = self.auditor.pages[place], again.docket
        mine = self.forbidden.take(self.forbidden.page == place)
        since = _first(mine, len(self.hidden))[docket.points.patient]
        met = np.flatnonzero(again.found(page) & (docket.dose > since))
        return Hits(
            page=np.full(len(met), place),
            docket=np.zeros(len(met), np.int64),
            point=point[met],
            patient=docket.points.patient[met],
            date=docket.date[met],
            dose=docket.dose[met],
            weight=again.importance(page)[met].astype(np.int64),
        )

    def not_to_come(self, judgement: Judgement, hits: Hits, mine: Flags) -> Flags:
        """Return the hits of doses due that were not to come at all after a stop."""
        quiet = np.zeros(len(hits), bool)
        since = np.full(len(self.hidden), NEVER, np.int64)
        np.minimum.at(since, self.forbidden.patient, self.forbidden.date)
        chosen = np.flatnonzero(mine & (hits.date >= since[hits.patient]))
        if len(chosen):
            again = self.auditor.judge(self.hidden, judgement.docket.take(hits.point[chosen]))
            quiet[chosen] = np.isin(again.verdicts.settled.action, NO_DOSE_TO_COME)
        return quiet

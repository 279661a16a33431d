"""Hits: where pages are met, before it is settled which of them are deviations of their own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields

import numpy as np
import numpy.typing as npt

from cyclewise.audit.judging import Judgement
from cyclewise.audit.prescribed import WITHOUT_PLACE
from cyclewise.protocol.deviation import (
    DOSE_DUE,
    EACH_DOSE,
    FIRST_DOSE,
    Category,
    DeviationRule,
)
from cyclewise.records import dataclass
from cyclewise.timeline.columns import Integers

Flags = npt.NDArray[np.bool_]

_DAYS = 2**22
STOP: Category = "stop"


@dataclass(frozen=True, slots=True)
class Hits:
    """Points at which a page is met, one entry a hit.

    ``page`` and ``docket`` count into the pages and the judgements, ``point`` into the docket's
    points; ``dose`` is the row of the dose concerned, -1 for none. ``weight`` counts into the
    page's weights.
    """

    page: Integers
    docket: Integers
    point: Integers
    patient: Integers
    date: Integers
    dose: Integers
    weight: Integers

    def __len__(self) -> int:
        """Return the number of hits."""
        return len(self.page)

    def take(self, which: Integers | Flags) -> Hits:
        """Return some of the hits."""
        return Hits(*(getattr(self, each.name)[which] for each in fields(self)))

    @classmethod
    def together(cls, parts: Iterable[Hits]) -> Hits:
        """Return the hits of several parts, one part after the other."""
        none = np.zeros(0, np.int64)
        parts = (cls(none, none, none, none, none, none, none), *parts)
        return cls(
            *(np.concatenate([getattr(part, each.name) for part in parts]) for each in fields(cls))
        )

    @property
    def in_order(self) -> Hits:
        """Return the hits by patient and date; of one day by page."""
        return self.take(np.lexsort((self.point, self.page, self.date, self.patient)))


def hits_of(judgements: Sequence[Judgement], pages: Sequence[DeviationRule]) -> Hits:
    """Return every hit of every page, by patient and date."""
    found = [
        _hits(judgement, number, pages.index(page), page)
        for number, judgement in enumerate(judgements)
        for page in pages
        if _judges(page, judgement.docket.judges)
    ]
    return Hits.together(found).in_order


def _judges(page: DeviationRule, kind: str) -> bool:
    return page.judges == kind or (page.judges == FIRST_DOSE and kind == EACH_DOSE)


def _hits(judgement: Judgement, docket: int, place: int, page: DeviationRule) -> Hits:
    point = np.flatnonzero(judgement.found(page))
    weight = judgement.importance(page)[point].astype(np.int64)
    of = judgement.docket
    return Hits(
        page=np.full(len(point), place),
        docket=np.full(len(point), docket),
        point=point,
        patient=of.points.patient[point],
        date=of.date[point],
        dose=of.dose[point],
        weight=weight,
    )


def silent(hits: Hits, judgements: Sequence[Judgement], pages: Sequence[DeviationRule]) -> Flags:
    """Return the hits of which another page speaks: one cause is one deviation.

    Two hits concern the same event where they concern the same dose, or, where one of them
    concerns none, where they are of the same patient and date; so do a dose that never came and
    the one without a place that came instead.
    """
    quiet = np.zeros(len(hits), bool)
    names = [page.id for page in pages]
    moment = hits.patient * _DAYS + hits.date
    for place, page in enumerate(pages):
        stronger = [names.index(each) for each in page.yields_to if each in names]
        if not stronger:
            continue
        mine, theirs = hits.page == place, np.isin(hits.page, stronger)
        dosed = hits.dose >= 0
        same = dosed & np.isin(hits.dose, hits.dose[theirs & dosed])
        same |= ~dosed & np.isin(moment, moment[theirs])
        same |= np.isin(moment, moment[theirs & ~dosed])
        quiet |= mine & same
    for hit, before in instead_of_doses(judgements, hits):
        if hits.dose[hit] < 0 and pages[hits.page[before]].id in pages[hits.page[hit]].yields_to:
            quiet[hit] = True
    return quiet


def instead_of_doses(judgements: Sequence[Judgement], hits: Hits) -> Iterator[tuple[int, int]]:
    """Yield the doses due that did not come while one without a place came, with that one's hit."""
    first = judgements[0]
    stray: dict[int, list[int]] = {}
    for hit in np.flatnonzero(hits.docket == 0).tolist():
        if first.doses is not None and first.doses.placed[hits.point[hit]] in WITHOUT_PLACE:
            stray.setdefault(int(hits.patient[hit]), []).append(hit)
    for number, judgement in enumerate(judgements if stray else ()):
        if judgement.docket.judges != DOSE_DUE:
            continue
        last = judgement.sheet.slots.standing.day
        for hit in np.flatnonzero(hits.docket == number).tolist():
            since, until = last[hits.point[hit]], hits.date[hit]
            for before in stray.get(int(hits.patient[hit]), ()):
                if since <= hits.date[before] <= until:
                    yield hit, before


def first_of_a_stop(hits: Hits, pages: Sequence[DeviationRule]) -> Integers:
    """Return for each hit the hit of which it is a consequence, -1 where it stands by itself.

    The first dose after a stop is the deviation, and those after it are its consequences.
    """
    stops = np.array([page.category == STOP for page in pages], bool)
    leads = np.full(len(hits), -1, np.int64)
    first: dict[tuple[int, int], int] = {}
    for place in np.flatnonzero(stops[hits.page] & (hits.dose >= 0)).tolist():
        key = (int(hits.patient[place]), int(hits.page[place]))
        leads[place] = first.setdefault(key, place)
        if leads[place] == place:
            leads[place] = -1
    return leads

"""Auditing: every decision point of some patients judged, and what was found settled and told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from cyclewise.audit.bill import Checked, added, checked
from cyclewise.audit.cause import causes_of
from cyclewise.audit.course import turns_of
from cyclewise.audit.docket import Docket, doses_given, ends_of_follow_up
from cyclewise.audit.due import doses_due
from cyclewise.audit.evidence import centres_of, found_of
from cyclewise.audit.findings import Findings, Late
from cyclewise.audit.history import History, history_of
from cyclewise.audit.hits import Hits, first_of_a_stop, hits_of, silent
from cyclewise.audit.judging import Auditor, Judgement, Screened
from cyclewise.audit.links import Links, consequences_of, follows_of, labels
from cyclewise.audit.occasions import occasions_of
from cyclewise.audit.stops import laid_to_stops
from cyclewise.audit.tally import tally_of
from cyclewise.audit.telling import important
from cyclewise.facts.disagreeing import disagreeing
from cyclewise.facts.sight import some, unseen
from cyclewise.protocol.deviation import DOSE_DUE, END
from cyclewise.records import dataclass
from cyclewise.timeline.columns import NEVER, Columns, Integers
from cyclewise.timeline.table_reading import SetAside

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Judged:
    """Patients judged: their history, what was judged of each docket, and where pages spoke.

    ``judgements`` are of the points that were left after screening; the first is of the doses.
    """

    history: History
    dockets: tuple[Docket, ...]
    screened: tuple[Screened, ...]
    judgements: tuple[Judgement, ...]
    hits: Hits


def judged_of(auditor: Auditor, columns: Columns) -> Judged:
    """Return patients judged at every decision point."""
    program = auditor.program
    history = history_of(columns, program.protocol.schedule.drug, program.knowledge)
    dockets = tuple(dockets_of(auditor, history))
    screened = tuple(auditor.screen(history, docket) for docket in dockets)
    judgements = tuple(auditor.judge(history, each.docket) for each in screened)
    hits = hits_of(judgements, auditor.pages)
    kept = hits.take(~silent(hits, judgements, auditor.pages))
    kept = laid_to_stops(auditor, history, judgements, kept)
    return Judged(history, dockets, screened, judgements, kept)


def audit_chunk(
    auditor: Auditor, columns: Columns, set_aside: tuple[SetAside, ...] = ()
) -> Findings:
    """Return the findings of every patient of some columns."""
    judged = judged_of(auditor, columns)
    history, judgements, hits = judged.history, judged.judgements, judged.hits
    leads = first_of_a_stop(hits, auditor.pages)
    alone = np.flatnonzero(leads < 0)
    deviations = hits.take(alone)
    found = found_of(
        history,
        judgements,
        deviations,
        Links(
            causes_of(auditor, history, judgements, deviations),
            *follows_of(auditor, history, judgements, deviations),
            consequences_of(judgements, hits, leads)[alone],
        ),
    )
    return Findings(
        patients=len(history),
        decisions=sum(map(len, judged.dockets)),
        found=found,
        late=tuple(_late(auditor, history, judgements, hits)),
        checked=added([tuple(_checked(auditor, judged, deviations))]),
        set_aside=set_aside,
        tally=tally_of(
            history,
            judged.dockets,
            centres_of(history, auditor.program.protocol.roles.centre),
            deviations,
            important(auditor, found),
        ),
        disagreeing=disagreeing(auditor.program, columns),
    )


def dockets_of(auditor: Auditor, history: History) -> Iterator[Docket]:
    """Yield the decision points of every kind that some page judges."""
    asked = {page.judges for page in auditor.pages}
    yield doses_given(history)
    expecting = [rule for rule in auditor.program.protocol.expecting if rule.id in asked]
    if DOSE_DUE in asked or expecting:
        turns = turns_of(auditor.program, history)
        if DOSE_DUE in asked:
            yield doses_due(history, turns)
        for rule in expecting:
            yield occasions_of(auditor.program, history, turns, rule)
    if END in asked:
        yield ends_of_follow_up(history)


def _late(
    auditor: Auditor, history: History, judgements: Sequence[Judgement], hits: Hits
) -> Iterator[Late]:
    """Yield the doses that were right by what was known, and not by what came later."""
    docket = judgements[0].docket
    first = _known_later(history, docket)
    clear = np.ones(len(docket), bool)
    clear[hits.point[hits.docket == 0]] = False
    chosen = np.flatnonzero(clear & (first < NEVER))
    if not len(chosen):
        return
    later = auditor.judge(history, docket.take(chosen).knowing_everything)
    found = hits_of([later], auditor.pages)
    found = found.take(~silent(found, [later], auditor.pages))
    found = found.take(first_of_a_stop(found, auditor.pages) < 0)
    cycle, day = labels(later, found.point)
    for place in range(len(found)):
        yield Late(
            patient=history.columns.patients[int(found.patient[place])],
            date=int(found.date[place]),
            page=int(found.page[place]),
            cycle=int(cycle[place]),
            day=int(day[place]),
            known_from=int(first[chosen[found.point[place]]]),
        )


def _known_later(history: History, docket: Docket) -> Integers:
    """Return when the first result that each point could not know was known; ``NEVER`` for none."""
    first = np.full(len(docket), NEVER, np.int64)
    for frame in history.columns.frames.values():
        if not some(frame.known > frame.first):
            continue
        sight = unseen(frame, docket.points)
        np.minimum.at(first, sight.point, sight.frame.known[sight.row])
    return first


def _checked(auditor: Auditor, judged: Judged, deviations: Hits) -> Iterator[Checked]:
    for number, judgement in enumerate(judged.judgements):
        mine = deviations.page[deviations.docket == number]
        spoke = judged.hits.take(judged.hits.docket == number)
        cleared = judged.screened[number].cleared
        for place, page in enumerate(auditor.pages):
            if page in auditor.pages_of(judgement.docket):
                clear = cleared.get(page.id, 0)
                yield Checked(page.id, judged=clear, right=clear)
                laid = spoke.point[spoke.page == place]
                yield checked(judgement, page, int((mine == place).sum()), laid)

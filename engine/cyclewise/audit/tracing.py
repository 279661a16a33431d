"""Tracing: what each deviation of one patient rests on, criterion by criterion, to the event."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from cyclewise.audit.auditing import judged_of
from cyclewise.audit.given import IN_FORCE, UNDECIDED, standing_of
from cyclewise.audit.hits import first_of_a_stop
from cyclewise.audit.judging import Auditor, Judgement
from cyclewise.facts.given import RULE_STANDING
from cyclewise.inference.settle import INSUFFICIENT, OUTCOMES
from cyclewise.inference.trace import Tracer
from cyclewise.logic.condition import Condition, criteria
from cyclewise.protocol.criterion import Criterion
from cyclewise.protocol.rule import Rule
from cyclewise.reasons.documenting import reason_part
from cyclewise.reasons.limits import Limits
from cyclewise.reasons.reason import Reason, Teller
from cyclewise.reasons.wording import Wording
from cyclewise.records import dataclass
from cyclewise.timeline.columns import columns_from
from cyclewise.timeline.timeline import Timeline

_STOOD = ("standing", "otherwise")
_INSUFFICIENT = OUTCOMES.index(INSUFFICIENT)


@dataclass(frozen=True, slots=True)
class RuleBehind:
    """A rule that stood in the way at the point of a deviation, and why."""

    rule: Rule
    standing: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Because:
    """What a deviation rests on: its page's condition, and the rules behind it."""

    page: Reason
    rules: tuple[RuleBehind, ...]

    def part(self) -> dict[str, Any]:
        """Return it as a part of a JSON object."""
        return {
            "page": reason_part(self.page),
            "rules": [
                {
                    "id": each.rule.id,
                    "title": each.rule.title,
                    "action": each.rule.action,
                    "standing": each.standing,
                    "because": reason_part(each.reason),
                }
                for each in self.rules
            ],
        }


def because(auditor: Auditor, timeline: Timeline) -> tuple[Because, ...]:
    """Return what each deviation of one patient rests on, in the order of the deviations."""
    judged = judged_of(auditor, columns_from([timeline], auditor.program.knowledge))
    hits = judged.hits
    alone = hits.take(np.flatnonzero(first_of_a_stop(hits, auditor.pages) < 0))
    return tuple(
        _because(auditor, judged.judgements[docket], point, page, timeline)
        for docket, point, page in zip(
            alone.docket.tolist(), alone.point.tolist(), alone.page.tolist(), strict=True
        )
    )


def _because(
    auditor: Auditor, judgement: Judgement, point: int, page: int, timeline: Timeline
) -> Because:
    tracer = Tracer(judgement.sheet, point, timeline)
    day = int(judgement.sheet.points.day[point])
    teller = Teller(Wording(Limits(auditor.program, day)))
    condition = auditor.pages[page].condition
    behind = (
        RuleBehind(rule, standing, teller.reason(tracer.condition(rule.condition)))
        for rule, standing in _standing(judgement, point)
        if _asks_what_stood(condition)
    )
    return Because(teller.reason(tracer.condition(condition)), tuple(behind))


def _asks_what_stood(condition: Condition[Criterion]) -> bool:
    """Return whether a page asks for the action or a rule in force, and not for its own facts."""
    return any(each.asks == "rule" or each.subject in _STOOD for each in criteria(condition))


def _standing(judgement: Judgement, point: int) -> Iterator[tuple[Rule, str]]:
    """Yield the rules in force at a point that forbid a dose, or those that left it open."""
    settled = judgement.verdicts.settled
    open_ = settled.action[point] == _INSUFFICIENT
    for rule in judgement.sheet.program.protocol.judging:
        if not rule.acts:
            continue
        standing = int(standing_of(rule, judgement.verdicts)[point])
        possible = bool(settled.possible[rule.action][point])
        if standing == IN_FORCE or (open_ and standing == UNDECIDED and possible):
            yield rule, RULE_STANDING[standing]

"""The clean bill: what was checked and found right, so that silence means something."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field

import numpy as np
import numpy.typing as npt

from cyclewise.audit.given import EXCUSED, IN_FORCE, NOT_EXPECTED, UNDECIDED, standing_of
from cyclewise.audit.judging import Judgement
from cyclewise.audit.lacking import Lacking
from cyclewise.facts.given import RULE_STANDING
from cyclewise.logic.condition import Leaf
from cyclewise.protocol.deviation import DeviationRule
from cyclewise.protocol.rule import Rule
from cyclewise.records import dataclass
from cyclewise.timeline.columns import Integers
from cyclewise.values.truth import MET, NOT_MET, UNKNOWN, Truth

Flags = npt.NDArray[np.bool_]

_IN_FORCE = RULE_STANDING[IN_FORCE]


@dataclass(frozen=True, slots=True)
class Checked:
    """What one page judged, in numbers of points; they add up to ``judged``.

    ``excused`` were allowed by a rule in force or one that could not be excluded, which
    ``excused_by`` names; ``elsewhere`` are deviations of which another page speaks, or
    consequences of an earlier one; ``unjudged`` could not be judged, for want of what
    ``unjudged_for`` names.
    """

    rule: str
    judged: int = 0
    right: int = 0
    excused: int = 0
    deviating: int = 0
    elsewhere: int = 0
    unjudged: int = 0
    excused_by: Mapping[str, int] = field(default_factory=dict)
    unjudged_for: Mapping[str, int] = field(default_factory=dict)

    def __add__(self, other: Checked) -> Checked:
        """Return the numbers of both, of the same page."""
        return Checked(
            self.rule,
            self.judged + other.judged,
            self.right + other.right,
            self.excused + other.excused,
            self.deviating + other.deviating,
            self.elsewhere + other.elsewhere,
            self.unjudged + other.unjudged,
            _sum(self.excused_by, other.excused_by),
            _sum(self.unjudged_for, other.unjudged_for),
        )


def _sum(one: Mapping[str, int], other: Mapping[str, int]) -> Mapping[str, int]:
    return dict(Counter(one) + Counter(other))


def added(bills: Iterable[Sequence[Checked]]) -> tuple[Checked, ...]:
    """Return the bills of several parts as one, page by page."""
    found: dict[str, Checked] = {}
    for bill in bills:
        for each in bill:
            found[each.rule] = found[each.rule] + each if each.rule in found else each
    return tuple(found.values())


def checked(judgement: Judgement, page: DeviationRule, reported: int, laid: Integers) -> Checked:
    """Return what a page judged on a docket, ``reported`` deviations of its own among it.

    ``laid`` are the points that the audit lays to the page, also where it is not met there.
    """
    judged = judgement.judged(page)
    truths = judgement.truths(page)
    excused = np.zeros(len(judged), bool)
    if judgement.expected is not None:
        judged = judged & (judgement.expected != NOT_EXPECTED)
        excused = judged & (judgement.expected == EXCUSED) & (truths == NOT_MET)
    found = judged & (truths == MET)
    found[laid] = True
    open_ = judged & ~excused & ~found & ((truths == UNKNOWN) | _undecided(judgement, page))
    right = judged & ~excused & ~found & ~open_
    return Checked(
        rule=page.id,
        judged=int(judged.sum()),
        right=int(right.sum()),
        excused=int(excused.sum()),
        deviating=reported,
        elsewhere=int(found.sum()) - reported,
        unjudged=int(open_.sum()),
        excused_by=_excusing(judgement, excused),
        unjudged_for=_wanting(judgement, page, open_),
    )


def _undecided(judgement: Judgement, page: DeviationRule) -> Flags:
    """Return where a page of one rule cannot tell: the rule is not in force, and may yet be.

    That no deviation can be shown there is no sign that all was right.
    """
    rule = _only_rule(judgement, page)
    if rule is None:
        return np.zeros(len(judgement.docket), bool)
    return np.asarray(standing_of(rule, judgement.verdicts) == UNDECIDED)


def _only_rule(judgement: Judgement, page: DeviationRule) -> Rule | None:
    """Return the rule that is all a page asks to be in force, None where it asks otherwise."""
    condition = page.condition
    if not isinstance(condition, Leaf) or condition.criterion.asks != "rule":
        return None
    criterion, program = condition.criterion, judgement.sheet.program
    asked = () if criterion.comparison is None else program.bound(criterion.comparison, None).words
    return program.protocol.by_id[criterion.subject] if asked == (_IN_FORCE,) else None


def _excusing(judgement: Judgement, excused: Flags) -> Mapping[str, int]:
    """Return how often each rule excused: it was met, or could not be excluded."""
    if not excused.any():
        return {}
    found: dict[str, int] = {}
    for rule in judgement.sheet.program.protocol.acting:
        count = int((excused & (judgement.verdicts.pulls[rule.id] != NOT_MET)).sum())
        found |= {rule.id: count} if count else {}
    return found


def _wanting(judgement: Judgement, page: DeviationRule, open_: Flags) -> Mapping[str, int]:
    if not open_.any():
        return {}
    lacking = Lacking(judgement.sheet)
    rule = _only_rule(judgement, page)
    lacking.condition(page.condition if rule is None else rule.condition, open_, Truth.NOT_MET)
    return lacking.counts()

"""The audit's own facts at the points it judges: what stood, what was given, what was done."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from cyclewise.audit.docket import Docket
from cyclewise.audit.prescribed import Prescribed
from cyclewise.facts.expected import where_expected
from cyclewise.facts.given import EXPECTED, PLACED, RULE_STANDING, STANDING
from cyclewise.facts.sheet import Sheet
from cyclewise.facts.stub import Stub
from cyclewise.inference.exact import Verdicts
from cyclewise.inference.settle import OUTCOMES
from cyclewise.protocol.rule import PHASES, Rule
from cyclewise.timeline.columns import Cells, Floats, Integers
from cyclewise.values import truth
from cyclewise.values.truth import NOT_MET, UNKNOWN

Flags = npt.NDArray[np.bool_]

DONE, OVERDUE, EXCUSED, NOT_EXPECTED = range(len(EXPECTED))
UNTOLD = -1
"""Where nobody can tell whether something was expected."""

IN_FORCE, OVERRULED, UNDECIDED, NOT_IN_FORCE, NOT_APPLICABLE = range(len(RULE_STANDING))

NO_DOSE_TO_COME = [
    OUTCOMES.index(each) for each in ("ineligible", "discontinue", "complete", "follow-up")
]
"""The actions after which no dose is expected."""

_WAIT, _GIVE, _HOLD = (OUTCOMES.index(each) for each in ("wait", "administer", "withhold"))


def given_facts(
    sheet: Sheet,
    verdicts: Verdicts,
    rules: Iterable[Rule],
    expected: Integers | None,
    doses: Prescribed | None,
) -> dict[str, Stub]:
    """Return the audit's facts by name, and the standing of some rules by their ids."""
    found = {
        "standing": _words(STANDING, verdicts.settled.action),
        "otherwise": _words(STANDING, verdicts.settled.certain),
        "ended_on_record": end_on_record(sheet),
    }
    found |= {rule.id: _words(RULE_STANDING, standing_of(rule, verdicts)) for rule in rules}
    if expected is not None:
        found["expected"] = words_of_expected(expected)
    if doses is not None:
        found |= {
            "dose_off": _numbers(doses.amount_off),
            "amount_off": _numbers(doses.mg_off),
            "days_early": _numbers(doses.early.astype(float)),
            "days_late": _numbers(doses.late.astype(float)),
            "placed": _words(PLACED, doses.placed),
            "level_raised": _yes_no(doses.raised),
        }
    return found


def end_on_record(sheet: Sheet) -> Stub:
    """Return whether the end of treatment is on record, as a given fact."""
    return _yes_no(sheet.ended)


def standing_of(rule: Rule, verdicts: Verdicts) -> Integers:
    """Return how a rule stands at each point, as a place in ``RULE_STANDING``."""
    truths = verdicts.truths[rule.id]
    pull = truth.negate(truths) if rule.requirement else truths
    certain = verdicts.settled.certain == OUTCOMES.index(rule.action) if rule.acts else True
    found = np.where(certain, IN_FORCE, OVERRULED)
    found = np.where(pull == UNKNOWN, UNDECIDED, np.where(pull == NOT_MET, NOT_IN_FORCE, found))
    return np.where(verdicts.applies[rule.id], found, NOT_APPLICABLE)


def expected_at(docket: Docket, sheet: Sheet, verdicts: Verdicts, rule: Rule | None) -> Integers:
    """Return what became of what was due at each point, as a place in ``EXPECTED``.

    ``rule`` expected it; None is the schedule. What is to be done by a dose is not expected where
    no dose was to come, even if one came. A dose that did not come is excused while a hold was met
    or could not be excluded; what else was to be done by it, only while one was met.
    """
    done = np.logical_and.reduce(docket.done)
    found = np.full(len(docket), OVERDUE)
    if rule is None or (rule.expectation is not None and rule.expectation.awaits_dose):
        action = verdicts.settled.action
        came = np.zeros(len(docket), bool) if rule is None else docket.dose >= 0
        none_to_come = np.isin(action, NO_DOSE_TO_COME) | (came & (action == _WAIT))
        held = action != _GIVE if rule is None else action == _HOLD
        found = np.where(~came & held, EXCUSED, found)
        found = np.where(none_to_come, NOT_EXPECTED, found)
    if rule is None:
        passed = sheet.slots.following != docket.slot
        return np.where(done, DONE, np.where(passed, NOT_EXPECTED, found))
    applies = where_expected(sheet, rule)
    found = np.where(applies == UNKNOWN, UNTOLD, found)
    return np.where(applies == NOT_MET, NOT_EXPECTED, np.where(done, DONE, found))


def standing_sooner(sheet: Sheet) -> Integers:
    """Return what stands where that can be told without asking the rules; elsewhere ``UNTOLD``.

    In a phase that ranks one action nothing else can stand: after treatment it is follow-up.
    """
    found = np.full(len(sheet.points), UNTOLD)
    for place, name in enumerate(PHASES):
        ranked = sheet.program.protocol.ranks[name]
        if len(ranked) == 1:
            found = np.where(sheet.phase == place, OUTCOMES.index(ranked[0]), found)
    return found


def expected_sooner(docket: Docket, sheet: Sheet, rule: Rule | None) -> Integers:
    """Return the same as far as it can be told without asking what stood; elsewhere ``UNTOLD``."""
    done = np.logical_and.reduce(docket.done)
    if rule is None or rule.expectation is None:
        over = np.isin(standing_sooner(sheet), NO_DOSE_TO_COME)
        return np.where(done, DONE, np.where(over, NOT_EXPECTED, UNTOLD))
    applies = where_expected(sheet, rule)
    found = UNTOLD if rule.expectation.awaits_dose else OVERDUE
    told = np.where(done, DONE, np.where(applies == UNKNOWN, UNTOLD, found))
    return np.where(applies == NOT_MET, NOT_EXPECTED, told)


def words_of_standing(standing: Integers) -> Stub:
    """Return what stands as a given fact."""
    return _words(STANDING, standing)


def words_of_expected(expected: Integers) -> Stub:
    """Return what became of what was due as a given fact."""
    return _words(EXPECTED, expected)


def _words(words: Sequence[str], place: npt.NDArray[np.integer[Any]]) -> Stub:
    """Return a word at every point; unknown where the place is negative."""
    blank = np.full(len(place), np.nan)
    code = np.asarray(place, np.int64) + 1
    return Stub(np.ones(len(place), bool), Cells(blank, blank, code, ("", *words)))


def _numbers(numbers: Floats) -> Stub:
    """Return a number at every point; unknown where it is nan."""
    return Stub(
        np.ones(len(numbers), bool), Cells(numbers, numbers, np.zeros(len(numbers), np.int64))
    )


def _yes_no(held: Flags) -> Stub:
    return _words(("true", "false"), np.where(held, 0, 1))

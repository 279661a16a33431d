"""The exact engine: every rule's truth at every point, as arrays, and the action that stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from cyclewise.facts.phase import AFTER, BEFORE, ON, in_phases
from cyclewise.facts.sheet import Sheet
from cyclewise.facts.sight import every, some
from cyclewise.inference.settle import Settled, settle
from cyclewise.logic.condition import Truths
from cyclewise.protocol.rule import ACTIONS, PHASES, Rule
from cyclewise.protocol.schedule import DoseRow
from cyclewise.records import dataclass
from cyclewise.values import truth
from cyclewise.values.truth import MET, UNKNOWN, Truth, from_bounds

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What every rule says at every point, and what stands.

    ``applies`` says where a rule applies at all, ``truths`` what its condition is as written
    (not met for a rule that applies nowhere), ``pulls`` how it pulls at its action. ``states``
    holds for each action 0 (no rule asks for it), 1 (one may) or 2 (one does).
    """

    phase: npt.NDArray[np.int8]
    truths: Mapping[str, Truths]
    applies: Mapping[str, Flags]
    pulls: Mapping[str, Truths]
    states: Mapping[str, Truths]
    dose_row: npt.NDArray[np.int64]
    settled: Settled


UNDECIDED_DOSE = -1
CONFLICTING_DOSES = -2
NO_DOSE = -3


def evaluate(sheet: Sheet, rules: Sequence[Rule] | None = None) -> Verdicts:
    """Evaluate rules of the sheet's program, by default all, and settle what stands.

    What stands needs the program's ``acting`` rules, which have to be among them.
    """
    program, points = sheet.program, sheet.points
    phase = sheet.phase
    due = sheet.condition("dose_due") == MET
    truths, applies, pulls = {}, {}, {}
    nowhere = np.zeros(len(points), np.int8)
    states = {action: np.zeros(len(points), np.int8) for action in ACTIONS}
    alike: dict[tuple[object, bool], Flags] = {}
    for rule in program.protocol.judging if rules is None else rules:
        when = (rule.phases, rule.at_dose_due)
        if when not in alike:
            alike[when] = rule_applies(rule, phase, due)
        applies[rule.id] = alike[when]
        if not some(applies[rule.id]):
            truths[rule.id] = pulls[rule.id] = nowhere
            continue
        truths[rule.id] = sheet.truth(rule.condition)
        pulls[rule.id] = pull_of(rule, truths[rule.id], applies[rule.id], due)
        if not rule.is_alert:
            states[rule.action] = truth.either(states[rule.action], pulls[rule.id])
    for action, stands in floors(phase, due).items():
        states[action] = truth.either(states[action], from_bounds(stands, stands))
    dose_row = chosen_row(sheet)
    ranks = {place: program.protocol.ranks[name] for place, name in enumerate(PHASES)}
    settled = settle(states, phase, ranks, dose_unknown=dose_row < 0)
    return Verdicts(phase, truths, applies, pulls, states, dose_row, settled)


def rule_applies(rule: Rule, phase: npt.NDArray[np.int8], due: Flags) -> Flags:
    """Return where a rule applies: in its phases, and on dose days only if it says so."""
    inside = in_phases(rule.phases, phase)
    return inside & due if rule.at_dose_due else inside


def pull_of(rule: Rule, truths: Truths, applies: Flags, due: Flags) -> Truths:
    """Return how a rule pulls at its action: 0 not at all, 1 perhaps, 2 surely."""
    pull = truth.negate(truths) if rule.requirement else truths
    heard = applies
    if rule.asks_dose_due:
        heard = applies & (due | (pull != UNKNOWN))
    return pull if every(heard) else pull * heard


def floors(phase: npt.NDArray[np.int8], due: Flags) -> dict[str, Flags]:
    """Return where the action that needs no rule stands: something is always certain."""
    return {
        "administer": due,
        "wait": (phase == ON) & ~due,
        "follow-up": phase == AFTER,
        "withhold": (phase == BEFORE) & ~due,
    }


def chosen_row(sheet: Sheet) -> npt.NDArray[np.int64]:
    """Return which line of the next slot gives its dose.

    ``UNDECIDED_DOSE`` where that is not known, ``CONFLICTING_DOSES`` where two lines apply that
    give different doses, ``NO_DOSE`` where surely no line applies.
    """
    slots = sheet.slots
    chosen = np.full(len(sheet.points), 0, np.int64)
    for place, slot in enumerate(slots.table.slots):
        here = slots.following == place
        if len(slot.rows) == 1 and slot.rows[0].when is None:
            continue
        if here.any():
            chosen = np.where(here, _row_of(sheet, slot.rows), chosen)
    return chosen


def _row_of(sheet: Sheet, rows: tuple[DoseRow, ...]) -> npt.NDArray[np.int64]:
    always = np.full(len(sheet.points), Truth.MET, np.int8)
    held = np.stack([always if row.when is None else sheet.truth(row.when) for row in rows])
    met = held == MET
    row = np.where(met.any(axis=0), met.argmax(axis=0), NO_DOSE)
    row = np.where((held == UNKNOWN).any(axis=0), UNDECIDED_DOSE, row)
    given = [row.gives for row in rows]
    kind = np.array([given.index(each) for each in given])[:, None]
    kinds = [(met & (kind == each)).any(axis=0) for each in sorted(set(kind.flat))]
    return np.where(np.sum(kinds, axis=0) > 1, CONFLICTING_DOSES, row)

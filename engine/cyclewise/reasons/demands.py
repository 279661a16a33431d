"""What an action demands of every rule, for each choice of results that could be otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt

from cyclewise.inference.exact import Verdicts, evaluate, floors
from cyclewise.logic.condition import Condition
from cyclewise.protocol.criterion import Criterion
from cyclewise.protocol.rule import GIVES_DRUG, Phase, Rule
from cyclewise.reasons.supposable import Supposable, TooMany
from cyclewise.records import dataclass
from cyclewise.values.truth import MET, NOT_MET, UNKNOWN

Flags = npt.NDArray[np.bool_]
Integers = npt.NDArray[np.int64]

WIDEST = 2_000_000
"""Choices that are weighed at once; more than that is not searched."""


@dataclass(frozen=True)
class Demand:
    """What one rule must say for the action to stand: allowed where its axes are chosen so."""

    rule: str
    axes: tuple[str, ...]
    allowed: Flags
    """One place for each choice; the first along each axis is the record as it is."""

    @property
    def now(self) -> bool:
        """Return whether it is so already."""
        return bool(self.allowed.flat[0])

    def within(self, chosen: tuple[str, ...]) -> Flags:
        """Return it with one axis for each chosen axis, the others as they are."""
        at = tuple(slice(None) if each in chosen else 0 for each in self.axes)
        mine = [each for each in self.axes if each in chosen]
        held = self.allowed[at].transpose([mine.index(each) for each in chosen if each in mine])
        sizes = iter(held.shape)
        shape = [next(sizes) if each in mine else 1 for each in chosen]
        return held.reshape(shape)


@dataclass(frozen=True)
class Demands:
    """What has to be so for one action to stand for one patient."""

    patient: Supposable
    phase: Phase
    action: str

    # --- what every rule must say -------------------------------------------------------------

    @property
    def _stronger(self) -> tuple[str, ...]:
        ranks = self.patient.program.protocol.ranks[self.phase]
        return ranks[: ranks.index(self.action)]

    @cached_property
    def _now(self) -> Verdicts:
        return evaluate(self.patient.as_recorded)

    @property
    def askable(self) -> bool:
        """Return whether anything can ask for the action: its floor, or a rule that applies."""
        return self._floor or bool(self._asking)

    @cached_property
    def _floor(self) -> bool:
        """Return whether the action stands of itself where nothing stronger does."""
        due = self._due
        phase = self._now.phase
        flags = floors(phase, np.array([due])).get(self.action)
        return flags is not None and bool(flags[0])

    @cached_property
    def _due(self) -> bool:
        sheet = self.patient.as_recorded
        return bool(sheet.condition("dose_due")[0] == MET)

    @cached_property
    def _asking(self) -> tuple[Rule, ...]:
        return tuple(each for each in self._applying if each.action == self.action)

    @cached_property
    def _applying(self) -> tuple[Rule, ...]:
        judging = self.patient.program.protocol.judging
        return tuple(each for each in judging if each.acts and bool(self._now.applies[each.id][0]))

    @cached_property
    def all(self) -> tuple[tuple[Demand, ...], tuple[str, ...]]:
        """Return every demand, and the rules that rest on too much to be searched."""
        demands, unsearched = [], []
        for rule in self._applying:
            if rule.action not in self._stronger:
                continue
            drug = {self.action, rule.action} & GIVES_DRUG
            most = NOT_MET if drug else UNKNOWN
            try:
                axes, pulls = self._pulls(rule)
            except TooMany:
                unsearched.append(rule.id)
                continue
            demands.append(Demand(rule.id, axes, pulls <= most))
        try:
            demands += self._own()
        except TooMany:
            unsearched.append(self.patient.program.protocol.schedule.id)
        return tuple(demands), tuple(unsearched)

    def _own(self) -> Iterator[Demand]:
        """Yield that the action is asked for, and that its dose is known where it gives one."""
        schedule = self.patient.program.protocol.schedule.id
        if not self._floor and self._asking:
            conditions = [each.condition for each in self._asking]
            axes, places, shape = self._grid(conditions)
            met = np.zeros(int(np.prod(shape)), bool)
            for rule in self._asking:
                met |= self._pull(rule, places, len(met)) == MET
            yield Demand(self._asking[0].id, axes, met.reshape(shape))
        lines = self._lines if self.action in GIVES_DRUG else ()
        if lines:
            axes, places, shape = self._grid(lines)
            count = int(np.prod(shape))
            held = np.stack([self.patient.truth(each, places, count) for each in lines])
            known = ~(held == UNKNOWN).any(axis=0) & (held == MET).any(axis=0)
            yield Demand(schedule, axes, known.reshape(shape))

    @property
    def _lines(self) -> tuple[Condition[Criterion], ...]:
        """Return the conditions of the lines of the next dose, where all have one."""
        sheet = self.patient.as_recorded
        following, slots = int(sheet.slots.following[0]), sheet.slots.table.slots
        rows = slots[following].rows if following < len(slots) else ()
        found = tuple(row.when for row in rows if row.when is not None)
        return found if len(found) == len(rows) else ()

    def _pulls(self, rule: Rule) -> tuple[tuple[str, ...], npt.NDArray[np.int8]]:
        """Return how a rule pulls at its action, for each choice of its axes' options."""
        axes, places, shape = self._grid([rule.condition])
        return axes, self._pull(rule, places, int(np.prod(shape))).reshape(shape)

    def _pull(self, rule: Rule, places: Mapping[str, Integers], count: int) -> npt.NDArray[np.int8]:
        held = self.patient.truth(rule.condition, places, count)
        pull = 2 - held if rule.requirement else held
        silent = rule.asks_dose_due and not self._due
        return np.where(pull == UNKNOWN, NOT_MET, pull) if silent else pull

    def _grid(
        self, conditions: Sequence[Condition[Criterion]]
    ) -> tuple[tuple[str, ...], dict[str, Integers], tuple[int, ...]]:
        """Return the axes of conditions, and every choice of the kinds of their options."""
        leaves = [leaf for each in conditions for leaf in self.patient.leaves(each)]
        named = {name for leaf in leaves for name in self.patient.axes_of(leaf)}
        axes = tuple(sorted(named))
        kinds = [self.kinds[each] for each in axes]
        shape = tuple(map(len, kinds))
        if np.prod(shape, dtype=float) > WIDEST:
            raise TooMany
        indices = np.indices(shape).reshape(len(axes), int(np.prod(shape)))
        places = {
            name: np.array([kind[0] for kind in kinds[at]])[indices[at]]
            for at, name in enumerate(axes)
        }
        return axes, places, shape

    @cached_property
    def kinds(self) -> Mapping[str, tuple[tuple[int, ...], ...]]:
        """Return for each axis its options in kinds that no criterion tells apart.

        The first kind is the record as it is, with the options that change nothing.
        """
        seen: dict[str, list[npt.NDArray[np.int8]]] = {}
        heard = (*self._stronger, self.action)
        conditions = [each.condition for each in self._applying if each.action in heard]
        conditions += self._lines
        for leaf in dict.fromkeys(one for each in conditions for one in self.patient.leaves(each)):
            try:
                axes, table = self.patient.table(leaf)
            except TooMany:
                for each in self.patient.axes_of(leaf):
                    seen.setdefault(each, [])
                continue
            for axis, name in enumerate(axes):
                flat = np.moveaxis(table, axis, 0).reshape(table.shape[axis], -1)
                seen.setdefault(name, []).append(flat)
        return {name: self._told_apart(name, tables) for name, tables in seen.items()}

    def _told_apart(
        self, axis: str, tables: list[npt.NDArray[np.int8]]
    ) -> tuple[tuple[int, ...], ...]:
        count = 1 + len(self.patient.options(axis))
        signs = [b"".join(table[place].tobytes() for table in tables) for place in range(count)]
        found: dict[bytes, list[int]] = {}
        for place, sign in enumerate(signs):
            found.setdefault(sign, []).append(place)
        return tuple(map(tuple, found.values()))

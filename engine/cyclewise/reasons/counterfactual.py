"""Counterfactuals: the smallest changes of changeable facts with which another action stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import combinations, product

import numpy as np
import numpy.typing as npt

from cyclewise.advice.advising import Adviser
from cyclewise.inference.exact import evaluate
from cyclewise.inference.settle import OUTCOMES
from cyclewise.protocol.rule import Phase
from cyclewise.reasons.demands import WIDEST, Demand, Demands
from cyclewise.reasons.option import Option, Supposed
from cyclewise.reasons.supposable import Supposable, TooMany
from cyclewise.records import dataclass

Flags = npt.NDArray[np.bool_]
Box = tuple[tuple[int, ...], ...]

_BOXES = 6
_CORNERS = 256


@dataclass(frozen=True, slots=True)
class NewResult:
    """An axis and what along it does, in a change with others."""

    axis: str
    nearest: Option
    options: tuple[Option, ...]
    any_result: bool
    """Whether every result that is searched does: it only has to be there."""


@dataclass(frozen=True, slots=True)
class Change:
    """What has to be otherwise for an action to stand; none of it can be left out."""

    results: tuple[NewResult, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found.

    ``fixed`` are the rules in the way that no new result takes out of it; ``unsearched`` those
    that rest on too much to try everything. Changes are complete where that is empty.
    """

    changes: tuple[Change, ...]
    fixed: tuple[str, ...]
    unsearched: tuple[str, ...]


class _Broken:
    """A demand that is not met as things are, and which axes can mend it; each asked once."""

    def __init__(self, demand: Demand) -> None:
        self.demand, self.axes = demand, frozenset(demand.axes)
        self._asked: dict[frozenset[str], bool] = {}

    def mended_by(self, chosen: frozenset[str]) -> bool:
        """Return whether some options of the chosen axes meet the demand."""
        mine = chosen & self.axes
        if mine not in self._asked:
            self._asked[mine] = bool(self.demand.within(tuple(sorted(mine))).any())
        return self._asked[mine]


@dataclass(frozen=True)
class Space:
    """Some axes with the kinds of options that come into question, and where they do.

    ``held`` has one dimension for each, and along it one place for each of its kinds.
    """

    chosen: tuple[str, ...]
    kinds: tuple[tuple[int, ...], ...]
    held: Flags

    def widened(self, box: Box, away: Sequence[npt.NDArray[np.float64]]) -> Box:
        """Return a box that does, widened along each axis by all that does as well."""
        for axis, far in enumerate(away):
            for place in map(int, np.argsort(far, kind="stable")):
                wider = (*box[:axis], (*box[axis], place), *box[axis + 1 :])
                if place not in box[axis] and self.held[np.ix_(*wider)].all():
                    box = wider
        return box


@dataclass(frozen=True)
class Counterfactual:
    """The search for what makes one action stand for one patient."""

    adviser: Adviser
    patient: Supposable
    phase: Phase
    action: str

    def found(self) -> Found:
        """Return every smallest set of new results, each tried on the engine before."""
        demands, unsearched = self._demands.all
        fixed = tuple(each.rule for each in demands if not each.allowed.any())
        if fixed or not self._demands.askable:
            return Found((), fixed, unsearched)
        try:
            return Found(tuple(self._confirmed(demands)), (), unsearched)
        except TooMany:
            named = tuple(each.rule for each in demands if not each.now)
            return Found((), (), (*unsearched, *named))

    @cached_property
    def _demands(self) -> Demands:
        return Demands(self.patient, self.phase, self.action)

    # --- the smallest changes -----------------------------------------------------------------

    def _confirmed(self, demands: Sequence[Demand]) -> Iterator[Change]:
        """Yield the changes for which the engine, asked about every end of them, says so.

        The nearest is asked of both engines.
        """
        changes = [
            self._change(space.chosen, box)
            for space in self._smallest(demands)
            for box in self._boxes(space)
        ]
        if not changes:
            return
        tried = [(place, each) for place, one in enumerate(changes) for each in self._ends(one)]
        sheet = self.patient.sheet([each for _, each in tried])
        verdicts = evaluate(sheet)
        failed, asked = set(), set()
        for point, (place, _) in enumerate(tried):
            if OUTCOMES[verdicts.settled.action[point]] != self.action:
                failed.add(place)
            if place not in asked and self.adviser.second.absent is None:
                self.adviser.second.check(sheet, verdicts, point)
            asked.add(place)
        yield from (each for place, each in enumerate(changes) if place not in failed)

    def _ends(self, change: Change) -> Iterator[list[Supposed]]:
        """Yield the nearest results of a change, then every combination of its ends."""
        ends = [
            dict.fromkeys((each.nearest, each.options[0], each.options[-1]))
            for each in change.results
        ]
        for chosen, _ in zip(product(*ends), range(_CORNERS), strict=False):
            yield [
                self.patient.supposed(each.axis, option)
                for each, option in zip(change.results, chosen, strict=True)
            ]

    def _smallest(self, demands: Sequence[Demand]) -> Iterator[Space]:
        """Yield the sets of axes that do and of which none contains another."""
        kinds = self._demands.kinds  # an axis of one kind changes nothing
        told = (name for each in demands for name in each.axes if len(kinds[name]) > 1)
        named = tuple(dict.fromkeys(told))
        broken = [_Broken(each) for each in demands if not each.now]
        needed = [each.axes for each in broken]
        found: list[frozenset[str]] = []
        for size in range(len(named) + 1):
            for chosen in combinations(named, size):
                mine = frozenset(chosen)
                touched = all(each & mine for each in needed)
                if not touched or any(each <= mine for each in found):
                    continue
                if not all(each.mended_by(mine) for each in broken):
                    continue
                space = self._space(chosen, demands)
                if space.held.any():
                    found.append(mine)
                    yield space

    def _space(self, chosen: tuple[str, ...], demands: Sequence[Demand]) -> Space:
        """Return where all demands are met, all chosen axes changed.

        What one demand alone refuses is left out before the others are weighed together.
        """
        asked = [each.within(chosen) for each in demands]
        kinds = []
        for axis, name in enumerate(chosen):
            others = tuple(each for each in range(len(chosen)) if each != axis)
            kept = np.ones(len(self._demands.kinds[name]), bool)
            kept[0] = False
            for each in asked:
                kept &= each.any(axis=others)
            kinds.append(np.flatnonzero(kept))
        shape = tuple(map(len, kinds))
        if np.prod(shape, dtype=float) > WIDEST:
            raise TooMany
        held = np.ones(shape, bool)
        for each in asked:
            mine = [
                of if each.shape[axis] > 1 else np.zeros(1, np.int64)
                for axis, of in enumerate(kinds)
            ]
            held &= each[np.ix_(*mine)]
        return Space(chosen, tuple(tuple(map(int, each)) for each in kinds), held)

    def _boxes(self, space: Space) -> Iterator[Box]:
        """Yield the kinds that do, as boxes: from the nearest outwards, until all are covered."""
        left = space.held.copy()
        away = [
            np.array(self._distances(name))[list(kinds)]
            for name, kinds in zip(space.chosen, space.kinds, strict=True)
        ]
        for _ in range(_BOXES):
            places = np.argwhere(left)
            if not len(places):
                return
            far = sum(away[axis][places[:, axis]] for axis in range(len(away)))
            start = places[int(np.argmin(far))]
            box = space.widened(tuple((int(place),) for place in start), away)
            left[np.ix_(*box)] = False
            yield tuple(
                tuple(kinds[place] for place in places)
                for kinds, places in zip(space.kinds, box, strict=True)
            )

    def _distances(self, axis: str) -> list[float]:
        """Return how far each kind is from the record as it is, counted in options."""
        kinds = self._demands.kinds[axis]
        here = [place for place in kinds[0] if place] or [0]
        return [min(abs(one - other) for one in kind for other in here) for kind in kinds]

    def _change(self, chosen: tuple[str, ...], box: Box) -> Change:
        return Change(
            tuple(self._new_result(name, kinds) for name, kinds in zip(chosen, box, strict=True))
        )

    def _new_result(self, axis: str, kinds: tuple[int, ...]) -> NewResult:
        options, all_kinds = self.patient.options(axis), self._demands.kinds[axis]
        places = sorted(place - 1 for kind in kinds for place in all_kinds[kind] if place)
        near = [place - 1 for place in all_kinds[kinds[0]] if place]
        here = [place - 1 for place in all_kinds[0] if place] or [0]
        nearest = min(near, key=lambda place: min(abs(place - other) for other in here))
        return NewResult(
            axis,
            options[nearest],
            tuple(options[place] for place in places),
            len(places) == len(options),
        )

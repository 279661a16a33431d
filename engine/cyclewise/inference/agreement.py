"""The two engines must say the same; this file lets the second one speak and compares."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field
from functools import cached_property
from itertools import product

import numpy as np

from cyclewise.facts.program import Program
from cyclewise.facts.sheet import Sheet
from cyclewise.inference.exact import Verdicts
from cyclewise.inference.rete import BrokenEngine, FiredCondition, FiredSettling, available
from cyclewise.inference.settle import settle
from cyclewise.logic.condition import Condition, distinct, replace_criteria, truth_of
from cyclewise.protocol.criterion import Criterion
from cyclewise.protocol.definition import ConditionForm
from cyclewise.protocol.rule import ACTIONS, ALWAYS, GIVES_DRUG, PHASES, Phase
from cyclewise.records import dataclass
from cyclewise.values.truth import Truth


class Disagreement(Exception):  # noqa: N818 - named for what happened, as the contract calls it
    """The two engines differ, or one of them is broken; nothing they say may be shown."""


@dataclass(frozen=True)
class Numbered:
    """A condition with its criteria numbered, as the second engine takes it.

    ``alike`` holds the second engine's rules by their shape, for all conditions of a protocol.
    """

    name: str
    written: Condition[Criterion]
    alike: dict[Condition[int], FiredCondition] = field(
        default_factory=dict, compare=False, repr=False
    )

    @cached_property
    def criteria(self) -> tuple[Criterion, ...]:
        """Return the criteria in the order of their numbers."""
        return distinct(self.written)

    @cached_property
    def condition(self) -> Condition[int]:
        """Return the condition with each of its criteria numbered once."""
        place = {criterion: number for number, criterion in enumerate(self.criteria)}
        return replace_criteria(self.written, place.__getitem__)

    @cached_property
    def fired(self) -> FiredCondition:
        """Return the condition as the second engine's rules."""
        fired = self.alike.get(self.condition)
        if fired is None:
            name = f"conditions built like {self.name}"
            fired = FiredCondition(name, self.condition, len(self.criteria))
            self.alike[self.condition] = fired
        return fired


@dataclass(frozen=True)
class SecondEngine:
    """A protocol's rules, definitions and settling, compiled for durable-rules.

    What the second engine is given of a condition is only its shape, so that conditions built
    alike are compiled once and a pattern of truths fires once for all of them.
    """

    program: Program
    absent: str | None = field(default_factory=available)
    """Why there is no second engine; None where there is one."""
    _fired: dict[Condition[int], FiredCondition] = field(
        default_factory=dict, compare=False, repr=False
    )

    @cached_property
    def rules(self) -> tuple[Numbered, ...]:
        """Return the condition of every rule from which something follows."""
        judging = self.program.protocol.judging
        return tuple(Numbered(rule.id, rule.condition, self._fired) for rule in judging)

    @cached_property
    def expectations(self) -> tuple[Numbered, ...]:
        """Return the conditions under which something is expected."""
        return tuple(
            Numbered(rule.id, rule.condition, self._fired)
            for rule in self.program.protocol.expecting
            if rule.condition != ALWAYS
        )

    @cached_property
    def definitions(self) -> tuple[Numbered, ...]:
        """Return every definition that is a condition."""
        return tuple(
            Numbered(name, definition.form.condition, self._fired)
            for name, definition in self.program.definitions.items()
            if isinstance(definition.form, ConditionForm)
        )

    @cached_property
    def lines(self) -> dict[Condition[Criterion], Numbered]:
        """Return the conditions of the schedule's lines."""
        schedule = self.program.protocol.schedule
        conditions = [row.when for row in schedule.rows if row.when is not None]
        return {
            condition: Numbered(f"{schedule.id}, condition {number}", condition, self._fired)
            for number, condition in enumerate(dict.fromkeys(conditions), 1)
        }

    @cached_property
    def settling(self) -> dict[Phase, FiredSettling]:
        """Return the settling of each phase."""
        ranks = self.program.protocol.ranks
        return {name: FiredSettling(tuple(ranks[name]), GIVES_DRUG) for name in PHASES}

    def check(self, sheet: Sheet, verdicts: Verdicts, point: int) -> None:
        """Compare both engines at one point; raise where they differ."""
        for each in self.rules:
            if verdicts.applies[each.name][point]:
                self._check(each, sheet, int(verdicts.truths[each.name][point]), point)
        for each in self.expectations:
            rule = self.program.protocol.by_id[each.name]
            if PHASES[int(verdicts.phase[point])] in rule.phases:
                self._check(each, sheet, int(sheet.truth(rule.condition)[point]), point)
        self.check_definitions(sheet, point)
        following = int(sheet.slots.following[point])
        for row in sheet.slots.table.slots[following].rows if sheet.slots.left[point] else ():
            if row.when is not None:
                self._check(self.lines[row.when], sheet, int(sheet.truth(row.when)[point]), point)
        self._check_settling(verdicts, point)

    def check_definitions(self, sheet: Sheet, point: int) -> None:
        """Compare both engines on every condition that a sheet was asked; raise where they differ.

        Conditions that no rule of the point asks are compared so as well.
        """
        for each in self.definitions:
            if sheet.was_asked(each.name) and sheet.stub(each.name) is None:
                self._check(each, sheet, int(sheet.condition(each.name)[point]), point)

    def _check(self, each: Numbered, sheet: Sheet, exact: int, point: int) -> None:
        # What was not asked decided nothing, so the second engine is told that it is unknown.
        held = map(sheet.asked, each.criteria)
        pattern = tuple(int(Truth.UNKNOWN) if one is None else int(one[point]) for one in held)
        self._compare(each, pattern, exact)

    @staticmethod
    def _compare(each: Numbered, pattern: tuple[int, ...], exact: int) -> None:
        try:
            fired = each.fired.fire(pattern)
        except BrokenEngine as broken:
            raise Disagreement(f"{each.name}: the second engine failed. {broken}") from broken
        if fired != exact:
            raise Disagreement(
                f"{each.name}: the exact engine says {Truth(exact).word}, durable-rules says "
                f"{Truth(fired).word}, for criteria that are {_spelt(pattern)}."
            )

    def _check_settling(self, verdicts: Verdicts, point: int) -> None:
        phase = PHASES[int(verdicts.phase[point])]
        order = self.program.protocol.ranks[phase]
        pattern = tuple(int(verdicts.states[action][point]) for action in order)
        action, certain, settled, possible = verdicts.settled.at(point)
        said = (action, certain, settled, set(possible))
        fired = self._settled(phase, pattern)
        if verdicts.dose_row[point] < 0 and certain in GIVES_DRUG:
            # Only the exact engine knows that the dose is undecided; the rest is compared.
            fired = (action, fired[1], settled, fired[3])
        if fired != said:
            raise Disagreement(
                f"Settling in phase {phase}: the exact engine says {said[0]}, durable-rules says "
                f"{fired[0]}, for actions that are {_spelt(pattern)}."
            )

    def _settled(self, phase: Phase, pattern: tuple[int, ...]) -> tuple[str, str, bool, set[str]]:
        try:
            found = self.settling[phase].fire(pattern)
        except BrokenEngine as broken:
            raise Disagreement(f"Settling in phase {phase} failed. {broken}") from broken
        return (found.action, found.certain, found.settled, set(found.possible))

    def check_every_pattern(
        self, compared: set[Condition[int]] | None = None
    ) -> Iterator[tuple[str, int]]:
        """Compare both engines on every pattern of truths; yield each name and its patterns.

        Rules, definitions that are conditions, lines of the schedule, and the settling of every
        phase. A condition is compared once however many pages are built alike. ``compared`` holds
        the shapes already compared.
        """
        compared = set() if compared is None else compared
        for each in (*self.rules, *self.expectations, *self.definitions, *self.lines.values()):
            if each.condition not in compared:
                self._check_every(each)
                compared.add(each.condition)
            yield each.name, 3 ** len(each.criteria)
        for phase in PHASES:
            yield f"settling {phase}", self._check_every_settling(phase)

    def _check_every(self, each: Numbered) -> None:
        patterns = list(product((0, 1, 2), repeat=len(each.criteria)))
        columns = np.array(patterns, np.int8).reshape(len(patterns), len(each.criteria)).T
        exact = truth_of(each.condition, columns.__getitem__)
        for pattern, value in zip(patterns, exact, strict=True):
            self._compare(each, pattern, int(value))

    def _check_every_settling(self, phase: Phase) -> int:
        order = self.program.protocol.ranks[phase]
        patterns = [each for each in product((0, 1, 2), repeat=len(order)) if Truth.MET in each]
        for pattern in patterns:
            states = {action: np.zeros(1, np.int8) for action in ACTIONS}
            states |= {a: np.array([s], np.int8) for a, s in zip(order, pattern, strict=True)}
            code = PHASES.index(phase)
            exact = settle(
                states,
                np.array([code], np.int8),
                {code: tuple(order)},
                dose_unknown=np.zeros(1, bool),
            )
            action, certain, settled, possible = exact.at(0)
            if self._settled(phase, pattern) != (action, certain, settled, set(possible)):
                raise Disagreement(f"Settling in phase {phase} differs for {_spelt(pattern)}.")
        return len(patterns)


def _spelt(pattern: tuple[int, ...]) -> str:
    return ", ".join(Truth(value).word for value in pattern)

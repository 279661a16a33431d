"""What is lacking: the concepts behind conditions that nobody can tell, at many points at once."""

from __future__ import annotations

from dataclasses import field

import numpy as np
import numpy.typing as npt

from cyclewise.facts.given import GIVEN_FACTS, LACKING_TITLES
from cyclewise.facts.program import ENGINE_FACTS
from cyclewise.facts.sheet import Sheet
from cyclewise.facts.sight import some
from cyclewise.inference.exact import Verdicts
from cyclewise.logic.condition import AtLeast, Condition, Either, Leaf, Negation, parts_of
from cyclewise.protocol.criterion import Comparison, Criterion
from cyclewise.protocol.definition import ConditionForm
from cyclewise.records import dataclass
from cyclewise.timeline.columns import Integers
from cyclewise.values.truth import MET, UNKNOWN, Truth

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Lacking:
    """Gathers what is unknown at the points of a sheet; ``noted`` names it and says where.

    It is kept in the order in which it was asked, so that what is said of a point does not hang
    on the points beside it.

    Of several parts that are open only as many are named, in reading order, as would decide the
    condition if they turned out as wanted.
    """

    sheet: Sheet
    noted: list[tuple[str, Flags]] = field(default_factory=list)

    def condition(self, condition: Condition[Criterion], at: Flags, wanted: Truth) -> None:
        """Note what leaves a condition open; ``wanted`` is the truth that would settle it well."""
        open_ = at & (self.sheet.truth(condition) == UNKNOWN)
        if not some(open_):
            return
        if isinstance(condition, Leaf):
            self._criterion(condition.criterion, open_, wanted)
        elif isinstance(condition, Negation):
            self.condition(condition.part, open_, Truth(2 - wanted))
        else:
            self._parts(condition, open_, wanted)

    def _parts(self, condition: Condition[Criterion], open_: Flags, wanted: Truth) -> None:
        """Note as many open parts as suffice: all of them, one, or enough to tip the count."""
        parts = parts_of(condition)
        truths = [self.sheet.truth(part) for part in parts]
        needed = condition.count if isinstance(condition, AtLeast) else len(parts)
        needed = 1 if isinstance(condition, Either) else needed
        met, unknown = (
            np.sum([each == kind for each in truths], axis=0) for kind in (MET, UNKNOWN)
        )
        enough = needed - met if wanted == Truth.MET else met + unknown - needed + 1
        named = np.zeros(len(open_), np.int64)
        for part, held in zip(parts, truths, strict=True):
            here = open_ & (held == UNKNOWN) & (named < enough)
            self.condition(part, here, wanted)
            named += here

    def names(self, points: Integers) -> list[tuple[str, ...]]:
        """Return what is lacking at some points, in the order in which it was asked."""
        told = [(name, flags[points].tolist()) for name, flags in self.noted]
        return [
            tuple(dict.fromkeys(name for name, flags in told if flags[place]))
            for place in range(len(points))
        ]

    def counts(self) -> dict[str, int]:
        """Return at how many points each is lacking."""
        where: dict[str, Flags] = {}
        for name, flags in self.noted:
            where[name] = where[name] | flags if name in where else flags
        return {name: int(flags.sum()) for name, flags in where.items()}

    def _criterion(self, criterion: Criterion, open_: Flags, wanted: Truth) -> None:
        program, fact = self.sheet.program, criterion.subject
        if criterion.asks == "rule" or fact in GIVEN_FACTS:
            self._note(LACKING_TITLES.get(fact, fact), open_)
            return
        graded = program.ladders.asked(criterion)
        if graded is not None and not isinstance(graded, bool):
            self.condition(graded, open_, wanted)
        elif criterion.asks == "ever":
            self._fact(fact, open_)
        elif program.is_condition(fact) and fact not in ENGINE_FACTS:
            form = program.definitions[fact].form
            if isinstance(form, ConditionForm):
                yes = self.sheet.program.bound(_comparison(criterion), None).words == ("true",)
                self.condition(form.condition, open_, wanted if yes else Truth(2 - wanted))
        else:
            self._fact(fact, open_)

    def _fact(self, fact: str, open_: Flags) -> None:
        """Note a reading by its concept, or what a computed fact is computed from."""
        program = self.sheet.program
        if fact in program.chains:
            self._note(program.concept(fact).title, open_)
            return
        for name in program.inputs(fact):
            if program.is_condition(name):
                continue
            reading = self.sheet.reading(name)
            self._fact(name, open_ & ~reading.known & ~reading.absent)

    def _note(self, name: str, flags: Flags) -> None:
        if some(flags):
            self.noted.append((name, flags))


def lacking_at(sheet: Sheet, verdicts: Verdicts, points: Integers) -> list[tuple[str, ...]]:
    """Return what has to be known at some points before the stronger actions can be excluded."""
    gathered = Lacking(sheet)
    chosen = np.zeros(len(sheet.points), bool)
    chosen[points] = True
    for rule in sheet.program.protocol.acting:
        open_ = verdicts.settled.possible[rule.action] & (verdicts.pulls[rule.id] == UNKNOWN)
        wanted = Truth.MET if rule.requirement else Truth.NOT_MET
        gathered.condition(rule.condition, open_ & chosen, wanted)
    return gathered.names(points)


def _comparison(criterion: Criterion) -> Comparison:
    if criterion.comparison is None:
        raise ValueError(f"A criterion on {criterion.subject} compares nothing.")
    return criterion.comparison

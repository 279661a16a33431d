"""A ward: the patients of some cases side by side, so that one look answers for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from cyclewise.facts.grading import grade_number
from cyclewise.facts.point import Points
from cyclewise.facts.program import YES_NO_FACTS, Program
from cyclewise.facts.sheet import Sheet
from cyclewise.facts.stub import Stub
from cyclewise.inference.trace import Tracer
from cyclewise.protocol.cases import Case
from cyclewise.protocol.definition import ConditionForm
from cyclewise.records import dataclass
from cyclewise.timeline.columns import Cells, Columns, columns_from
from cyclewise.timeline.event import Value
from cyclewise.values.quantity import parse_quantity
from cyclewise.values.truth import Truth

_TRUTHS = {"true": Truth.MET, "false": Truth.NOT_MET, "unknown": Truth.UNKNOWN}


@dataclass(frozen=True)
class Ward:
    """Cases that share one linked protocol: one patient and one decision point each."""

    program: Program
    cases: tuple[Case, ...]

    @cached_property
    def columns(self) -> Columns:
        """Return the events of all patients."""
        return columns_from([case.timeline for case in self.cases], self.program.knowledge)

    @cached_property
    def points(self) -> Points:
        """Return one decision point a patient."""
        return Points.at_end_of_day(
            np.arange(len(self.cases)),
            np.array([case.as_of for case in self.cases], np.int64),
            np.array([case.known for case in self.cases], np.int64),
        )

    @cached_property
    def stubs(self) -> dict[str, Stub]:
        """Return the facts that cases give by hand."""
        named = dict.fromkeys(name for case in self.cases for name in case.stubs)
        return {name: self._stub(name) for name in named}

    def _stub(self, fact: str) -> Stub:
        texts = [case.stubs.get(fact) for case in self.cases]
        at = np.array([text is not None for text in texts])
        if self._is_condition(fact):
            truths = [_TRUTHS[text] if text is not None else Truth.UNKNOWN for text in texts]
            return Stub(at, truths=np.array(truths, np.int8))
        return Stub(at, cells=Cells.of(self._value(fact, text) for text in texts))

    def _is_condition(self, fact: str) -> bool:
        definition = self.program.definitions.get(fact)
        return fact in YES_NO_FACTS or isinstance(definition and definition.form, ConditionForm)

    def _value(self, fact: str, text: str | None) -> Value | None:
        if text is None or text == "unknown":
            return None
        grades = self.program.ladders.grades(fact)
        grade = None if grades is None else grade_number(grades, text)
        if grade is not None:
            return Value(grade, grade, "", text)
        quantity, scale = parse_quantity(text), self.program.scale(fact)
        if quantity is None or scale is None:
            return Value(np.nan, np.nan, text, text)
        number = scale.convert(quantity)
        return Value(number, number, "", text)

    def sheet(self, program: Program | None = None) -> Sheet:
        """Return the fact sheet of all patients, perhaps of a changed program."""
        return Sheet(program or self.program, self.columns, self.points, self.stubs)

    @cached_property
    def facts(self) -> Sheet:
        """Return the fact sheet of all patients, kept between looks."""
        return self.sheet()

    def tracer(self, place: int) -> Tracer:
        """Return the tracer of one patient."""
        return Tracer(self.facts, place, self.cases[place].timeline)


def wards(program: Program, cases: Sequence[Case]) -> tuple[tuple[Ward, tuple[int, ...]], ...]:
    """Return cases in wards, one for each set of parameters, with their places in the list."""
    groups: dict[tuple[tuple[str, str], ...], list[int]] = {}
    for place, case in enumerate(cases):
        groups.setdefault(tuple(sorted(case.parameters.items())), []).append(place)
    return tuple(
        (
            Ward(program.with_parameters(dict(named)), tuple(cases[place] for place in places)),
            tuple(places),
        )
        for named, places in groups.items()
    )

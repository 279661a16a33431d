"""Advising: from a timeline and a linked protocol to a recommendation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property

import numpy as np

from cyclewise.advice.bedside import Bedside
from cyclewise.advice.decision import Decision
from cyclewise.advice.leaning import Assumptions
from cyclewise.advice.one_dose import refuse_other_than_one_dose
from cyclewise.advice.recommendation import Ahead, Recommendation
from cyclewise.documents.problem import BadInput, problem_at
from cyclewise.facts.point import Points
from cyclewise.facts.program import Program
from cyclewise.facts.sheet import Sheet
from cyclewise.facts.stub import Stub
from cyclewise.inference.agreement import SecondEngine
from cyclewise.inference.exact import Verdicts, evaluate
from cyclewise.inference.trace import Tracer
from cyclewise.knowledge.knowledgebase import Knowledge
from cyclewise.protocol.protocol import Protocol
from cyclewise.records import dataclass
from cyclewise.timeline.columns import Columns, columns_from
from cyclewise.timeline.event import UNDATED
from cyclewise.timeline.timeline import Timeline

_ONE = np.zeros(1, np.int64)


@dataclass(frozen=True)
class Adviser:
    """A linked protocol ready to advise, with its second engine."""

    program: Program
    second: SecondEngine

    @classmethod
    def of(cls, protocol: Protocol, knowledge: Knowledge) -> Adviser:
        """Return an adviser for a protocol."""
        program = Program(protocol, knowledge)
        return cls(program, SecondEngine(program))

    @cached_property
    def assumptions(self) -> Assumptions:
        """Return what the program's rules and facts assume."""
        return Assumptions(self.program)

    def recommend(
        self, timeline: Timeline, as_of: int | None = None, known: int | None = None
    ) -> Recommendation:
        """Return the recommendation for a patient.

        ``as_of`` defaults to the last day of the timeline, ``known`` to ``as_of``; both are
        days since 1970-01-01. Raises ``Disagreement`` where the two engines differ.
        """
        if as_of is None and timeline.last_day == UNDATED:
            problem = problem_at(
                timeline.label,
                "Nothing in this file has a date, so there is no day to answer for.",
                "Name the day with --as-of, or add what happened.",
            )
            raise BadInput([problem])
        day = timeline.last_day if as_of is None else as_of
        by_then = day if known is None else known
        columns = columns_from([timeline], self.program.knowledge)
        points = Points.at_end_of_day(_ONE, _ONE + day, _ONE + by_then)
        return self.at(timeline, columns, points, {})

    def at(
        self,
        timeline: Timeline,
        columns: Columns,
        points: Points,
        stubs: Mapping[str, Stub],
    ) -> Recommendation:
        """Return the recommendation at one point, and what comes at the next due date.

        Raises ``Disagreement`` where the two engines differ, and ``BadInput`` where the schedule
        gives two doses or none.
        """
        sheet = Sheet(self.program, columns, points, stubs)
        due = _due_later(sheet)
        if due is not None:
            # Both days are two points of one sheet: whatever has to be read is read once.
            sheet = Sheet(self.program, columns, _also_on(points, due), stubs)
        verdicts = evaluate(sheet)
        decision = self._decision(Tracer(sheet, 0, timeline), verdicts)
        answer = Bedside(decision, self.assumptions, self.second.absent).recommendation()
        if due is None or answer.timing is None:
            return answer
        then = self._decision(Tracer(sheet, 1, timeline), verdicts)
        return replace(answer, ahead=Ahead(due, then.action, then.to_give))

    def _decision(self, tracer: Tracer, verdicts: Verdicts) -> Decision:
        """Return what is decided at one point; raise ``Disagreement`` where the engines differ.

        Raises ``BadInput`` where the schedule gives two doses or none.
        """
        if self.second.absent is None:
            self.second.check(tracer.sheet, verdicts, tracer.point)
        refuse_other_than_one_dose(tracer.sheet, verdicts, tracer.point)
        return Decision(tracer, verdicts)


def _due_later(sheet: Sheet) -> int | None:
    """Return the day on which the one point's next dose is due, None where that is not ahead."""
    due = int(sheet.slots.due[0])
    return due if due > sheet.points.day[0] else None


def _also_on(points: Points, day: int) -> Points:
    """Return a point, and after it the same one asked about another day, no more being known."""
    twice = points.take(np.zeros(2, np.int64))
    return replace(twice, day=np.append(points.day, day))

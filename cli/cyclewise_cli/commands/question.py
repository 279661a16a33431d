"""A question about one patient: the timeline, the days, and the protocol that answers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from cyclewise.records import dataclass
from cyclewise_cli.commands.options import day_of
from cyclewise_cli.patients import patient_file
from cyclewise_cli.protocols import knowledge, shelf

if TYPE_CHECKING:
    from cyclewise.advice.advising import Adviser
    from cyclewise.facts.program import Program
    from cyclewise.knowledge.knowledgebase import Knowledge
    from cyclewise.timeline.timeline import Timeline
    from cyclewise.values.calendar import Day

Link = Callable[[Path, "Knowledge"], "Program"]
"""Reads and links a protocol's folder."""


@dataclass(frozen=True)
class Question:
    """What is asked of one patient; a day that was not named is None.

    ``choice`` is what the reader must know of a protocol that nobody chose, else nothing.
    """

    adviser: Adviser
    timeline: Timeline
    as_of: Day | None
    known: Day | None
    choice: str


def question(
    patient: str,
    days: tuple[str | None, str | None],
    answered_by: tuple[str | None, Path | None],
    link: Link,
) -> Question:
    """Return the question about a patient's file; raise BadInput for anything that is wrong.

    ``days`` are what ``--as-of`` and ``--known`` name, ``answered_by`` the protocol and the folder
    of rules.
    """
    from cyclewise.advice.advising import Adviser
    from cyclewise.inference.agreement import SecondEngine
    from cyclewise.timeline.reading import read_timeline

    protocol, rules = answered_by
    as_of, known = day_of(days[0], "--as-of"), day_of(days[1], "--known")
    shelved = shelf(rules)
    knows = knowledge(shelved)
    timeline = read_timeline(patient_file(patient), knows)
    fit = shelved.fitting(timeline, protocol)
    program = link(fit.folder, knows)
    return Question(Adviser(program, SecondEngine(program)), timeline, as_of, known, fit.note)

"""A recommendation for every patient of a cohort, on all cores, with memory that stays flat."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from cyclewise.batches.answers import Answers, answers_for
from cyclewise.batches.parts import parts_of, read_part
from cyclewise.batches.workers import Work, ask
from cyclewise.facts.program import Program
from cyclewise.records import dataclass
from cyclewise.timeline.columns import Columns

Told = Callable[[int], None]


@dataclass(frozen=True)
class Question:
    """What is asked of every patient: which protocol, at which date, by what was known when."""

    program: Program
    as_of: int
    known: int | None = None

    def answers(self, part: Work) -> Answers:
        """Return the answers for one part of a cohort."""
        loaded = read_part(part, self.program.knowledge)
        return answers_for(self.program, loaded.columns, self.as_of, self.known, loaded.set_aside)

    def bare(self) -> Question:
        """Return the question for another process."""
        return replace(self, program=replace(self.program))


def recommend_cohort(  # noqa: PLR0913 - what is asked, and how it is run
    program: Program,
    cohort: Columns | Path,
    as_of: int,
    known: int | None = None,
    *,
    jobs: int | None = None,
    told: Told = lambda _: None,
) -> Answers:
    """Return what stands for every patient of a cohort at the end of one day.

    ``cohort`` is columns or an events table's file. ``jobs`` is the number of processes (default:
    one a core); ``told`` hears how many patients each finished part had. Patients whose rows are
    wrong are set aside; BadInput is raised where the file as a whole cannot be read.
    """
    question = Question(program, as_of, known)
    parts, found = parts_of(cohort, program.knowledge), []
    for answers in ask(question, parts, jobs):
        told(len(answers) + len(answers.set_aside))
        found.append(answers)
    return Answers.together(found)

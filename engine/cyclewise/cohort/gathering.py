"""A cohort from where it lies: columns in memory or an events table, on all cores."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from cyclewise.batches.engines import Engine, ask_with
from cyclewise.batches.parts import parts_of, read_part
from cyclewise.batches.workers import Work
from cyclewise.cohort.finding import find
from cyclewise.cohort.found import Found
from cyclewise.cohort.study import Study
from cyclewise.records import dataclass
from cyclewise.timeline.columns import Columns

Told = Callable[[int], None]


@dataclass(frozen=True)
class Inquiry:
    """What is asked of every patient: a study, by what was dated and known at a cut-off."""

    study: Study
    cut_off: int | None = None

    def answers(self, part: Work) -> Found:
        """Return what is found of one part of a cohort."""
        loaded = read_part(part, self.study.program.knowledge)
        found = find(self.study, loaded.columns, self.cut_off, loaded.set_aside)
        return replace(found, repeated=loaded.repeated)

    def bare(self) -> Inquiry:
        """Return the inquiry for another process."""
        return replace(self, study=replace(self.study, program=replace(self.study.program)))


def gather(  # noqa: PLR0913 - what is asked, and how it is run
    study: Study,
    cohort: Columns | Path,
    cut_off: int | None = None,
    *,
    jobs: int | None = None,
    engine: Engine = "local",
    told: Told = lambda _: None,
) -> Found:
    """Return what is found of every patient of a cohort: columns, or an events table's file.

    ``jobs`` is the number of processes (default: one a core) and ``engine`` what runs them;
    ``told`` hears how many patients each finished part had. Raises BadInput where a file as a
    whole cannot be read; patients whose rows are wrong are set aside.
    """
    parts, found = parts_of(cohort, study.program.knowledge), []
    for part in ask_with(engine, Inquiry(study, cut_off), parts, jobs):
        told(len(part) + len(part.set_aside))
        found.append(part)
    return Found.together(found)

"""A cohort from where it lies: columns in memory or an events table, on all cores."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from cyclewise.batches.chunks import chunks
from cyclewise.batches.workers import Work, ask
from cyclewise.cohort.finding import find
from cyclewise.cohort.found import Found
from cyclewise.cohort.study import Study
from cyclewise.records import dataclass
from cyclewise.timeline.columns import Columns
from cyclewise.timeline.table_columns import columns_from_table
from cyclewise.timeline.table_file import ROWS, read_stretch, stretches

Told = Callable[[int], None]


@dataclass(frozen=True)
class Inquiry:
    """What is asked of every patient: a study, by what was dated and known at a cut-off."""

    study: Study
    cut_off: int | None = None

    def answers(self, part: Work) -> Found:
        """Return what is found of one part of a cohort."""
        if isinstance(part, Columns):
            return find(self.study, part, self.cut_off)
        knowledge = self.study.program.knowledge
        loaded = columns_from_table(read_stretch(part, knowledge), knowledge)
        return find(self.study, loaded.columns, self.cut_off, loaded.set_aside)

    def bare(self) -> Inquiry:
        """Return the inquiry for another process."""
        return replace(self, study=replace(self.study, program=replace(self.study.program)))


def gather(
    study: Study,
    cohort: Columns | Path,
    cut_off: int | None = None,
    *,
    jobs: int | None = None,
    told: Told = lambda _: None,
) -> Found:
    """Return what is found of every patient of a cohort: columns, or an events table's file.

    ``told`` hears how many patients each finished part had. Raises BadInput where a file as a
    whole cannot be read; patients whose rows are wrong are set aside.
    """
    knowledge = study.program.knowledge
    parts: list[Work]
    if isinstance(cohort, Columns):
        parts = list(chunks(cohort))
    else:
        parts = list(stretches(cohort, knowledge, rows=ROWS))
    found = []
    for part in ask(Inquiry(study, cut_off), parts, jobs):
        told(len(part) + len(part.set_aside))
        found.append(part)
    return Found.together(found)

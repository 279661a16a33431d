"""A whole invented cohort, written part by part, so that memory stays flat."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from cyclewise.batches.workers import ask
from cyclewise.facts.program import Program
from cyclewise.records import dataclass
from cyclewise.simulation.draft import NEVER
from cyclewise.simulation.page import Simulation
from cyclewise.simulation.patients import Invented, Wish, invent
from cyclewise.simulation.rows import columns_of
from cyclewise.timeline.table import table_from
from cyclewise.timeline.table_made import join_tables, made_table, write_part
from cyclewise.timeline.table_reading import table_to_timelines
from cyclewise.timeline.timeline import Timeline
from cyclewise.values.calendar import day_text

PATIENTS = 10_000
"""Patients of one part."""
PREFIX = "SYN-"
"""How the name of every invented patient begins, so that no row can be taken for a real one."""
_DIGITS = 7


@dataclass(frozen=True, slots=True)
class Trace:
    """One planted deviation: whose, when, and what an audit is to say of it."""

    patient: str
    date: str
    name: str
    category: str
    page: str


@dataclass(frozen=True, slots=True)
class Made:
    """What was made of one part: how many patients and rows, and the deviations planted."""

    patients: int
    rows: int
    planted: tuple[Trace, ...]


@dataclass(frozen=True)
class Making:
    """What every part of a cohort is made from; the parts are written into a folder."""

    page: Simulation
    program: Program
    wish: Wish
    folder: Path
    ending: str

    def answers(self, part: range) -> Made:
        """Write one part and return what was made."""
        invented = invent(self.page, self.program, self.wish, part)
        names = names_of(part)
        columns = columns_of(invented, self.page, self.program.knowledge, names)
        frame = made_table(columns)
        write_part(frame, part_file(self.folder, part, self.ending))
        return Made(len(part), frame.height, traces(invented, self.page, names))

    def bare(self) -> Making:
        """Return the same for another process."""
        return replace(self, program=replace(self.program))


def names_of(numbers: Sequence[int]) -> tuple[str, ...]:
    """Return the names of patients by number, counted from 0."""
    return tuple(f"{PREFIX}{number + 1:0{_DIGITS}}" for number in numbers)


def part_file(folder: Path, part: range, ending: str) -> Path:
    """Return the file of a part."""
    return folder / f"{part.start:012}{ending}"


def traces(invented: Invented, page: Simulation, names: Sequence[str]) -> tuple[Trace, ...]:
    """Return the deviations planted in some patients, in the order of the patients."""
    found = np.flatnonzero((invented.plan.planted >= 0) & (invented.found < NEVER))
    return tuple(
        Trace(
            names[patient],
            day_text(int(invented.found[patient])),
            page.planted[kind].name,
            page.planted[kind].category,
            page.planted[kind].page,
        )
        for patient, kind in zip(found.tolist(), invented.plan.planted[found].tolist(), strict=True)
    )


def write_cohort(  # noqa: PLR0913 - what is made, and how
    page: Simulation,
    program: Program,
    wish: Wish,
    path: Path,
    said: str,
    *,
    jobs: int | None = None,
    told: Callable[[int], None] = lambda _: None,
) -> Iterator[Made]:
    """Write a cohort as one table, CSV or Parquet, and yield what was made of each part.

    ``said`` goes into the file's own metadata; ``told`` hears how many patients are done. The
    same page, seed and wish give the same bytes on any number of processes. The file is there
    when it is whole, and not before.
    """
    parts = [
        range(begin, min(begin + PATIENTS, wish.patients))
        for begin in range(0, wish.patients, PATIENTS)
    ]
    with TemporaryDirectory(prefix=".simulated-", dir=path.parent) as folder:
        ending = path.suffix.lower()
        making = Making(page, program, wish, Path(folder), ending)
        for made in ask(making, parts, jobs):
            told(made.patients)
            yield made
        whole = Path(folder) / f"whole{ending}"
        join_tables([part_file(Path(folder), part, ending) for part in parts], whole, said)
        whole.replace(path)


def invented_timelines(
    page: Simulation, program: Program, wish: Wish, label: str
) -> Iterator[tuple[Timeline, tuple[Trace, ...]]]:
    """Yield each patient of a cohort as a timeline, with the deviation planted in it."""
    for begin in range(0, wish.patients, PATIENTS):
        part = range(begin, min(begin + PATIENTS, wish.patients))
        invented = invent(page, program, wish, part)
        names = names_of(part)
        by_patient = {each.patient: (each,) for each in traces(invented, page, names)}
        frame = made_table(columns_of(invented, page, program.knowledge, names))
        found = table_to_timelines(table_from(frame, program.knowledge, label), program.knowledge)
        if found.set_aside:
            # What was made cannot be read: the page says something no patient can be.
            raise ValueError(found.set_aside[0].problems[0].text())
        for timeline in found.timelines:
            yield timeline, by_patient.get(timeline.patient, ())

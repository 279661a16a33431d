"""Read what an audit is asked about, one patient or a cohort, and audit it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from cyclewise.audit.gathering import audit_cohort
from cyclewise.audit.judging import Auditor
from cyclewise.audit.shard import WHOLE, Shard
from cyclewise.batches.engines import Engine
from cyclewise.cohort.report import Told
from cyclewise.documents.problem import BadInput, problem_at, suggestion, visible
from cyclewise.records import dataclass
from cyclewise.timeline.cohort_folder import read_folder
from cyclewise.timeline.columns import columns_from
from cyclewise.timeline.reading import read_timeline
from cyclewise.timeline.repeated import Noticed, repeated_events
from cyclewise.timeline.table_file import is_table, patients_like, read_patient, refuse_unread
from cyclewise.timeline.table_reading import SetAside, table_to_timelines
from cyclewise.timeline.timeline import Timeline
from cyclewise.values.refused import Refused
from cyclewise_cli.audited import Audit
from cyclewise_cli.cohorts import Cohort, cohort_path, example_cohorts, read_cohort
from cyclewise_cli.patients import EXAMPLE, examples, path_of
from cyclewise_cli.protocols import Shelf, knowledge, linked

if TYPE_CHECKING:
    from collections.abc import Callable

    from cyclewise.knowledge.knowledgebase import Knowledge


@dataclass(frozen=True)
class Asked:
    """What an audit is asked about: where it lies, and one patient of it or None for all."""

    path: str
    patient: str | None = None
    protocol: str | None = None


@dataclass(frozen=True)
class Run:
    """How an audit is run: by which engine, on how many processes (None: one a core).

    A ``shard`` audits its share of a cohort alone.
    """

    engine: Engine = "local"
    jobs: int | None = None
    shard: Shard = WHOLE


def audit_of(asked: Asked, shelf: Shelf, run: Run, step: Callable[[int], None]) -> Audit:
    """Return the audit of a patient's file, of a cohort, or of one patient of a cohort.

    Raises BadInput for what is wrong; patients of a cohort with mistakes are set aside.
    """
    known = knowledge(shelf)
    timeline = _timeline(asked, known)
    if timeline is not None:
        if run.shard != WHOLE:
            message = f"One patient cannot be shared out as {run.shard}."
            raise BadInput([problem_at("--shard", message, "Name a cohort, or leave it out.")])
        auditor = _auditor(shelf.fitting(timeline, asked.protocol).folder, known)
        told, twice = Told(timeline.label or asked.path), repeated_events([timeline])
        source = Cohort(columns_from([timeline], known), told, repeated=twice)
        return _audited(auditor, source, (timeline,), Run(), step)
    auditor = _auditor(shelf.one(asked.protocol), known)
    return _audited(auditor, read_cohort(cohort_path(asked.path), known, step), (), run, step)


def _audited(
    auditor: Auditor,
    source: Cohort,
    timelines: tuple[Timeline, ...],
    run: Run,
    step: Callable[[int], None],
) -> Audit:
    try:
        findings = audit_cohort(
            auditor, source.source, jobs=run.jobs, engine=run.engine, shard=run.shard, told=step
        )
    except Refused as refused:
        raise BadInput([problem_at("--shard", refused.message, refused.remedy)]) from None
    if run.shard.number == 1:  # what the reading of a folder found, the first shard tells for all
        aside = (*source.set_aside, *findings.set_aside)
        twice = Noticed.together([source.repeated, findings.repeated])
        findings = replace(findings, set_aside=aside, repeated=twice)
    return Audit(auditor, findings, source.told, timelines)


def _timeline(asked: Asked, known: Knowledge) -> Timeline | None:
    """Return the one patient that is asked about, None where it is all of a cohort."""
    one = _patient_path(asked.path)
    if one is not None:
        timeline = read_timeline(one, known)
        if asked.patient not in (None, timeline.patient):
            raise _unknown(str(asked.patient), [timeline.patient])
        return timeline
    if asked.patient is None:
        return None
    path = cohort_path(asked.path)
    if not is_table(path):
        return _of_folder(path, asked.patient, known)
    read = table_to_timelines(read_patient(path, known, asked.patient), known)
    if read.set_aside:
        raise BadInput(list(read.set_aside[0].problems))
    if not read.timelines:
        raise _unknown(asked.patient, patients_like(path, asked.patient))
    return read.timelines[0]


def _of_folder(path: Path, patient: str, known: Knowledge) -> Timeline:
    names = []
    for found in read_folder(path, known):
        if isinstance(found, Timeline):
            if found.patient == patient:
                return found
            names.append(found.patient)
        elif isinstance(found, SetAside) and Path(found.patient).stem == patient:
            raise BadInput(list(found.problems))
    raise _unknown(patient, names)


def _unknown(patient: str, names: list[str]) -> BadInput:
    near = suggestion(patient, names)
    message = f"There is no patient “{visible(patient)}” here.{' ' * bool(near)}{near}"
    return BadInput([problem_at("--patient", message, "Name a patient by the id in the file.")])


def _patient_path(path: str) -> Path | None:
    """Return the file of one patient, None for anything that holds many."""
    if path.casefold().startswith(EXAMPLE):
        cohorts = example_cohorts()[1]
        return None if path[len(EXAMPLE) :] in cohorts else _example(path, cohorts)
    found = Path(path)
    refuse_unread(found)
    return found if found.is_file() and not is_table(found) else None


def _example(path: str, cohorts: list[str]) -> Path:
    """Return the file of a bundled patient; raise BadInput where nothing has that name."""
    asked, names = path[len(EXAMPLE) :], [each.id for each in examples()]
    if asked.casefold() in {name.casefold() for name in names}:
        return path_of(path)
    near = suggestion(asked, [*names, *cohorts])
    message = f"There is no example “{visible(asked)}”.{' ' * bool(near)}{near}"
    remedy = f"Name a patient, such as {names[0]}, or a cohort: {', '.join(cohorts)}."
    raise BadInput([problem_at(path, message, remedy)])


def auditor_of(shelf: Shelf, protocol: str) -> Auditor:
    """Return what audits by a protocol; raise BadInput where no page judges."""
    return _auditor(shelf.named(protocol), knowledge(shelf))


def _auditor(folder: Path, known: Knowledge) -> Auditor:
    program = linked(folder, known)
    if not program.protocol.deviations:
        message = f"The protocol {program.protocol.id} says nothing of deviations."
        remedy = "Describe them in its folder deviations, or name another protocol."
        raise BadInput([problem_at(folder.as_posix(), message, remedy)])
    return Auditor(program)

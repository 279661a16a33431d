"""Give the tests of the cohort the bundled study, a way to ask it, and the synthetic cohort."""

from collections.abc import Callable

import pytest

from cyclewise.bundled import bundled
from cyclewise.cohort.curves import Drawing
from cyclewise.cohort.gathering import gather
from cyclewise.cohort.report import Report, Told
from cyclewise.cohort.study import Study, read_study
from cyclewise.documents.yamlfile import parse_yaml
from cyclewise.facts.program import Program
from cyclewise.timeline.columns import columns_from
from cyclewise.timeline.reading import timeline_from
from cyclewise.values.calendar import parse_day
from cyclewise_cli.cohorts import cohort_path, read_cohort
from cyclewise_cli.protocols import knowledge, linked

Asked = Callable[..., Report]


@pytest.fixture(scope="session")
def program() -> Program:
    return linked(bundled("rules") / "ino-mrd", knowledge())


@pytest.fixture(scope="session")
def study(program: Program) -> Study:
    return read_study(program)


@pytest.fixture(scope="session")
def synthetic(study: Study) -> Report:
    """Report the synthetic cohort."""
    path = cohort_path("example:ino-mrd-26")
    cohort = read_cohort(path, study.program.knowledge, lambda _: None)
    found = gather(study, cohort.source, jobs=1)
    return Report(study, found, Drawing(study.layout.months), cohort.told)


@pytest.fixture
def reported(study: Study) -> Asked:
    """Return the report of patients, each written as the lines of its events."""

    def report(*patients: str, cut_off: str | None = None) -> Report:
        known = study.program.knowledge
        timelines = [
            timeline_from(parse_yaml(written(place, events), "test"), known)
            for place, events in enumerate(patients, start=1)
        ]
        day = None if cut_off is None else parse_day(cut_off)
        found = gather(study, columns_from(timelines, known), day, jobs=1)
        return Report(study, found, Drawing(study.layout.months), Told("test", cut_off=day))

    return report


def written(place: int, events: str) -> str:
    """Return a patient's file with a first dose on 1 January 2020 and events one a line."""
    lines = [line.strip() for line in events.strip().splitlines() if line.strip()]
    first = "date: 2020-01-01, dose: inotuzumab, cycle: 1, day: 1, given: 0.6 mg/m2"
    doses = [] if "no dose" in lines else [first]
    told = "".join(f"  - {{{line}}}\n" for line in (*doses, *lines) if line != "no dose")
    return f"patient: {{id: P{place}}}\nevents:{chr(10) + told if told else ' []'}"

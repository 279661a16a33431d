"""Hold the long example courses to what they tell, day by day from the first sign to the end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from cyclewise.advice.advising import Adviser
from cyclewise.bundled import bundled
from cyclewise.facts.point import Points
from cyclewise.facts.sheet import Sheet
from cyclewise.knowledge.knowledgebase import Knowledge, read_knowledge
from cyclewise.protocol.parsing import read_protocol
from cyclewise.timeline.columns import columns_from
from cyclewise.timeline.reading import read_timeline
from cyclewise.timeline.timeline import Timeline
from cyclewise.values.calendar import parse_day
from cyclewise.values.truth import Truth

COURSES = Path(__file__).parent / "courses"
ONE = np.zeros(1, np.int64)
SEVERITY = ("none", "mild", "moderate", "severe", "very severe")
SETS = (
    "sos_proven",
    "sos_clinical",
    "sos_probable",
    "sos_ebmt_2016_classical",
    "sos_ebmt_2016_late",
    "sos_baltimore",
    "sos_modified_seattle",
)


def _days() -> Iterator[Any]:
    for course in sorted(COURSES.glob("*.yaml")):
        for day in yaml.safe_load(course.read_text(encoding="utf-8")):
            yield pytest.param(course.stem, day, id=f"{course.stem}: {day['says']}")


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return read_knowledge(bundled("knowledge"))


@pytest.fixture(scope="module")
def adviser(knowledge: Knowledge) -> Adviser:
    folder = bundled("rules") / "ino-mrd"
    return Adviser.of(read_protocol(folder, bundled("knowledge"), knowledge), knowledge)


@pytest.fixture(scope="module")
def patients(knowledge: Knowledge) -> Mapping[str, Timeline]:
    examples = bundled("knowledge") / "examples"
    return {
        course.stem: read_timeline(examples / f"{course.stem}.yaml", knowledge)
        for course in COURSES.glob("*.yaml")
    }


@pytest.mark.parametrize(("patient", "day"), list(_days()))
def test_a_day_of_a_course_reads_as_it_should(
    patient: str, day: Mapping[str, Any], adviser: Adviser, patients: Mapping[str, Timeline]
) -> None:
    timeline, as_of = patients[patient], parse_day(str(day["as_of"]))
    told = adviser.recommend(timeline, as_of)
    points = Points.at_end_of_day(ONE, ONE + as_of, ONE + as_of)
    sheet = Sheet(adviser.program, columns_from([timeline], adviser.program.knowledge), points)
    found = {
        "action": told.action,
        "urgency": told.urgency,
        "deciding": sorted(told.deciding),
        "alerts": sorted(each.rule for each in told.alerts if each.rule[:3] in ("SOS", "TRD")),
        "met": _those(sheet, Truth.MET),
        "not known": _those(sheet, Truth.UNKNOWN),
        "not applicable": [each for each in SETS if sheet.applicable(each)[0] == Truth.NOT_MET],
        "severity": _severity(sheet),
    }
    wanted = {key: value for key, value in day.items() if key in found}
    assert {key: found[key] for key in wanted} == {
        key: sorted(value) if key in ("deciding", "alerts") else value
        for key, value in wanted.items()
    }


def _those(sheet: Sheet, truth: Truth) -> list[str]:
    return [each for each in SETS if sheet.condition(each)[0] == truth]


def _severity(sheet: Sheet) -> str:
    value = sheet.reading("sos_severity").value
    low, high = (SEVERITY[int(bound[0])] for bound in (value.low, value.high))
    return low if low == high else f"{low} to {high}"

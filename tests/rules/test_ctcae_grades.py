"""The gradings of laboratory values against a plain table, value by value and at every boundary."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.rules.ctcae_table import (
    ANC_V6,
    BELOW,
    OVER_BASELINE,
    OVER_LIMIT,
    below_limits,
    creatinine,
    inr,
    over_limit_or_baseline,
    pancreas,
    qtc,
)

from cyclewise.bundled import bundled
from cyclewise.documents.yamlfile import parse_yaml
from cyclewise.facts.linking import link
from cyclewise.facts.point import Points
from cyclewise.facts.program import Program
from cyclewise.facts.sheet import Sheet
from cyclewise.knowledge.knowledgebase import read_knowledge
from cyclewise.protocol.parsing import read_protocol
from cyclewise.timeline.columns import columns_from
from cyclewise.timeline.reading import timeline_from
from cyclewise.timeline.timeline import Timeline
from cyclewise.values.calendar import parse_day

UNKNOWN = "unknown"
VERSIONS = ("v5", "v6")
AS_OF = parse_day("2024-03-11")
UNITS = {
    "bilirubin": "mg/dL", "alt": "U/L", "ast": "U/L", "ggt": "U/L", "alp": "U/L",
    "creatinine": "mg/dL", "lipase": "U/L", "amylase": "U/L", "inr": "", "qtc": "ms",
    "haemoglobin": "g/dL", "albumin": "g/dL",
    "platelets": "10^9/L", "anc": "10^9/L", "white_cells": "10^9/L", "lymphocytes": "10^9/L",
}  # fmt: skip

# --- what CycleWise says ------------------------------------------------------------------------


@cache
def program(version: str) -> Program:
    knowledge = read_knowledge(bundled("knowledge"))
    protocol = read_protocol(bundled("rules") / "ino-mrd", bundled("knowledge"), knowledge)
    return link(protocol, knowledge).with_parameters({"ctcae version": version})


def written(hundredths: int, unit: str, by: int = 100) -> str:
    return f"{hundredths / by:.10g} {unit}".strip()


def patient(item: str, now: str, before: str | None, *, treated: bool = True) -> Timeline:
    lines = ["patient: {id: P}", "events:"]
    if before is not None:
        lines.append(f"  - {{date: 2024-02-11, {item}: {before}}}")
    if treated:
        lines.append("  - {date: 2024-02-12, dose: inotuzumab, cycle: 1, day: 1}")
    lines.append(f"  - {{date: 2024-03-10, {item}: {now}}}")
    document = parse_yaml("\n".join(lines), "p.yaml")
    return timeline_from(document, program("v5").knowledge)


def grade(item: str, version: str, timeline: Timeline) -> int | str:
    """Return the grade, or “unknown” where it may be more than one."""
    linked = program(version)
    days = np.array([AS_OF], np.int64)
    points = Points.at_end_of_day(np.zeros(1, np.int64), days, days)
    sheet = Sheet(linked, columns_from([timeline], linked.knowledge), points)
    value = sheet.reading(f"{item}_grade").value
    low, high = float(value.low[0]), float(value.high[0])
    return int(low) if low == high else UNKNOWN


def near(ends: Sequence[int], most: int) -> st.SearchStrategy[int]:
    """Draw a value, often one at a boundary or beside it."""
    at = st.sampled_from([end + step for end in ends for step in (-1, 0, 1)])
    return (at | st.integers(1, most)).filter(lambda value: 0 < value <= most)


versions = st.sampled_from(VERSIONS)
LIMIT = 100
UNIT_OF = {"bilirubin": 100, "creatinine": 100}
"""Hundredths in a unit; a limit of 100 is 1 mg/dL, or 100 U/L."""


@given(st.data(), st.sampled_from(sorted(OVER_LIMIT)), versions, st.booleans())
@settings(max_examples=80, deadline=None)
def test_a_rise_is_graded_by_its_limit_or_by_its_baseline(
    data: st.DataObject, item: str, version: str, treated: bool
) -> None:
    by, unit = UNIT_OF.get(item, 1), UNITS[item]
    before = data.draw(near([LIMIT, 2 * LIMIT], 3 * LIMIT), label="baseline")
    ends = [end * LIMIT // 100 for end in OVER_LIMIT[item]]
    ends += [
        end * before // 100
        for (name, _), row in OVER_BASELINE.items()
        for end in row
        if name == item
    ]
    value = data.draw(near(ends, 7000), label="value")
    uln = f"uln: {written(LIMIT, unit, by)}"
    timeline = patient(
        item,
        f"{written(value, unit, by)}, {uln}",
        f"{written(before, unit, by)}, {uln}",
        treated=treated,
    )
    # Before the first dose the latest value is its own baseline and its limit decides.
    own = value if (item, version) == ("alp", "v6") else None
    expected = over_limit_or_baseline(item, version, value, LIMIT, before if treated else own)
    assert grade(item, version, timeline) == expected


@given(st.data(), st.sampled_from(sorted({item for item, _ in BELOW})), versions)
@settings(max_examples=80, deadline=None)
def test_a_fall_is_graded_by_its_numbers_and_its_lower_limit(
    data: st.DataObject, item: str, version: str
) -> None:
    ends = (*BELOW[item, "v5"], *BELOW.get((item, "v6"), ANC_V6))
    lower = max(ends) * 3 // 2
    value = data.draw(near((*ends, lower), 2 * lower), label="value")
    unit = UNITS[item]
    timeline = patient(item, f"{written(value, unit)}, lln: {written(lower, unit)}", None)
    assert grade(item, version, timeline) == below_limits(item, version, value, lower)


@given(near((100, 150, 300, 600, 40, 60, 120), 700), near((50, 40, 100), 200), versions)
@settings(max_examples=80, deadline=None)
def test_creatinine_is_graded_by_its_limit_and_its_baseline(
    value: int, baseline: int, version: str
) -> None:
    limits = "uln: 1.0 mg/dL, lln: 0.5 mg/dL"
    now, before = (f"{written(each, 'mg/dL')}, {limits}" for each in (value, baseline))
    timeline = patient("creatinine", now, before)
    assert grade("creatinine", version, timeline) == creatinine(version, value, 100, 50, baseline)


@given(
    st.sampled_from(["lipase", "amylase"]),
    near((100, 150, 200, 300, 500), 700),
    st.sampled_from(["none", "mild", "moderate", "severe"]),
    versions,
)
@settings(max_examples=80, deadline=None)
def test_the_pancreas_is_graded_by_enzymes_and_symptoms(
    item: str, value: int, symptoms: str, version: str
) -> None:
    timeline = patient(item, f"{value} U/L, uln: 100 U/L, symptoms: {symptoms}", None)
    assert grade(item, version, timeline) == pancreas(item, version, value, 100, symptoms)


@given(near((120, 150, 250, 300, 500), 700), st.none() | near((100, 200), 300), versions)
def test_inr_is_graded_as_it_is_or_on_anticoagulation_by_its_baseline(
    value: int, baseline: int | None, version: str
) -> None:
    beside = "" if baseline is None else ", anticoagulated: true"
    value, before = max(value, 50), 100 if baseline is None else max(baseline, 50)
    timeline = patient("inr", f"{written(value, '')}{beside}", f"{written(before, '')}{beside}")
    assert grade("inr", version, timeline) == inr(value, None if baseline is None else before)


@given(near((4500, 4800, 4805, 4810, 5000, 5005, 5010), 6000), st.integers(3800, 4600), versions)
def test_qtc_is_graded_in_milliseconds(value: int, baseline: int, version: str) -> None:
    value = max(value, 3000)
    timeline = patient("qtc", written(value, "ms", 10), written(baseline, "ms", 10))
    assert grade("qtc", version, timeline) == qtc(version, value, baseline)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    ("item", "now"),
    [
        ("bilirubin", "2.4 mg/dL"),
        ("alt", "90 U/L"),
        ("platelets", "80 10^9/L"),
        ("haemoglobin", "11 g/dL"),
        ("lipase", "300 U/L, symptoms: none"),
    ],
)
def test_without_its_limit_of_normal_a_value_has_no_grade(
    item: str, now: str, version: str
) -> None:
    assert grade(item, version, patient(item, now, None)) == UNKNOWN


@pytest.mark.parametrize("version", VERSIONS)
def test_without_a_baseline_a_normal_value_is_no_grade_and_a_high_one_is_unknown(
    version: str,
) -> None:
    normal, high = (patient("alt", f"{value} U/L, uln: 40 U/L", None) for value in (40, 50))
    assert grade("alt", version, normal) == 0
    assert grade("alt", version, high) == UNKNOWN

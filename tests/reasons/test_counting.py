"""An event that a concept's own definition leaves out is told, and drawn in no lane of it."""

from __future__ import annotations

from cyclewise.advice.advising import Adviser
from cyclewise.bundled import bundled
from cyclewise.documents.yamlfile import parse_yaml
from cyclewise.reasons.course import course_of
from cyclewise.timeline.reading import timeline_from
from cyclewise_cli.protocols import knowledge, linked

WRITTEN = """
patient: {id: P-1}
diagnosis: {lineage: B}
events:
  - {date: 2024-02-01, mrd: 3e-4, method: flow, material: marrow, sensitivity: 1e-5}
  - {date: 2024-02-09, mrd: not detected, method: flow, material: marrow, sensitivity: 1e-4}
  - {date: 2024-02-09, mrd: 4e-4, method: bcr-abl1, material: marrow, sensitivity: 1e-5}
  - {date: 2024-02-10, platelets: 90 10^9/L}
"""


def test_a_ratio_is_not_drawn_as_the_mrd_and_is_told() -> None:
    known = knowledge()
    adviser = Adviser.of(linked(bundled("rules") / "ino-mrd", known).protocol, known)
    timeline = timeline_from(parse_yaml(WRITTEN, "P-1.yaml"), known)
    course = course_of(adviser.recommend(timeline), adviser.program)
    lanes = {lane.title: [mark.label for mark in lane.marks] for lane in course.lanes}
    assert lanes["MRD"] == ["3e-4", "not detected"]
    assert len(lanes["platelets"]) == 1
    assert [each.text for each in course.happenings] == [
        "MRD 4e-4 (method bcr-abl1, material marrow, sensitivity 1e-5)"
    ]

"""Hold the bundled protocol to its contract, sentence by sentence, on patients as they come."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from cyclewise.advice.advising import Adviser
from cyclewise.bundled import bundled
from cyclewise.documents.yamlfile import parse_yaml
from cyclewise.knowledge.knowledgebase import Knowledge, read_knowledge
from cyclewise.protocol.parsing import read_protocol
from cyclewise.reasons.documenting import document_of
from cyclewise.reasons.explaining import explain
from cyclewise.timeline.reading import timeline_from
from cyclewise.values.calendar import parse_day

TABLES = Path(__file__).parent / "contract"
LISTED = {
    "truth": ("rules", "id", "truth"),
    "why": ("missing", "fact", "why"),
    "alone": ("decides_alone", "fact", "then"),
}
"""Keys that go on with a name: of which list of the answer, found by what, and what is read."""

UNORDERED = ("deciding", "to_give", "next.to_give", "missing")

# The patients that a point begins from: each a few events more than the one before.
ELIGIBLE = """
2024-01-08, remission: CR1
2024-01-09, cd22: 92 %
2024-01-10, mrd: 3.2e-4, method: flow, material: marrow, sensitivity: 1e-5
2024-01-11, enrolment: present
2024-01-11, ecog: 1
2024-01-11, creatinine_clearance: 88 mL/min
2024-01-11, qtc: 430 ms
2024-01-11, ursodiol: present
2024-01-11, height: 168 cm
2024-01-14, bilirubin: 0.7 mg/dL, uln: 1.2 mg/dL
2024-01-14, alt: 30 U/L, uln: 35 U/L
2024-01-14, ast: 28 U/L, uln: 35 U/L
2024-01-14, anc: 2.4 10^9/L
2024-01-14, platelets: 150 10^9/L
2024-01-14, weight: 71.5 kg
"""
TESTS = """
{day}, bilirubin: 0.8 mg/dL, uln: 1.2 mg/dL
{day}, alt: 41 U/L, uln: 35 U/L
{day}, ast: 30 U/L, uln: 35 U/L
{day}, anc: 1.9 10^9/L
{day}, platelets: 112 10^9/L
{day}, weight: 71.5 kg
"""
DAY_1 = ELIGIBLE + "2024-01-15, dose: inotuzumab, cycle: 1, day: 1\n"
DAY_8 = DAY_1 + "2024-01-22, dose: inotuzumab, cycle: 1, day: 8\n"
MRD = "2024-02-09, mrd: 2.1e-4, method: flow, material: marrow, sensitivity: 1e-5\n"
BEGINNINGS = {
    "nobody": "",
    "eligible": ELIGIBLE,  # all is in order for the first dose on 15 January
    "day 1 given": DAY_1,  # on 15 January; nothing was measured since
    "day 8 due": DAY_1 + TESTS.format(day="2024-01-21"),  # on 22 January
    "day 8 given": DAY_8,  # on 22 January; nothing was measured since
    "cycle 2 due": DAY_8 + MRD + TESTS.format(day="2024-02-11"),  # on 12 February
}


def _points() -> Iterator[Any]:
    for table in sorted(TABLES.glob("*.yaml")):
        for point in yaml.safe_load(table.read_text(encoding="utf-8")):
            yield pytest.param(point, id=f"{table.stem}: {point['says']}")


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return read_knowledge(bundled("knowledge"))


@pytest.fixture(scope="module")
def adviser(knowledge: Knowledge) -> Adviser:
    folder = bundled("rules") / "ino-mrd"
    return Adviser.of(read_protocol(folder, bundled("knowledge"), knowledge), knowledge)


@pytest.mark.parametrize("point", list(_points()))
def test_the_contract_holds_where(
    point: Mapping[str, Any], adviser: Adviser, knowledge: Knowledge
) -> None:
    answer = _answer(point, adviser, knowledge)
    expected = {key: _written(key, value) for key, value in point["answer"].items()}
    assert {key: _written(key, _found(answer, key)) for key in expected} == expected


def _answer(point: Mapping[str, Any], adviser: Adviser, knowledge: Knowledge) -> Mapping[str, Any]:
    timeline = timeline_from(parse_yaml(_file(point), "patient.yaml"), knowledge)
    days = [parse_day(str(point[key])) if key in point else None for key in ("as_of", "known")]
    return document_of(explain(adviser.recommend(timeline, *days), adviser.program))


def _file(point: Mapping[str, Any]) -> str:
    """Return the patient's file: where the point begins, less what it drops, and what it adds."""
    events = BEGINNINGS[point["begins"]].split("\n")
    for concept in point.get("drop", ()):
        assert any(f", {concept}: " in event for event in events), f"There is no {concept} to drop."
        events = [event for event in events if f", {concept}: " not in event]
    if "tests" in point:
        events += TESTS.format(day=point["tests"]).split("\n")
    events = [event for event in (*events, *point.get("add", ())) if event]
    lineage = point.get("lineage", "B")
    head = f"patient: {{id: P, birth_date: 1978-05-14}}\ndiagnosis: {{lineage: {lineage}}}\n"
    return head + "events:\n" + "".join(f"  - {{date: {event}}}\n" for event in events)


def _found(answer: Mapping[str, Any], key: str) -> object:
    """Return what the answer says under a key of a point."""
    word, _, rest = key.partition(" ")
    if word in LISTED:
        part, name, value = LISTED[word]
        listed = [each[value] for each in answer[part] if each[name] == rest]
        return listed if word == "alone" else listed[0]
    if word in ("told", "presumed"):
        return rest in [*answer["presumed"], *(each["rule"] for each in answer["alerts"])]
    if word == "missing":
        return [each["fact"] for each in answer["missing"]]
    found: Any = answer
    for step in key.split("."):
        found = found and found[step]
    return found


def _written(key: str, value: object) -> object:
    """Return a value as text, so that a day or a number of a table is one of the answer."""
    if isinstance(value, list):
        return sorted(map(str, value)) if key in UNORDERED else [str(each) for each in value]
    return str(value)

"""A timeline written to a file reads back as the same timeline."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cyclewise.bundled import bundled
from cyclewise.documents.yamlfile import parse_yaml
from cyclewise.knowledge.concept import Concept
from cyclewise.knowledge.knowledgebase import read_knowledge
from cyclewise.knowledge.measure import Measure
from cyclewise.timeline.event import NO_TIME, UNDATED, Event
from cyclewise.timeline.reading import timeline_from
from cyclewise.timeline.timeline import Timeline, timeline_of
from cyclewise.timeline.writing import timeline_json, timeline_yaml
from cyclewise.values.calendar import day_text, parse_date

KNOWLEDGE = read_knowledge(bundled("knowledge"))
DATED = [each for each in KNOWLEDGE.concepts.values() if each.section == "events"]
PERSON = [each for each in KNOWLEDGE.concepts.values() if each.section != "events"]
FIRST, LAST = parse_date("2015-01-01").first, parse_date("2024-12-31").last

words = (
    st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp", "Cn"]), min_size=1)
    .map(lambda text: " ".join(text.split()))
    .filter(bool)
)


def texts(measure: Measure) -> st.SearchStrategy[str]:
    """What may be written for one thing."""
    listed = [*measure.values, *(term for group in measure.terms.values() for term in group)]
    if measure.kind == "quantity":
        return numbers(measure)
    return {
        "choice": st.sampled_from(listed or [""]),
        "term": st.sampled_from(listed or [""]) | words,
        "text": words,
        "flag": st.sampled_from(["true", "false"]),
        "date": st.integers(LAST, LAST + 100).map(day_text),
        "integer": st.integers(1, 5).map(str),
    }[measure.kind]


def numbers(measure: Measure) -> st.SearchStrategy[str]:
    if measure.units:
        return st.builds("{} {}".format, st.integers(1, 99), st.sampled_from(measure.units))
    share = st.sampled_from(["1e-5", "3.2e-4", "0.01 %", "0.05", "5 %", "1 × 10⁻⁴"])
    unit = "" if measure.is_bare else measure.accepted_units[0]
    low = max(measure.possible.low, 0) + 1
    plain = st.floats(low, min(measure.possible.high, low + 4)).map(
        lambda number: f"{number:.3g} {unit}".strip()
    )
    whole = st.integers(int(low), int(low) + 4).map(str)
    number = share if measure.is_fraction else whole if measure.is_whole else plain
    return number | st.sampled_from([*measure.words]) if measure.words else number


@st.composite
def events(draw: st.DrawFn, concept: Concept) -> Event:
    attributes = {
        name: attribute.value_of(draw(texts(attribute.measure)))
        for name, attribute in concept.attributes.items()
        if draw(st.booleans())
    }
    day = draw(st.integers(FIRST, LAST))
    first, last = day, day
    if concept.history == "always" and draw(st.booleans()):
        span = parse_date(day_text(day)[: draw(st.sampled_from([4, 7]))])
        first, last = span.first, span.last
    return Event(
        concept.id,
        concept.value_of(draw(texts(concept.measure)), attributes),
        first,
        last,
        minute=draw(st.just(NO_TIME) | st.integers(0, 24 * 60 - 1)),
        known=first + draw(st.just(0) | st.integers(0, 40)),
        attributes=attributes,
        note=draw(st.just("") | words),
    )


@st.composite
def people(draw: st.DrawFn, concept: Concept) -> Event:
    if concept.kind == "date":
        text = draw(st.sampled_from(["1978-05-14", "1978-05", "1978"]))
        value = concept.value_of(text)
        return Event(concept.id, value, int(value.low), int(value.high))
    value = concept.value_of(draw(texts(concept.measure)))
    return Event(concept.id, value, UNDATED, UNDATED)


@st.composite
def timelines(draw: st.DrawFn) -> Timeline:
    """Timelines without contradictions: nobody dies or has what must come in an order."""
    living = [each for each in DATED if each.id != "death" and not each.one_after_another]
    found = draw(st.lists(st.sampled_from(living).flatmap(events), max_size=12))
    seen: dict[tuple[str, int], int] = {}
    for event in found:
        seen[event.concept, event.first] = seen.get((event.concept, event.first), 0) + 1
    corrections = [
        Event(
            event.concept,
            event.value,
            event.first,
            event.last,
            known=event.known + draw(st.integers(0, 9)),
            replaces=event.first,
            attributes=event.attributes,
        )
        for event in found
        if event.first == event.last
        and seen[event.concept, event.first] == 1
        and draw(st.booleans())
    ]
    person = [draw(people(each)) for each in PERSON if draw(st.booleans())]
    name = draw(st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,9}", fullmatch=True))
    lined = [replace(each, line=line) for line, each in enumerate(person + found + corrections)]
    return timeline_of(name, lined, KNOWLEDGE)


@settings(max_examples=50, deadline=None)
@given(timelines())
def test_a_timeline_written_as_yaml_reads_back_the_same(timeline: Timeline) -> None:
    written = timeline_yaml(timeline, KNOWLEDGE)
    assert timeline_from(parse_yaml(written, "a.yaml"), KNOWLEDGE) == timeline


@settings(max_examples=50, deadline=None)
@given(timelines())
def test_a_timeline_written_as_json_reads_back_the_same(timeline: Timeline) -> None:
    written = timeline_json(timeline, KNOWLEDGE)
    json.loads(written)
    assert timeline_from(parse_yaml(written, "a.json"), KNOWLEDGE) == timeline


EXAMPLE = """\
patient: {id: EX-03, sex: female, birth_date: 1978-05-14}
diagnosis: {lineage: B, philadelphia: positive}
events:
  - {date: 2024-01-08, remission: CR1}
  - {date: 2024-01-10, mrd: 3.2e-4, method: flow, material: marrow, sensitivity: 1e-5}
  - {date: 2024-01-14, bilirubin: 0.7 mg/dL, uln: 1.2 mg/dL}
  - {date: 2024-01-15, time: 09:05, dose: inotuzumab, cycle: 1, day: 1, given: 0.6 mg/m2}
  - {date: 2024-02-01, adverse_event: fatigue, grade: 2, related: true, resolved: 2024-02-05}
  - {date: 2024-02-09, mrd: "positive, not quantifiable", known: 2024-02-13, note: "by phone: low"}
  - {date: 2024-02-12, anc: 1.9 10^9/L}
  - {date: 2024-02-09, mrd: 2.1e-4, known: 2024-02-14, replaces: 2024-02-09}
"""


def test_a_file_is_written_as_people_write_it() -> None:
    timeline = timeline_from(parse_yaml(EXAMPLE, "EX-03.yaml"), KNOWLEDGE)
    lines = EXAMPLE.splitlines()
    # Only the order changes: a correction stands with the day it is about.
    assert timeline_yaml(timeline, KNOWLEDGE).splitlines() == [*lines[:9], lines[10], lines[9]]


@pytest.mark.parametrize("write", [timeline_yaml, timeline_json])
def test_a_patient_without_events_can_be_written(write: object) -> None:
    assert callable(write)
    timeline = Timeline("P-1", (), UNDATED)
    read = timeline_from(parse_yaml(write(timeline, KNOWLEDGE), "P-1"), KNOWLEDGE)
    assert read == timeline


def test_numbers_in_json_keep_the_digits_they_were_written_with() -> None:
    text = "patient: {id: P-1}\nevents:\n  - {date: 2024-01-10, mrd: 3.20e-4, sensitivity: 1e-5}\n"
    written = timeline_json(timeline_from(parse_yaml(text, "P-1.yaml"), KNOWLEDGE), KNOWLEDGE)
    assert '"mrd": 3.20e-4, "sensitivity": 1e-5}' in written

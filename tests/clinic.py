"""A small invented clinic: its concepts, a protocol assembled from a few lines, its patients."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from cyclewise.advice.advising import Adviser
from cyclewise.advice.recommendation import Recommendation
from cyclewise.documents.problem import Problems
from cyclewise.documents.yamlfile import Document, parse_yaml
from cyclewise.facts.linking import link
from cyclewise.facts.point import Points
from cyclewise.facts.program import Program
from cyclewise.facts.sheet import Sheet
from cyclewise.inference.agreement import SecondEngine
from cyclewise.knowledge.concept_parsing import read_concept
from cyclewise.knowledge.drug import Drug
from cyclewise.knowledge.knowledgebase import Knowledge
from cyclewise.protocol.condition_parsing import read_condition
from cyclewise.protocol.definition_parsing import read_definition
from cyclewise.protocol.notes import Notes
from cyclewise.protocol.protocol import Amendment, ParameterValue, Protocol, Roles
from cyclewise.protocol.rule import Phase, Rule
from cyclewise.protocol.schedule import Schedule
from cyclewise.protocol.schedule_parsing import read_schedule
from cyclewise.timeline.columns import columns_from
from cyclewise.timeline.reading import timeline_from
from cyclewise.timeline.timeline import Timeline
from cyclewise.values.calendar import parse_day
from cyclewise.values.truth import Truth

_CONCEPTS = (
    """
id: lab
title: lab
kind: quantity
unit: mg/dL
other_units: {umol/L: {divide: 17.104}}
possible: {at_least: 0 mg/dL, at_most: 100 mg/dL}
usual: {at_least: 0.1 mg/dL, at_most: 30 mg/dL}
no_record: unknown
changeable: true
attributes: {uln: {kind: quantity, no_record: unknown}}
""",
    """
id: count
title: count
kind: quantity
unit: 10^9/L
possible: {at_least: 0 10^9/L}
no_record: unknown
changeable: true
words: {uncountable: {above: 100 10^9/L}}
attributes: {transfused: {kind: flag, no_record: "no", then: at most}}
""",
    """
id: assay
title: assay
kind: quantity
unit: fraction
possible: {at_least: 0, at_most: 1}
no_record: unknown
changeable: true
words:
  not detected: {below: {attribute: sensitivity}}
  positive not quantifiable: {above: 0}
attributes:
  sensitivity: {kind: quantity, unit: fraction, no_record: unknown}
  method: {kind: choice, values: [flow, ngs, ratio], no_record: unknown}
  material: {kind: choice, values: [marrow, blood], no_record: unknown}
""",
    """
id: sign
title: sign
kind: choice
values: [present, absent]
no_record: presumed absent
changeable: true
""",
    """
id: scan
title: scan
kind: choice
values: [clear, dark]
no_record: unknown
changeable: true
""",
    """
id: reaction
title: reaction
kind: term
position: outcomes
terms: {blood: [anaemia, neutropenia], other: [fatigue, rash]}
no_record: did not happen
attributes:
  grade: {kind: integer, possible: {at_least: 1, at_most: 5}, no_record: unknown, changeable: true}
  related: {kind: flag, no_record: {presumed: "yes"}}
  resolved: {kind: date, no_record: unknown, changeable: true}
""",
    """
id: relapse
title: relapse
kind: choice
position: outcomes
values: [overt, molecular]
no_record: did not happen
history: before the first dose
""",
    """
id: stage
title: stage
kind: choice
values: [CR1, CR2, CR3]
no_record: unknown
history: true
""",
    "{id: enrolled, title: enrolment, kind: choice, values: [present], no_record: unknown}",
    "{id: born, title: birth, kind: date, section: patient, history: true, no_record: unknown}",
    """
id: weight
title: weight
kind: quantity
unit: kg
other_units: {g: {divide: 1000}}
possible: {at_least: 1 kg, at_most: 500 kg}
no_record: unknown
changeable: true
""",
    """
id: height
title: height
kind: quantity
unit: cm
possible: {at_least: 30 cm, at_most: 260 cm}
no_record: unknown
""",
    """
id: dose
title: dose
kind: choice
position: treatment
values: [x, y]
no_record: did not happen
attributes:
  cycle: {kind: integer, no_record: unknown}
  day: {kind: integer, no_record: unknown}
  given: {kind: quantity, units: [mg/m2, mg], no_record: unknown}
  amount: {kind: quantity, unit: mg, no_record: unknown}
  level: {kind: quantity, unit: fraction, no_record: 100 %}
  until: {kind: date, no_record: unknown}
""",
    """
id: graft
title: graft
kind: choice
position: outcomes
values: [own, other]
no_record: did not happen
history: before the first dose
""",
    "{id: death, title: death, kind: text, position: outcomes, no_record: did not happen}",
    """
id: end_of_treatment
title: end of treatment
kind: choice
position: outcomes
values: [completed, toxicity]
no_record: did not happen
""",
)

SCHEDULE = """
id: DOS-001
title: Days 1 and 8 of up to three cycles
status: draft
drug: x
doses:
  - {cycle: 1, day: 1, dose: 0.6 mg/m2}
  - {cycle: 2 to 3, day: 1, dose: 0.3 mg/m2}
  - {cycle: 1 to 3, day: 8, dose: 0.3 mg/m2}
first dose: {earliest: enrolled}
timing:
  - {cycle: 2 to 3, day: 1, counted from: day 1 of the last cycle,
     earliest: 21 days, due: 28 days, latest: 35 days}
  - {cycle: 1 to 3, day: 8, counted from: day 1 of this cycle,
     earliest: 6 days, due: 7 days, latest: 9 days, omitted after: 14 days}
between doses: {at_least: 6 days}
reduction: {levels: [100 %, 75 %], raised again: never}
summary: Give the next dose.
sources: []
assumptions: []
limits: []
reviews: []
"""

RANKS: dict[Phase, tuple[str, ...]] = {
    "before": ("ineligible", "withhold", "administer"),
    "on": ("discontinue", "complete", "withhold", "administer", "wait"),
    "after": ("follow-up",),
}

FIRST_DOSE = "2024-03-01"


def _knowledge() -> Knowledge:
    problems = Problems()
    pages = [read_concept(_page(text), problems) for text in _CONCEPTS]
    problems.raise_if_any()
    drugs = {name: Drug(name, name, "drug") for name in ("x", "y")}
    return Knowledge({page.id: page for page in pages}, drugs)


def _page(text: str, name: str = "page.yaml") -> Document:
    return parse_yaml(text.strip() + "\n", name)


KNOWLEDGE = _knowledge()


def rule(
    name: str,
    action: str,
    when: str,
    *,
    phases: Sequence[Phase] = ("before", "on"),
    requirement: bool = False,
    at: bool = False,
    asks: bool = False,
) -> Rule:
    """Return a rule with a condition written in YAML."""
    notes = Notes(Problems())
    condition = read_condition(_page(when).root, notes)
    notes.problems.raise_if_any()
    return Rule(
        id=name,
        title=f"{name} {action}",
        status="draft",
        phases=tuple(phases),
        condition=condition,
        requirement=requirement,
        action=action,
        summary=f"{name}: {action}.",
        urgency="before next dose",
        at_dose_due=at,
        asks_dose_due=asks,
    )


def schedule(text: str = SCHEDULE) -> Schedule:
    """Return a schedule written in YAML."""
    notes = Notes(Problems())
    found = read_schedule(_page(text), "schedule.yaml", KNOWLEDGE, notes)
    notes.problems.raise_if_any()
    return found


def protocol(
    facts: Mapping[str, str] | None = None,
    rules: Sequence[Rule] = (),
    *,
    plan: str = SCHEDULE,
    parameters: Mapping[str, str] | None = None,
    amendments: Sequence[tuple[str, Mapping[str, str]]] = (),
    ranks: Mapping[Phase, tuple[str, ...]] | None = None,
) -> Protocol:
    """Return a protocol whose definitions are written ``id: form in YAML``."""
    notes = Notes(Problems())
    definitions = [
        read_definition(_page(f"id: {name}\ntitle: {name}\n{form}"), f"{name}.yaml", notes)
        for name, form in (facts or {}).items()
    ]
    notes.problems.raise_if_any()
    return Protocol(
        id="clinic",
        title="A protocol for tests",
        registry="none",
        version="0.1.0",
        status="draft",
        ranks=ranks or RANKS,
        roles=Roles("height", "weight", ("graft",)),
        parameters={
            name: ParameterValue(name, text, "assumed", "", "Nobody published it.")
            for name, text in (parameters or {}).items()
        },
        amendments=tuple(
            Amendment(parse_day(day), "amended", values, "") for day, values in amendments
        ),
        timeline=(),
        sources=(),
        schedule=schedule(plan),
        rules=tuple(rules),
        definitions={each.id: each for each in definitions},
        digest="sha256:0",
    )


def program(
    facts: Mapping[str, str] | None = None,
    rules: Sequence[Rule] = (),
    *,
    plan: str = SCHEDULE,
    parameters: Mapping[str, str] | None = None,
    amendments: Sequence[tuple[str, Mapping[str, str]]] = (),
) -> Program:
    """Return a linked protocol; raises BadInput where it names what there is not."""
    written = protocol(facts, rules, plan=plan, parameters=parameters, amendments=amendments)
    return link(written, KNOWLEDGE)


def patient(*events: str, name: str = "A", born: str = "") -> Timeline:
    """Return a patient with events written as in a file: ``2024-03-01, lab: 1 mg/dL``."""
    lines = "\n".join(f"  - {{date: {event}}}" for event in events)
    birth = f", born: {born}" if born else ""
    text = f"patient: {{id: {name}{birth}}}\nevents:{' []' if not events else ''}\n{lines}"
    return timeline_from(_page(text, f"{name}.yaml"), KNOWLEDGE)


def sheet(linked: Program, *timelines: Timeline, as_of: str, known: str = "") -> Sheet:
    """Return the facts of some patients on a day."""
    return sheet_on(linked, timelines, [(as_of, known or as_of)] * len(timelines))


def sheet_on(
    linked: Program, timelines: Sequence[Timeline], days: Sequence[tuple[str, str]]
) -> Sheet:
    """Return the facts of some patients, each on a day and with what was known on another."""
    points = Points.at_end_of_day(
        np.arange(len(timelines)),
        np.array([parse_day(day) for day, _ in days], np.int64),
        np.array([parse_day(known) for _, known in days], np.int64),
    )
    return Sheet(linked, columns_from(timelines, KNOWLEDGE), points)


def truth(
    when: str,
    who: Timeline,
    as_of: str,
    *,
    facts: Mapping[str, str] | None = None,
    known: str = "",
    parameters: Mapping[str, str] | None = None,
    amendments: Sequence[tuple[str, Mapping[str, str]]] = (),
) -> str:
    """Return what a condition says of a patient on a day."""
    asked = rule("ASK-001", "alert", when)
    linked = program(facts, [asked], parameters=parameters, amendments=amendments)
    held = sheet(linked, who, as_of=as_of, known=known).truth(asked.condition)
    return Truth(int(held[0])).word


def advice(
    linked: Program, who: Timeline, as_of: str = "", known: str = "", *, second: bool = True
) -> Recommendation:
    """Return the recommendation for a patient."""
    engine = SecondEngine(linked)
    adviser = Adviser(linked, engine if second else replace(engine, absent="Not asked."))
    return adviser.recommend(
        who,
        parse_day(as_of) if as_of else None,
        parse_day(known) if known else None,
    )

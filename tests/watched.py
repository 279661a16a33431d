"""The invented clinic with signs, sets of criteria and grades to watch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from tests.clinic import KNOWLEDGE, patient, protocol

from cyclewise.advice.advising import Adviser
from cyclewise.advice.surveillance import Surveillance, watch
from cyclewise.documents.yamlfile import parse_yaml
from cyclewise.facts.linking import link
from cyclewise.facts.program import Program
from cyclewise.inference.agreement import SecondEngine
from cyclewise.protocol.monitored import Monitored, Watched
from cyclewise.protocol.rule import Rule
from cyclewise.values.calendar import parse_day

FACTS = {
    "recent": "read: lab\nwithin: 3 days",
    "yellow": "when: {all: [{fact: recent, at_least: 2 mg/dL}, {not: {ever: reaction}}]}",
    "swollen": "when: {all: [{fact: sign, is: present}, {not: {ever: reaction}}]}",
    "dark": "when: {fact: scan, is: dark}",
    "heavy": "change: {of: weight, from: first_weight}",
    "first_weight": "read: weight\nuntil: first_dose",
    "gaining": "when: {fact: heavy, above: 5 %}",
    "two_signs": """
when:
  at_least: 2
  of: [{fact: yellow, is: true}, {fact: swollen, is: true}, {fact: dark, is: true}]
""",
    "yellow_and_one": """
when:
  all: [{fact: yellow, is: true}, {any: [{fact: swollen, is: true}, {fact: dark, is: true}]}]
""",
    "after_graft": "applies: {fact: graft, recorded: true}\nwhen: {fact: two_signs, is: true}",
    "severity": """
grades:
  - {grade: 2, called: bad, when: {fact: lab, at_least: 8 mg/dL}, information: Read the book.}
  - {grade: 1, called: mild, when: {fact: lab, at_least: 2 mg/dL}}
""",
    "count_grade": """
grades:
  - {grade: 2, when: {fact: count, below: 1 10^9/L}}
  - {grade: 1, when: {fact: count, below: 2 10^9/L}}
""",
}
SIGNS = ("yellow", "swollen", "dark", "gaining")
SETS = ("two_signs", "yellow_and_one", "after_graft")
DAY_1 = "2024-03-01, dose: x, cycle: 1, day: 1"


def named(*facts: str) -> tuple[Watched, ...]:
    """Return facts as the page of a protocol names them."""
    return tuple(Watched(fact, parse_yaml(f"{fact}\n", "protocol.yaml").root) for fact in facts)


def watched(
    signs: Sequence[str] = SIGNS,
    criteria: Sequence[str] = SETS,
    severity: str = "severity",
    grades: Sequence[str] = ("count_grade",),
) -> Monitored:
    """Return what a protocol watches."""
    return Monitored(named(*signs), named(*criteria), named(severity)[0], named(*grades))


def clinic(
    monitored: Monitored,
    rules: Sequence[Rule] = (),
    facts: Mapping[str, str] = FACTS,
) -> Program:
    """Return a linked protocol that watches; raises BadInput for what cannot be watched."""
    return link(replace(protocol(facts, rules), monitored=monitored), KNOWLEDGE)


def surveillance(
    *events: str, as_of: str, known: str = "", rules: Sequence[Rule] = (), days: int = 28
) -> Surveillance:
    """Return what is watched of a patient of the clinic on a day."""
    program = clinic(watched(), rules)
    adviser = Adviser(program, SecondEngine(program))
    by_then = parse_day(known or as_of)
    return watch(adviser, patient(*events), parse_day(as_of), by_then, days)

"""A small invented ward under audit: its rules, deviation pages written short, its patients."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from tests.clinic import KNOWLEDGE, protocol, rule

from cyclewise.audit.auditing import audit_chunk
from cyclewise.audit.deviation import Deviation
from cyclewise.audit.findings import Findings
from cyclewise.audit.judging import Auditor
from cyclewise.audit.telling import Teller
from cyclewise.documents.problem import Problems
from cyclewise.documents.yamlfile import parse_yaml
from cyclewise.facts.linking import link
from cyclewise.protocol.deviation import DeviationRule
from cyclewise.protocol.deviation_parsing import read_deviation
from cyclewise.protocol.notes import Notes
from cyclewise.protocol.rule import EXPECT, Rule
from cyclewise.protocol.rule_parsing import read_rule
from cyclewise.timeline.columns import columns_from
from cyclewise.timeline.timeline import Timeline
from cyclewise.values.calendar import day_text

HOLD = rule("HLD-001", "withhold", "{fact: lab, above: 2 mg/dL, within: 3 days}", at=True)
STOP = rule("STP-001", "discontinue", "{ever: relapse, since: first_dose}", phases=("on",))
UNFIT = rule(
    "ELI-001", "ineligible", "{fact: stage, is: CR1}", phases=("before",), requirement=True
)

DAY_1 = "2024-03-01, dose: x, cycle: 1, day: 1"
DAY_8 = "2024-03-08, dose: x, cycle: 1, day: 8"
GOOD = ("2024-02-20, stage: CR1", "2024-03-01, lab: 1 mg/dL", "2024-03-08, lab: 1 mg/dL")


def page(
    name: str,
    when: str,
    *,
    judges: str = "each dose",
    category: str = "safety",
    importance: str = "important",
    yields: Sequence[str] = (),
) -> DeviationRule:
    """Return a deviation page."""
    text = f"""
id: {name}
title: {name} happened
status: draft
judges: {judges}
category: {category}
importance: {importance}
reason: Because of {name}.
when: {when}
yields_to: [{", ".join(yields)}]
summary: {name} happened.
sources: [{{cite: owner, supports: [], basis: owner}}]
assumptions: []
limits: []
reviews: []
"""
    notes = Notes(Problems())
    found = read_deviation(parse_yaml(text.strip() + "\n", "page.yaml"), "page.yaml", notes)
    notes.problems.raise_if_any()
    return found


HELD = page("DEV-001", "{fact: standing, is: withhold}")
STOPPED = page("DEV-002", "{fact: standing, one_of: [discontinue, follow-up]}", category="stop")
UNJUDGED = page("DEV-003", "{fact: standing, is: insufficient-data}", category="assessment")
EARLY = page("DEV-004", "{fact: standing, is: wait}", category="timing")
MISSED = page("DEV-005", "{fact: expected, is: overdue}", judges="each dose due", category="timing")
INELIGIBLE = page(
    "DEV-006",
    "{fact: standing, is: ineligible}",
    judges="the first dose",
    category="eligibility",
)


def expecting(name: str, occasion: str, items: str = "[lab]") -> Rule:
    """Return a rule that expects something, its occasion written as on a page."""
    text = f"""
id: {name}
title: {name}
status: draft
phases: [before, on]
expect: {items}
{occasion}
summary: Take it.
urgency: routine
sources: [{{cite: owner, supports: [lab], basis: owner}}]
assumptions: []
limits: []
reviews: []
"""
    notes = Notes(Problems())
    found = read_rule(parse_yaml(text.strip() + "\n", "rule.yaml"), "monitoring", "rule", notes)
    notes.problems.raise_if_any()
    assert found.action == EXPECT
    return found


@dataclass(frozen=True)
class Audited:
    """What an audit said of some patients."""

    auditor: Auditor
    findings: Findings

    @property
    def deviations(self) -> list[Deviation]:
        return list(Teller(self.auditor, self.findings.found))

    @property
    def said(self) -> list[tuple[str, str]]:
        """Return each deviation's page and date."""
        return [(each.rule, day_text(each.date)) for each in self.deviations]

    @property
    def one(self) -> Deviation:
        (deviation,) = self.deviations
        return deviation

    @property
    def late(self) -> list[tuple[str, str, str]]:
        """Return each late result's page, its date, and from when it was known."""
        return [
            (self.auditor.pages[each.page].id, day_text(each.date), day_text(each.known_from))
            for each in self.findings.late
        ]


def audit(
    *patients: Timeline,
    pages: Sequence[DeviationRule] = (HELD, STOPPED, UNJUDGED, EARLY, MISSED, INELIGIBLE),
    rules: Sequence[Rule] = (HOLD, STOP, UNFIT),
    facts: Mapping[str, str] | None = None,
    parameters: Mapping[str, str] | None = None,
    amendments: Sequence[tuple[str, Mapping[str, str]]] = (),
) -> Audited:
    """Return the audit of some patients of the ward."""
    written = protocol(facts, rules, parameters=parameters, amendments=amendments)
    auditor = Auditor(link(replace(written, deviations=tuple(pages)), KNOWLEDGE))
    return Audited(auditor, audit_chunk(auditor, columns_from(patients, KNOWLEDGE)))

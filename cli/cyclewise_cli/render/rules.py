"""Rules as text: a list, one rule in English, what a check found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from rich.text import Text

from cyclewise.facts.given import GIVEN_TITLES
from cyclewise.facts.program import ENGINE_FACTS, Program
from cyclewise.protocol.definition import Definition
from cyclewise.protocol.definition_english import definition_english
from cyclewise.protocol.deviation import DeviationRule
from cyclewise.protocol.deviation_english import deviation_english
from cyclewise.protocol.english import Line, rule_english
from cyclewise.protocol.findings import Finding
from cyclewise.protocol.phrases import Speech
from cyclewise.protocol.protocol import Protocol
from cyclewise.protocol.rule import Rule
from cyclewise.protocol.schedule_english import doses_english, timing_english
from cyclewise.reasons.numbers import said
from cyclewise_cli.render.paper import Paper

_STYLES = {"title": "bold", "quote": "italic", "follows": "bold"}
_ID_ROOM = 8


def show_list(protocol: Protocol, paper: Paper) -> None:
    """Print the rules of a protocol by family, with what follows from each."""
    registry = f", {protocol.registry}" if protocol.registry else ""
    paper.print(f"{protocol.id} {protocol.version}{registry}: {protocol.title}", "bold")
    ordered = sorted(protocol.rules, key=lambda rule: (rule.family, rule.id))
    for family, rules in groupby(ordered, key=lambda rule: rule.family):
        paper.heading(family or "rules")
        for rule in rules:
            paper.row(rule.id, f"{rule.title} ({rule.action})", room=_ID_ROOM)
    if protocol.deviations:
        paper.heading("deviations")
    for page in sorted(protocol.deviations, key=lambda each: each.id):
        paper.row(page.id, f"{page.title} ({page.category})", room=_ID_ROOM)
    paper.heading("schedule")
    paper.row(protocol.schedule.id, protocol.schedule.title, room=_ID_ROOM)
    statuses = [page.status for page in protocol.rules]
    statuses += [page.status for page in protocol.deviations]
    drafts = statuses.count("draft")
    paper.print()
    paper.print(f"{len(statuses)} rules, {drafts} of them drafts that no clinician has signed")
    paper.print()


def show_rule(rule: Rule, program: Program, paper: Paper) -> None:
    """Print a rule back as English."""
    _lines(rule_english(rule, program.protocol, program.knowledge, ENGINE_FACTS), paper)


def show_deviation(page: DeviationRule, program: Program, paper: Paper) -> None:
    """Print a deviation page back as English."""
    titles = {**ENGINE_FACTS, **GIVEN_TITLES}
    _lines(deviation_english(page, Speech(program.protocol, program.knowledge, titles)), paper)


def show_definition(definition: Definition, program: Program, paper: Paper) -> None:
    """Print a definition back as English."""
    speech = Speech(program.protocol, program.knowledge, ENGINE_FACTS)
    _lines(definition_english(definition, speech), paper)


def _lines(lines: Iterable[Line], paper: Paper) -> None:
    last = ""
    for line in lines:
        if line.kind != last and last:
            paper.print()
        _line(line, paper)
        last = line.kind


def _line(line: Line, paper: Paper) -> None:
    text = Text(paper.words(line.text), style=_STYLES.get(line.kind, ""))
    if line.depth:
        paper.row("-" if line.kind == "condition" else " ", text, indent=2 * line.depth)
    else:
        paper.print(text)


def show_schedule(program: Program, paper: Paper) -> None:
    """Print the schedule as sentences: which dose on which day, and when it may be given."""
    schedule = program.protocol.schedule
    speech = Speech(program.protocol, program.knowledge, ENGINE_FACTS)
    paper.print(f"{schedule.id}  {schedule.title} ({schedule.status})", "bold")
    paper.heading("doses")
    for line in doses_english(schedule, speech):
        paper.row("-", said(line))
    paper.heading("timing")
    for line in timing_english(schedule, speech):
        paper.row("-", line)
    for title, lines in (
        (
            "sources",
            [
                f"{each.cite} ({each.basis})" + (f" “{each.quote}”" if each.quote else "")
                for each in schedule.sources
            ],
        ),
        (
            "assumptions",
            [f"{each.name} ({each.basis}): {each.text.strip()}" for each in schedule.assumptions],
        ),
        ("limits", [each.strip() for each in schedule.limits]),
    ):
        if lines:
            paper.heading(title)
        for line in lines:
            paper.row("-", line)


def findings_text(name: str, findings: Sequence[Finding]) -> str:
    """Return what a check found as text, and a last line that counts it."""
    parts = [f"{each.severity.upper()} {each.problem.text()}" for each in findings]
    errors = sum(each.severity == "error" for each in findings)
    warnings = len(findings) - errors
    verdict = "nothing wrong" if not errors else f"{errors} to mend"
    tail = f", {warnings} to look at" if warnings else ""
    return "\n\n".join([*parts, f"{name}: {verdict}{tail}"])

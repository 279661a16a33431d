"""A surveillance as text: what is urgent and due first, then signs, criteria, grades and plan."""

from __future__ import annotations

from collections.abc import Iterator

from rich.box import ASCII, HEAVY
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from cyclewise.facts.expected import State
from cyclewise.protocol.rule import URGENCIES
from cyclewise.reasons.explanation import PHASE_WORDS
from cyclewise.reasons.survey import GradeTold, ItemTold, SetTold, SignTold, Survey
from cyclewise.values.calendar import day_words
from cyclewise.values.truth import Truth
from cyclewise_cli.render.month_text import show_month
from cyclewise_cli.render.paper import Paper
from cyclewise_cli.render.survey_words import (
    FOR_INFORMATION,
    NOTHING_NAMED,
    due_lines,
    found_words,
    grades_aside,
    grounds_words,
    planned_items,
    set_words,
    telling_grades,
)
from cyclewise_cli.render.tables import show_table
from cyclewise_cli.render.tree import show_tree

_LABEL = 11
_SOON = URGENCIES[1]
_DEEP = 99


def show_survey(survey: Survey, paper: Paper) -> None:
    """Print a survey."""
    _header(survey, paper)
    _first(survey, paper)
    _alerts(survey, paper)
    _signs(survey, paper)
    _sets(survey, paper)
    if survey.severity is not None:
        _severity(survey.severity, paper)
    _grades(survey, paper)
    _plan(survey, paper)
    paper.heading(f"The next {survey.surveillance.days} days")
    show_month(survey.surveillance, paper)
    _leaning(survey, paper)
    _footer(survey, paper)


def _header(survey: Survey, paper: Paper) -> None:
    asked = survey.surveillance.recommendation
    where = f"{asked.timeline.patient}, {PHASE_WORDS[asked.phase]}, as of {day_words(asked.as_of)}"
    if asked.known != asked.as_of:
        where += f", with what was known by {day_words(asked.known)}"
    paper.print(where, "bold")
    protocol = asked.protocol
    identity = ", ".join(
        part for part in (protocol.registry, f"{protocol.id} {protocol.version}") if part
    )
    paper.print(f"{protocol.title} ({identity})")


def _first(survey: Survey, paper: Paper) -> None:
    """Print what the first screen has to answer: what is urgent, due, and what it adds up to."""
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(width=_LABEL, no_wrap=True)
    grid.add_column(ratio=1)

    def add(label: str, lines: list[str], style: str = "") -> None:
        for place, line in enumerate(lines):
            head = Text(label if place == 0 else "", style="bold" if style else "")
            grid.add_row(head, Text(paper.words(line), style=style))

    urgent = [f"{each.text} [{', '.join(each.rules)}]" for each in survey.urgent]
    add("NOW", urgent or ["nothing"], "bold red" if urgent else "")
    add("soon", list(_soon(survey)))
    add("overdue", due_lines(survey, State.OVERDUE) or ["nothing"])
    add("due", due_lines(survey, State.DUE) or ["nothing"])
    add("adds up to", list(survey.adds_up) or [NOTHING_NAMED])
    add("next step", [] if survey.action_is_urgent else [survey.next_step])
    add("answered by", [survey.choice] if survey.choice else [])
    style = "red" if urgent else "blue"
    paper.console.print(Panel(grid, box=ASCII if paper.ascii_only else HEAVY, border_style=style))


def _soon(survey: Survey) -> Iterator[str]:
    """Yield the first sentence of what matters before the next dose; the rest stands below."""
    expecting = {each.id for each in survey.surveillance.recommendation.protocol.expecting}
    for alert in survey.later_alerts:
        if alert.urgency == _SOON and alert.rule not in expecting:
            brief = " ".join(alert.summary.split()).partition(". ")[0].removesuffix(".")
            yield f"{brief} [{alert.rule}]"


def _alerts(survey: Survey, paper: Paper) -> None:
    if survey.later_alerts:
        paper.heading("Alerts that are not urgent")
    for alert in survey.later_alerts:
        told = f"{' '.join(alert.summary.split())} [{alert.rule}, {alert.urgency}]"
        paper.row("!", told)


# --- signs, criteria and grades ---------------------------------------------------------------


def _signs(survey: Survey, paper: Paper) -> None:
    if not survey.signs:
        return
    paper.heading("Signs")
    rows = [_sign(each, paper) for each in survey.signs]
    show_table(paper, ("", "sign", "state", "what was found"), rows, (0, 3, 0, 5))


def _sign(told: SignTold, paper: Paper) -> tuple[Text | str, ...]:
    return paper.sign(told.sign.truth), told.sign.title, told.sign.state, found_words(told)


def _sets(survey: Survey, paper: Paper) -> None:
    if not survey.sets:
        return
    paper.heading("Sets of criteria, side by side")
    rows = [_set(each, paper) for each in survey.sets]
    show_table(paper, ("", "criteria", "stand", "what counts"), rows, (0, 3, 0, 5))
    for told in survey.sets:
        if told.set.truth in (Truth.MET, Truth.UNKNOWN) and told.brief is not None:
            paper.console.print()
            paper.row(paper.sign(told.set.truth), Text(f"{told.set.title}: {told.stands}"))
            show_tree(told.brief, paper, indent=2, depth=_DEEP)
            _questions(told, paper)


def _set(told: SetTold, paper: Paper) -> tuple[Text | str, ...]:
    return paper.sign(told.set.truth), told.set.title, told.stands, set_words(told)


def _questions(told: SetTold, paper: Paper) -> None:
    for question in told.questions:
        paper.row("?", f"{question.told}. {question.ask}", indent=2)
    for decider in told.deciders:
        paper.print(f"Alone enough: {decider.told} would meet these criteria.", indent=4)


def _severity(told: GradeTold, paper: Paper) -> None:
    paper.heading("Severity")
    paper.print(f"{told.graded.title}: {told.grade}", "bold")
    for step in told.steps:
        paper.print(f"{step.name}: {'reached' if step.sure else 'may be'}", indent=2)
        show_tree(step.brief, paper, indent=4, depth=_DEEP)
    for question in told.questions:
        paper.row("?", f"{question.told}. {question.ask}", indent=2)
    if told.information:
        paper.print(f"{FOR_INFORMATION}: {told.information}", indent=2)


def _grades(survey: Survey, paper: Paper) -> None:
    if not survey.grades:
        return
    paper.heading("Grades")
    telling = telling_grades(survey)
    if telling:
        rows = [(each.graded.title, each.grade, grounds_words(each)) for each in telling]
        show_table(paper, ("graded", "grade", "what it rests on"), rows, (3, 0, 5))
    for label, titles in grades_aside(survey).items():
        paper.print(f"{label}: {', '.join(titles)}")


# --- plan and the rest ------------------------------------------------------------------------


def _plan(survey: Survey, paper: Paper) -> None:
    items = planned_items(survey)
    paper.heading("Plan")
    if not items:
        paper.print("Nothing is expected at present.")
        return
    rows = [(each.planned.title, _state(each), each.found, each.planned.rule.id) for each in items]
    show_table(paper, ("item", "state", "record", "rule"), rows, (3, 4, 3, 0))
    for rule in {each.planned.rule.id: each.planned.rule for each in items}.values():
        paper.row(rule.id, " ".join(rule.summary.split()))


def _state(told: ItemTold) -> str:
    return f"{told.state}: {told.why}" if told.why else told.state


def _leaning(survey: Survey, paper: Paper) -> None:
    if survey.presumed:
        paper.heading("Presumed, not recorded")
        for told in survey.presumed:
            paper.row("-", told)
    if survey.assumptions:
        paper.heading("Assumptions this leans on")
        for each in survey.assumptions:
            text = " ".join(each.text.split())
            paper.row("-", f"{each.name} ({each.basis}): {text} [{', '.join(each.rules)}]")
    if survey.sources:
        paper.heading("Sources")
        for source in survey.sources:
            read = f" (read: {source.read})" if source.read else ""
            paper.row("-", f"{source.cite}: {source.title}{read}")


def _footer(survey: Survey, paper: Paper) -> None:
    asked = survey.surveillance.recommendation
    paper.console.print()
    paper.print("✓ met, ✗ not met, ? unknown.")
    digest = asked.protocol.digest.removeprefix("sha256:")[:12]
    paper.print(f"{survey.engines}; rules {digest}")
    paper.print(survey.notice, "bold")
    # The page is longer than a screen, and whoever reads its end must see what is urgent.
    paper.print()
    urgent = f"{len(survey.urgent)} urgent" if survey.urgent else "nothing urgent"
    counts = ", ".join(
        f"{len(survey.surveillance.planned(state))} {state.word}"
        for state in (State.OVERDUE, State.DUE)
    )
    paper.print(f"{asked.timeline.patient}: {urgent}, {counts}.", "bold")

"""A surveillance as Markdown, for a record or an email."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from cyclewise.facts.expected import State
from cyclewise.reasons.explanation import PHASE_WORDS
from cyclewise.reasons.survey import GradeTold, Survey
from cyclewise.values.calendar import day_words
from cyclewise.values.truth import Truth
from cyclewise_cli.render.markdown import plain, tree_lines
from cyclewise_cli.render.month import WEEKDAYS, Cell, month_of
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


def monitor_markdown(survey: Survey) -> str:
    """Return a survey as a Markdown page."""
    return "\n".join(_page(survey)) + "\n"


def _page(survey: Survey) -> Iterator[str]:
    asked = survey.surveillance.recommendation
    yield f"# {plain(asked.timeline.patient)}: surveillance on {day_words(asked.as_of)}"
    yield ""
    yield f"{PHASE_WORDS[asked.phase]}, with what was known by {day_words(asked.known)}"
    yield ""
    yield from _first(survey)
    yield from _list(
        "Alerts that are not urgent",
        (f"{plain(a.summary)} ({a.rule}, {a.urgency})" for a in survey.later_alerts),
    )
    yield from _signs(survey)
    if survey.severity is not None:
        yield from _severity(survey.severity)
    yield from _grades(survey)
    yield from _plan(survey)
    yield from _calendar(survey)
    yield from _leaning(survey)


def _first(survey: Survey) -> Iterator[str]:
    urgent = [f"**{plain(each.text)}** ({', '.join(each.rules)})" for each in survey.urgent]
    yield from _list("Now", urgent or ["nothing"])
    yield from _list("Overdue", map(plain, due_lines(survey, State.OVERDUE) or ["nothing"]))
    yield from _list("Due", map(plain, due_lines(survey, State.DUE) or ["nothing"]))
    yield from _list("Adds up to", map(plain, survey.adds_up or [NOTHING_NAMED]))
    yield from _list("Next step", [plain(survey.next_step)])
    if survey.choice:
        yield from _list("Answered by", [plain(survey.choice)])


def _signs(survey: Survey) -> Iterator[str]:
    rows = [(each.sign.title, each.sign.state, found_words(each)) for each in survey.signs]
    yield from _table("Signs", ("sign", "state", "what was found"), rows)
    sets = [(each.set.title, each.stands, set_words(each)) for each in survey.sets]
    yield from _table("Sets of criteria", ("criteria", "stand", "what counts"), sets)
    for told in survey.sets:
        if told.brief is None or told.set.truth == Truth.NOT_MET:
            continue
        yield f"- {plain(told.set.title)}: {told.stands}"
        yield from tree_lines(told.brief, 1)
        yield from (f"  - {plain(each.told)}. {plain(each.ask)}" for each in told.questions)
    if survey.sets:
        yield ""


def _severity(told: GradeTold) -> Iterator[str]:
    yield "## Severity"
    yield ""
    yield f"**{plain(told.graded.title)}: {plain(told.grade)}**"
    yield ""
    for step in told.steps:
        yield f"- {plain(step.name)}: {'reached' if step.sure else 'may be'}"
        yield from tree_lines(step.brief, 1)
    yield from (f"- {plain(each.told)}. {plain(each.ask)}" for each in told.questions)
    yield ""
    if told.information:
        yield f"{FOR_INFORMATION}: {plain(told.information)}"
        yield ""


def _grades(survey: Survey) -> Iterator[str]:
    rows = [(e.graded.title, e.grade, grounds_words(e)) for e in telling_grades(survey)]
    yield from _table("Grades", ("graded", "grade", "what it rests on"), rows)
    aside = grades_aside(survey)
    yield from _list(
        "Other grades", (f"{name}: {plain(', '.join(each))}" for name, each in aside.items())
    )


def _plan(survey: Survey) -> Iterator[str]:
    items = planned_items(survey)
    if not items:
        yield from _list("Plan", ["nothing is expected at present"])
        return
    rows = [
        (e.planned.title, "; ".join(p for p in (e.state, e.why) if p), e.found, e.planned.rule.id)
        for e in items
    ]
    yield from _table("Plan", ("item", "state", "record", "rule"), rows)
    rules = {each.planned.rule.id: each.planned.rule for each in items}
    yield from (f"- {name}: {plain(rule.summary)}" for name, rule in rules.items())
    yield ""


def _calendar(survey: Survey) -> Iterator[str]:
    month = month_of(survey.surveillance)
    rows = [
        (day_words(week[0].day).rsplit(" ", 1)[0], *(_cell(each) for each in week))
        for week in month.weeks
    ]
    yield from _table(f"The next {survey.surveillance.days} days", ("", *WEEKDAYS), rows)
    for kind in month.kinds:
        yield f"- {kind.mark} {plain(kind.told)} ({kind.rule}): {kind.when}"
    if month.kinds:
        yield ""


def _cell(cell: Cell) -> str:
    if not cell.shown:
        return ""
    number = f"[{cell.number}]" if cell.today else cell.number
    return f"{number} {''.join(cell.marks)}".rstrip()


def _leaning(survey: Survey) -> Iterator[str]:
    protocol = survey.surveillance.recommendation.protocol
    yield from _list("Presumed, not recorded", map(plain, survey.presumed))
    yield from _list(
        "Assumptions this leans on",
        (f"{plain(a.name)} ({a.basis}): {plain(a.text)}" for a in survey.assumptions),
    )
    yield from _list(
        "Sources",
        (f"{plain(s.cite)}: {plain(s.title)} (read: {s.read})" for s in survey.sources),
    )
    yield "---"
    yield ""
    identity = f"{protocol.registry} {protocol.id} {protocol.version}".strip()
    yield f"{plain(protocol.title)} ({identity}, rules {protocol.digest[:19]})."
    yield f"{plain(survey.engines)}. **{plain(survey.notice)}**"


def _table(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    if not rows:
        return
    yield f"## {title}"
    yield ""
    yield f"| {' | '.join(heads)} |"
    yield f"|{' --- |' * len(heads)}"
    for row in rows:
        yield f"| {' | '.join(plain(cell) for cell in row)} |"
    yield ""


def _list(title: str, lines: Iterable[str]) -> Iterator[str]:
    told = list(lines)
    if told:
        yield f"## {title}"
        yield ""
        yield from (f"- {line}" for line in told)
        yield ""

"""The answer as text: the action first, then the reasons, then all that it leans on."""

from __future__ import annotations

from rich.box import ASCII, HEAVY
from rich.console import Group
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from cyclewise.reasons.arithmetic import timing_words
from cyclewise.reasons.explanation import ACTION_MEANS, PHASE_WORDS, Explanation
from cyclewise.values.calendar import day_words
from cyclewise_cli.render.paper import Paper
from cyclewise_cli.render.tree import show_rule, show_tree

ACTION_STYLES = {
    "administer": "green",
    "wait": "blue",
    "withhold": "red",
    "discontinue": "red",
    "complete": "cyan",
    "follow-up": "cyan",
    "ineligible": "red",
    "insufficient-data": "magenta",
}
_URGENCY_STYLES = {"now": "bold red"}
_LABEL = 12
_DEEP = 99


def show(explanation: Explanation, paper: Paper) -> None:
    """Print an explanation."""
    _header(explanation, paper)
    _answer(explanation, paper)
    _alerts(explanation, paper)
    _recovery(explanation, paper)
    _missing(explanation, paper)
    _checklist(explanation, paper)
    _reasons(explanation, paper)
    _idle(explanation, paper)
    _leaning(explanation, paper)
    _footer(explanation, paper)


def _header(explanation: Explanation, paper: Paper) -> None:
    asked, protocol = explanation.recommendation, explanation.recommendation.protocol
    where = f"{asked.timeline.patient}, {PHASE_WORDS[asked.phase]}, as of {day_words(asked.as_of)}"
    if asked.known != asked.as_of:
        where += f", with what was known by {day_words(asked.known)}"
    paper.print(where, "bold")
    identity = ", ".join(
        part for part in (protocol.registry, f"{protocol.id} {protocol.version}") if part
    )
    paper.print(f"{protocol.title} ({identity})")


def _answer(explanation: Explanation, paper: Paper) -> None:
    asked = explanation.recommendation
    style = ACTION_STYLES[asked.action]
    title = Text()
    title.append(f" {asked.action.upper()} ", style=f"bold reverse {style}")
    title.append(f" {ACTION_MEANS[asked.action]}", style="bold")
    parts: list[Text | Table] = [title]
    if asked.urgency == "now":
        title.append("  NOW", style="bold red")
    parts.append(Text(paper.words(explanation.summary), style="bold"))
    parts += [Text(paper.words(each), style="bold") for each in explanation.also]
    parts.append(_particulars(explanation, paper))
    paper.console.print(
        Panel(Group(*parts), box=ASCII if paper.ascii_only else HEAVY, border_style=style)
    )


def _particulars(explanation: Explanation, paper: Paper) -> Table:
    asked = explanation.recommendation
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(width=_LABEL, no_wrap=True)
    grid.add_column(ratio=1)

    def add(label: str, text: str, style: str = "") -> None:
        if text:
            grid.add_row(label, Text(paper.words(text), style=style))

    if not asked.settled:
        add("not settled", _unsettled(explanation), "bold")
    if explanation.to_give:
        add("needed", ", ".join(explanation.to_give), "bold")
    if asked.cycle is not None and asked.action != "administer":
        add("next dose", f"cycle {asked.cycle} day {asked.day}{_of_dose(explanation)}")
    for label, step in zip(("dose", *[""] * 9), explanation.arithmetic, strict=False):
        add(label, step)
    add("dates", timing_words(asked))
    add("urgency", asked.urgency, _URGENCY_STYLES.get(asked.urgency, ""))
    add(*explanation.decided_by)
    add("answered by", explanation.choice)
    return grid


def _of_dose(explanation: Explanation) -> str:
    return f": {explanation.dose}" if explanation.dose else ""


def _unsettled(explanation: Explanation) -> str:
    asked = explanation.recommendation
    may = ", ".join(action.upper() for action in asked.may_become)
    if asked.otherwise is None:
        return f"stands today, and may still become {may}"
    if not may:
        return f"{asked.otherwise.upper()}, but its dose is not known"
    return f"could be {may}; {asked.otherwise.upper()} only once what is missing is known"


def _alerts(explanation: Explanation, paper: Paper) -> None:
    alerts = explanation.recommendation.alerts
    if not alerts:
        return
    paper.heading("Alerts")
    for alert in alerts:
        text = Text()
        if alert.urgency == "now":
            text.append("NOW ", style="bold red")
        text.append(paper.words(alert.summary))
        text.append(f" [{alert.rule}]")
        paper.row(Text("!", style="bold red"), text)


def _recovery(explanation: Explanation, paper: Paper) -> None:
    if not explanation.recoveries:
        return
    paper.heading("Hold until")
    for each in explanation.recoveries:
        if each.recovery is not None:
            paper.print(f"{each.rule.id} {each.rule.title}")
            show_tree(each.recovery, paper, indent=2, depth=1)


def _missing(explanation: Explanation, paper: Paper) -> None:
    if explanation.to_ask:
        paper.heading("Missing, the most decisive first")
    for together in explanation.to_ask:
        paper.print(f"{together.title}:")
        for each in together.items:
            asked = each.question
            text = f"{asked.told}. {asked.ask} [{', '.join(asked.needed_by)}]"
            paper.row(Text("[ ]", style="bold magenta"), text)
            for decider in each.deciders:
                told = f"{decider.told} would mean {decider.then.upper()}."
                paper.print(told, indent=4)


def _idle(explanation: Explanation, paper: Paper) -> None:
    if explanation.idle:
        paper.heading("Unknown, and no matter here")
    for idle in explanation.idle:
        paper.row("?", f"{idle.told} [{', '.join(idle.rules)}]")


def _checklist(explanation: Explanation, paper: Paper) -> None:
    ahead = explanation.checklist
    if ahead is None:
        return
    paper.heading(f"To do before {day_words(ahead.day)}")
    if not ahead.asks:
        paper.print(
            f"Nothing is missing by now; as things stand the answer then is {ahead.action.upper()}."
        )
        return
    for ask in ahead.asks:
        paper.row("[ ]", ask)
    paper.print(f"Without them the answer on that day is {ahead.action.upper()}.")


def _reasons(explanation: Explanation, paper: Paper) -> None:
    for title, rules, full in explanation.sections:
        paper.heading(title)
        for each in rules:
            show_rule(each, paper, depth=_DEEP if full else 1)
    if explanation.rest:
        paper.heading("Other rules")
    for name, rules in explanation.rest.items():
        paper.print(f"{name}: {', '.join(each.rule.id for each in rules)}")


def _leaning(explanation: Explanation, paper: Paper) -> None:
    if explanation.presumed:
        paper.heading("Presumed, not recorded")
        for told in explanation.presumed:
            paper.row("-", told)
    if explanation.assumptions:
        paper.heading("Assumptions this answer leans on")
        for each in explanation.assumptions:
            told = f"{each.name} ({each.basis}): {each.text.strip()} [{', '.join(each.rules)}]"
            paper.row("-", told)
    if explanation.sources:
        paper.heading("Sources")
        for source in explanation.sources:
            read = f" (read: {source.read})" if source.read else ""
            paper.row("-", f"{source.cite}: {source.title}{read}")


def _footer(explanation: Explanation, paper: Paper) -> None:
    asked = explanation.recommendation
    paper.console.print()
    legend = "✓ met, ✗ not met, ? unknown."
    paper.print(f"{legend} One rule to the bottom: --why {_example(explanation)}")
    digest = asked.protocol.digest.removeprefix("sha256:")[:12]
    paper.print(f"{explanation.engines}; rules {digest}")
    paper.print(explanation.notice, "bold")
    # The page is longer than a screen, and whoever reads its end must see the answer.
    paper.print()
    now = " NOW" if asked.urgency == "now" else ""
    told = f"{asked.timeline.patient}: {asked.action.upper()}{now}. {explanation.summary}"
    paper.print(told, f"bold {ACTION_STYLES[asked.action]}")


def _example(explanation: Explanation) -> str:
    deciding = explanation.recommendation.deciding
    return deciding[0] if deciding else explanation.rules[0].rule.id

"""The answer as Markdown, for a record or an email."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from cyclewise.reasons.arithmetic import timing_words
from cyclewise.reasons.explanation import ACTION_MEANS, PHASE_WORDS, Explanation, RuleReason
from cyclewise.reasons.reason import Reason
from cyclewise.values.calendar import day_words
from cyclewise.values.truth import Truth

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~!&])")
_SIGNS = {Truth.MET: "✓", Truth.NOT_MET: "✗", Truth.UNKNOWN: "?"}


def plain(text: str) -> str:
    """Return a text that Markdown shows as it is, whatever a file put into it."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def markdown_of(explanation: Explanation) -> str:
    """Return an explanation as a Markdown page."""
    return "\n".join(_page(explanation)) + "\n"


def _page(explanation: Explanation) -> Iterator[str]:
    asked, protocol = explanation.recommendation, explanation.recommendation.protocol
    yield f"# {plain(asked.timeline.patient)}: {asked.action.upper()}"
    yield ""
    yield f"**{plain(explanation.summary)}**"
    yield from (f"\n{plain(each)}" for each in explanation.also)
    yield ""
    yield from _answer(explanation)
    yield from _list(
        "Alerts", (f"{_now(a.urgency)}{plain(a.summary)} ({a.rule})" for a in asked.alerts)
    )
    yield from _recoveries(explanation)
    yield from _to_ask(explanation)
    if explanation.checklist is not None:
        ahead = explanation.checklist
        told = [f"[ ] {plain(title)}" for title in ahead.asks] or ["nothing is missing by now"]
        yield from _list(f"To do before {day_words(ahead.day)}", told)
    for title, rules, _ in explanation.sections:
        yield from _rules(title, rules)
    yield from _leaning(explanation)
    yield "---"
    yield ""
    identity = f"{protocol.registry} {protocol.id} {protocol.version}".strip()
    yield f"{plain(protocol.title)} ({identity}, rules {protocol.digest[:19]})."
    yield f"{plain(explanation.engines)}. **{plain(explanation.notice)}**"


def _now(urgency: str) -> str:
    return "**NOW** " if urgency == "now" else ""


def _answer(explanation: Explanation) -> Iterator[str]:
    asked = explanation.recommendation
    rows = [
        ("action", f"{asked.action} ({ACTION_MEANS[asked.action]})"),
        ("as of", f"{day_words(asked.as_of)}, known by {day_words(asked.known)}"),
        ("phase", PHASE_WORDS[asked.phase]),
        ("settled", "yes" if asked.settled else "no"),
        ("may become", ", ".join(asked.may_become)),
        ("otherwise", asked.otherwise or ""),
        ("needed", ", ".join(explanation.to_give)),
        ("next dose", _place(explanation)),
        ("dose", "; ".join(explanation.arithmetic)),
        ("dates", timing_words(asked)),
        ("urgency", asked.urgency),
        explanation.decided_by,
        ("answered by", explanation.choice),
    ]
    yield "| | |"
    yield "| --- | --- |"
    for label, text in rows:
        if text:
            yield f"| {label} | {plain(text)} |"
    yield ""


def _place(explanation: Explanation) -> str:
    asked = explanation.recommendation
    if asked.cycle is None:
        return ""
    dose = f": {explanation.dose}" if explanation.dose else ""
    return f"cycle {asked.cycle} day {asked.day}{dose}"


def _list(title: str, lines: Iterable[str]) -> Iterator[str]:
    told = list(lines)
    if told:
        yield f"## {title}"
        yield ""
        yield from (f"- {line}" for line in told)
        yield ""


def _to_ask(explanation: Explanation) -> Iterator[str]:
    """Yield what is missing as a checklist, the most decisive first."""
    if explanation.to_ask:
        yield "## Missing, the most decisive first"
        yield ""
    for together in explanation.to_ask:
        yield f"{together.title}:"
        yield ""
        for each in together.items:
            asked = each.question
            needed = ", ".join(asked.needed_by)
            yield f"- [ ] {plain(asked.told)}. {plain(asked.ask)} ({needed})"
            for one in each.deciders:
                yield f"  - {plain(one.told)} would mean {one.then.upper()}"
        yield ""


def _recoveries(explanation: Explanation) -> Iterator[str]:
    if not explanation.recoveries:
        return
    yield "## Hold until"
    yield ""
    for each in explanation.recoveries:
        if each.recovery is not None:
            yield f"- **{each.rule.id}** {plain(each.rule.title)}"
            yield from tree_lines(each.recovery, 1)
    yield ""


def _rules(title: str, rules: tuple[RuleReason, ...]) -> Iterator[str]:
    if not rules:
        return
    yield f"## {title}"
    yield ""
    for each in rules:
        sign = "" if each.mark is None else f"{_SIGNS[each.mark]} "
        by = f", overruled by {', '.join(each.overruled_by)}" if each.overruled_by else ""
        yield f"- {sign}**{each.rule.id}** {plain(each.rule.title)}: {each.told}{by}"
        if each.reason is not None:
            yield from tree_lines(each.reason, 1)
        for source in each.sources:
            quote = f" “{plain(source.quote)}”" if source.quote else ""
            yield f"  - source: {plain(source.title)} ({source.basis}){quote}"
    yield ""


def tree_lines(reason: Reason, depth: int) -> Iterator[str]:
    """Yield a reason and all below it as items of a list."""
    yield f"{'  ' * depth}- {_SIGNS[reason.truth]} {plain(reason.text)}"
    for part in reason.shown:
        yield from tree_lines(part, depth + 1)


def _leaning(explanation: Explanation) -> Iterator[str]:
    yield from _list("Unknown, and no matter here", (plain(each.told) for each in explanation.idle))
    yield from _list("Presumed, not recorded", map(plain, explanation.presumed))
    yield from _list(
        "Assumptions this answer leans on",
        (f"{plain(a.name)} ({a.basis}): {plain(a.text)}" for a in explanation.assumptions),
    )
    yield from _list(
        "Sources",
        (f"{plain(s.cite)}: {plain(s.title)} (read: {s.read})" for s in explanation.sources),
    )

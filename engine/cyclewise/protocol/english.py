"""A rule printed back as English, each quote above the condition it supports."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from cyclewise.knowledge.knowledgebase import Knowledge
from cyclewise.logic.condition import (
    AtLeast,
    Both,
    Condition,
    Either,
    Leaf,
    Negation,
    criteria,
    parts_of,
)
from cyclewise.protocol.criterion import Criterion
from cyclewise.protocol.expectation_english import expectation_english
from cyclewise.protocol.phrases import Speech, condition_english, listed, negated_english
from cyclewise.protocol.protocol import Protocol
from cyclewise.protocol.rule import ALWAYS, CALM, Assumption, Citation, Phase, Rule
from cyclewise.records import dataclass

Kind = Literal[
    "title", "applies", "quote", "condition", "follows", "because", "leans on", "limit", "pages"
]

_PHASE_WORDS: Mapping[Phase, str] = {
    "before": "before the first dose",
    "on": "on treatment",
    "after": "after treatment",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a rule in English; ``depth`` counts how far it is set in."""

    kind: Kind
    depth: int
    text: str


def rule_english(
    rule: Rule,
    protocol: Protocol,
    knowledge: Knowledge,
    others: Mapping[str, str] | None = None,
) -> tuple[Line, ...]:
    """Return a rule as lines of English.

    ``others`` gives the titles of facts that no file defines.
    """
    speech = Speech(protocol, knowledge, others or {})
    return tuple(_lines(rule, speech))


def _lines(rule: Rule, speech: Speech) -> Iterator[Line]:
    yield Line("title", 0, f"{rule.id}  {rule.title} ({rule.status})")
    yield Line("applies", 0, _applies(rule))
    if rule.condition == ALWAYS:
        yield from quote_lines(rule.sources, 0, speech)
    else:
        lead = "Requires that" if rule.requirement else "When"
        yield from condition_lines(_without_unless(rule), lead, rule.sources, speech)
    if rule.unless is not None:
        yield Line("condition", 0, f"unless {condition_english(rule.unless, speech)}")
    if rule.expectation is not None:
        yield Line("condition", 0, expectation_english(rule.expectation, speech))
        how = "is shown in the surveillance" if rule.urgency == CALM else f"alerts ({rule.urgency})"
        yield Line("follows", 0, f"what is overdue {how}: {rule.summary.strip()}")
    else:
        yield from _following(rule, speech)
    if rule.rationale:
        yield Line("because", 0, rule.rationale.strip())
    yield from assumption_lines(rule.assumptions)
    for limit in rule.limits:
        yield Line("limit", 0, f"Limit: {limit.strip()}")
    pages = [fact for fact in _read_by(rule) if fact in speech.protocol.definitions]
    if pages:
        yield Line("pages", 0, f"Facts with a page of their own: {', '.join(pages)}.")


def _read_by(rule: Rule) -> Iterator[str]:
    """Yield the facts a rule reads, each once, in the order in which it names them."""
    expected = () if rule.expectation is None else rule.expectation.items
    yield from dict.fromkeys((*(each.subject for each in criteria(rule.condition)), *expected))


def assumption_lines(assumptions: Sequence[Assumption]) -> Iterator[Line]:
    """Yield what is taken to be so, each with its basis."""
    for assumption in assumptions:
        text = f"Leans on “{assumption.name}” ({assumption.basis}): {assumption.text.strip()}"
        yield Line("leans on", 0, text)


def _applies(rule: Rule) -> str:
    where = listed([_PHASE_WORDS[phase] for phase in rule.phases], "and")
    text = f"Applies {where}"
    if rule.at_dose_due:
        return f"{text}, when a dose may be given."
    if rule.asks_dose_due:
        return f"{text}; what is unknown is asked for only when a dose may be given."
    return f"{text}."


def condition_lines(
    condition: Condition[Criterion], lead: str, quotes: Sequence[Citation], speech: Speech
) -> Iterator[Line]:
    """Yield a condition part by part, each quote above the first part that it supports."""
    parts = parts_of(condition)
    if isinstance(condition, Leaf | Negation) or len(parts) == 1:
        yield from quote_lines(quotes, 0, speech)
        yield Line("condition", 0, f"{lead} {condition_english(condition, speech)}")
    else:
        above = [each for each in quotes if not set(each.supports) & _facts(condition)]
        yield from quote_lines(above, 0, speech)
        lead = lead.removesuffix(" that")
        yield Line("condition", 0, f"{lead} {_heading(condition, len(parts))}")
        yield from _part_lines(parts, [each for each in quotes if each not in above], speech)


def _without_unless(rule: Rule) -> Condition[Criterion]:
    """Return the condition as written above ``unless``, which stands last in the whole."""
    if rule.unless is None:
        return rule.condition
    return parts_of(rule.condition)[0]


def _heading(condition: Condition[Criterion], count: int) -> str:
    match condition:
        case Both():
            return f"all of these {count}:"
        case Either():
            return f"any of these {count}:"
        case AtLeast(wanted, _):
            return f"at least {wanted} of these {count}:"
        case Leaf() | Negation():
            raise TypeError("A single criterion needs no heading.")


def _part_lines(
    parts: Sequence[Condition[Criterion]], quotes: list[Citation], speech: Speech
) -> Iterator[Line]:
    """Yield the parts, and above each the quotes that support it first."""
    waiting = quotes
    for part in parts:
        here = [each for each in waiting if set(each.supports) & _facts(part)]
        waiting = [each for each in waiting if each not in here]
        yield from quote_lines(here, 1, speech)
        yield Line("condition", 1, condition_english(part, speech))


def _facts(condition: Condition[Criterion]) -> set[str]:
    return {criterion.subject for criterion in criteria(condition)}


def quote_lines(citations: Sequence[Citation], depth: int, speech: Speech) -> Iterator[Line]:
    """Yield who says so, in the words of the source where they are at hand."""
    for citation in citations:
        source = speech.knowledge.sources.get(citation.cite)
        title = citation.cite if source is None else source.title
        said = f"“{citation.quote.strip()}” — " if citation.quote else "Source: "
        yield Line("quote", depth, f"{said}{title} ({citation.basis})")


def _following(rule: Rule, speech: Speech) -> Iterator[Line]:
    lead = "otherwise" if rule.requirement else "then"
    yield Line("follows", 0, f"{lead} {rule.action} ({rule.urgency}): {rule.summary.strip()}")
    if rule.until is not None:
        yield Line("follows", 0, f"until {condition_english(rule.until, speech)}")
    elif rule.action == "withhold" and not rule.requirement:
        yield Line("follows", 0, f"until {negated_english(rule.condition, speech)}")

"""The one sentence of the answer, for each action, never longer than a card has room for."""

from __future__ import annotations

from cyclewise.advice.dosing import Dose
from cyclewise.advice.recommendation import Recommendation
from cyclewise.facts.program import Program
from cyclewise.protocol.rule import Rule
from cyclewise.reasons.absence import wanted
from cyclewise.reasons.numbers import capital, listed, percent, said
from cyclewise.values.calendar import day_words
from cyclewise.values.quantity import number_text

LONGEST = 139
"""A summary has fewer than 140 characters."""


def summary_of(recommendation: Recommendation, program: Program) -> str:
    """Return the answer in one sentence of fewer than 140 characters."""
    return shortened(_SENTENCES[recommendation.action](recommendation, program))


def shortened(text: str) -> str:
    """Return a text cut at a word where it is too long for a summary."""
    if len(text) <= LONGEST:
        return text
    return f"{text[: LONGEST - 1].rsplit(' ', 1)[0].rstrip(',;:')}…"


def place_words(recommendation: Recommendation) -> str:
    """Return the next dose's place in the schedule: “cycle 2 day 1”."""
    return f"cycle {recommendation.cycle} day {recommendation.day}"


def dose_words(dose: Dose, program: Program) -> str:
    """Return a dose: drug, amount and milligrams, with its level when it is reduced."""
    drug = program.knowledge.drugs[dose.drug].title
    plan = f"{drug} {amount_words(dose)}"
    level = f", {percent(dose.level)} of the plan" if dose.level < 1 else ""
    if dose.mg is not None:
        return f"{plan} ({number_text(dose.mg)} mg{level})"
    return f"{plan} ({level.removeprefix(', ')})" if level else plan


def amount_words(dose: Dose) -> str:
    """Return a dose's amount with its unit: “0.3 mg/m²”."""
    return said(f"{number_text(dose.amount)} {dose.unit}")


def _administer(recommendation: Recommendation, program: Program) -> str:
    dose, place = recommendation.dose, place_words(recommendation)
    if dose is None:
        return f"Give {place}."
    late = recommendation.timing is not None and recommendation.timing.status == "late"
    return f"Give {dose_words(dose, program)}: {place}.{' The dose is late.' if late else ''}"


def _wait(recommendation: Recommendation, _program: Program) -> str:
    timing = recommendation.timing
    if timing is None:
        return "No dose today; the schedule has none left."
    place = capital(place_words(recommendation))
    due = day_words(timing.due)
    if timing.earliest is None or timing.earliest == timing.due:
        return f"No dose today. {place} is due on {due}."
    return (
        f"No dose today. {place} is due on {due}, at the earliest on {day_words(timing.earliest)}."
    )


def _withhold(recommendation: Recommendation, _program: Program) -> str:
    deciding = _deciding(recommendation)
    if deciding:
        return deciding
    timing = recommendation.timing
    today = recommendation.as_of
    if timing is not None and timing.earliest is not None and today < timing.earliest:
        first = day_words(timing.earliest)
        return f"No dose yet: {place_words(recommendation)} may be given from {first}."
    return f"Do not give {place_words(recommendation)} today: the schedule allows no dose."


def _by_rule(recommendation: Recommendation, _program: Program) -> str:
    return _deciding(recommendation) or "The protocol's end is reached."


def _follow_up(recommendation: Recommendation, _program: Program) -> str:
    died = _last_of(recommendation, "death")
    if died is not None:
        return f"The patient died on {day_words(died)}; nothing is due."
    deciding = _deciding(recommendation)
    return deciding or "Treatment has ended; no further dose is given."


def _insufficient(recommendation: Recommendation, program: Program) -> str:
    asked = recommendation.to_give or tuple(each.fact for each in recommendation.missing)
    if not asked:
        return "This cannot be decided from what is recorded."
    titles = [wanted(program, fact, recommendation.missing) for fact in asked]
    told = f"This cannot be decided without {listed(titles)}."
    if len(told) <= LONGEST:
        return told
    return f"This cannot be decided without {', '.join(titles[:2])} and {len(titles) - 2} more."


def deciding_rules(recommendation: Recommendation) -> list[Rule]:
    """Return the rules that decide, the most urgent first; the schedule is none of them."""
    order = ("now", "before next dose", "routine")
    rules = [
        each.rule for each in recommendation.rulings if each.rule.id in recommendation.deciding
    ]
    rules = [rule for rule in rules if rule.id != recommendation.protocol.schedule.id]
    return sorted(rules, key=lambda rule: order.index(rule.urgency))


def _deciding(recommendation: Recommendation) -> str:
    """Return the most urgent deciding rule's own sentence, and how many more there are."""
    rules = deciding_rules(recommendation)
    if not rules:
        return ""
    first = rules[0].summary
    if len(rules) == 1:
        return first
    more = "1 more reason" if len(rules) == 2 else f"{len(rules) - 1} more reasons"  # noqa: PLR2004 - one besides the first
    both = f"{first.rstrip('.')} (and {more})."
    return both if len(both) <= LONGEST else first


def _last_of(recommendation: Recommendation, concept: str) -> int | None:
    """Return the day of the last visible event of a concept."""
    seen = [
        event.first
        for event in recommendation.timeline.events
        if event.concept == concept
        and event.first <= recommendation.as_of
        and event.known <= recommendation.known
    ]
    return max(seen, default=None)


_SENTENCES = {
    "administer": _administer,
    "wait": _wait,
    "withhold": _withhold,
    "discontinue": _by_rule,
    "complete": _by_rule,
    "ineligible": _by_rule,
    "follow-up": _follow_up,
    "insufficient-data": _insufficient,
}

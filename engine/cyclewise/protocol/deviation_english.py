"""A deviation page printed back as English: what it judges, when it finds, and how grave."""

from __future__ import annotations

from collections.abc import Iterator

from cyclewise.logic.condition import criteria
from cyclewise.protocol.deviation import DOSE_DUE, EACH_DOSE, END, FIRST_DOSE, DeviationRule
from cyclewise.protocol.english import Line, assumption_lines, condition_lines
from cyclewise.protocol.phrases import Speech, condition_english, listed
from cyclewise.protocol.uses import conditions_of_deviation

_JUDGED = {
    EACH_DOSE: "Judges each dose that was given, by what was known that day before it.",
    FIRST_DOSE: "Judges the first dose, by what was known that day before it.",
    DOSE_DUE: "Judges each dose that was due, on its latest day.",
    END: "Judges how things stood at the end of follow-up.",
}


def deviation_english(page: DeviationRule, speech: Speech) -> tuple[Line, ...]:
    """Return a deviation page as lines of English."""
    return tuple(_lines(page, speech))


def _lines(page: DeviationRule, speech: Speech) -> Iterator[Line]:
    yield Line("title", 0, f"{page.id}  {page.title} ({page.status})")
    yield Line("applies", 0, _judged(page, speech))
    yield from condition_lines(page.condition, "When", page.sources, speech)
    if page.yields_to:
        titles = {each.id: each.title for each in speech.protocol.deviations}
        others = listed([f"{name} ({titles.get(name, name)})" for name in page.yields_to], "or")
        yield Line("condition", 0, f"unless {others} finds the same event")
    weight = f"{page.category}, {_importance(page, speech)}"
    yield Line("follows", 0, f"then a deviation ({weight}): {page.summary.strip()}")
    if page.expected:
        yield Line("follows", 0, f"What was expected: {page.expected.strip()}")
    yield Line("because", 0, page.reason.strip())
    yield from assumption_lines(page.assumptions)
    for limit in page.limits:
        yield Line("limit", 0, f"Limit: {limit.strip()}")
    named = (each.subject for part in conditions_of_deviation(page) for each in criteria(part))
    pages = [fact for fact in dict.fromkeys(named) if fact in speech.protocol.definitions]
    if pages:
        yield Line("pages", 0, f"Facts with a page of their own: {', '.join(pages)}.")


def _judged(page: DeviationRule, speech: Speech) -> str:
    if page.judges in _JUDGED:
        return _JUDGED[page.judges]
    rule = speech.protocol.by_id.get(page.judges)
    title = "" if rule is None else f" ({rule.title})"
    return f"Judges each occasion of {page.judges}{title}, on its last day."


def _importance(page: DeviationRule, speech: Speech) -> str:
    """Return “important where …, otherwise minor”, or the one importance there is."""
    parts = [
        each.importance
        if each.when is None
        else f"{each.importance} where {condition_english(each.when, speech)}"
        for each in page.importance
    ]
    return ", otherwise ".join(parts)

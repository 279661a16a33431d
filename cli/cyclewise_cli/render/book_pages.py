"""The pages of a rule book: the schedule, and each rule, deviation and fact in English."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from cyclewise.facts.program import ENGINE_FACTS
from cyclewise.protocol.definition_english import definition_english
from cyclewise.protocol.deviation_english import deviation_english
from cyclewise.protocol.english import Line, quote_lines, rule_english
from cyclewise.protocol.phrases import condition_english
from cyclewise.protocol.schedule import Days
from cyclewise.reasons.numbers import said
from cyclewise_cli.render.book import Book, Section, Table


def schedule_of(book: Book) -> Iterator[Section]:
    """Yield the doses and when each may be given, as tables."""
    schedule, speech = book.program.protocol.schedule, book.speech
    doses = tuple(
        (
            _cycles(row.first_cycle, row.last_cycle),
            str(row.day),
            said(row.dose.text) + (f" over {row.lasts.text}" if row.lasts else ""),
            condition_english(row.when, speech) if row.when else "always",
        )
        for row in schedule.rows
    )
    lines = [Line("applies", 0, schedule.summary.strip())]
    lines += quote_lines(schedule.sources, 0, speech)
    lines += [
        Line("leans on", 0, f"Leans on “{each.name}” ({each.basis}): {each.text.strip()}")
        for each in schedule.assumptions
    ]
    lines += [Line("limit", 0, f"Limit: {each.strip()}") for each in schedule.limits]
    head = ("cycles", "day", "dose", "when")
    title = f"{schedule.id}  {schedule.title} ({schedule.status})"
    yield Section("schedule", f"Schedule: {title}", lines=tuple(lines), table=Table(head, doses))
    timing = tuple(
        (
            _cycles(each.first_cycle, each.last_cycle),
            str(each.day),
            each.counted_from,
            *(_length(book, days) for days in (each.earliest, each.due, each.latest)),
            _length(book, each.omitted_after),
        )
        for each in schedule.timings
    )
    when = ("cycles", "day", "counted from", "earliest", "due", "latest", "left out after")
    gap = Line("applies", 0, f"At least {_length(book, schedule.between_doses)} lie between any "
               "two doses.")  # fmt: skip
    yield Section("timing", "When each dose may be given", 3, (gap,), Table(when, timing))


def _length(book: Book, days: Days | None) -> str:
    return "never" if days is None else book.speech.length(days)


def rules_of(book: Book) -> Iterator[Section]:
    """Yield every rule in English, family by family."""
    protocol = book.program.protocol
    ordered = sorted(protocol.rules, key=lambda rule: (rule.family, rule.id))
    for family, rules in groupby(ordered, key=lambda rule: rule.family):
        yield Section(f"rules-{family}", f"Rules: {family}")
        for rule in rules:
            lines = rule_english(rule, protocol, book.program.knowledge, ENGINE_FACTS)
            yield _page(rule.id, lines)


def deviations_of(book: Book) -> Iterator[Section]:
    """Yield every page that an audit judges by, in English."""
    pages = sorted(book.program.protocol.deviations, key=lambda each: each.id)
    if pages:
        yield Section("deviations", "Deviations that an audit finds")
    for page in pages:
        yield _page(page.id, deviation_english(page, book.speech))


def facts_of(book: Book) -> Iterator[Section]:
    """Yield every fact that has a page, in English."""
    yield Section("facts", "Facts with a page")
    for name, definition in sorted(book.program.protocol.definitions.items()):
        yield _page(f"fact-{name}", definition_english(definition, book.speech))


def _page(name: str, lines: Sequence[Line]) -> Section:
    return Section(name, lines[0].text, 3, tuple(lines[1:]))


def _cycles(first: int, last: int) -> str:
    return str(first) if first == last else f"{first} to {last}"

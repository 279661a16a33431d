"""A revision: what one version of a protocol says that another does not, page by page, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from typing import Literal

from cyclewise.facts.program import ENGINE_FACTS, Program
from cyclewise.protocol.definition_english import definition_english
from cyclewise.protocol.english import rule_english
from cyclewise.protocol.phrases import Speech
from cyclewise.protocol.protocol import Protocol
from cyclewise.protocol.schedule_english import doses_english, timing_english
from cyclewise.reasons.numbers import said
from cyclewise.records import dataclass
from cyclewise.values.calendar import day_words

Said = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PageChange:
    """One page that differs: its id, whether it came, went or changed, and the lines that did."""

    page: str
    kind: Literal["new", "gone", "changed"]
    gone: Said
    come: Said


def revision(old: Program, new: Program) -> tuple[PageChange, ...]:
    """Return every page that differs, those of the protocol's own before rules and facts."""
    before, after = dict(_pages(old)), dict(_pages(new))
    named = dict.fromkeys((*before, *after))
    found = (_change(page, before.get(page), after.get(page)) for page in named)
    return tuple(each for each in found if each is not None)


def _change(page: str, old: Said | None, new: Said | None) -> PageChange | None:
    if old == new:
        return None
    if old is None or new is None:
        return PageChange(page, "new" if old is None else "gone", old or (), new or ())
    gone: list[str] = []
    come: list[str] = []
    for kind, first, last, begin, end in SequenceMatcher(None, old, new).get_opcodes():
        if kind != "equal":
            gone += old[first:last]
            come += new[begin:end]
    return PageChange(page, "changed", tuple(gone), tuple(come))


def _pages(program: Program) -> Iterator[tuple[str, Said]]:
    """Yield every page of a protocol as lines of English."""
    protocol = program.protocol
    speech = Speech(protocol, program.knowledge, ENGINE_FACTS)
    yield from _own(protocol)
    schedule = protocol.schedule
    yield (
        f"schedule {schedule.id}",
        (
            schedule.summary,
            *map(said, doses_english(schedule, speech)),
            *timing_english(schedule, speech),
        ),
    )
    for rule in sorted(protocol.rules, key=lambda each: each.id):
        lines = rule_english(rule, protocol, program.knowledge, ENGINE_FACTS)
        yield f"rule {rule.id}", tuple(line.text for line in lines)
    for name, definition in sorted(protocol.definitions.items()):
        yield f"fact {name}", tuple(line.text for line in definition_english(definition, speech))


def _own(protocol: Protocol) -> Iterator[tuple[str, Said]]:
    """Yield what stands in the protocol's own page."""
    yield "protocol", (f"{protocol.id} {protocol.version} ({protocol.status})", protocol.title)
    for phase, actions in protocol.ranks.items():
        yield f"actions {phase}", (", ".join(actions),)
    for name, value in protocol.parameters.items():
        yield f"parameter {name}", (f"{value.text} ({value.basis})", value.because)
    for each in protocol.amendments:
        yield f"amendment of {day_words(each.day)}", (each.title, *_values(each.values))


def _values(values: Mapping[str, str]) -> Iterator[str]:
    for name, text in values.items():
        yield f"{name}: {text}"

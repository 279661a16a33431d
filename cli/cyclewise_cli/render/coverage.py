"""Coverage for people: what no case shows, and cases that would, ready to be reviewed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from cyclewise.facts.program import ENGINE_FACTS, Program
from cyclewise.proof.new_cases import NewCase, Unmade
from cyclewise.protocol.phrases import Speech, criterion_english
from cyclewise.values.truth import Truth

if TYPE_CHECKING:
    from cyclewise.proof.coverage import Covered, Wanted

_VERBS = {"facts": "{}", "change": "{}", "move": "{}", "remove": "[]", "add": "[]"}


def covered_lines(covered: Covered, program: Program) -> Iterator[str]:
    """Yield how much the cases of a page show, and below it what none of them does."""
    count = covered.shown + len(covered.missing)
    yield f"  {covered.subject.id:<28} {covered.shown:3} of {count:3} shown"
    for each in covered.missing:
        yield f"         no case in which “{_text(each, program)}” {each.said}"


def _text(wanted: Wanted, program: Program) -> str:
    speech = Speech(program.protocol, program.knowledge, ENGINE_FACTS)
    return criterion_english(wanted.criterion, speech)


def total_line(told: Sequence[Covered]) -> str:
    """Return the last line: how much is shown, and how much of the rest is about the unknown."""
    missing = [each for one in told for each in one.missing]
    shown = sum(one.shown for one in told)
    line = f"  {shown} of {shown + len(missing)} shown by the cases"
    unknown = sum(each.truth is Truth.UNKNOWN for each in missing)
    if not missing:
        return line
    return f"{line}; {unknown} of the other {len(missing)} would show what is unknown"


def case_lines(found: Iterable[NewCase | Unmade], label: str, program: Program) -> Iterator[str]:
    """Yield new cases as they would stand in their file, and say of what none was found."""
    made = list(found)
    cases = [each for each in made if isinstance(each, NewCase)]
    if cases:
        yield f"         # for {label}; what is expected is what the rule says now: review it"
    for each in cases:
        yield f"         - name: {_quoted(_name(each.wanted, program))}"
        for line in _verbs(each.changes):
            yield f"           {line}"
        yield f"           expect: {each.outcome}"
    unmade = [each.wanted for each in made if isinstance(each, Unmade)]
    for wanted in unmade:
        yield f"         # no patient was found in whom “{_text(wanted, program)}” {wanted.said}"
    if unmade:
        yield "         # if there can be such a patient, the case has to be written by hand"


def _name(wanted: Wanted, program: Program) -> str:
    """Return what a case shows, as its name."""
    text = _text(wanted, program)
    if wanted.truth is None:
        return f"exactly at the limit: {text}"
    begin = {Truth.UNKNOWN: "unknown whether ", Truth.NOT_MET: "not: ", Truth.MET: ""}
    return f"{begin[wanted.truth]}{text}{'; that decides' if wanted.decides else ''}"


def _quoted(text: str) -> str:
    """Return a text as YAML reads it back."""
    plain = not any(each in text for each in (": ", " #", '"')) and text[0].isalnum()
    return text if plain else "'" + text.replace("'", "''") + "'"


def _verbs(changes: Iterable[str]) -> Iterator[str]:
    """Yield the changes under each verb that makes them, as a case writes them."""
    made: dict[str, list[str]] = {}
    for change in changes:
        verb, what = change.split(": ", 1)
        made.setdefault(verb, []).append(what[1:-1])
    for verb, brackets in _VERBS.items():
        if verb in made:
            yield f"{verb}: {brackets[0]}{', '.join(made[verb])}{brackets[1]}"

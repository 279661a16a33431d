"""Testing a definition that has a value: what its cases expect, and which mutants none notices."""

from __future__ import annotations

from collections.abc import Iterator

from cyclewise.advice.missing import roots
from cyclewise.facts.computed import computed
from cyclewise.facts.grading import grade_number
from cyclewise.facts.program import Program
from cyclewise.facts.reading import Reading, Why
from cyclewise.inference.trace import Seen
from cyclewise.proof.form_mutation import form_mutants
from cyclewise.proof.testing import CaseResult, Tested, vocabulary, with_concept
from cyclewise.proof.ward import Ward, wards
from cyclewise.protocol.cases import NOT_RECORDED, UNKNOWN, Case, CaseFile
from cyclewise.protocol.definition import FirstMetForm
from cyclewise.values.calendar import day_text, parse_day
from cyclewise.values.quantity import UnitMismatch, number_text, parse_quantity
from cyclewise.values.refused import Refused


def tested_value(program: Program, file: CaseFile) -> Tested:
    """Run the cases of a definition that is no condition, and all its mutants."""
    fact = file.subject
    grouped = wards(program, file.cases)
    found: dict[int, CaseResult] = {}
    for ward, places in grouped:
        reading = ward.facts.reading(fact)
        for at, place in enumerate(places):
            case = ward.cases[at]
            wrong = _wrong_value(ward.program, fact, reading, at, case.outcome)
            found[place] = CaseResult(case, wrong or _wrong_reason(ward, at, fact, case))
    tried, survivors = 0, []
    form = program.definitions[fact].form
    for wrong, changed in form_mutants(form, vocabulary(program)):
        tried += 1
        readings = ((ward, computed(ward.facts, fact, changed)) for ward, _ in grouped)
        if not any(_notices(ward, fact, reading) for ward, reading in readings):
            survivors.append(wrong)
    results = tuple(found[place] for place in sorted(found))
    return Tested(fact, file.label, results, tried, tuple(survivors))


def _notices(ward: Ward, fact: str, reading: Reading) -> bool:
    """Return whether some case expects another value than a wrong definition gives."""
    return any(
        _wrong_value(ward.program, fact, reading, at, case.outcome)
        for at, case in enumerate(ward.cases)
    )


def _wrong_value(program: Program, fact: str, reading: Reading, at: int, expected: str) -> str:
    """Return what is wrong with a value, empty where it is what was expected."""
    if _fits(program, fact, reading, at, expected):
        return ""
    return f"expected {expected}, and it is {_spelt(program, fact, reading, at)}"


def _fits(program: Program, fact: str, reading: Reading, at: int, expected: str) -> bool:
    absent, known = bool(reading.absent[at]), bool(reading.known[at])
    low, high = float(reading.value.low[at]), float(reading.value.high[at])
    word = reading.value.words[int(reading.value.word[at])]
    if expected == NOT_RECORDED:
        return absent or bool(reading.why[at] == Why.NO_RECORD)
    if expected == UNKNOWN:
        return not absent and (not known or (not word and low != high))
    if not known or absent:
        return False
    if word:
        return word == expected
    number = _number(program, fact, expected)
    return number is not None and low == high == number


def _number(program: Program, fact: str, text: str) -> float | None:
    """Return the number that a case writes, in the fact's unit; None where it writes none."""
    grades = program.ladders.grades(fact)
    if grades is not None:
        return grade_number(grades, text)
    if isinstance(program.definitions[fact].form, FirstMetForm):
        return _day(text)
    quantity, scale = parse_quantity(text), program.scale(fact)
    if quantity is None or scale is None:
        return None
    try:
        return scale.convert(quantity)
    except UnitMismatch:
        return None


def _day(text: str) -> float | None:
    try:
        return float(parse_day(text))
    except Refused:
        return None


def _spelt(program: Program, fact: str, reading: Reading, at: int) -> str:
    """Return a value in words, for a case that expected another."""
    if reading.absent[at]:
        return NOT_RECORDED
    if not reading.known[at]:
        return UNKNOWN
    word = reading.value.words[int(reading.value.word[at])]
    grades, scale = program.ladders.grades(fact), program.scale(fact)
    ends = (float(reading.value.low[at]), float(reading.value.high[at]))
    said = [number_text(end) if grades is None else grades.named(end) for end in ends]
    if isinstance(program.definitions[fact].form, FirstMetForm):
        said = [day_text(int(end)) for end in ends]
    unit = "" if scale is None or scale.unit in ("number", "fraction") else f" {scale.unit}"
    return word or (said[0] if ends[0] == ends[1] else f"{said[0]} to {said[1]}") + unit


def _wrong_reason(ward: Ward, at: int, fact: str, case: Case) -> str:
    """Return what is wrong with a case's ``because`` or ``ask``."""
    if not case.because and not case.asks:
        return ""
    seen = ward.tracer(at).seen(fact)
    named = [each.fact for each in _below(seen)]
    decided = {name for each in named for name in with_concept(ward.program, each)}
    asked = {name for each in roots(seen) for name in with_concept(ward.program, each.fact)}
    for name in case.because:
        if name not in decided:
            return f"it is not so because of {name}, but of {_listed(decided)}"
    for name in case.asks:
        if name not in asked:
            return f"it does not ask for {name}, but for {_listed(asked)}"
    return ""


def _listed(names: set[str]) -> str:
    return ", ".join(sorted(names)) or "nothing"


def _below(seen: Seen) -> Iterator[Seen]:
    for each in seen.inputs:
        yield each
        yield from _below(each)

"""Testing a schedule or a whole protocol: what is recommended for its cases and mutants."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from cyclewise.advice.advising import Adviser
from cyclewise.advice.recommendation import Recommendation
from cyclewise.facts.point import Points
from cyclewise.facts.program import Program
from cyclewise.facts.slots import NO_DAY
from cyclewise.facts.stub import Stub
from cyclewise.inference.agreement import SecondEngine
from cyclewise.inference.exact import evaluate
from cyclewise.proof.testing import CaseResult, Tested
from cyclewise.proof.ward import Ward, wards
from cyclewise.proof.wrong_schedules import ranking_mutants, schedule_mutants
from cyclewise.protocol.cases import Case, CaseFile
from cyclewise.protocol.rule import PHASES
from cyclewise.timeline.columns import columns_from
from cyclewise.values.calendar import day_text, parse_day
from cyclewise.values.exact import digits12
from cyclewise.values.quantity import parse_quantity

Answer = dict[str, object]


def tested_whole(program: Program, file: CaseFile, second: SecondEngine) -> Tested:
    """Run the cases of a schedule or a protocol, and the mutants of its numbers or ranks."""
    adviser = Adviser(program, second)
    grouped = wards(program, file.cases)
    found: dict[int, CaseResult] = {}
    for ward, places in grouped:
        for at, place in enumerate(places):
            found[place] = CaseResult(ward.cases[at], _wrong(adviser, ward, at))
    tried, survivors = 0, []
    rights = [(ward, tuple(_quick_answers(ward.program, ward))) for ward, _ in grouped]
    for wrong, changed in _mutants(program, file):
        tried += 1
        if not any(_notices(changed, ward, right) for ward, right in rights):
            survivors.append(wrong)
    results = tuple(found[place] for place in sorted(found))
    return Tested(file.subject, file.label, results, tried, tuple(survivors))


def _wrong(adviser: Adviser, ward: Ward, at: int) -> str:
    """Return what is wrong with the recommendation of one case, empty where nothing is."""
    case = ward.cases[at]
    one = {
        name: Stub(
            stub.at[at : at + 1],
            None if stub.cells is None else stub.cells.take(slice(at, at + 1)),
            None if stub.truths is None else stub.truths[at : at + 1],
        )
        for name, stub in ward.stubs.items()
        if stub.at[at]
    }
    here = Adviser(ward.program, adviser.second)
    points = Points.at_end_of_day(
        *(
            each[at : at + 1]
            for each in (ward.points.patient * 0, ward.points.day, ward.points.known)
        )
    )
    columns = columns_from([case.timeline], ward.program.knowledge)
    return differences(case, answer_of(here.at(case.timeline, columns, points, one)))


def differences(case: Case, answer: Mapping[str, object]) -> str:
    """Return every expected key that the answer has otherwise, in words."""
    wrong = [
        f"{key} is {_spelt(answer.get(key))}, expected {_spelt(expected)}"
        for key, expected in case.advice.items()
        if key in answer and not _same(key, answer[key], expected)
    ]
    wrong += [f"{key} is no part of an answer" for key in case.advice if key not in answer]
    return "; ".join(wrong)


def _same(key: str, found: object, expected: object) -> bool:
    if isinstance(found, tuple):
        wanted = expected if isinstance(expected, tuple) else (expected,)
        return set(found) >= set(wanted) if key == "alerts" else sorted(found) == sorted(wanted)
    if key == "dose" and isinstance(expected, str) and isinstance(found, str):
        mine, theirs = parse_quantity(found), parse_quantity(expected)
        if mine is not None and theirs is not None:
            return (float(mine.number), mine.unit) == (float(theirs.number), theirs.unit)
    if key in ("earliest", "due", "latest") and isinstance(expected, str):
        return found == day_text(parse_day(expected))
    return found == expected


def _spelt(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or "nothing"
    return "none" if value is None else str(value)


def answer_of(told: Recommendation) -> Answer:
    """Return a recommendation by the keys that cases may expect."""
    timing, dose, ahead = told.timing, told.dose, told.ahead
    return {
        "phase": told.phase,
        "action": told.action,
        "settled": told.settled,
        "may_become": told.may_become,
        "otherwise": told.otherwise,
        "cycle": told.cycle,
        "day": told.day,
        "dose": None if dose is None else f"{dose.amount!r} {dose.unit}",
        "level": None if dose is None else dose.level,
        "mg": None if dose is None else dose.mg,
        "earliest": _day(timing.earliest if timing else None),
        "due": _day(timing.due if timing else None),
        "latest": _day(timing.latest if timing else None),
        "status": timing.status if timing else None,
        "urgency": told.urgency,
        "deciding": told.deciding,
        "alerts": tuple(alert.rule for alert in told.alerts),
        "missing": tuple(each.fact for each in told.missing),
        "to_give": told.to_give,
        "decides_alone": tuple(dict.fromkeys(each.fact for each in told.decides_alone)),
        "presumed": tuple(seen.fact for seen in told.presumed),
        "next": None if ahead is None else ahead.action,
        "next.action": None if ahead is None else ahead.action,
        "next.to_give": () if ahead is None else ahead.to_give,
        "next.as_of": _day(ahead.as_of if ahead else None),
    }


def _day(day: int | None) -> str | None:
    return None if day is None else day_text(day)


# --- mutants ------------------------------------------------------------------------------------


def _mutants(program: Program, file: CaseFile) -> Iterator[tuple[str, Program]]:
    protocol = program.protocol
    if file.about == "schedule":
        for wrong, schedule in schedule_mutants(protocol.schedule):
            yield wrong, replace(program, protocol=replace(protocol, schedule=schedule))
    else:
        asked = {rule.action for rule in protocol.rules}
        for wrong, ranks in ranking_mutants(protocol.ranks, asked):
            yield wrong, replace(program, protocol=replace(protocol, ranks=ranks))


def _notices(changed: Program, ward: Ward, right: Sequence[Answer]) -> bool:
    """Return whether some case expects what the right protocol answers and a wrong one does not."""
    program = changed.with_parameters(ward.program.overrides)
    answers = _quick_answers(program, ward)
    return any(
        _differs(case, before, after)
        for case, before, after in zip(ward.cases, right, answers, strict=True)
    )


def _differs(case: Case, before: Answer, after: Answer) -> bool:
    return any(
        key in before
        and _same(key, before[key], expected)
        and not (key in after and _same(key, after[key], expected))
        for key, expected in case.advice.items()
    )


def _quick_answers(program: Program, ward: Ward) -> Iterator[Answer]:
    """Yield what arrays alone tell of each case's recommendation."""
    sheet = ward.sheet(program)
    try:
        verdicts = evaluate(sheet)
    except AssertionError:
        for _ in ward.cases:
            yield {"action": "nothing stands"}
        return
    slots = sheet.slots
    for at, _ in enumerate(ward.cases):
        action, certain, settled, possible = verdicts.settled.at(at)
        phase = PHASES[int(verdicts.phase[at])]
        answer: Answer = {
            "action": action,
            "settled": settled,
            "otherwise": certain if certain != action else None,
            "may_become": tuple(each for each in program.protocol.ranks[phase] if each in possible),
        }
        place, row = int(slots.following[at]), int(verdicts.dose_row[at])
        if place < len(slots.table) and phase != "after":
            slot = slots.table.slots[place]
            answer |= {"cycle": slot.cycle, "day": slot.day}
            answer |= _dates(int(slots.earliest[at]), int(slots.due[at]), int(slots.latest[at]))
            if row >= 0:
                dose = slot.rows[row].dose
                amount = digits12(float(dose.number) * float(slots.standing.level[at]))
                answer["dose"] = f"{amount!r} {dose.unit}"
        yield answer


def _dates(earliest: int, due: int, latest: int) -> Answer:
    return {
        name: None if day == NO_DAY else day_text(day)
        for name, day in (("earliest", earliest), ("due", due), ("latest", latest))
    }

"""The audit of many patients at once says what the slow reference says of each alone."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.audit.reference import Audited, as_given
from tests.facts.invented_protocol import Author
from tests.facts.invention import KNOWLEDGE, Ward
from tests.facts.test_expected import expecting_rule

from cyclewise.audit.course import turns_of
from cyclewise.audit.docket import doses_given
from cyclewise.audit.due import doses_due
from cyclewise.audit.given import expected_at
from cyclewise.audit.history import History, history_of
from cyclewise.audit.judging import Auditor
from cyclewise.audit.occasions import occasions_of
from cyclewise.facts.given import EXPECTED
from cyclewise.facts.program import Program
from cyclewise.facts.sheet import Sheet
from cyclewise.inference.exact import evaluate
from cyclewise.protocol.protocol import Protocol
from cyclewise.timeline.columns import columns_from
from cyclewise.timeline.timeline import Timeline

SLOWLY = settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
)
_FACTS = ("standing", "otherwise", "placed", "days_early", "days_late", "level_raised")


def ward(random: Random) -> list[Timeline]:
    found = Ward(random, crowded=random.choice([0.0, 0.4]))
    return [found.patient(f"P{number}") for number in range(8)]


def protocol_of(random: Random) -> Protocol:
    """Return a protocol with rules that act and rules that expect something, once each."""
    author = Author(random)
    protocol = author.protocol()
    expecting = (expecting_rule(author, random, turn) for turn in range(6))
    return replace(protocol, rules=(*protocol.rules, *expecting))


def given_of(program: Program, timelines: list[Timeline]) -> tuple[Program, History]:
    columns = columns_from(timelines, KNOWLEDGE)
    return program, history_of(columns, program.protocol.schedule.drug, KNOWLEDGE)


@SLOWLY
@given(st.randoms(use_true_random=True))
def test_each_dose_is_judged_as_the_reference_judges_it(random: Random) -> None:
    protocol, timelines = Author(random).protocol(), ward(random)
    program, history = given_of(Program(protocol, KNOWLEDGE), timelines)
    judgement = Auditor(program).judge(history, doses_given(history))
    said: dict[str, list[dict[str, object]]] = {}
    for point, patient in enumerate(judgement.docket.points.patient.tolist()):
        name = history.columns.patients[patient]
        said.setdefault(name, []).append(
            {fact: _told(judgement.sheet, fact, point) for fact in _FACTS}
        )
    for timeline in timelines:
        audited = Audited(protocol, KNOWLEDGE, as_given(timeline))
        meant = [audited.dose(place) for place in audited.doses]
        assert said.get(timeline.patient, []) == meant, timeline


def _told(sheet: Sheet, fact: str, point: int) -> object:
    cells = sheet.reading(fact).value
    word = cells.words[cells.word[point]]
    if word in ("true", "false"):
        return word == "true"
    return word or int(cells.low[point])


@SLOWLY
@given(st.randoms(use_true_random=True))
def test_each_dose_due_is_judged_as_the_reference_judges_it(random: Random) -> None:
    protocol, timelines = Author(random).protocol(), ward(random)
    program, history = given_of(Program(protocol, KNOWLEDGE), timelines)
    docket = doses_due(history, turns_of(program, history))
    sheet = Sheet(program, history.columns, docket.points)
    states = expected_at(docket, sheet, evaluate(sheet), None)
    said: dict[str, set[tuple[int, int, str]]] = {each.patient: set() for each in timelines}
    for point, state in enumerate(states.tolist()):
        name = history.columns.patients[docket.points.patient[point]]
        said[name].add((int(docket.slot[point]), int(docket.date[point]), EXPECTED[state]))
    for timeline in timelines:
        meant = Audited(protocol, KNOWLEDGE, as_given(timeline)).due()
        expected = {each for each in said[timeline.patient] if each[2] != "not expected"}
        assert expected == {each for each in meant if each[2] != "not expected"}, timeline


@SLOWLY
@given(st.randoms(use_true_random=True))
def test_each_occasion_is_judged_as_the_reference_judges_it(random: Random) -> None:
    protocol, timelines = protocol_of(random), ward(random)
    program, history = given_of(Program(protocol, KNOWLEDGE), timelines)
    turns = turns_of(program, history)
    audited = [Audited(protocol, KNOWLEDGE, as_given(timeline)) for timeline in timelines]
    for rule in protocol.expecting:
        docket = occasions_of(program, history, turns, rule)
        sheet = Sheet(program, history.columns, docket.points)
        states = expected_at(docket, sheet, evaluate(sheet), rule)
        words = np.array([*EXPECTED, "unknown"])[states].tolist()
        for patient, timeline in enumerate(timelines):
            mine = np.flatnonzero(docket.points.patient == patient).tolist()
            meant = [(day, state) for day, _, state in audited[patient].occasions(rule)]
            said = [(int(docket.points.day[point]), words[point]) for point in mine]
            assert sorted(said) == sorted(meant), (rule.expectation, timeline)

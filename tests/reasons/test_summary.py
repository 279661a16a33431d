"""The one sentence says what to do, also on the rarer days."""

from collections.abc import Callable
from dataclasses import replace

from cyclewise.advice.advising import Adviser
from cyclewise.bundled import bundled
from cyclewise.facts.program import Program
from cyclewise.protocol.protocol import Amendment
from cyclewise.reasons.explanation import Explanation
from cyclewise.reasons.limits import Limits
from cyclewise.reasons.summary import summary_of
from cyclewise.timeline.reading import read_timeline
from cyclewise.values.calendar import parse_day

FIRST = "date: 2024-01-15, dose: inotuzumab, cycle: 1, day: 1"


def test_a_death_leaves_nothing_due(explained: Callable[..., Explanation]) -> None:
    told = explained(FIRST, "date: 2024-02-01, death: infection", as_of="2024-02-03")
    assert told.summary == "The patient died on 1 Feb 2024; nothing is due."


def test_an_ended_treatment_gives_no_further_dose(explained: Callable[..., Explanation]) -> None:
    told = explained(FIRST, "date: 2024-02-01, end_of_treatment: withdrawal", as_of="2024-06-03")
    assert told.summary == "Treatment has ended; no further dose is given."


def test_a_first_dose_waits_for_its_first_day(
    explained: Callable[..., Explanation], program: Program
) -> None:
    told = explained("date: 2024-03-01, remission: CR1", as_of="2024-03-01")
    early = replace(
        told.recommendation, action="withhold", certain="withhold", deciding=("DOS-001",)
    )
    timing = early.timing
    assert timing is not None
    soon = replace(early, timing=replace(timing, earliest=parse_day("2024-03-05")))
    assert "may be given from 5 Mar 2024" in summary_of(soon, program)
    closed = replace(early, timing=None)
    assert "the schedule allows no dose" in summary_of(closed, program)


def test_a_schedule_that_is_used_up_says_so(
    explained: Callable[..., Explanation], program: Program
) -> None:
    told = explained(FIRST, as_of="2024-01-16")
    done = replace(told.recommendation, timing=None, cycle=None, day=None)
    assert summary_of(done, program) == "No dose today; the schedule has none left."


def test_a_dose_without_an_earlier_day_names_its_due_day(
    explained: Callable[..., Explanation], program: Program
) -> None:
    told = explained(FIRST, as_of="2024-01-16")
    timing = told.recommendation.timing
    assert timing is not None
    plain = replace(told.recommendation, timing=replace(timing, earliest=timing.due))
    assert summary_of(plain, program) == ("No dose today. Cycle 1 day 8 is due on 22 Jan 2024.")


def test_a_late_dose_is_said_to_be_late(adviser: Adviser, program: Program) -> None:
    file = bundled("knowledge") / "examples" / "EX-03.yaml"
    answer = adviser.recommend(read_timeline(file, program.knowledge))
    timing = answer.timing
    assert timing is not None
    late = replace(answer, timing=replace(timing, status="late"))
    assert summary_of(late, program).endswith("The dose is late.")
    unknown = replace(answer, dose=None)
    assert summary_of(unknown, program) == "Give cycle 2 day 1."


def test_an_amended_parameter_is_said_as_it_stands_on_the_day(program: Program) -> None:
    amendment = Amendment(parse_day("2024-06-01"), "A", {"mrd window": "28 days"}, "owner")
    amended = Program(replace(program.protocol, amendments=(amendment,)), program.knowledge)
    assert Limits(amended, parse_day("2024-05-31")).parameter("mrd window") == "21 days"
    assert Limits(amended, parse_day("2024-06-01")).parameter("mrd window") == "28 days"
    overridden = Program(program.protocol, program.knowledge, {"mrd window": "3 days"})
    assert Limits(overridden, parse_day("2024-06-01")).parameter("mrd window") == "3 days"

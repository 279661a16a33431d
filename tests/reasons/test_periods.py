"""Periods say of each day what the kernel says of it, and rows of signs what was on record."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.clinic import KNOWLEDGE, advice, patient, protocol, sheet

from cyclewise.documents.form import Form
from cyclewise.documents.problem import BadInput, Problems
from cyclewise.documents.yamlfile import parse_yaml
from cyclewise.facts.linking import link
from cyclewise.facts.program import Program
from cyclewise.protocol.drawn import DrawnShade
from cyclewise.protocol.drawn_parsing import read_timeline_lines
from cyclewise.protocol.notes import Notes
from cyclewise.reasons.course import Course, course_of
from cyclewise.reasons.periods import Shade
from cyclewise.timeline.timeline import Timeline
from cyclewise.values.calendar import day_text, parse_day
from cyclewise.values.truth import Truth

FACTS = {
    "all_clear": "read: scan\nshown: {value: {is: clear}}",
    "fresh_sign": "read: sign\ncleared_by: all_clear",
    "fresh_lab": "read: lab\ncleared_by: all_clear",
    "high_lab": "when: {fact: fresh_lab, at_least: 2 mg/dL, within: 3 days}",
    "suspicion": "when: {all: [{fact: high_lab, is: true}, {fact: fresh_sign, is: present}]}",
    "gain": "change: {of: weight, from: weight_before}",
    "weight_before": "read: weight\nuntil: first_dose",
    "graded": "grades: [{grade: 1, when: {fact: lab, at_least: 2 mg/dL}}]",
}
LINES = """
timeline:
  - {shade: suspicion, title: suspicion}
  - title: what was seen
    signs:
      lab: high_lab
      sign: {fact: fresh_sign, is: present}
"""


def linked(lines: str = LINES) -> Program:
    problems = Problems()
    form = Form(parse_yaml(lines.strip() + "\n", "protocol.yaml").root, problems, "a protocol")
    found = read_timeline_lines(form, KNOWLEDGE, Notes(problems))
    problems.raise_if_any()
    return link(replace(protocol(FACTS), timeline=found), KNOWLEDGE)


PROGRAM = linked()


def course(who: Timeline, as_of: str, known: str = "", lines: Program = PROGRAM) -> Course:
    return course_of(advice(lines, who, as_of, known, second=False), lines)


def told(shade: Shade) -> list[tuple[str, str, str]]:
    return [(each.truth.word, day_text(each.first), day_text(each.last)) for each in shade.periods]


RETURNING = patient(
    "2024-03-01, dose: x, cycle: 1, day: 1",
    "2024-03-01, lab: 1 mg/dL",
    "2024-03-04, lab: 2 mg/dL",
    "2024-03-05, sign: present",
    "2024-03-06, lab: 3 mg/dL",
    "2024-03-08, scan: clear",
    "2024-03-08, lab: 1 mg/dL",
    "2024-03-20, lab: 2.5 mg/dL",
    "2024-03-20, sign: present",
    "2024-03-22, sign: absent",
)


def test_a_suspicion_that_is_ruled_out_and_returns_is_shaded_twice() -> None:
    (shade,) = course(RETURNING, "2024-03-26").shades
    assert told(shade) == [
        ("met", "2024-03-05", "2024-03-07"),
        ("met", "2024-03-20", "2024-03-21"),
    ]
    assert shade.in_words() == (
        "met from 5 Mar 2024 to 7 Mar 2024 (3 days) and from 20 Mar 2024 to 21 Mar 2024 (2 days)"
    )


def test_a_sign_of_a_result_too_old_to_count_cannot_be_told() -> None:
    (signs,) = course(RETURNING, "2024-03-26").signs
    lab = signs.rows[0]
    assert [(each.truth.word, day_text(each.first)) for each in lab.periods] == [
        ("met", "2024-03-04"),
        ("unknown", "2024-03-12"),
        ("met", "2024-03-20"),
        ("unknown", "2024-03-24"),
    ]
    seen = {day_text(each.day): (each.truth.word, each.text) for each in lab.recorded}
    assert seen["2024-03-01"] == ("not met", "lab 1 mg/dL")
    assert seen["2024-03-04"] == ("met", "lab 2 mg/dL")
    assert len(seen) == 5


def test_a_period_that_still_lasts_is_told_since_when() -> None:
    (shade,) = course(RETURNING, "2024-03-06").shades
    assert shade.in_words() == "met since 5 Mar 2024 (2 days)"


def test_what_could_never_be_told_is_not_told_as_never_met_alone() -> None:
    who = patient("2024-03-01, dose: x, cycle: 1, day: 1", "2024-03-01, sign: present")
    (shade,) = course(who, "2024-03-10").shades
    assert shade.in_words() == "never met; could not be told on any of 10 days"


def test_signs_of_which_nothing_is_on_record_are_not_drawn() -> None:
    assert course(patient("2024-03-01, dose: x, cycle: 1, day: 1"), "2024-03-10").signs == ()


def test_before_its_event_nothing_is_asked() -> None:
    lines = linked(LINES.replace("title: suspicion}", "title: suspicion, from: first_dose}"))
    who = patient(
        "2024-02-20, sign: present",
        "2024-02-20, lab: 3 mg/dL",
        "2024-02-20, weight: 70 kg",
        "2024-02-22, dose: x, cycle: 1, day: 1",
    )
    (shade,) = course(who, "2024-02-23", lines=lines).shades
    assert told(shade) == [("met", "2024-02-22", "2024-02-23")]
    nobody = patient("2024-02-20, sign: present", "2024-02-20, lab: 3 mg/dL")
    assert course(nobody, "2024-02-23", lines=lines).shades == ()


def test_a_month_is_no_day_on_record() -> None:
    lines = linked(LINES + "      stage: {fact: stage, is: CR2}\n")
    who = patient(
        "2024-03-01, dose: x, cycle: 1, day: 1", "2024-03-02, sign: present", "2024-03, stage: CR2"
    )
    (signs,) = course(who, "2024-04-10", lines=lines).signs
    stage = signs.rows[-1]
    assert stage.recorded == ()
    assert any(each.truth == Truth.MET for each in stage.periods)


def test_a_computed_fact_is_drawn_in_percent_on_the_days_it_was_measured() -> None:
    lines = linked("timeline: [{fact: gain, title: weight gain, limit: 5 %}]")
    who = patient(
        "2024-02-28, weight: 70 kg",
        "2024-03-01, dose: x, cycle: 1, day: 1",
        "2024-03-05, weight: 73.5 kg",
        "2024-03-06, weight: 73.6 kg",
    )
    drawn = course(who, "2024-03-10", lines=lines)
    (lane,) = drawn.lanes
    assert (lane.title, lane.unit, lane.limit, lane.limit_text) == ("weight gain", "%", 5, "5 %")
    assert [(mark.label, mark.beyond) for mark in lane.marks[-2:]] == [("5", ""), ("5.14", "above")]
    assert not any(each.text.startswith("weight 73") for each in drawn.happenings)


def test_a_course_of_many_years_says_which_days_were_judged() -> None:
    who = patient(
        "2001-03-01, dose: x, cycle: 1, day: 1",
        "2001-03-02, sign: present",
        "2024-03-01, lab: 3 mg/dL",
    )
    (shade,) = course(who, "2030-01-01").shades
    assert shade.last - shade.first + 1 == 4000
    assert shade.in_words().endswith("judged from 21 Mar 2014 to 2 Mar 2025")


DAYS = st.integers(0, 30).map(lambda day: day_text(parse_day("2024-03-01") + day))
EVENTS = st.sampled_from(
    [
        "lab: 1 mg/dL",
        "lab: 2 mg/dL",
        "sign: present",
        "sign: absent",
        "scan: clear",
        "scan: dark",
        "lab: 3 mg/dL, known: 2024-03-20",
    ]
)


def _written(day: str, event: str) -> str:
    return (
        f"{day}, {event}" if "known" not in event or day <= "2024-03-20" else f"{day}, sign: absent"
    )


@settings(deadline=None, max_examples=25)
@given(st.lists(st.builds(_written, DAYS, EVENTS), max_size=12), st.integers(0, 40))
def test_a_day_is_shaded_as_the_kernel_judges_it(events: list[str], length: int) -> None:
    who = patient("2024-03-01, dose: x, cycle: 1, day: 1", *events)
    known = day_text(parse_day("2024-03-01") + length)
    (shade,) = course(who, known).shades
    (line,) = (each for each in PROGRAM.protocol.timeline if isinstance(each, DrawnShade))
    shaded = {day: each.truth for each in shade.periods for day in range(each.first, each.last + 1)}
    assert shade.last == parse_day(known)
    for day in range(shade.first, shade.last + 1):
        held = sheet(PROGRAM, who, as_of=day_text(day), known=known).truth(line.condition)
        assert shaded.get(day, Truth.NOT_MET) == held[0]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{shade: suspicions, title: a}", "Unknown fact “suspicions”.\nDid you mean “suspicion”?"),
        ("{shade: sign, title: a}", "sign is never “true”."),
        ("{signs: {a: high_labs}}", "Did you mean “high_lab”?"),
        ("{signs: {}}", "“signs” names no sign."),
        ("{shade: suspicion}", "A line of “timeline” needs “title”."),
        ("{shade: suspicion, title: a, from: first_doze}", "Did you mean “first_dose”?"),
        ("{shade: suspicion, title: a, from: cycles_given}", "“cycles_given” is no event"),
        ("{fact: gains, limit: 5 %}", "Unknown fact “gains”.\nDid you mean “gain”?"),
        ("{fact: suspicion, limit: 5 %}", "“suspicion” has no numbers"),
        ("{fact: gain, limit: 5 kg}", "%"),
        ("{fact: gain, limit: much}", "The limit “much” is no number."),
        ("{concept: lab, over: unl}", "lab has no attribute “unl”."),
        ("{concept: sign}", "“sign” has no numbers"),
        ("{fact: graded}", "“graded” has no numbers"),
        ("{fact: gain, over: uln}", "Unknown key “over”"),
    ],
)
def test_a_line_that_cannot_be_drawn_is_refused_and_says_why(line: str, said: str) -> None:
    with pytest.raises(BadInput) as refused:
        linked(f"timeline:\n  - {line}")
    assert said in str(refused.value)

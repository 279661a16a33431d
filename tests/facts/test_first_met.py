"""The first day on which a condition was met, judged with what is known at the point."""

from __future__ import annotations

import numpy as np
import pytest
from tests.clinic import KNOWLEDGE, patient, program, rule, sheet, truth

from cyclewise.documents.problem import BadInput
from cyclewise.facts.point import Points
from cyclewise.facts.sheet import Sheet
from cyclewise.facts.stub import Stub
from cyclewise.timeline.columns import columns_from
from cyclewise.values.calendar import day_text, parse_day

FACTS = {
    "ill": "when: {all: [{fact: lab, at_least: 3 mg/dL}, {fact: scan, is: dark}]}",
    "onset": "first_met: {when: ill}",
    "again": "first_met: {when: ill, since: relapse}",
    "days": "days_since: onset",
    "wait": "days_between: {from: onset, to: relapse}",
    "after": "read: lab\nsince: onset",
}
CLEAR = "2024-03-01, scan: clear"
COURSE = (
    CLEAR,
    "2024-03-01, lab: 1 mg/dL",
    "2024-03-05, lab: 4 mg/dL",
    "2024-03-07, scan: dark",
    "2024-03-09, lab: 1 mg/dL",
    "2024-03-12, lab: 5 mg/dL",
)


def day(fact: str, *events: str, known: str = "", as_of: str = "2024-03-30") -> str:
    found = sheet(program(FACTS), patient(*events), as_of=as_of, known=known).reading(fact)
    if found.absent[0]:
        return "never"
    if not found.known[0]:
        return "unknown"
    first, last = (day_text(int(end[0])) for end in found.days)
    return first if first == last else f"{first} to {last}"


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        (COURSE, "2024-03-07"),
        (COURSE[:3], "never"),
        ((), "unknown"),
        ((COURSE[2],), "unknown"),
        ((COURSE[2], COURSE[3]), "2024-03-05 to 2024-03-07"),
        (COURSE[1:2] + COURSE[3:5], "never"),
    ],
)
def test_the_first_day_is_the_first_with_an_event_on_which_it_is_met(
    events: tuple[str, ...], expected: str
) -> None:
    assert day("onset", *events) == expected


def test_only_what_is_known_at_the_point_counts() -> None:
    late = (*COURSE[:3], "2024-03-07, scan: dark, known: 2024-03-20", *COURSE[4:])
    assert day("onset", *late, known="2024-03-20") == "2024-03-07"
    assert day("onset", *late, known="2024-03-19") == "never"
    assert day("onset", *COURSE, as_of="2024-03-06") == "never"


def test_days_after_another_event_alone_may_count() -> None:
    assert day("again", *COURSE, "2024-03-10, relapse: overt") == "2024-03-12"
    assert day("again", *COURSE, "2024-03-30, relapse: overt") == "never"


def test_what_is_met_today_and_on_no_day_with_an_event_has_no_known_day() -> None:
    assert day("again", *COURSE, "2024-03-12, relapse: overt") == "unknown"


def test_without_that_event_all_days_count() -> None:
    assert day("again", *COURSE) == "2024-03-07"
    assert day("again", *COURSE, "2024-03, relapse: overt") == "unknown"


def test_others_count_from_the_first_day() -> None:
    who = patient(*COURSE, "2024-03-10, relapse: overt")
    facts = sheet(program(FACTS), who, as_of="2024-03-30")
    assert facts.reading("days").value.low[0] == 23
    assert facts.reading("wait").value.low[0] == 3
    assert facts.reading("after").value.low[0] == 5
    uncertain = sheet(program(FACTS), patient(COURSE[2], COURSE[3]), as_of="2024-03-30")
    found = uncertain.reading("days").value
    assert (found.low[0], found.high[0]) == (23, 25)


@pytest.mark.parametrize(
    ("events", "expected"), [(COURSE, "met"), (COURSE[:3], "not met"), ((), "not met")]
)
def test_whether_there_was_such_a_day_can_be_asked(events: tuple[str, ...], expected: str) -> None:
    asked = "{fact: onset, recorded: true}"
    assert truth(asked, patient(*events), "2024-03-30", facts=FACTS) == expected


def test_many_patients_and_each_alone_give_the_same_day() -> None:
    people = [patient(*COURSE[begin:], name=f"P{begin}") for begin in range(6)]
    linked = program(FACTS)
    together = sheet(linked, *people, as_of="2024-03-30").reading("onset")
    for place, who in enumerate(people):
        alone = sheet(linked, who, as_of="2024-03-30").reading("onset")
        assert together.key[place] == alone.key[0]
        assert together.absent[place] == alone.absent[0]


def test_what_is_given_by_hand_is_so_on_every_day() -> None:
    who = patient(*COURSE)
    on = np.array([parse_day("2024-03-30")])
    points = Points.at_end_of_day(np.array([0]), on, on)
    given = {"ill": Stub(np.array([True]), truths=np.array([2], np.int8))}
    stubbed = Sheet(program(FACTS), columns_from([who], KNOWLEDGE), points, given)
    assert day_text(int(stubbed.reading("onset").days[0][0])) == "2024-03-01"


@pytest.mark.parametrize(
    ("facts", "when", "message"),
    [
        ({"onset": "first_met: {when: lab}"}, "{ever: lab}", "needs a condition, and lab is none"),
        (FACTS, "{fact: onset, is: present}", "onset is a day, which `is` cannot compare"),
        (
            {**FACTS, "ill": "when: {fact: onset, recorded: true}"},
            "{ever: lab}",
            "made of one another",
        ),
    ],
)
def test_what_a_first_day_cannot_be_is_refused(
    facts: dict[str, str], when: str, message: str
) -> None:
    with pytest.raises(BadInput) as refused:
        program(facts, [rule("ASK-001", "alert", when)])
    assert message in " ".join(str(refused.value).split())

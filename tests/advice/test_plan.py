"""The plan lists what is expected with its days, and the calendar what comes in the days ahead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from tests.clinic import advice, patient, program, rule

from cyclewise.advice.plan import calendar_of, plan_of
from cyclewise.advice.recommendation import Recommendation
from cyclewise.documents.problem import BadInput
from cyclewise.protocol.expectation import NEXT_DOSE, Expectation, Until
from cyclewise.protocol.rule import ALWAYS, EXPECT, Rule, Urgency
from cyclewise.values.calendar import Duration, day_text

DAY_1 = "2024-03-01, dose: x, cycle: 1, day: 1"
AFTER = Expectation(("lab",), "after", "last_dose", Duration(0), Duration(3), Duration(5))
BEFORE = Expectation(("lab",), "before", None, Duration(3), NEXT_DOSE, NEXT_DOSE)
END = Until(Duration(20), "last_dose")
WEEKLY = Expectation(("weight",), "every", "last_dose", Duration(0), Duration(7), None, END)


def expects(asked: Expectation, urgency: Urgency = "before next dose", when: str = "") -> Rule:
    """Return a rule on treatment that expects something."""
    plain = rule("MON-001", EXPECT, when or "{fact: scan, is: dark}", phases=["on"])
    condition = plain.condition if when else ALWAYS
    return replace(plain, condition=condition, expectation=asked, urgency=urgency, summary="Do it.")


def told(asked: Rule, *events: str, as_of: str, others: Sequence[Rule] = ()) -> Recommendation:
    return advice(program(rules=[asked, *others]), patient(DAY_1, *events), as_of, "")


def alerts(found: Recommendation) -> list[str]:
    return [alert.summary for alert in found.alerts if alert.rule == "MON-001"]


def test_the_plan_gives_each_item_its_state_and_its_days() -> None:
    (lab,) = plan_of(told(expects(AFTER), as_of="2024-03-04"))
    days = [None if day is None else day_text(day) for day in (lab.opens, lab.due, lab.closes)]
    assert (lab.item, lab.state.word, lab.done_by) == ("lab", "due", None)
    assert days == ["2024-03-01", "2024-03-04", "2024-03-06"]


def test_what_is_done_names_the_record() -> None:
    (lab,) = plan_of(told(expects(AFTER), "2024-03-03, lab: 1 mg/dL", as_of="2024-03-10"))
    assert lab.done_by is not None
    assert day_text(lab.done_by.first) == "2024-03-03"


def test_what_is_overdue_is_an_alert_that_says_since_when() -> None:
    assert alerts(told(expects(AFTER), as_of="2024-03-06")) == []
    (alert,) = alerts(told(expects(AFTER), as_of="2024-03-07"))
    assert alert == "Lab overdue since 6 Mar 2024: Do it."


def test_what_is_routine_is_no_alert() -> None:
    found = told(expects(AFTER, "routine"), as_of="2024-03-07")
    assert plan_of(found)[0].state.word == "overdue"
    assert alerts(found) == []


def test_an_expectation_changes_no_answer() -> None:
    plain = advice(program(), patient(DAY_1), "2024-03-08", "")
    found = told(expects(AFTER, when="{fact: scan, is: dark}"), as_of="2024-03-08")
    assert (found.action, found.settled, found.missing) == (plain.action, True, ())
    assert found.may_become == ()


def test_where_its_condition_is_unknown_it_is_unknown_and_says_what_is_missing() -> None:
    found = told(expects(AFTER, when="{fact: scan, is: dark}"), as_of="2024-03-07")
    (lab,) = plan_of(found)
    assert lab.state.word == "unknown"
    assert [each.fact for each in lab.missing] == ["scan"]
    assert alerts(found) == []


def test_what_is_wanting_for_the_dose_of_today_is_an_alert() -> None:
    (alert,) = alerts(told(expects(BEFORE), as_of="2024-03-08"))
    assert alert == "Lab wanting for this dose: Do it."
    assert alerts(told(expects(BEFORE), "2024-03-07, lab: 1 mg/dL", as_of="2024-03-08")) == []
    assert alerts(told(expects(BEFORE), as_of="2024-03-06")) == []


def test_what_the_answer_asks_for_anyway_is_no_alert() -> None:
    hold = rule("HLD-001", "withhold", "{fact: lab, above: 2 mg/dL}", at=True)
    found = told(expects(BEFORE), as_of="2024-03-08", others=[hold])
    assert [each.fact for each in found.missing] == ["lab"]
    assert alerts(found) == []


def test_no_dose_is_awaited_once_treatment_is_to_stop() -> None:
    stop = rule("STP-001", "discontinue", "{ever: relapse, since: first_dose}", phases=["on"])
    found = told(expects(BEFORE), "2024-03-05, relapse: overt", as_of="2024-03-08", others=[stop])
    (lab,) = plan_of(found)
    assert (lab.state.word, lab.due) == ("not applicable", None)


def test_the_calendar_repeats_what_is_repeated_up_to_its_end() -> None:
    found = calendar_of(told(expects(WEEKLY), as_of="2024-03-03"), 28)
    assert [(day_text(each.day), each.happening) for each in found] == [
        ("2024-03-08", "dose"),
        ("2024-03-08", "due"),
        ("2024-03-15", "due"),
    ]


def test_the_calendar_enters_once_what_comes_once() -> None:
    found = calendar_of(told(expects(BEFORE), as_of="2024-03-03"), 28)
    days = [(day_text(each.day), each.happening, each.items) for each in found]
    assert days == [
        ("2024-03-05", "opens", ("lab",)),
        ("2024-03-08", "dose", ("cycle 1 day 8",)),
        ("2024-03-08", "due", ("lab",)),
    ]


def test_the_calendar_reaches_no_further_than_asked() -> None:
    found = calendar_of(told(expects(WEEKLY), as_of="2024-03-03"), 5)
    assert {day_text(each.day) for each in found} == {"2024-03-08"}


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (replace(AFTER, items=("labb",)), "Unknown fact “labb”"),
        (replace(AFTER, items=("cycles_given",)), "is not read from events"),
        (replace(AFTER, event="cycles_given"), "is no event"),
    ],
)
def test_what_nobody_can_record_and_what_never_happens_is_refused(
    asked: Expectation, message: str
) -> None:
    with pytest.raises(BadInput, match=message):
        program(rules=[expects(asked)])

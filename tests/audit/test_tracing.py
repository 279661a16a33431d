"""The trace of a deviation: its page, the rules behind it, and the events they read."""

from __future__ import annotations

from tests.audit.ward import DAY_1, DAY_8, GOOD, HELD, STOPPED, audit, page
from tests.clinic import patient

from cyclewise.audit.tracing import Because, because
from cyclewise.reasons.reason import Reason
from cyclewise.timeline.timeline import Timeline
from cyclewise.values.truth import Truth

HIGH = patient(*GOOD[:2], DAY_1, "2024-03-08, lab: 3 mg/dL", DAY_8)


def traced(timeline: Timeline) -> tuple[Because, ...]:
    return because(audit(timeline).auditor, timeline)


def texts(reason: Reason) -> list[str]:
    return [reason.text, *(text for part in reason.parts for text in texts(part))]


def test_a_deviation_names_what_stood_and_the_event_behind_the_rule() -> None:
    (one,) = traced(HIGH)
    assert texts(one.page) == ["the action in force: withhold"]
    (rule,) = one.rules
    assert (rule.rule.id, rule.standing) == ("HLD-001", "in force")
    assert rule.reason.truth == Truth.MET
    assert any("3 mg/dL on 8 Mar 2024" in text for text in texts(rule.reason))


def test_there_is_one_trace_for_each_deviation_in_their_order() -> None:
    later = ("2024-03-29, lab: 3 mg/dL", "2024-03-29, dose: x, cycle: 2, day: 1")
    timeline = patient(*GOOD[:2], DAY_1, "2024-03-08, lab: 3 mg/dL", DAY_8, *later)
    found = audit(timeline)
    assert len(because(found.auditor, timeline)) == len(found.deviations) == 2


def test_a_consequence_has_no_trace_of_its_own() -> None:
    doses = ("2024-03-10, relapse: overt", "2024-03-29, lab: 1 mg/dL")
    days = ("2024-03-29, dose: x, cycle: 2, day: 1", "2024-04-05, dose: x, cycle: 2, day: 8")
    timeline = patient(*GOOD, DAY_1, DAY_8, *doses, *days)
    found = audit(timeline, pages=(HELD, STOPPED))
    assert len(found.one.consequences) == 1
    assert len(because(found.auditor, timeline)) == 1


def test_what_could_not_be_decided_names_the_rules_that_were_open() -> None:
    (one,) = traced(patient(*GOOD[:2], DAY_1, DAY_8))
    (rule,) = (each for each in one.rules if each.standing == "undecided")
    assert rule.rule.id == "HLD-001"
    assert rule.reason.truth == Truth.UNKNOWN


def test_the_standing_of_a_rule_that_a_page_asks_for_is_told_by_its_name() -> None:
    asked = page("DEV-009", "{rule: HLD-001, is: in force}")
    found = audit(HIGH, pages=(asked,))
    (one,) = because(found.auditor, HIGH)
    assert texts(one.page) == ["HLD-001 (HLD-001 withhold): in force"]


def test_a_page_of_its_own_facts_names_no_rules_behind_it() -> None:
    own = page("DEV-009", "{fact: lab, above: 2 mg/dL}")
    found = audit(HIGH, pages=(own,))
    (one,) = because(found.auditor, HIGH)
    assert one.page.truth == Truth.MET
    assert one.rules == ()


def test_how_far_a_dose_is_off_is_told_as_a_percentage() -> None:
    off = page("DEV-009", "{fact: dose_off, above: 0.5 %}", category="dose")
    timeline = patient(*GOOD, f"{DAY_1}, given: 0.9 mg/m2", DAY_8)
    found = audit(timeline, pages=(off,))
    traces = because(found.auditor, timeline)
    assert any(
        text.startswith("difference from the dose prescribed: ") and "%, above 0.5 %" in text
        for one in traces
        for text in texts(one.page)
    )


def test_the_part_of_a_json_object_holds_the_whole_trace() -> None:
    (one,) = traced(HIGH)
    part = one.part()
    assert part["page"]["truth"] == "met"
    assert part["rules"][0]["id"] == "HLD-001"
    evidence = part["rules"][0]["because"]["evidence"]
    assert evidence == {
        "date": "2024-03-08",
        "concept": "lab",
        "value": "3 mg/dL",
        "known": "2024-03-08",
    }

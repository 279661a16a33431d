"""From a recommendation to its explanation: nothing that decides is hidden."""

from __future__ import annotations

from cyclewise.advice.advising import Adviser
from cyclewise.bundled import bundled
from cyclewise.reasons.explaining import explain
from cyclewise.reasons.explanation import Explanation
from cyclewise.timeline.reading import read_timeline


def told_of(example: str, adviser: Adviser) -> Explanation:
    patient = bundled("knowledge") / "examples" / f"{example}.yaml"
    timeline = read_timeline(patient, adviser.program.knowledge)
    return explain(adviser.recommend(timeline), adviser.program)


def test_every_rule_that_decides_is_told_and_not_only_counted(adviser: Adviser) -> None:
    told = told_of("EX-11", adviser)
    assert told.decided_by[1] == "HLD-001, HLD-002"
    assert told.summary.startswith("Hold inotuzumab and look for sinusoidal obstruction syndrome")
    assert told.also == (
        "Also HLD-001: Hold inotuzumab until bilirubin and transaminases recover.",
    )


def test_one_rule_that_decides_is_told_once(adviser: Adviser) -> None:
    assert told_of("EX-07", adviser).also == ()


def test_what_cannot_be_decided_has_no_deciding_rules(adviser: Adviser) -> None:
    assert told_of("EX-13", adviser).also == ()

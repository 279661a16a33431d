"""A tree says of every group what its parts make it, and a recovery is the exact opposite."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from cyclewise.advice.advising import Adviser
from cyclewise.advice.missing import opposite
from cyclewise.advice.recommendation import Recommendation
from cyclewise.bundled import bundled
from cyclewise.reasons.explaining import Explainer
from cyclewise.reasons.explanation import Explanation
from cyclewise.reasons.reason import ALL, ANY, AT_LEAST, NOT, Reason
from cyclewise.timeline.reading import read_timeline
from cyclewise.values.truth import Truth

EXAMPLES = sorted((bundled("knowledge") / "examples").glob("EX-*.yaml"))
IDS = [file.stem for file in EXAMPLES]


@pytest.fixture(scope="module")
def answers(adviser: Adviser) -> dict[str, Recommendation]:
    knowledge = adviser.program.knowledge
    return {file.stem: adviser.recommend(read_timeline(file, knowledge)) for file in EXAMPLES}


def folded(reason: Reason) -> Truth:
    """Return a group's truth from its parts' truths, by the words of its own text."""
    truths = [part.truth for part in reason.parts]
    if reason.kind == ALL:
        return min(truths)
    if reason.kind == ANY:
        return max(truths)
    if reason.kind == NOT:
        return opposite(truths[0])
    words = reason.text.split()
    wanted = int(words[2])
    if words[0] == "fewer":
        wanted = len(truths) - wanted + 1
    met = truths.count(Truth.MET)
    if met >= wanted:
        return Truth.MET
    return Truth.UNKNOWN if met + truths.count(Truth.UNKNOWN) >= wanted else Truth.NOT_MET


def groups(reason: Reason) -> list[Reason]:
    mine = [reason] if reason.kind in (ALL, ANY, NOT, AT_LEAST) else []
    return mine + [group for part in reason.parts for group in groups(part)]


@pytest.mark.parametrize("example", IDS)
def test_every_group_is_what_its_parts_make_it(
    adviser: Adviser, answers: dict[str, Recommendation], example: str
) -> None:
    explainer = Explainer(answers[example], adviser.program)
    seen = 0
    for ruling in answers[example].rulings:
        if ruling.trace is None:
            continue
        for tree in (
            explainer.teller.reason(ruling.trace),
            explainer.teller.recovery(ruling.trace),
        ):
            for group in groups(tree):
                assert folded(group) == group.truth, (ruling.rule.id, group.text)
                seen += 1
    assert seen


@pytest.mark.parametrize("example", IDS)
def test_a_recovery_is_the_opposite_of_the_condition(
    adviser: Adviser, answers: dict[str, Recommendation], example: str
) -> None:
    explainer = Explainer(answers[example], adviser.program)
    for ruling in answers[example].rulings:
        if ruling.trace is not None and ruling.truth is not None:
            recovery = explainer.teller.recovery(ruling.trace)
            assert recovery.truth == opposite(ruling.truth), ruling.rule.id


def test_a_hold_by_two_signs_says_how_many_must_go(explained: Callable[..., Explanation]) -> None:
    told = explained(
        "date: 2024-01-15, dose: inotuzumab, cycle: 1, day: 1",
        "date: 2024-01-21, ascites: present",
        "date: 2024-01-21, painful_hepatomegaly: present",
        as_of="2024-01-22",
    )
    (hold,) = [each for each in told.rules if each.rule.id == "HLD-002"]
    assert hold.standing == "in force"
    assert hold.recovery is not None
    assert hold.recovery.truth == Truth.NOT_MET


def test_the_schedule_has_a_reason_of_its_own(explained: Callable[..., Explanation]) -> None:
    told = explained("date: 2024-01-15, dose: inotuzumab, cycle: 1, day: 1", as_of="2024-01-16")
    (schedule,) = [each for each in told.rules if each.rule.id == "DOS-001"]
    assert schedule.reason is not None
    assert schedule.reason.text == (
        "cycle 1 day 8: earliest 21 Jan 2024, due 22 Jan 2024, latest 24 Jan 2024 "
        "(opens in 5 days); the last dose on 15 Jan 2024"
    )


def test_a_parameter_and_its_rules_own_word_for_it_are_one_assumption(
    answers: dict[str, Recommendation], adviser: Adviser
) -> None:
    told = Explainer(answers["EX-03"], adviser.program).explanation()
    named = [each for each in told.assumptions if each.name == "tests window"]
    assert len(named) == 1
    assert named[0].text.startswith("3 days.")
    assert {"HLD-001", "HLD-003"} <= set(named[0].rules)


def test_every_rule_is_printed_in_full_or_named_once(
    answers: dict[str, Recommendation], adviser: Adviser
) -> None:
    for answer in answers.values():
        told = Explainer(answer, adviser.program).explanation()
        shown = [each.rule.id for _, rules, _ in told.sections for each in rules]
        named = [each.rule.id for rules in told.rest.values() for each in rules]
        assert len(set(shown + named)) == len(shown + named)
        assert not {each.rule.id for each in told.standing("in force", "overruled")} & set(named)


def test_an_answer_by_one_engine_says_so_and_why(
    answers: dict[str, Recommendation], adviser: Adviser
) -> None:
    alone = replace(answers["EX-03"], one_engine="durable-rules is not installed.")
    told = Explainer(alone, adviser.program).explanation()
    assert told.engines == "one engine (exact): durable-rules is not installed."


@pytest.mark.parametrize("example", IDS)
def test_an_unknown_either_counts_or_is_said_not_to(
    answers: dict[str, Recommendation], adviser: Adviser, example: str
) -> None:
    told = Explainer(answers[example], adviser.program).explanation()
    counted = {question.told for question in told.questions}
    assert not counted & {each.told for each in told.idle}


def test_below_a_fact_that_keeps_a_hold_stands_what_has_to_change(
    adviser: Adviser, answers: dict[str, Recommendation]
) -> None:
    explainer = Explainer(answers["EX-11"], adviser.program)
    hold = next(each for each in answers["EX-11"].rulings if each.rule.id == "HLD-002")
    assert hold.trace is not None
    told = {part.fact: part for part in explainer.teller.recovery(hold.trace).parts}
    kept = told["sos_sign_bilirubin"]
    assert kept.truth == Truth.NOT_MET
    assert next(kept.leaves()).text.startswith("bilirubin as a sign of SOS below 2 mg/dL")
    assert told["sos_sign_hepatomegaly"].parts == ()

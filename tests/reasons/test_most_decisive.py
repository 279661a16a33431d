"""What is missing is told as a checklist: what decides alone first, then what settles it."""

from cyclewise.reasons.asking import Decider, Question
from cyclewise.reasons.most_decisive import most_decisive_first

RANKS = ("discontinue", "complete", "withhold", "administer")


def question(fact: str) -> Question:
    return Question(fact, fact, "no record", f"{fact}: no record", ("HLD-001",), f"Record {fact}.")


def decider(fact: str, then: str = "withhold", condition: str = "above 1") -> Decider:
    return Decider(fact, condition, f"{fact} {condition}", then)


def told(facts: str, deciders: str, to_give: str) -> list[tuple[str, list[str]]]:
    results = [decider(*each.split(":")) for each in deciders.split()]
    asked = [question(fact) for fact in facts.split()]
    parts = most_decisive_first(asked, results, to_give.split(), RANKS)
    return [(part.title, [each.question.fact for each in part.items]) for part in parts]


def test_what_decides_alone_comes_before_what_settles_it_and_that_before_the_rest() -> None:
    assert told("weight scan lab count", "lab", "lab count") == [
        ("One result can decide it", ["lab"]),
        ("Needed as well to settle it, if unremarkable", ["count"]),
        ("It could also turn on", ["weight", "scan"]),
    ]


def test_a_part_that_is_empty_is_left_out() -> None:
    assert told("lab count", "", "lab count") == [
        ("Needed to settle it, if unremarkable", ["lab", "count"])
    ]
    assert told("", "", "") == []


def test_of_what_decides_alone_the_strongest_action_comes_first() -> None:
    assert told("lab scan count", "lab:administer lab:withhold scan:complete count", "") == [
        ("One result can decide it", ["scan", "lab", "count"])
    ]


def test_within_a_part_the_order_of_the_rules_stands() -> None:
    assert told("weight lab scan", "scan weight lab", "lab") == [
        ("One result can decide it", ["weight", "lab", "scan"])
    ]


def test_each_thing_comes_with_the_results_that_decide() -> None:
    results = [decider("lab"), decider("lab", condition="below 0.1")]
    (part,) = most_decisive_first([question("lab")], results, ["lab"], RANKS)
    assert part.items[0].deciders == tuple(results)

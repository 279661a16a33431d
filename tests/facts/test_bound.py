"""Comparisons: exactly at the limit, of intervals, of words and groups, by amendments' dates."""

from __future__ import annotations

import numpy as np
import pytest
from tests.clinic import patient, truth

from cyclewise.facts.bound import Bound, Dated, compare
from cyclewise.timeline.columns import Cells
from cyclewise.values.truth import Truth

DAY = np.array([0])


def judged(word: str, low: float, high: float, *limits: float) -> str:
    cells = Cells(np.array([low]), np.array([high]), np.zeros(1, np.int64))
    bound = Bound(word, tuple(Dated((0,), (limit,)) for limit in limits))
    return Truth(int(compare(cells, bound, DAY)[0])).word


@pytest.mark.parametrize(
    ("word", "below", "at", "over"),
    [
        ("at_least", "not met", "met", "met"),
        ("above", "not met", "not met", "met"),
        ("at_most", "met", "met", "not met"),
        ("below", "met", "not met", "not met"),
        ("is", "not met", "met", "not met"),
    ],
)
def test_each_word_is_exact_at_its_limit(word: str, below: str, at: str, over: str) -> None:
    assert [judged(word, x, x, 2.0) for x in (1.999, 2.0, 2.001)] == [below, at, over]


@pytest.mark.parametrize(
    ("word", "low", "high", "expected"),
    [
        ("at_least", 2.0, 3.0, "met"),
        ("at_least", 1.0, 2.0, "unknown"),
        ("at_least", 1.0, 1.9, "not met"),
        ("above", 2.0, 3.0, "unknown"),
        ("above", 2.1, 3.0, "met"),
        ("above", 1.0, 2.0, "not met"),
        ("at_most", 1.0, 2.0, "met"),
        ("at_most", 2.0, 3.0, "unknown"),
        ("at_most", 2.1, 3.0, "not met"),
        ("below", 1.0, 2.0, "unknown"),
        ("below", 1.0, 1.9, "met"),
        ("below", 2.0, 3.0, "not met"),
        ("is", 1.0, 3.0, "unknown"),
        ("is", 2.1, 3.0, "not met"),
        ("at_least", np.nan, np.nan, "unknown"),
    ],
)
def test_an_interval_is_met_only_as_a_whole(
    word: str, low: float, high: float, expected: str
) -> None:
    assert judged(word, low, high, 2.0) == expected


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [(2.0, 2.0, "met"), (4.0, 4.0, "met"), (3.0, 3.0, "not met"), (3.0, 5.0, "unknown")],
)
def test_one_of_several_numbers(low: float, high: float, expected: str) -> None:
    assert judged("one_of", low, high, 2.0, 4.0) == expected


def assay(value: str) -> str:
    return f"2024-03-01, assay: {value}"


@pytest.mark.parametrize(
    ("recorded", "condition", "expected"),
    [
        ("0.07 %", "{fact: assay, at_least: 7e-4}", "met"),
        ("0.07 %", "{fact: assay, above: 7e-4}", "not met"),
        ("7e-4", "{fact: assay, is: 0.07 %}", "met"),
        ("1e-4", "{fact: assay, below: 1e-4}", "not met"),
        ("not detected, sensitivity: 1e-5", "{fact: assay, below: 1e-4}", "met"),
        ("not detected, sensitivity: 1e-4", "{fact: assay, below: 1e-4}", "met"),
        ("not detected, sensitivity: 1e-3", "{fact: assay, below: 1e-4}", "unknown"),
        ("not detected, sensitivity: 1e-3", "{fact: assay, at_least: 1e-3}", "not met"),
        ("not detected", "{fact: assay, below: 1e-4}", "unknown"),
        ("not detected, sensitivity: 1e-5", "{fact: assay, is: not detected}", "met"),
        ("2e-4, sensitivity: 1e-5", "{fact: assay, is: not detected}", "not met"),
        ("positive not quantifiable", "{fact: assay, at_least: 1e-4}", "unknown"),
        ("positive not quantifiable", "{fact: assay, above: 0}", "met"),
        (
            "positive not quantifiable",
            "{fact: assay, one_of: [not detected, positive not quantifiable]}",
            "met",
        ),
    ],
)
def test_a_word_in_place_of_a_number_says_what_it_says(
    recorded: str, condition: str, expected: str
) -> None:
    assert truth(condition, patient(assay(recorded)), "2024-03-02") == expected


@pytest.mark.parametrize(
    ("recorded", "limit", "expected"),
    [("40", "50", "not met"), ("50", "50", "unknown"), ("60", "50", "unknown")],
)
def test_a_count_under_transfusion_is_at_most_what_was_counted(
    recorded: str, limit: str, expected: str
) -> None:
    who = patient(f"2024-03-01, count: {recorded} 10^9/L, transfused: true")
    held = truth(f"{{fact: count, at_least: {limit} 10^9/L}}", who, "2024-03-02")
    assert held == expected


def test_a_limit_is_converted_to_the_facts_own_unit() -> None:
    who = patient("2024-03-01, lab: 34.208 umol/L")
    assert truth("{fact: lab, at_least: 2 mg/dL}", who, "2024-03-02") == "met"
    assert truth("{fact: lab, above: 34.208 umol/L}", who, "2024-03-02") == "not met"
    assert truth("{fact: lab, above: 34.2 umol/L}", who, "2024-03-02") == "met"


WORST = {"worst": "read: reaction\nwhere: {value: {in_group: GROUP}}\nvalue: grade\ntake: highest"}


@pytest.mark.parametrize(
    ("group", "term", "expected"),
    [
        ("blood", "anaemia", "met"),
        ("blood", "fatigue", "not met"),
        ("other", "fatigue", "met"),
        ("blood", "hiccups", "not met"),
        ("other", "hiccups", "not met"),
        ("unlisted", "hiccups", "met"),
        ("unlisted", "anaemia", "not met"),
    ],
)
def test_a_term_is_in_its_group_and_one_of_no_group_is_unlisted(
    group: str, term: str, expected: str
) -> None:
    facts = {"worst": WORST["worst"].replace("GROUP", group)}
    who = patient(f"2024-03-01, reaction: {term}, grade: 3")
    assert truth("{fact: worst, at_least: 2}", who, "2024-03-02", facts=facts) == expected


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [("2024-05-31", "met"), ("2024-06-01", "not met"), ("2024-07-01", "not met")],
)
def test_an_amendment_changes_an_answer_from_its_own_day_on(as_of: str, expected: str) -> None:
    who = patient("2024-05-30, lab: 2.5 mg/dL")
    held = truth(
        "{fact: lab, above: {parameter: limit}}",
        who,
        as_of,
        parameters={"limit": "2 mg/dL"},
        amendments=[("2024-06-01", {"limit": "3 mg/dL"})],
    )
    assert held == expected


@pytest.mark.parametrize(("as_of", "expected"), [("2024-05-31", "unknown"), ("2024-06-01", "met")])
def test_an_amended_window_holds_from_its_day_on(as_of: str, expected: str) -> None:
    held = truth(
        "{fact: lab, above: 1 mg/dL, within: {parameter: window}}",
        patient("2024-05-20, lab: 2.5 mg/dL"),
        as_of,
        parameters={"window": "7 days"},
        amendments=[("2024-06-01", {"window": "14 days"})],
    )
    assert held == expected


@pytest.mark.parametrize(("as_of", "expected"), [("2024-05-31", "met"), ("2024-06-01", "not met")])
def test_a_yes_or_no_of_the_protocol_changes_with_its_amendment(as_of: str, expected: str) -> None:
    held = truth(
        "{parameter: stop, is: true}",
        patient(),
        as_of,
        parameters={"stop": "true"},
        amendments=[("2024-06-01", {"stop": "false"})],
    )
    assert held == expected


def test_of_several_amendments_the_last_before_the_day_holds() -> None:
    dated = Dated((-10, 5, 9), (1.0, 2.0, 3.0))
    assert np.asarray(dated.at(np.array([4, 5, 8, 9, 100]))).tolist() == [1, 2, 2, 3, 3]


def test_an_amendment_of_another_parameter_changes_nothing() -> None:
    held = truth(
        "{fact: lab, above: {parameter: limit}}",
        patient("2024-05-30, lab: 2.5 mg/dL"),
        "2024-07-01",
        parameters={"limit": "2 mg/dL", "other": "9 mg/dL"},
        amendments=[("2024-06-01", {"other": "1 mg/dL"})],
    )
    assert held == "met"

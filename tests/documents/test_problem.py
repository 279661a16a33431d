"""Holds how a problem is shown, and how problems are collected."""

import pytest

from cyclewise.documents.problem import BadInput, Problem, Problems, problem_at, short, suggestion
from cyclewise.documents.yamlfile import Mapping, Scalar, Source, Spot, parse_yaml

RULE = """id: ELI-002
when:
  fact: mrd
  at_least: 1e-4 %
"""


def limit() -> Scalar:
    root = parse_yaml(RULE, "rules/mrd.yaml").root
    assert isinstance(root, Mapping)
    when = root.get("when")
    assert isinstance(when, Mapping)
    node = when.get("at_least")
    assert isinstance(node, Scalar)
    return node


def test_a_problem_shows_place_excerpt_what_is_wrong_and_what_to_do() -> None:
    problem = problem_at(limit(), "1e-4 % is 1e-6.", "Write “at_least: 1e-4”.")
    assert problem.text() == (
        "rules/mrd.yaml:4:13\n"
        "4 |   at_least: 1e-4 %\n"
        "  |             ^^^^^^\n"
        "1e-4 % is 1e-6.\n"
        "Write “at_least: 1e-4”."
    )


def test_a_problem_of_a_whole_file_shows_no_excerpt() -> None:
    assert problem_at("a.yaml", "It is empty.", "Fill it.").text() == (
        "a.yaml\nIt is empty.\nFill it."
    )
    document = parse_yaml(RULE, "a.yaml")
    assert problem_at(document, "It is odd.").text() == "a.yaml\nIt is odd."


def test_a_hostile_text_cannot_drive_the_terminal() -> None:
    source = Source("a\x1b.yaml", ("b: \x1b[2J\u202e c",))
    shown = problem_at(Spot(source, 1, 10, 1), "Bad \x07.", "Delete \x9b.").text()
    assert shown == (
        f"a\\x1b.yaml:1:10\n1 | b: \\x1b[2J\\u202e c\n  | {' ' * 17}^\nBad \\x07.\nDelete \\x9b."
    )


def test_tabs_count_as_one_column_and_become_a_space() -> None:
    source = Source("a.yaml", ("\tb:\tc",))
    assert problem_at(Spot(source, 1, 5, 1), "Odd.").text().splitlines()[1:3] == [
        "1 |  b: c",
        "  |     ^",
    ]


def test_a_long_line_is_cut_around_the_column() -> None:
    source = Source("a.yaml", ("x" * 500 + "HERE" + "y" * 500,))
    problem = problem_at(Spot(source, 1, 501, 4), "Odd.")
    assert problem.excerpt == "x" * 60 + "HERE" + "y" * 36
    assert problem.caret == 60


def test_carets_end_where_the_excerpt_ends() -> None:
    source = Source("a.yaml", ("x" * 500,))
    problem = problem_at(Spot(source, 1, 1, 500), "Odd.")
    above, below = problem.text().splitlines()[1:3]
    assert len(below) <= len(above) <= 110


def test_problems_are_raised_together_in_the_order_of_their_places() -> None:
    problems = Problems()
    assert not problems
    problems.raise_if_any()
    source = Source("b.yaml", ("one", "two"))
    problems.add(Spot(source, 2, 1, 3), "Second.")
    problems.add(Spot(source, 1, 1, 3), "First.")
    problems.add("a.yaml", "Before both.")
    assert len(problems) == 3
    with pytest.raises(BadInput) as refused:
        problems.raise_if_any()
    assert [each.message for each in refused.value.problems] == [
        "Before both.",
        "First.",
        "Second.",
    ]
    assert str(refused.value) == (
        "a.yaml\nBefore both.\n\n"
        "b.yaml:1:1\n1 | one\n  | ^^^\nFirst.\n\n"
        "b.yaml:2:1\n2 | two\n  | ^^^\nSecond."
    )


def test_the_same_problem_is_told_once() -> None:
    problems = Problems()
    problems.add("a.yaml", "Odd.")
    problems.add("a.yaml", "Odd.")
    assert len(problems) == 1


def test_problems_of_another_file_can_be_taken_over() -> None:
    with pytest.raises(BadInput) as refused:
        parse_yaml("", "b.yaml")
    problems = Problems()
    problems.include(refused.value.problems)
    assert problems.found == refused.value.problems


def test_past_a_hundred_problems_the_rest_are_counted() -> None:
    problems = Problems()
    source = Source("a.yaml", ("x",) * 200)
    for line in range(1, 151):
        problems.add(Spot(source, line, 1), f"Odd on line {line}.")
    assert len(problems) == 150
    assert len(problems.found) == 101
    assert problems.found[-1].message == "There are 50 more problems like these."
    with pytest.raises(BadInput) as refused:
        problems.raise_if_any()
    assert refused.value.problems[-1].message == "There are 50 more problems like these."
    problems.include([Problem("b.yaml", 0, 0, 0, "", "Another.")])
    assert len(problems) == 151


def test_bad_input_without_a_problem_makes_no_sense() -> None:
    with pytest.raises(ValueError, match="at least one problem"):
        BadInput([])


@pytest.mark.parametrize(
    ("word", "sentence"),
    [
        ("painful_hepatomegally", "Did you mean “painful_hepatomegaly”?"),
        ("Bilirubin", "Did you mean “bilirubin”?"),
        ("at-least", "Did you mean “at_least”?"),
        ("xyz", ""),
        ("", ""),
    ],
)
def test_a_misspelt_word_brings_the_nearest_known_one(word: str, sentence: str) -> None:
    known = ["bilirubin", "painful_hepatomegaly", "at_least", "mrd"]
    assert suggestion(word, known) == sentence


def test_two_near_words_are_both_suggested() -> None:
    assert suggestion("dose1", ["dose2", "dose3", "mrd"]) == "Did you mean “dose3” or “dose2”?"


def test_a_long_text_is_quoted_short() -> None:
    assert short("x" * 60) == "x" * 60
    assert short("x" * 61) == "x" * 59 + "…"

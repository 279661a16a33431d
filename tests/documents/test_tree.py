"""What YAML allows and nobody should write in these files is refused, with its place."""

import pytest

from cyclewise.documents.node import Mapping
from cyclewise.documents.problem import BadInput, Problem
from cyclewise.documents.yamlfile import parse_yaml


def problems(text: str) -> tuple[Problem, ...]:
    with pytest.raises(BadInput) as refused:
        parse_yaml(text, "a.yaml")
    return refused.value.problems


@pytest.mark.parametrize(
    ("text", "where", "message"),
    [
        ("a: &x 1\n", "1:4", "“&x” names this place (an anchor), which is not read."),
        ("a: &x {b: 1}\n", "1:4", "“&x” names this place (an anchor), which is not read."),
        ("a: !!str 1\n", "1:4", "“tag:yaml.org,2002:str” is a YAML tag, which is not read."),
        ("a: !x [1]\n", "1:4", "“!x” is a YAML tag, which is not read."),
        ("a: {<<: {b: 1}}\n", "1:5", "Merge keys (“<<”) are not read."),
        ("{[a]: 1}\n", "1:2", "A key must be one word."),
        ("? {a: 1}\n: 2\n", "1:3", "A key must be one word."),
        ("a: 1\n---\nb: 2\n", "2:1", "A second document begins here (“---”)."),
        ("%YAML 1.1\n---\na: 1\n", "1:1", "A directive (“%YAML” or “%TAG”) stands above"),
        ("%TAG ! x:\n---\na: 1\n", "1:1", "A directive (“%YAML” or “%TAG”) stands above"),
        ("a: 1\nb: \x1b[31m\n", "2:4", "The character U+001B is invisible and not allowed."),
        ("a: 1\nb: x\u2028y\n", "2:5", "The character U+2028 is invisible and not allowed."),
        ('a: "\\e[31m"\n', "1:4", "An escape in this text stands for U+001B"),
        ("a: x\x00\n", "", "This is a binary file, not text."),
        ("", "", "The file is empty."),
        ("# only a comment\n", "", "The file is empty."),
        ("---\n", "", "The file is empty."),
    ],
)
def test_what_yaml_allows_and_nobody_should_write_is_refused(
    text: str, where: str, message: str
) -> None:
    (problem,) = problems(text)
    assert problem.where == f"a.yaml:{where}".rstrip(":")
    assert problem.message.startswith(message)
    assert problem.remedy


def test_an_alias_is_refused_with_its_anchor() -> None:
    assert [each.message.split(" (")[0] for each in problems("a: &x [1]\nb: *x\n")] == [
        "“&x” names this place",
        "“*x” refers to another place",
    ]


def test_a_quoted_merge_sign_is_a_key_like_any_other() -> None:
    root = parse_yaml("'<<': 1", "a.yaml").root
    assert isinstance(root, Mapping)
    assert [key.text for key, _ in root.entries] == ["<<"]


def test_all_repeated_keys_are_reported_at_once() -> None:
    found = problems("a: 1\nb: {c: 1, c: 2}\na: 3\na: 4\n")
    assert [(each.where, each.message) for each in found] == [
        ("a.yaml:2:11", "The key “c” stands here again; it is already on line 2."),
        ("a.yaml:3:1", "The key “a” stands here again; it is already on line 1."),
        ("a.yaml:4:1", "The key “a” stands here again; it is already on line 1."),
    ]


def test_repeated_keys_before_a_mistake_of_syntax_are_reported_with_it() -> None:
    assert len(problems("a: {b: 1, b: 2}\nc: @\n")) == 2


@pytest.mark.parametrize(
    "text", ["[" * 31, "[" * 100_000, "\n".join(" " * depth + "a:" for depth in range(40))]
)
def test_deep_nesting_is_refused(text: str) -> None:
    (problem,) = problems(text)
    assert problem.message == "Lists and keys are nested deeper than 30 levels."


def test_thirty_levels_are_read() -> None:
    assert parse_yaml("[" * 30 + "]" * 30, "a.yaml").root.column == 1


def test_an_alias_bomb_is_refused_without_being_expanded() -> None:
    lines = ["a0: &a0 [x, x]"]
    lines += [f"a{each}: &a{each} [*a{each - 1}, *a{each - 1}]" for each in range(1, 60)]
    found = problems("\n".join(lines))
    assert len(found) == 101
    assert any(each.message.startswith("There are 78 more problems") for each in found)


@pytest.mark.parametrize(
    ("text", "written", "remedy"),
    [
        ("{a: 0,8 mg/dL}", "“0,8 mg/dL”", "0.8 mg/dL."),
        ("{a: 1, b: -3,25, c: 2}", "“-3,25”", "-3.25."),
        ("{a: 12,5%, b: 1}", "“12,5%”", "12.5%."),
    ],
)
def test_a_number_cut_by_its_decimal_comma_is_one_mistake(
    text: str, written: str, remedy: str
) -> None:
    (problem,) = problems(text)
    assert problem.message == f"A comma cuts this number in two: {written}."
    assert problem.remedy == f"Write a decimal point: {remedy}"


def test_keys_that_are_numbers_stay_keys() -> None:
    root = parse_yaml("{a: 1, 8: x, 9 b: 2}", "a.yaml").root
    assert isinstance(root, Mapping)
    assert [key.text for key, _ in root.entries] == ["a", "8", "9 b"]

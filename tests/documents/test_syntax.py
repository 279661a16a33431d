"""Mistakes of syntax are located, and said in plain words."""

import pytest

from cyclewise.documents.problem import BadInput, Problem
from cyclewise.documents.yamlfile import parse_yaml


def problems(text: str) -> tuple[Problem, ...]:
    with pytest.raises(BadInput) as refused:
        parse_yaml(text, "a.yaml")
    return refused.value.problems


@pytest.mark.parametrize(
    ("text", "where", "message"),
    [
        ("a: b: c\n", "1:5", "A colon stands where no key can be."),
        ("a: 1\n  b: 2\n", "2:4", "A colon stands where no key can be."),
        ("a:\n  b: 1\n c: 2\n", "3:2", "This line does not line up with the keys above it."),
        ("a:\n\tb: 1\n", "2:1", "This line is indented with a tab."),
        ("a: 'x\nb: 2\n", "1:4", "This quotation mark is never closed."),
        ("a: >= 3\n", "1:4", "A value cannot begin with “>” or “|” unless a text follows"),
        ("a: @x\n", "1:4", "A value cannot begin with “@”."),
        ("a: %x\n", "1:4", "A value cannot begin with “%”."),
        ("a: `x`\n", "1:4", "A value cannot begin with “`”."),
        ("a: *\n", "1:4", "A value cannot begin with “*”."),
        ("a: & b\n", "1:4", "A value cannot begin with “&”."),
        ("a: !e!x y\n", "1:4", "A value cannot begin with “!”."),
        ("%FOO x y\n", "1:1", None),
        ("a: 1\nb\nc: 2\n", "2:1", "This key has no colon after it."),
        ("a: - 1\n", "1:4", "A list item (“-”) stands where no list can be."),
        ("- a\nb: 1\n", "2:1", "This line does not line up with the list above it."),
        ("{a: 1}\nb: 2\n", "2:1", None),
        ("a: [1,, 2]\n", "1:7", "A value is missing here."),
        ('a: "\\q"\n', "1:5", "A backslash stands before a character"),
        ('a: "\\u12"\n', None, "An escape such as “\\u00e9” needs exactly"),
    ],
)
def test_a_mistake_of_syntax_is_located_and_said_in_plain_words(
    text: str, where: str | None, message: str | None, both_parsers: str
) -> None:
    (problem,) = problems(text)
    if where and both_parsers == "libyaml":
        assert problem.where == f"a.yaml:{where}"
    if message:
        assert problem.message.startswith(message)
    assert problem.remedy


def test_half_a_character_is_refused() -> None:
    (problem,) = problems('{"a": "\\ud83d"}')
    assert problem.message in (
        "This escape stands for no character, or for half of one.",
        "An escape in this text stands for U+D83D, which is not allowed.",
    )


def test_an_open_bracket_is_named_with_its_line() -> None:
    (problem,) = problems("a:\n  - {b: 1, c: 2\nd: 3\n")
    assert problem.message.startswith("A comma is missing here, or the closing “}”.")
    assert problem.message.endswith("The bracket was opened on line 2.")

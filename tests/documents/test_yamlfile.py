"""Holds what the reader takes from YAML and JSON, and all that it refuses, with its place."""

import json
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from cyclewise.documents import tree
from cyclewise.documents.node import Mapping, Node, Scalar, Sequence, Value
from cyclewise.documents.problem import BadInput, Problem
from cyclewise.documents.yamlfile import Document, parse_yaml, read_yaml


@pytest.fixture(params=["libyaml", "pure"], autouse=True)
def both_parsers(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    parser = yaml.CLoader if request.param == "libyaml" else yaml.Loader
    monkeypatch.setattr(tree, "_PARSER", parser)
    return str(request.param)


def root(text: str) -> Mapping:
    node = parse_yaml(text, "a.yaml").root
    assert isinstance(node, Mapping)
    return node


def scalar(text: str, key: str = "a") -> Scalar:
    node = root(text).get(key)
    assert isinstance(node, Scalar)
    return node


def plain(node: Node) -> object:
    match node:
        case Mapping():
            return {key.text: plain(value) for key, value in node.entries}
        case Sequence():
            return [plain(item) for item in node.items]
        case Scalar():
            return node.value


def problems(text: str) -> tuple[Problem, ...]:
    with pytest.raises(BadInput) as refused:
        parse_yaml(text, "a.yaml")
    return refused.value.problems


@pytest.mark.parametrize(
    ("written", "kind", "value"),
    [
        ("1e-4", "float", 1e-4),
        ("no", "str", "no"),
        ("NO", "str", "NO"),
        ("on", "str", "on"),
        ("yes", "str", "yes"),
        ("12:30", "str", "12:30"),
        ("010", "int", 10),
        ("0o10", "int", 8),
        ("0x1F", "int", 31),
        ("-3", "int", -3),
        ("+3", "int", 3),
        ("3.", "float", 3.0),
        (".5", "float", 0.5),
        ("-1.5E+3", "float", -1500.0),
        (".inf", "float", float("inf")),
        ("-.INF", "float", float("-inf")),
        ("1_000", "str", "1_000"),
        ("0b11", "str", "0b11"),
        ("2024-01-08", "str", "2024-01-08"),
        ("true", "bool", True),
        ("FALSE", "bool", False),
        ("tRue", "str", "tRue"),
        ("null", "null", None),
        ("~", "null", None),
        ("", "null", None),
        ('"1e-4"', "str", "1e-4"),
        ("'true'", "str", "true"),
        ("''", "str", ""),
        ("|\n  12", "str", "12\n"),
        ("9" * 5000, "str", "9" * 5000),
        ("CR2+", "str", "CR2+"),
    ],
)
def test_values_are_those_of_yaml_1_2(written: str, kind: str, value: Value) -> None:
    found = scalar(f"a: {written}\n")
    assert (found.kind, found.value) == (kind, value)


def test_nan_is_a_float() -> None:
    value = scalar("a: .nan\n").value
    assert isinstance(value, float)
    assert value != value  # noqa: PLR0124 - what makes nan nan


def test_a_key_may_be_called_on() -> None:
    assert root("on: 1\nno: 2\n").keys() == ("on", "no")


def test_every_node_knows_its_place() -> None:
    found = root("first: {b: 12}\nlist:\n  - x\n  -   yy\ntext: 'a b'\n")
    inner = found.get("first")
    items = found.get("list")
    assert isinstance(inner, Mapping)
    assert isinstance(items, Sequence)
    places = [inner, inner.get("b"), items, items.items[1], found.get("text")]
    assert [(each.line, each.column, each.width) for each in places if each] == [
        (1, 8, 1),
        (1, 12, 2),
        (3, 3, 1),
        (4, 7, 2),
        (5, 7, 5),
    ]


def test_a_key_not_written_is_none() -> None:
    assert root("a: 1").get("b") is None


@pytest.mark.parametrize(
    "text", ["\ufeffa: 1\nb: x\n", "a: 1\r\nb: x\r\n", "a: 1\nb: x", "# c\na: 1 # d\nb: x\n"]
)
def test_byte_order_marks_line_ends_and_comments_make_no_difference(text: str) -> None:
    assert plain(root(text)) == {"a": 1, "b": "x"}


def test_a_version_directive_of_yaml_1_2_is_taken() -> None:
    assert plain(root("%YAML 1.2\n---\na: 1\n")) == {"a": 1}


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**6), 10**6)
    | st.floats(-1e9, 1e9)
    | st.text(st.characters(exclude_categories=("Cc", "Cs", "Co", "Zl", "Zp", "Cn"))),
    lambda below: (
        st.lists(below, max_size=4)
        | st.dictionaries(st.text("abcdefgh", min_size=1, max_size=5), below, max_size=4)
    ),
    max_leaves=12,
)


@given(
    value=st.dictionaries(st.text("abc", min_size=1), JSON, max_size=4), ascii_only=st.booleans()
)
def test_json_is_read_as_json(value: dict[str, object], ascii_only: bool) -> None:
    for indent in (None, 2):
        text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
        assert plain(parse_yaml(text, "a.json").root) == value


def test_json_escapes_are_read_and_places_stay_true() -> None:
    found = root('{"a": "\\ud83d\\ude00 \\/ \\u00e9 \\\\ud83d", "b": 1}')
    assert plain(found) == {"a": "\U0001f600 / é \\ud83d", "b": 1}
    last = found.get("b")
    assert last is not None
    assert last.column == 46


def test_json_may_be_indented_with_tabs(both_parsers: str) -> None:
    text = '{\n\t"a": 1,\n\t"b": [\n\t\t2\n\t]\n}\n'
    if both_parsers == "pure":
        assert problems(text)[0].message == "This line is indented with a tab."
    else:
        assert plain(parse_yaml(text, "a.json").root) == {"a": 1, "b": [2]}


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
    assert plain(root("'<<': 1")) == {"<<": 1}


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


def write(folder: Path, content: bytes) -> Path:
    path = folder / "patient.yaml"
    path.write_bytes(content)
    return path


def refusal(path: Path | str, **options: int) -> Problem:
    with pytest.raises(BadInput) as refused:
        read_yaml(path, **options)  # type: ignore[arg-type]
    (problem,) = refused.value.problems
    assert problem.line == 0
    assert problem.remedy
    return problem


def test_a_file_is_read_under_its_own_name_or_another(tmp_path: Path) -> None:
    path = write(tmp_path, b"a: \xc3\xa9\n")
    document = read_yaml(path)
    assert isinstance(document, Document)
    assert document.path_label == path.as_posix()
    assert document.lines == ("a: é", "")
    assert read_yaml(path, label="rules/a.yaml").path_label == "rules/a.yaml"


def test_a_file_that_is_not_there_is_said_to_be_missing(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none.yaml").message == "There is no such file."


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    assert refusal(tmp_path).message == "This is a folder, not a file."


def test_a_name_that_cannot_be_one_is_refused() -> None:
    assert refusal("a\0b").message == "The file cannot be read: its name is not a file name."


def test_a_file_that_may_not_be_read_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    path = write(tmp_path, b"a: 1\n")
    monkeypatch.setattr(Path, "open", denied)
    assert refusal(path).message == "The file cannot be read: permission denied."


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            b"a: \xe9\n",
            "The file is not UTF-8: byte 4 (0xe9) does not belong there.",
        ),
        (
            "a: é\n".encode("utf-16"),
            "The file is not UTF-8: byte 1 (0xff) does not belong there.",
        ),
        (b"\x7fELF\x02\x00\x00\xff", "This is a binary file, not text."),
        (b"a: \x00", "This is a binary file, not text."),
    ],
)
def test_what_is_not_utf_8_text_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    assert refusal(write(tmp_path, content)).message == message


def test_a_file_above_the_limit_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = write(tmp_path, b"a: 123\n")
    assert refusal(path, limit=6).message == "The file is larger than 6 bytes (7)."
    assert plain(read_yaml(path, limit=7).root) == {"a": 123}


def test_a_file_that_has_no_size_of_its_own_is_read_no_further_than_the_limit() -> None:
    if not Path("/dev/zero").exists():
        pytest.skip("This system has no endless file.")
    assert (
        refusal("/dev/zero", limit=1000).message == "The file is larger than 1,000 bytes (1,001)."
    )


def test_the_excerpt_of_a_very_long_line_stays_short() -> None:
    (problem,) = problems("a: " + "x" * 20_000 + " @ b: c" + "y" * 20_000 + "\n")
    assert len(problem.excerpt) <= 120
    assert problem.text().splitlines()[2].endswith("| " + " " * problem.caret + "^")

"""Holds what the reader takes from YAML and JSON, and all that it refuses, with its place."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cyclewise.documents.node import Mapping, Node, Scalar, Sequence, Value
from cyclewise.documents.problem import BadInput, Problem
from cyclewise.documents.yamlfile import Document, parse_yaml, read_yaml


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

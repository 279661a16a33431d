"""Holds the reading of keys with values against what is expected."""

import pytest

from cyclewise.documents.form import Form
from cyclewise.documents.problem import Problems
from cyclewise.documents.yamlfile import parse_yaml


def form(text: str, order: tuple[str, ...] = ()) -> Form:
    return Form(parse_yaml(text, "a.yaml").root, Problems(), "a rule", order)


def told(read: Form) -> list[str]:
    return [f"{each.line}:{each.column} {each.message}" for each in read.problems.found]


def test_what_is_written_right_is_read_without_a_word() -> None:
    read = form(
        "id: ELI-001\nversion: 0.1\nstatus: draft\nsure: true\ncount: 3\n"
        "phases: [before, on]\nwhen: {fact: mrd}\nsources:\n  - {cite: a}\n  - {cite: b}\n"
    )
    assert read.text("id") == "ELI-001"
    assert read.text("version") == "0.1"
    assert read.word("status", ("draft", "signed")) == "draft"
    assert read.flag("sure") is True
    assert read.integer("count") == 3
    assert read.texts("phases") == ("before", "on")
    assert len(read.items("phases")) == 2
    when = read.mapping("when")
    assert when is not None
    assert when.text("fact") == "mrd"
    when.close()
    assert [each.text("cite") for each in read.forms("sources", "a source")] == ["a", "b"]
    read.close()
    assert told(read) == []


def test_what_is_not_written_takes_its_default() -> None:
    read = form("id: x")
    assert read.text("a", None) is None
    assert read.text("a", "z") == "z"
    assert read.word("a", ("x", "y"), "y") == "y"
    assert read.flag("a", default=True) is True
    assert read.integer("a", 7) == 7
    assert read.items("a") == ()
    assert read.texts("a") == ()
    assert read.forms("a", "a source") == ()
    assert read.mapping("a") is None
    assert read.node("a") is None
    assert "a" not in read
    assert "id" in read
    read.close()
    assert told(read) == []


def test_what_must_be_written_is_asked_for_and_reading_goes_on() -> None:
    read = form("id: x")
    assert read.text("title") == ""
    assert read.word("status", ("draft", "signed")) == "draft"
    assert read.flag("sure") is False
    assert read.integer("count") == 0
    assert read.required("when") is None
    assert told(read) == [
        "1:1 A rule needs “title”.",
        "1:1 A rule needs “status”.",
        "1:1 A rule needs “sure”.",
        "1:1 A rule needs “count”.",
        "1:1 A rule needs “when”.",
    ]


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("[1]", "“id” of a rule must be a text, and this is a list."),
        ("{b: 1}", "“id” of a rule must be a text, and this is a mapping of keys."),
        ("", "“id” of a rule has no value."),
        ("~", "“id” of a rule has no value."),
        ("''", "“id” of a rule has no value."),
        ("' '", "“id” of a rule has no value."),
    ],
)
def test_a_text_is_one_written_value(written: str, message: str) -> None:
    read = form(f"id: {written}")
    assert read.text("id") == ""
    assert [each.message for each in read.problems.found] == [message]


def test_a_word_that_is_no_choice_brings_the_choices() -> None:
    read = form("status: drafty\nthen: zzz")
    assert read.word("status", ("draft", "signed")) == "draft"
    assert read.word("then", ("hold", "stop"), None) is None
    assert told(read) == [
        "1:9 “drafty” is no “status” of a rule. Did you mean “draft”?",
        "2:7 “zzz” is no “then” of a rule.",
    ]
    assert read.problems.found[1].remedy == "Write one of: hold, stop."


@pytest.mark.parametrize("written", ["yes", "1", "'true'", "on"])
def test_a_flag_is_true_or_false_and_nothing_like_it(written: str) -> None:
    read = form(f"sure: {written}")
    assert read.flag("sure") is False
    assert read.problems.found[0].message.startswith("“sure” of a rule must be true or false")


@pytest.mark.parametrize(
    ("written", "found"), [("1.5", "the number 1.5"), ("two", "“two”"), ("'2'", "“2”")]
)
def test_a_whole_number_is_written_bare(written: str, found: str) -> None:
    read = form(f"count: {written}")
    assert read.integer("count", 4) == 4
    assert told(read) == [f"1:8 “count” of a rule must be a whole number, and this is {found}."]


def test_a_list_is_a_list() -> None:
    read = form("a: x\nb:\nc: [1, [2], ~]")
    assert read.items("a") == ()
    assert read.texts("b") == ()
    assert read.texts("c") == ("1",)
    assert told(read) == [
        "1:4 “a” of a rule must be a list, and this is “x”.",
        "2:3 “b” of a rule has no value.",
        "3:8 “c” of a rule is a list of texts, and this item is a list.",
        "3:13 “c” of a rule is a list of texts, and this item is “~” (nothing).",
    ]


def test_what_is_no_mapping_is_told_once_and_reads_as_empty() -> None:
    read = form("[a]")
    assert read.text("id") == ""
    assert read.entries == ()
    assert read.where("id") is read.place
    read.close()
    assert told(read) == ["1:1 A rule is written as keys with values, and this is a list."]


def test_a_nested_mapping_is_named_by_its_key() -> None:
    read = form("when: 3")
    assert read.mapping("when") is not None
    assert told(read) == [
        "1:7 “when” of a rule is written as keys with values, and this is the number 3."
    ]


def test_a_key_never_asked_for_is_unknown() -> None:
    read = form("titel: x\nzzz: 1\nid: {a:1}")
    read.text("title", None)
    inner = read.mapping("id")
    assert inner is not None
    inner.text("a", None)
    inner.close()
    read.close()
    assert told(read) == [
        "3:6 Unknown key “a:1” in “id” of a rule.",
        "1:1 Unknown key “titel” in a rule. Did you mean “title”?",
        "2:1 Unknown key “zzz” in a rule.",
    ]
    remedies = [each.remedy for each in read.problems.found]
    assert remedies == [
        "Put a space after the colon.",
        "Known are: title, id.",
        "Known are: title, id.",
    ]


def test_asking_for_all_entries_leaves_no_key_unknown() -> None:
    read = form("b: 1\na: 2")
    assert [key.text for key, _ in read.entries] == ["b", "a"]
    read.close()
    assert told(read) == []


def test_a_problem_with_a_key_points_to_its_value() -> None:
    read = form("id: x")
    assert read.where("id").column == 5
    assert read.where("title").column == 1


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        ("id: 1\ntitle: 2\nwhen: 3", []),
        ("id: 1\nwhen: 3", []),
        ("title: 2\nid: 1\nwhen: 3", ["2:1 “id” of a rule stands after “title”."]),
        ("when: 3\ntitle: 2\nid: 1", ["2:1 “title” of a rule stands after “when”."]),
    ],
)
def test_keys_stand_in_their_order(text: str, messages: list[str]) -> None:
    order = ("id", "title", "when")
    read = form(text, order)
    for key in order:
        read.node(key)
    read.close()
    assert told(read) == messages

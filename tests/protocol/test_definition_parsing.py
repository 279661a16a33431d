from collections.abc import Callable

import pytest

from cyclewise.documents.yamlfile import parse_yaml
from cyclewise.protocol.criterion import Comparison, Literally, Parameter
from cyclewise.protocol.definition import (
    ArithmeticForm,
    ConditionForm,
    CyclesForm,
    Definition,
    ElapsedForm,
    Form,
    Preference,
    ReadingForm,
    RowCondition,
)
from cyclewise.protocol.definition_parsing import read_definition
from cyclewise.protocol.notes import Notes
from cyclewise.values.calendar import Duration
from cyclewise.values.quantity import parse_quantity

Reader = Callable[[str], Definition]


@pytest.fixture
def definition(notes: Notes) -> Reader:
    def read(text: str) -> Definition:
        document = parse_yaml(f"id: fact\ntitle: a fact\n{text}", "fact.yaml")
        return read_definition(document, "tiny/definitions/fact.yaml", notes)

    return read


def rows(column: str, word: str, text: str) -> RowCondition:
    limit = Literally(text, parse_quantity(text))
    return RowCondition(((column, Comparison(word, (limit,))),))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("read: mrd", ReadingForm("mrd")),
        ("read: {concept: mrd}", ReadingForm("mrd", plain=True)),
        (
            "read: mrd\nexcept: {method: {is: bcr-abl1}}",
            ReadingForm("mrd", drop=rows("method", "is", "bcr-abl1")),
        ),
        (
            (
                "read: mrd\none_a_day: [{material: [marrow, blood]}, {sensitivity: lowest}, "
                "{value: highest}]"
            ),
            ReadingForm(
                "mrd",
                one_a_day=(
                    Preference("material", words=("marrow", "blood")),
                    Preference("sensitivity"),
                    Preference("value", highest_first=True),
                ),
            ),
        ),
        (
            "read: event\nlatest_of_each: value\nover_at: resolved\nvalue: grade\ntake: highest",
            ReadingForm(
                "event", latest_of_each=True, over_at="resolved", value="grade", take="highest"
            ),
        ),
        (
            "read: sos\nsince: a\ncleared_by: b\nuntil: c\nsame_day_as: d",
            ReadingForm("sos", since="a", cleared_by="b", until="c", same_day_as="d"),
        ),
        (
            "read: mrd\nwhere: {related: {is: true}}\nshown: {value: {below: 1e-4}}",
            ReadingForm(
                "mrd",
                where=RowCondition((("related", Comparison("is", (Literally("true"),))),)),
                shown=rows("value", "below", "1e-4"),
            ),
        ),
        ("read: bilirubin\nvalue: {over: uln}", ReadingForm("bilirubin", over="uln")),
        ("read: weight\nwithin: 7 days", ReadingForm("weight", within=Duration(7))),
        (
            "read: weight\nwithin: {parameter: weight window}",
            ReadingForm("weight", within=Parameter("weight window")),
        ),
        ("read: sos\nno_record: did not happen", ReadingForm("sos", no_record="did not happen")),
        (
            "change: {of: weight, from: first_weight}",
            ArithmeticForm("change", "weight", "first_weight"),
        ),
        ("difference: {of: a, from: b}", ArithmeticForm("difference", "a", "b")),
        ("ratio: {of: a, to: b}", ArithmeticForm("ratio", "a", "b")),
        (
            "change: {of: a, from: b}\nnone_yet: {of: first_dose, value: 0 %}",
            ArithmeticForm(
                "change", "a", "b", "first_dose", Literally("0 %", parse_quantity("0 %"))
            ),
        ),
        ("years_since: birth_date", ElapsedForm("years", "birth_date")),
        ("days_since: last_dose", ElapsedForm("days", "last_dose")),
        ("cycles_since: first_negative", CyclesForm("first_negative")),
    ],
)
def test_each_form_is_read(written: str, form: Form, definition: Reader, notes: Notes) -> None:
    assert definition(written).form == form
    assert not notes.problems


def test_two_comparisons_of_one_column_must_both_hold(definition: Reader) -> None:
    form = definition("read: mrd\nwhere: {value: {above: 1, below: 3}}").form
    assert isinstance(form, ReadingForm)
    assert form.where is not None
    assert [(column, each.word) for column, each in form.where.parts] == [
        ("value", "above"),
        ("value", "below"),
    ]


def test_a_condition_may_be_a_fact(definition: Reader) -> None:
    assert isinstance(definition("when: {fact: sos, is: confirmed}").form, ConditionForm)


def test_a_definition_keeps_its_support(definition: Reader, notes: Notes) -> None:
    read = definition(
        "read: mrd\nunit_text: of all cells\nnotes: Why so.\n"
        "sources: [{cite: paper, supports: [mrd], basis: proxy}]\n"
        "assumptions: [{name: a, text: b, basis: assumed}]"
    )
    assert (read.unit_text, read.notes) == ("of all cells", "Why so.")
    assert [(each.cite, each.basis) for each in read.sources] == [("paper", "proxy")]
    assert [each.name for each in read.assumptions] == ["a"]
    assert [mention.name for mention in notes.cites] == ["paper"]
    assert read.label == "tiny/definitions/fact.yaml"

from collections.abc import Callable
from decimal import Decimal

import pytest

from cyclewise.logic.condition import AtLeast, Both, Condition, Either, Leaf, Negation
from cyclewise.protocol.criterion import Comparison, Criterion, Literally, Parameter
from cyclewise.protocol.notes import Notes
from cyclewise.values.calendar import Duration
from cyclewise.values.quantity import Quantity

Reader = Callable[[str], Condition[Criterion]]


def present(fact: str) -> Leaf[Criterion]:
    return Leaf(Criterion(fact, "fact", Comparison("is", (Literally("present"),))))


def test_a_criterion_keeps_its_number_with_its_unit_and_its_window(condition: Reader) -> None:
    read = condition("{fact: bilirubin, at_least: 2.0 mg/dL, within: 3 days, since: first_dose}")
    limit = Literally("2.0 mg/dL", Quantity(Decimal("2.0"), "mg/dL", "2.0 mg/dL"))
    assert read == Leaf(
        Criterion("bilirubin", "fact", Comparison("at_least", (limit,)), Duration(3), "first_dose")
    )


def test_a_criterion_knows_where_it_stands(condition: Reader) -> None:
    read = condition("all:\n  - {fact: ascites, is: present}\n  - {fact: age, above: 18}")
    assert isinstance(read, Both)
    second = read.parts[1]
    assert isinstance(second, Leaf)
    assert second.criterion.place is not None
    assert (second.criterion.place.line, second.criterion.place.column) == (3, 5)


def test_groups_become_trees(condition: Reader) -> None:
    ascites, pain = "{fact: ascites, is: present}", "{fact: pain, is: present}"
    two = (present("ascites"), present("pain"))
    assert condition(f"all: [{ascites}, {pain}]") == Both(two)
    assert condition(f"any: [{ascites}, {pain}]") == Either(two)
    assert condition(f"not: {ascites}") == Negation(two[0])
    assert condition(f"{{at_least: 2, of: [{ascites}, {pain}]}}") == AtLeast(2, two)
    assert condition(f"any: [{ascites}, all: [{ascites}, {pain}]]") == Either((two[0], Both(two)))


@pytest.mark.parametrize("written", ["true", "True", "TRUE"])
def test_true_is_one_word_however_it_is_written(written: str, condition: Reader) -> None:
    assert condition(f"{{fact: sos, is: {written}}}") == Leaf(
        Criterion("sos", "fact", Comparison("is", (Literally("true"),)))
    )


def test_a_parameter_may_stand_for_a_limit_and_for_a_window(
    condition: Reader, notes: Notes
) -> None:
    read = condition("{fact: mrd, below: {parameter: cut}, within: {parameter: window}}")
    assert read == Leaf(
        Criterion("mrd", "fact", Comparison("below", (Parameter("cut"),)), Parameter("window"))
    )
    assert [mention.name for mention in notes.parameters] == ["cut", "window"]


def test_a_parameter_asked_for_itself_is_noted_as_well(condition: Reader, notes: Notes) -> None:
    condition("{parameter: stop at negativity, is: true}")
    assert [mention.name for mention in notes.parameters] == ["stop at negativity"]


def test_ever_may_stand_without_a_comparison_and_fact_may_not(
    condition: Reader, notes: Notes
) -> None:
    assert condition("{ever: relapse}") == Leaf(Criterion("relapse", "ever", None))
    assert not notes.problems
    condition("{fact: relapse}")
    assert [each.message for each in notes.problems.found] == ["This criterion compares nothing."]


def test_one_of_keeps_all_its_words(condition: Reader) -> None:
    read = condition("{fact: remission, one_of: [CR1, CR2]}")
    assert isinstance(read, Leaf)
    assert read.criterion.comparison == Comparison("one_of", (Literally("CR1"), Literally("CR2")))


def test_ten_different_criteria_are_allowed_and_eleven_are_not(
    condition: Reader, notes: Notes
) -> None:
    def at_once(count: int) -> str:
        return f"all: [{', '.join(f'{{fact: age, above: {n}}}' for n in range(count))}]"

    condition(at_once(10))
    assert not notes.problems
    condition(at_once(11))
    assert "11 different criteria" in notes.problems.found[0].message


def test_the_same_criterion_written_often_counts_once(condition: Reader, notes: Notes) -> None:
    condition(f"all: [{', '.join(['{fact: age, above: 18}'] * 30)}]")
    assert not notes.problems


def test_all_problems_of_a_condition_are_found_at_once(condition: Reader, notes: Notes) -> None:
    condition("all:\n  - {fact: a}\n  - {fact: b, is: }\n  - {within: 3 days}\n  - any: []")
    assert [each.line for each in notes.problems.found] == [2, 3, 4, 5]

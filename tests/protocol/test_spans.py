from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from cyclewise.protocol.criterion import Comparison, Literally, Parameter, Word
from cyclewise.protocol.protocol import ParameterValue
from cyclewise.protocol.spans import (
    Choice,
    Stretch,
    meeting,
    span_of,
    together_everything,
)
from cyclewise.values.quantity import parse_quantity

SIZES: tuple[Word, ...] = ("at_least", "above", "at_most", "below", "is")
comparisons = st.builds(
    lambda word, number: number_comparison(word, str(number)),
    st.sampled_from(SIZES),
    st.integers(0, 4),
)
halves = [Decimal(n) / 2 for n in range(-1, 11)]


def number_comparison(word: Word, text: str) -> Comparison:
    return Comparison(word, (Literally(text, parse_quantity(text)),))


def holds(comparison: Comparison, number: Decimal) -> bool:
    limit = comparison.limits[0]
    assert isinstance(limit, Literally)
    assert limit.quantity is not None
    other = limit.quantity.number
    return {
        "at_least": number >= other,
        "above": number > other,
        "at_most": number <= other,
        "below": number < other,
        "is": number == other,
    }[comparison.word]


def stretch(comparison: Comparison) -> Stretch:
    found = span_of(comparison, {})
    assert isinstance(found, Stretch)
    return found


@given(comparisons, comparisons)
def test_two_comparisons_meet_nowhere_exactly_when_no_number_fulfils_both(
    one: Comparison, other: Comparison
) -> None:
    shared = meeting(stretch(one), stretch(other))
    assert shared is not None
    assert shared.is_empty != any(holds(one, n) and holds(other, n) for n in halves)


@given(comparisons, comparisons)
def test_two_comparisons_cover_everything_exactly_when_every_number_fulfils_one(
    one: Comparison, other: Comparison
) -> None:
    everything = all(holds(one, n) or holds(other, n) for n in halves)
    assert together_everything(stretch(one), stretch(other)) == everything


@given(comparisons, comparisons)
def test_one_comparison_implies_another_exactly_when_their_meeting_is_the_first(
    one: Comparison, other: Comparison
) -> None:
    implied = all(holds(other, n) for n in halves if holds(one, n))
    assert (meeting(stretch(one), stretch(other)) == stretch(one)) == implied


def test_numbers_in_different_units_are_not_compared() -> None:
    milligrams = span_of(number_comparison("above", "2 mg/dL"), {})
    micromoles = span_of(number_comparison("below", "1 umol/L"), {})
    assert milligrams is not None
    assert micromoles is not None
    assert meeting(milligrams, micromoles) is None
    assert not together_everything(milligrams, micromoles)


def test_a_number_and_a_word_are_not_compared() -> None:
    assert meeting(Stretch("", low=Decimal(1)), Choice(frozenset({"present"}))) is None
    assert not together_everything(Stretch(""), Choice(frozenset({"present"})))


def test_words_meet_in_the_words_both_allow() -> None:
    first = span_of(Comparison("one_of", (Literally("CR1"), Literally("CR2"))), {})
    assert first == Choice(frozenset({"CR1", "CR2"}))
    assert meeting(first, Choice(frozenset({"CR2", "CR3"}))) == Choice(frozenset({"CR2"}))
    nothing = meeting(first, Choice(frozenset({"CR3"})))
    assert nothing is not None
    assert nothing.is_empty


def test_true_and_false_together_are_everything_and_two_other_words_are_not() -> None:
    assert together_everything(Choice(frozenset({"true"})), Choice(frozenset({"false"})))
    assert not together_everything(Choice(frozenset({"CR1"})), Choice(frozenset({"CR2"})))


def test_a_parameter_counts_with_its_value() -> None:
    cut = ParameterValue("cut", "1e-4", "assumed", "", "")
    found = span_of(Comparison("below", (Parameter("cut"),)), {"cut": cut})
    assert found == Stretch("", high=Decimal("1e-4"), high_open=True)


def test_what_is_no_stretch_of_numbers_and_no_set_of_words_is_left_alone() -> None:
    assert span_of(Comparison("recorded", (Literally("true"),)), {}) is None
    assert span_of(Comparison("in_group", (Literally("other"),)), {}) is None
    assert span_of(Comparison("at_least", (Parameter("unknown"),)), {}) is None

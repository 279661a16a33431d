"""Texts turned into values, by kind, and what is said of those that are refused."""

import math

import pytest

from cyclewise.knowledge.measure import Measure
from cyclewise.knowledge.range import Range
from cyclewise.knowledge.value_reading import read_value
from cyclewise.values.calendar import parse_date
from cyclewise.values.quantity import Scale
from cyclewise.values.refused import Refused

SHARE = Measure("share", "quantity", Scale("fraction"), possible=Range(0, 1, high_text="1"))
INDEX = Measure("index", "quantity", Scale("ratio"), possible=Range(0.5, 30, high_text="30"))
GRADE = Measure("grade", "integer", Scale("number"), possible=Range(1, 5, False, False, "1", "5"))
DOSE = Measure("dose", "quantity", units=("mg/m2", "mg"))
MOOD = Measure("mood", "choice", values=("present", "absent"), meant={"happy": "present"})
RASH = Measure("term", "term", terms={"skin": ("rash",)})
CAUSE = Measure("cause", "text")
FLAG = Measure("related", "flag")
DAY = Measure("resolved", "date")
BORN = Measure("born", "date", coarse=True)


@pytest.mark.parametrize(
    ("measure", "text", "low", "word"),
    [
        (SHARE, "5 %", 0.05, ""),
        (SHARE, "0.05", 0.05, ""),
        (INDEX, "1.3", 1.3, ""),
        (INDEX, "2", 2, ""),
        (GRADE, "3", 3, ""),
        (GRADE, "3.0", 3, ""),
        (DOSE, "0.6 mg/m²", 0.6, "mg/m2"),
        (DOSE, "1.1mg", 1.1, "mg"),
        (FLAG, "true", 1, "true"),
        (FLAG, "FALSE", 0, "false"),
        (DAY, "2024-02-12", parse_date("2024-02-12").first, ""),
    ],
)
def test_numbers_flags_and_days_are_read(
    measure: Measure, text: str, low: float, word: str
) -> None:
    found = read_value(measure, text)
    assert (found.low, found.high, found.word, found.text) == (low, low, word, text)


@pytest.mark.parametrize(
    ("measure", "text", "word"),
    [
        (MOOD, "present", "present"),
        (RASH, "Rash", "rash"),
        (RASH, "Itch  of the\nhand", "itch of the hand"),
        (CAUSE, " Sepsis \n of lung ", "Sepsis of lung"),
    ],
)
def test_words_are_read_without_needless_spaces(measure: Measure, text: str, word: str) -> None:
    found = read_value(measure, text)
    assert math.isnan(found.low)
    assert found.word == word
    assert found.text == " ".join(text.split())


def test_a_coarse_date_is_the_range_of_its_days() -> None:
    found = read_value(BORN, "1978-05")
    assert found.high - found.low == 30


@pytest.mark.parametrize(
    ("measure", "text", "message", "remedy"),
    [
        (SHARE, "1.5", "Share cannot be 1.5: that is above 1.", "1.5 %"),
        (SHARE, "150 %", "Share cannot be 150 %: that is above 1.", "Check the number"),
        (SHARE, "5 mg", "Share is a fraction, and “5 mg” has the unit mg.", "percentage"),
        (SHARE, "lots", "“lots” is no value of share.", "Write a fraction such as 0.05"),
        (SHARE, "0,5", "has a comma", "Write a point"),
        (INDEX, "90 %", "Index is a number without a unit, and this is “90 %”.", "alone"),
        (GRADE, "2.5", "Grade is a whole number, and this is “2.5”.", "from 1 to 5"),
        (GRADE, "6", "Grade cannot be 6: that is above 5.", "it can be from 1 to 5"),
        (GRADE, "3 mg", "Grade is a whole number, and this is “3 mg”.", "whole number"),
        (DOSE, "0.6", "“0.6” has no unit, and dose needs one.", "mg/m2 or mg"),
        (DOSE, "0.6 kg", "Dose cannot be in kg.", "Write it in mg/m2 or mg."),
        (MOOD, "Present", "“Present” is no value of mood.", "Write “present”."),
        (MOOD, "true", "“true” is no value of mood.", "Write “present”."),
        (MOOD, "no", "“no” is no value of mood.", "Write “absent”."),
        (MOOD, "Happy", "“Happy” is no value of mood.", "It is written “present” here."),
        (MOOD, "presnt", "“presnt” is no value of mood.", "Did you mean “present”? It can be"),
        (MOOD, "7", "“7” is no value of mood.", "Write present or absent."),
        (FLAG, "yes", "Related is true or false, and this is “yes”.", "Write true."),
        (FLAG, "No", "Related is true or false, and this is “No”.", "Write false."),
        (FLAG, "7", "Related is true or false, and this is “7”.", "Write true or false."),
        (DAY, "2024-02", "2024-02 is not a whole date.", "Write the day as well"),
        (BORN, "1978-02-30", "February 1978 had 28 days", "Correct the day."),
        (CAUSE, "x" * 1001, "Cause has 1,001 characters, more than 1,000.", "shorter"),
    ],
)
def test_what_is_refused_says_why_and_what_to_write(
    measure: Measure, text: str, message: str, remedy: str
) -> None:
    with pytest.raises(Refused) as caught:
        read_value(measure, text)
    assert message in caught.value.message
    assert remedy in caught.value.remedy

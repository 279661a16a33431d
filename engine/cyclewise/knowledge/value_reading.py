"""Texts turned into values: what was written for one thing, and why it is refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache

from cyclewise.documents.node import Node, Scalar
from cyclewise.documents.problem import short, suggestion
from cyclewise.knowledge.measure import Kind, Measure
from cyclewise.knowledge.value import NO_NUMBER, Value
from cyclewise.values.calendar import parse_date, parse_day
from cyclewise.values.exact import digits12
from cyclewise.values.quantity import (
    PERCENT,
    Quantity,
    UnitMismatch,
    number_text,
    parse_quantity,
    why_no_number,
)
from cyclewise.values.refused import Refused

# The same limits and units stand in a file again and again.
_parsed = lru_cache(maxsize=4096)(parse_quantity)

_LONGEST_TEXT = 1000
_FLAGS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_SAID_YES = frozenset({"yes", "y", "1", "+", "on", "positive", "present"})
_SAID_NO = frozenset({"no", "n", "0", "-", "off", "negative", "absent", "none"})
_WHOLE_PERCENT = 100
_CURLY = frozenset("“”„‘’«»")
_BEYOND = ("<", ">", "≤", "≥")


def written(measure: Measure, node: Node) -> str:
    """Return the text of a single written value; raise Refused for anything else."""
    if not isinstance(node, Scalar):
        raise Refused(
            f"{capital(measure.title)} is one value, and this is a list or a group of keys.",
            "Write one value; what was measured again is an event of its own.",
        )
    if node.kind == "null" or not node.text.strip():
        raise Refused(
            f"{capital(measure.title)} has no value.",
            "Write the value, or leave it out if it was not recorded.",
        )
    if node.text[0] in _CURLY and not node.quoted:
        raise Refused(
            f"{capital(measure.title)} stands in typographic quotation marks: {short(node.text)}.",
            "Write straight ones, or none.",
        )
    return node.text


def read_value(measure: Measure, text: str) -> Value:
    """Return what a text says; raise Refused, which says what to write instead.

    A word in place of a number gets the whole possible range here: what it says beyond that
    may hang on the event's attributes.
    """
    return _READ[measure.kind](measure, " ".join(text.split()))


def capital(text: str) -> str:
    """Return a text as a sentence begins."""
    return text[:1].upper() + text[1:]


def folded(name: str) -> str:
    """Return a name without what people vary: case, hyphens and underscores, double spaces."""
    return " ".join(name.casefold().replace("_", " ").replace("-", " ").split())


# --- quantities --------------------------------------------------------------------------------


def _quantity(measure: Measure, text: str) -> Value:
    plain = " ".join(text.replace(",", " ").split())
    if plain in measure.words:
        return Value(measure.possible.low, measure.possible.high, plain, text)
    quantity = _parsed(text)
    if quantity is None:
        raise Refused(*(why_no_number(text) or _no_quantity(measure, text)))
    number, word = _on_scale(measure, quantity)
    if measure.is_whole and number % 1:
        raise Refused(*_not_whole(measure, text))
    fault = measure.possible.fault(number)
    if fault:
        raise Refused(*_impossible(measure, quantity, number, fault))
    return Value(number, number, word, text)


def _on_scale(measure: Measure, quantity: Quantity) -> tuple[float, str]:
    """Return the number in the measure's unit; where units are free, as it is, with its unit."""
    if measure.scale is None:
        if quantity.unit not in measure.units:
            raise Refused(*_wrong_unit(measure, quantity))
        return digits12(float(quantity.number)), quantity.unit
    try:
        return measure.scale.convert(quantity), ""
    except UnitMismatch:
        raise Refused(*_wrong_unit(measure, quantity)) from None


def _wrong_unit(measure: Measure, quantity: Quantity) -> tuple[str, str]:
    title, text = capital(measure.title), short(quantity.text)
    if measure.is_bare:
        return f"{title} is a number without a unit, and this is “{text}”.", (
            "Write the number alone."
        )
    if measure.is_fraction:
        return f"{title} is a fraction, and “{text}” has the unit {short(quantity.unit)}.", (
            "Write a fraction such as 0.05, or a percentage such as 5 %."
        )
    units = _either(measure.accepted_units)
    if not quantity.unit:
        return f"“{text}” has no unit, and {measure.title} needs one.", f"Add the unit: {units}."
    return f"{title} cannot be in {short(quantity.unit)}.", f"Write it in {units}."


def _no_quantity(measure: Measure, text: str) -> tuple[str, str]:
    wanted = (*_numbers(measure), *(f"“{word}”" for word in measure.words))
    message = f"“{short(text)}” is no value of {measure.title}."
    if text.startswith(_BEYOND):
        message = f"“{short(text)}” is a limit, and {measure.title} is what was measured."
    if folded(text) in _SAID_NO or text.startswith(_BEYOND[0]):
        remedy = _if_nothing(measure)
    else:
        remedy = suggestion(text, measure.words)
    return message, remedy or f"Write {_either(wanted)}."


def _if_nothing(measure: Measure) -> str:
    """Return how it is written that nothing was found; empty where there is no word for it."""
    word = next((each for each in measure.words.values() if each.leans_on), None)
    if word is None:
        return ""
    beside = "".join(f", with the {name} of the test" for name in word.leans_on)
    return f"Write “{word.word}”{beside}, if nothing was found."


def _numbers(measure: Measure) -> tuple[str, ...]:
    """Return what a number may look like, in words."""
    if measure.is_fraction:
        return ("a fraction such as 0.05", "a percentage such as 5 %")
    return ("a number",) if measure.is_bare else (f"a number in {_either(measure.accepted_units)}",)


def _impossible(measure: Measure, quantity: Quantity, number: float, fault: str) -> tuple[str, str]:
    """Say that a number cannot be, and guess what was meant where that is common."""
    message = f"{capital(measure.title)} cannot be {short(quantity.text)}: that is {fault}."
    nothing = _if_nothing(measure)
    if number == 0 and nothing:
        return message, nothing
    if measure.is_fraction and quantity.unit != PERCENT and 1 < number <= _WHOLE_PERCENT:
        shown = number_text(digits12(number / _WHOLE_PERCENT))
        percent = f"{short(quantity.text)} %"
        return message, f"It is a fraction; if {percent} is meant, write “{percent}” or {shown}."
    unit = "" if measure.is_bare or measure.is_fraction else " and its unit"
    return message, f"Check the number{unit}: it can be {measure.possible.text}."


def _not_whole(measure: Measure, text: str) -> tuple[str, str]:
    return f"{capital(measure.title)} is a whole number, and this is “{short(text)}”.", (
        f"Write a whole number {measure.possible.text}".rstrip() + "."
    )


def _integer(measure: Measure, text: str) -> Value:
    quantity = _parsed(text)
    if quantity is None or quantity.unit or quantity.number % 1:
        raise Refused(*_not_whole(measure, text))
    number = float(quantity.number)
    fault = measure.possible.fault(number)
    if fault:
        raise Refused(*_impossible(measure, quantity, number, fault))
    return Value(number, number, "", text)


# --- words -------------------------------------------------------------------------------------


def _choice(measure: Measure, text: str) -> Value:
    if text in measure.values:
        return Value(NO_NUMBER, NO_NUMBER, text, text)
    message = f"“{short(text)}” is no value of {measure.title}."
    raise Refused(message, _choice_meant(measure, text) or f"Write {_either(measure.values)}.")


def _choice_meant(measure: Measure, text: str) -> str:
    plain = folded(text)
    if plain in measure.meant:
        return f"It is written “{measure.meant[plain]}” here."
    if plain in _SAID_YES | {"true"} and "present" in measure.values:
        return "Write “present”."
    if plain in _SAID_NO | {"false"} and "absent" in measure.values:
        return "Write “absent”."
    if sum(value.startswith(text) for value in measure.values) > 1:
        return ""
    near = suggestion(text, measure.values)
    return f"{near} It can be {_either(measure.values)}." if near else ""


def _term(measure: Measure, text: str) -> Value:
    """Return a term in lower case, as its group lists it; a term in no group is taken too."""
    _refuse_long(measure, text)
    return Value(NO_NUMBER, NO_NUMBER, text.casefold(), text)


def _text(measure: Measure, text: str) -> Value:
    _refuse_long(measure, text)
    return Value(NO_NUMBER, NO_NUMBER, text, text)


def _refuse_long(measure: Measure, text: str) -> None:
    if len(text) > _LONGEST_TEXT:
        raise Refused(
            f"{capital(measure.title)} has {len(text):,} characters, more than {_LONGEST_TEXT:,}.",
            "Write it shorter.",
        )


def _flag(measure: Measure, text: str) -> Value:
    if text in _FLAGS:
        said = _FLAGS[text]
        return Value(float(said), float(said), "true" if said else "false", text)
    plain = folded(text)
    if plain in _SAID_YES or plain in _SAID_NO:
        remedy = f"Write {'true' if plain in _SAID_YES else 'false'}."
    else:
        remedy = "Write true or false."
    raise Refused(
        f"{capital(measure.title)} is true or false, and this is “{short(text)}”.", remedy
    )


# --- dates -------------------------------------------------------------------------------------


def _date(measure: Measure, text: str) -> Value:
    """Return a date; a month or a year alone, where that will do, is the range of its days."""
    if not measure.coarse:
        day = float(parse_day(text))
        return Value(day, day, "", text)
    found = parse_date(text)
    return Value(float(found.first), float(found.last), "", text)


_READ: Mapping[Kind, Callable[[Measure, str], Value]] = {
    "quantity": _quantity,
    "integer": _integer,
    "choice": _choice,
    "term": _term,
    "flag": _flag,
    "date": _date,
    "text": _text,
}


def _either(words: tuple[str, ...]) -> str:
    """Return words as alternatives: “a, b or c”."""
    return " or ".join(filter(None, (", ".join(words[:-1]), words[-1]))) if words else ""

"""What a rule expects, said as one sentence."""

from __future__ import annotations

from cyclewise.protocol.expectation import NEXT_DOSE, Expectation, Length, NextDose
from cyclewise.protocol.phrases import Speech, listed
from cyclewise.values.calendar import Duration


def expectation_english(asked: Expectation, speech: Speech) -> str:
    """Return what is expected, counted from what, and by when."""
    items = listed([speech.title(item) for item in asked.items], "and")
    match asked.occasion:
        case "before":
            when = f"before the next dose, at most {speech.length(asked.opens)} old on its day"
        case "after":
            when = _after(asked, speech)
        case "every":
            when = _every(asked, speech)
    return f"Expects {items} {when}."


def _after(asked: Expectation, speech: Speech) -> str:
    parts = [f"after {speech.title(asked.event or '')}"]
    if asked.opens != Duration(0):
        parts.append(f"from {speech.length(asked.opens)} after it on")
    parts.append(f"due {_by(asked.due, speech, 'due date')}")
    if asked.closes is not None:
        parts.append(f"at the latest {_by(asked.closes, speech, 'latest day')}")
    return ", ".join(parts)


def _every(asked: Expectation, speech: Speech) -> str:
    often = "" if asked.every is None else speech.length(asked.every)
    text = f"every {often.removeprefix('1 ')} from {speech.title(asked.event or '')} on"
    if asked.until is not None:
        end = f"{speech.length(asked.until.days)} after {speech.title(asked.until.after)}"
        text = f"{text}, until {end}"
    if asked.closes is not None:
        text = f"{text}, at the latest {_by(asked.closes, speech, '')}"
    return text


def _by(length: Length | NextDose, speech: Speech, day: str) -> str:
    return f"on the next dose's {day}" if length == NEXT_DOSE else _later(length, speech)


def _later(length: Length, speech: Speech) -> str:
    return f"{speech.length(length)} later"

"""What a column of an events table may hold, so that a wrong kind is told once and not by row."""

from __future__ import annotations

import polars as pl

_TEXTS = (pl.String, pl.Categorical, pl.Enum, pl.Null)
_DATES, _TIMES = ("date", "known", "replaces"), ("time",)
_ONE = "Write one value in each row."
_SHORT = (
    "The column “number” holds Float32, in which 0.6 is 0.60000002384.",
    "Write numbers of 64 bits, or decimals.",
)
_ABOUT_MOMENTS = "Write the day as YYYY-MM-DD, and the ward's own time of day under “time”."


def wrong_kind(name: str, kind: pl.DataType) -> tuple[str, str] | None:
    """Return what is wrong with a column's kind and what to do, None where nothing is."""
    if isinstance(kind, _TEXTS):
        return None
    if kind.is_nested() or kind.is_object():
        return f"The column “{name}” holds {kind} instead of single values.", _ONE
    if name in _DATES:
        fits, asked = kind == pl.Date, "Write dates, or texts as YYYY-MM-DD."
    elif name in _TIMES:
        fits, asked = False, "Write texts as HH:MM, such as 09:05."
    elif name == "number":
        fits, asked = kind.is_numeric(), "Write numbers, and words under “text”."
    else:
        fits = kind.is_numeric() or kind in (pl.Boolean, pl.Date)
        asked = "Write texts, numbers, dates or true and false."
    if kind == pl.Float32 and name == "number":
        return _SHORT
    if fits:
        return None
    if isinstance(kind, pl.Datetime):
        asked = _ABOUT_MOMENTS
    return f"The column “{name}” holds {kind}, which is not read here.", asked

"""Units: one spelling for each, and what converts to what without knowing the substance."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

FRACTION = "fraction"
"""The unit of a share: a bare number from 0 to 1, or a percentage."""
NUMBER = "number"
"""The unit of what is counted or graded: a bare whole number."""
RATIO = "ratio"
"""The unit of what is set against a standard: a bare number, whole or not."""
BARE = frozenset({FRACTION, NUMBER, RATIO})
"""The units that are not written."""
PERCENT = "%"

_SPELLINGS: dict[str, tuple[str, ...]] = {
    "10^9/L": (
        *("10*9/L", "10**9/L", "10^9/l", "10*9/l", "10e9/L", "10E9/L", "1e9/L", "10e9/l"),
        *("G/L", "Gpt/L", "/nL", "/nl", "K/uL", "k/uL", "K/ul", "K/mm3", "thou/uL"),
        *("10^3/uL", "10*3/uL", "10**3/uL", "10e3/uL", "10^3/mm3"),
    ),
    "/uL": ("/ul", "cells/uL", "cells/ul", "/mm3", "cells/mm3", "10^6/L", "10*6/L"),
    "U/L": ("IU/L", "iU/L", "[IU]/L", "[iU]/L", "u/l", "U/l", "IU/l", "iu/l", "units/L"),
    "mg/dL": ("mg/dl",),
    "g/dL": ("g/dl",),
    "g/L": ("g/l",),
    "mg/L": ("mg/l",),
    "mmol/L": ("mmol/l", "mM"),
    "umol/L": ("umol/l", "umoles/L", "uM"),
    "mL/min": ("ml/min", "mL/minute"),
    "mmHg": ("mmhg", "mm[Hg]"),
    "°C": ("C", "degC", "Cel", "Celsius"),
    "kg": ("kgs",),
    "ms": ("msec",),
    "seconds": ("s", "sec", "second"),
    "minutes": ("min", "minute"),
    "hours": ("h", "hr", "hrs", "hour"),
    "days": ("d", "day"),
    "weeks": ("w", "wk", "wks", "week"),
    "months": ("month",),
    "years": ("y", "yr", "yrs", "year"),
    PERCENT: ("percent", "percent.", "pct"),
}
_PLAIN = {word: unit for unit, words in _SPELLINGS.items() for word in words}
_LETTERS = str.maketrans({"µ": "u", "μ": "u", "⁻": "^-", "²": "2", "³": "3", "−": "-"})
_PARTS = (
    (re.compile(r"\bmcg\b"), "ug"),
    (re.compile(r"m[\^*]2"), "m2"),
    (re.compile(r"/(?:24h|d)$"), "/day"),
)
_POWERS = {"10³": "10^3", "10⁹": "10^9", "10⁶": "10^6"}

_SIZES: tuple[dict[str, str], ...] = (
    {"kg": "1000", "g": "1", "mg": "0.001", "ug": "0.000001"},
    {"m": "1", "cm": "0.01", "mm": "0.001"},
    {"g/dL": "10", "g/L": "1", "mg/dL": "0.01", "mg/L": "0.001", "ug/mL": "0.001"},
    {"mol/L": "1", "mmol/L": "0.001", "umol/L": "0.000001", "nmol/L": "0.000000001"},
    {"10^9/L": "1", "/uL": "0.001"},
    {"U/L": "1", "kU/L": "1000", "mU/mL": "1"},
    {"g/m2": "1", "mg/m2": "0.001", "ug/m2": "0.000001"},
    {"mg/m2/day": "1", "ug/m2/day": "0.001"},
    {"mg/day": "1", "ug/day": "0.001"},
    {
        "weeks": "604800",
        "days": "86400",
        "hours": "3600",
        "minutes": "60",
        "seconds": "1",
        "ms": "0.001",
    },
    {"years": "12", "months": "1"},
)


@lru_cache(maxsize=1024)
def normal_unit(text: str) -> str:
    """Return the one spelling of a unit; an unknown unit is returned without spaces."""
    word = "".join(text.split())
    for power, plain in _POWERS.items():
        word = word.replace(power, plain)
    word = word.translate(_LETTERS)
    if word[:1] in ("x", "×", "·") and word[1:2].isdigit():
        word = word[1:]
    for part, plain in _PARTS:
        word = part.sub(plain, word)
    return _PLAIN.get(word, word)


@lru_cache(maxsize=1024)
def factor(of: str, to: str) -> tuple[Decimal, Decimal] | None:
    """Return by what to multiply and then divide to turn one unit into another.

    Both are normal spellings; None where they do not measure the same thing.
    """
    if of == to:
        return Decimal(1), Decimal(1)
    for sizes in _SIZES:
        if of in sizes and to in sizes:
            return Decimal(sizes[of]), Decimal(sizes[to])
    return None

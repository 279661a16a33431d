"""Numbers as people write them: 3.2e-4, 2 × 10⁻³, 0.01 %, and how they are written back."""

from __future__ import annotations

import math
import re
from decimal import Decimal

from cyclewise.values.exact import digits12

_POWERS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺−", "0123456789-+-")
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_PLAIN = r"[-+−]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)"
_POWER = rf"""10\s*(?:
      (?:\^|\*\*)\s* (?P<plain>[-+−]?[0-9]+)
    | (?P<raised>[⁻⁺]?[{_RAISED}]+)
    | (?P<lost>[-−][0-9]+)          # print that lost its superscript: 1 × 10−4
)"""
_NUMBER = re.compile(rf"(?P<number>{_PLAIN})(?:[eE](?P<plain>[-+]?[0-9]+))?")
_TIMES = re.compile(rf"(?P<number>{_PLAIN})\s*[x×·*]\s*{_POWER}", re.VERBOSE)
_BARE_POWER = re.compile(_POWER, re.VERBOSE)
_COUNT = re.compile(
    r"""\s*[x×·]?\s*
    (?: 10\s*(?:\^|\*\*?|[eE])\s*[0-9]+ | 10[³⁶⁹] | 1[eE]9 )
    \s*/\s*\w+""",
    re.VERBOSE,
)
_UNIT = re.compile(
    r"""\s*(?: % | (?:/\s*)? [A-Za-zµμ°\[\]]+ (?:\^|\*)?[23²³]?
        (?:\s*/\s*(?: 24h | [A-Za-zµμ\[\]]+ (?:\^|\*)?[23²³]? ))* )""",
    re.VERBOSE,
)
_SMALLEST, _LARGEST = Decimal("1e-30"), Decimal("1e30")
_LONGEST = 60
_LONGEST_POWER = len("-999")
_SMALL = 0.001
_WIDE = 1e15
_NO_NUMBER = re.compile(r"[-+]?\.?(?:nan|inf|infinity)", re.IGNORECASE)
_COMMA = re.compile(r"[-+−]?[0-9]+(?:,[0-9]+)+(?:\.[0-9]+)?(?:[^0-9,].*)?")


def read_numeral(text: str) -> tuple[Decimal, str] | None:
    """Return the number at the start of a text and the unit after it, None where it is neither."""
    text = text.strip()
    if len(text) > _LONGEST or _NO_NUMBER.fullmatch(text):
        return None
    for pattern in (_NUMBER, _TIMES, _BARE_POWER):
        found = pattern.match(text)
        unit = found and _unit(text[found.end() :])
        if found and unit is not None:
            number = _number(found)
            return None if number is None else (number, unit)
    return None


def why_no_number(text: str) -> tuple[str, str] | None:
    """Return why something that looks like a number is refused and what to write, else None."""
    text = text.strip()
    if _NO_NUMBER.fullmatch(text):
        return f"“{text}” is no measured value.", "Leave the entry out if nothing was measured."
    if _COMMA.fullmatch(text[:_LONGEST]):
        return (
            f"“{text[:_LONGEST]}” has a comma, which can mean a decimal point or thousands.",
            "Write a point for decimals and nothing between thousands: 3.2, 1200.",
        )
    if text[:1].isdigit() and read_numeral(text) is None and _too_extreme(text):
        return f"“{text[:_LONGEST]}” is too large, too small or too long to be a measured value.", (
            "Check the number."
        )
    return None


def number_text(number: float) -> str:
    """Return a number as clinicians write it: 112, 0.55, and 3.2e-4 below 0.001."""
    if math.isnan(number):
        return "unknown"
    if math.isinf(number):
        return "∞" if number > 0 else "-∞"
    tidy = digits12(number)
    if tidy == 0:
        return "0"
    if _SMALL <= abs(tidy) < _WIDE:
        return f"{Decimal(repr(tidy)).normalize():f}"
    mantissa, power = f"{Decimal(repr(tidy)).normalize():e}".split("e")
    return f"{mantissa}e{int(power)}"


def _unit(rest: str) -> str | None:
    """Return the unit that is all of the rest of a text; "" where there is no rest."""
    if not rest.strip():
        return ""
    for pattern in (_COUNT, _UNIT):
        if pattern.fullmatch(rest.rstrip()):
            return rest.strip()
    return None


def _number(found: re.Match[str]) -> Decimal | None:
    groups = found.groupdict()
    number = Decimal(groups.get("number", "1").translate(_POWERS))
    power = groups.get("plain") or groups.get("raised") or groups.get("lost") or "0"
    if len(power) > _LONGEST_POWER:
        return None
    number = number.scaleb(int(power.translate(_POWERS)))
    return number if not number or _SMALLEST <= abs(number) <= _LARGEST else None


def _too_extreme(text: str) -> bool:
    return len(text) > _LONGEST or any(
        found is not None and _unit(text[found.end() :]) is not None
        for found in (pattern.match(text) for pattern in (_NUMBER, _TIMES, _BARE_POWER))
    )
